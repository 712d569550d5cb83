"""Findings → workflow commands of GitHub Actions, which it shows as annotations of a file."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from somark_tools.linter.finding import LintFinding, Severity
from somark_tools.patterns.printable import printable

_COMMANDS: Mapping[Severity, str] = MappingProxyType({"error": "error", "warning": "warning", "info": "notice"})
# `%` first: the others are written with it. Results are untrusted: a line break would begin another command.
_DATA = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_PROPERTY = (*_DATA, (":", "%3A"), (",", "%2C"))


def github(findings: Sequence[LintFinding]) -> str:
    """Return a command for each finding, a line each: `::warning file=outputs.json,title=box-empty::PATH: MESSAGE`."""
    return "".join([f"{_command(finding)}\n" for finding in findings])


def _command(finding: LintFinding) -> str:
    properties = {"file": printable(finding.file), "title": finding.rule}
    shown = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items() if value)
    return f"::{_COMMANDS[finding.severity]} {shown}::{_escaped(f'{finding.path}: {finding.message}', _DATA)}"


def _escaped(text: str, table: Sequence[tuple[str, str]]) -> str:
    for character, code in table:
        text = text.replace(character, code)
    return text

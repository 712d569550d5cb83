"""Findings → a line for each, for people; `styled` is the same in colours, for a terminal."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from somark_tools.linter.finding import LintFinding, Severity
from somark_tools.patterns.printable import printable

if TYPE_CHECKING:
    from rich.text import Text

_STYLES: Mapping[Severity, str] = MappingProxyType({"error": "bold red", "warning": "yellow", "info": "cyan"})


def text(findings: Sequence[LintFinding]) -> str:
    """Return a line for each: `FILE: PATH (page P, idx I): SEVERITY RULE: MESSAGE`, page and idx as sent."""
    return "".join([f"{_place(finding)}: {_rule(finding)}: {finding.message}\n" for finding in findings])


def styled(findings: Sequence[LintFinding]) -> "Text":
    """Return the same lines with the severity in colour."""
    from rich.text import Text

    lines = Text()
    for finding in findings:
        lines.append(f"{_place(finding)}: ", "dim")
        lines.append(_rule(finding), _STYLES[finding.severity])
        lines.append(f": {finding.message}\n")
    return lines


def summary(findings: Sequence[LintFinding]) -> str:
    """Return how many findings there are of each severity.

    >>> summary([LintFinding("box-empty", "warning", "", 0, 1, "$")])
    '0 errors, 1 warning, 0 infos'
    """
    counts = [(severity, sum(finding.severity == severity for finding in findings)) for severity in _STYLES]
    return ", ".join(f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in counts)


def _place(finding: LintFinding) -> str:
    file = f"{printable(finding.file)}: " if finding.file else ""
    names = [
        f"{name} {number}" for name, number in (("page", finding.page), ("idx", finding.idx)) if number is not None
    ]
    return f"{file}{finding.path}" + (f" ({', '.join(names)})" if names else "")


def _rule(finding: LintFinding) -> str:
    return f"{finding.severity} {finding.rule}"

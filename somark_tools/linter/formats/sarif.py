"""Findings → SARIF 2.1.0 (OASIS), the form in which code hosts and editors take what checkers find."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from somark_tools.linter.finding import LintFinding, Rule, Severity
from somark_tools.linter.rules import RULES
from somark_tools.version import __version__

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Mapping[Severity, str] = MappingProxyType({"error": "error", "warning": "warning", "info": "note"})
_NUMBERS: Mapping[str, int] = MappingProxyType({rule.id: number for number, rule in enumerate(RULES)})


def sarif(findings: Sequence[LintFinding]) -> str:
    """Return a SARIF log of one run, with all rules.

    A location is the file (if there is one) and, as logical location, the JSON pointer; the service's page and idx and
    the JSON path are properties of the result. ASCII only.
    """
    driver = {"name": "somark-tools", "version": __version__, "rules": [_rule(rule) for rule in RULES]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": [_result(f) for f in findings]}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "help": {"text": rule.advice},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: LintFinding) -> dict[str, Any]:
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": finding.pointer}]}
    if finding.file:
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(finding.file)}}
    return {
        "ruleId": finding.rule,
        "ruleIndex": _NUMBERS[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [location],
        "properties": {"page": finding.page, "idx": finding.idx, "path": finding.path},
    }


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="surrogateescape")

"""Findings → a JSON list of objects, for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from somark_tools.linter.finding import LintFinding


def findings_json(findings: Sequence[LintFinding]) -> str:
    """Return the findings as a JSON list; keys are those of LintFinding, and `pointer`. ASCII only."""
    return json.dumps([asdict(finding) | {"pointer": finding.pointer} for finding in findings], indent=2) + "\n"

"""Findings → text in the forms that people and programs read: a row for each."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from somark_tools.linter.finding import LintFinding
from somark_tools.linter.formats.github import github
from somark_tools.linter.formats.json import findings_json
from somark_tools.linter.formats.sarif import sarif
from somark_tools.linter.formats.text import text

FINDING_FORMATS: Mapping[str, Callable[[Sequence[LintFinding]], str]] = MappingProxyType(
    {"text": text, "json": findings_json, "sarif": sarif, "github": github}
)

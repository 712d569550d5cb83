"""A result → findings: what is wrong or doubtful in it, where, and what to do. `rules.RULES` is the table of rules."""

from somark_tools.linter.finding import SEVERITIES, LintFinding, Rule, Severity
from somark_tools.linter.formats import FINDING_FORMATS
from somark_tools.linter.rules import RULES
from somark_tools.linter.run import chosen, lint, lint_files

__all__ = ["FINDING_FORMATS", "RULES", "SEVERITIES", "LintFinding", "Rule", "Severity", "chosen", "lint", "lint_files"]

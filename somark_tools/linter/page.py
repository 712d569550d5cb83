"""The table of rules → the text of `docs/lint.md`."""

from collections.abc import Iterator

from somark_tools.linter.finding import SEVERITIES
from somark_tools.linter.rules import RULES

_HEAD = """\
# What lint looks for

`somark-tools lint RESULT...` checks results without changing them, `lint(result)` does so in Python. A finding has
the id of its rule, a severity, a message that says what is the matter and what to do, page and idx as the service
calls them (both may be null), and the place in the file: as JSON path (`$.pages[3].blocks[7].bbox`) and as JSON
pointer (RFC 6901).

    somark-tools lint outputs.json                           # a line for each finding
    somark-tools lint *.json --format sarif > lint.sarif     # or json, or github (annotations of a workflow)
    somark-tools lint outputs.json --select box-off-page,order-jump
    somark-tools lint outputs.json --ignore heading-alone --fail-on warning

| severity | means |
|---|---|
| error | the result contradicts itself, or a part of it can't be used |
| warning | something is likely wrong |
| info | worth knowing |

Exit code 0: done, whatever was found; 1: a file is no result (that is a finding, and the other files are checked all
the same), or there is a finding of the severity that `--fail-on` names, or a worse one; 2: wrong usage. The ids are
stable.

Rules look at what was sent, but those for headings, joins and the columns of tables look at the merged document. What
reading and merging report as an issue is a finding too. A rule is silent where the result does not tell enough, as of
boxes without page size, or of pictures without a folder to look in.

What no rule can tell for sure is left alone. `dollar-unbalanced` speaks of a text with an odd number of `$` where it
has LaTeX in it, or where the document has formulas beyond doubt. It passes over `$` before digits (prices), unless
LaTeX stands outside of formulas beside them, and over variables of programs (`${NAME}`, `$HOME`).

This page is written from the table of rules (`somark_tools/linter/rules.py`).
"""


def rules_page() -> str:
    """Return the page: what there is to know, then a table of the rules for each severity, the worst first."""
    return "\n".join([_HEAD, *_tables()])


def _tables() -> Iterator[str]:
    for severity in SEVERITIES:
        rows = [f"| `{rule.id}` | {rule.title} | {rule.advice} |" for rule in RULES if rule.severity == severity]
        yield "\n".join([f"## {severity}\n", "| rule | what it finds | what to do |", "|---|---|---|", *rows, ""])

"""A table of MathML → `m:m`: the columns with their alignment, and no wider apart than they were."""

from itertools import groupby, pairwise

from somark_tools.equations.omml.context import Context
from somark_tools.equations.omml.xml import Element, Item, argument, element, value
from somark_tools.errors import FormulaError

MAX_COLUMNS = 255  # of a matrix, by the schema
_JUSTIFIED = {"left": "left", "right": "right"}


def table(node: Element, context: Context) -> list[Item]:
    """Return the table; rows that are shorter than others are filled up."""
    rows = [list(child) for child in node if child.tag == "mtr"]
    width = max(map(len, rows), default=0)
    if not width:
        return []
    if width > MAX_COLUMNS:
        raise FormulaError(f"a table of {width} columns, {MAX_COLUMNS} can be written")
    apart = _is_apart(rows)
    spacing = [value("cGpRule", "0")] if apart else [value("cGpRule", "3"), value("cGp", "0")]
    properties = [value("plcHide", "1"), value("rSpRule", "1"), *spacing, _columns(node, rows, width)]
    made = [element("mPr", properties)]
    for cells in rows:
        written = [context.argument("e", *cell) for cell in cells]
        made.append(element("mr", [*written, *(argument("e", []) for _ in range(width - len(cells)))]))
    return [element("m", made)]


def _is_apart(rows: list[list[Element]]) -> bool:
    """Return whether columns stand apart; a column set to the right and one set to the left meet at their alignment."""
    aligns = [cell.get("columnalign") for cell in max(rows, key=len)]
    return ("right", "left") not in pairwise(aligns)


def _columns(node: Element, rows: list[list[Element]], width: int) -> str:
    stated = node.get("columnalign", "").split()
    longest = max(rows, key=len)
    aligns = [
        _JUSTIFIED.get(cell.get("columnalign") or (stated[min(at, len(stated) - 1)] if stated else ""), "center")
        for at, cell in enumerate(longest)
    ]
    columns = [
        element("mc", [element("mcPr", [value("count", str(len(list(group)))), value("mcJc", align)])])
        for align, group in groupby(aligns)
    ]
    return element("mcs", columns)

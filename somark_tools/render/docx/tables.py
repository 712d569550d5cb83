"""A table → `w:tbl`: spans exact, gaps as empty cells, header rows repeated on each page."""

from collections.abc import Iterable, Sequence
from copy import copy
from functools import lru_cache

from somark_tools.model import Row, Table
from somark_tools.render.docx.context import Context
from somark_tools.render.docx.grids import Slot, parts, slots
from somark_tools.render.docx.runs import runs_of
from somark_tools.render.docx.widths import PADDING, column_widths
from somark_tools.render.docx.xml import Element, add, paragraph, w
from somark_tools.tables import header_rows

SHORT_CELL = 400  # characters: a row of shorter cells is not broken across pages
_HEADER_FILL = "F2F2F2"


def write_table(table: Table, context: Context) -> Iterable[Element]:
    """Return the table; as several tables if it has more columns than Word allows."""
    return [_table(part, context) for part in parts(table)]


def _table(table: Table, context: Context) -> Element:
    widths = column_widths(table, context.layout.text_width)
    head = _repeated_rows(table)
    last = len(table.rows) - 1
    kept = {*range(min(max(header_rows(table), 1), last)), *([last] if table.id in context.kept_with_next else [])}
    return w(
        "tbl",
        w(
            "tblPr",
            w("tblStyle", val="TableGrid"),
            w("tblW", w=str(sum(widths)), type="dxa"),
            w("tblLayout", type="fixed"),
            w(
                "tblLook",
                val="0420",
                firstRow="1",
                lastRow="0",
                firstColumn="0",
                lastColumn="0",
                noHBand="0",
                noVBand="1",
            ),
        ),
        w("tblGrid", *(w("gridCol", w=str(width)) for width in widths)),
        *(
            _row(row, line, widths, context, repeated=number < head, keep_next=number in kept)
            for number, (row, line) in enumerate(zip(table.rows, slots(table), strict=True))
        ),
    )


def _repeated_rows(table: Table) -> int:
    """Return how many rows repeat on each page: none where all are header rows, or where a cell leaves them."""
    head = header_rows(table)
    leaves = any(number + cell.rowspan > head for number, row in enumerate(table.rows[:head]) for cell in row.cells)
    return 0 if leaves or head == len(table.rows) else head


def _row(
    row: Row, line: Sequence[Slot], widths: Sequence[int], context: Context, *, repeated: bool, keep_next: bool
) -> Element:
    made = w("tr")
    short = all([len(cell.text) < SHORT_CELL for cell in row.cells])
    if short or repeated:
        properties = add(made, "trPr")
        if short:
            add(properties, "cantSplit")
        if repeated:
            add(properties, "tblHeader")
    made.extend([_cell(slot, widths, row.header, context, keep_next) for slot in line])
    return made


def _cell(slot: Slot, widths: Sequence[int], header: bool, context: Context, keep_next: bool) -> Element:
    width = sum(widths[slot.column : slot.column + slot.span])
    cell = slot.cell
    merge = ""
    if cell is not None:
        header = header or cell.header
        merge = "" if cell.rowspan == 1 else "continue" if slot.continued else "restart"
    made = copy(_empty_cell(width, slot.span, merge, header, keep_next))
    if cell is not None and cell.text and not slot.continued:
        made[-1].extend(runs_of(cell.text, context, max(1, width - PADDING)))
    return made


@lru_cache(maxsize=1024)
def _empty_cell(width: int, span: int, merge: str, header: bool, keep_next: bool) -> Element:
    """Return the cell without its text, to be copied: a table has thousands of cells, and few that differ."""
    properties = w("tcPr", w("tcW", w=str(width), type="dxa"))
    if span > 1:
        add(properties, "gridSpan", val=str(span))
    if merge:
        add(properties, "vMerge", val=merge)
    if header:
        add(properties, "shd", val="clear", color="auto", fill=_HEADER_FILL)
    return w("tc", properties, paragraph("TableHeading" if header else "TableText", (), keep_next=keep_next))

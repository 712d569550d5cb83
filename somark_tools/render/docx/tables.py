"""A table → `w:tbl`: spans exact, gaps as empty cells, header rows repeated on each page."""

from collections.abc import Iterator, Sequence
from copy import copy
from functools import lru_cache
from typing import NamedTuple

from somark_tools.model import Relation, Row, Table
from somark_tools.render.docx.alignment import Alignment, Alignments
from somark_tools.render.docx.context import Context
from somark_tools.render.docx.grids import Slot, parts, slots
from somark_tools.render.docx.order import put
from somark_tools.render.docx.placement import Placement, placement
from somark_tools.render.docx.runs import runs_of
from somark_tools.render.docx.table_styles import OWN
from somark_tools.render.docx.widths import PADDING, column_widths
from somark_tools.render.docx.xml import Element, add, paragraph, w
from somark_tools.tables import header_rows
from somark_tools.wording.note_marks import Spot

SHORT_CELL = 400  # characters: a row of shorter cells is not broken across pages
_HEADER_FILL = "F2F2F2"


def write_table(table: Table, context: Context) -> Iterator[Element]:
    """Yield the table; as several tables if it has more columns or rows than Word allows."""
    for part in parts(table):
        yield _table(part, context, noted=part is table)


def _table(table: Table, context: Context, *, noted: bool) -> Element:
    placed = placement(table, context.document.pages)
    widths = column_widths(table, context.layout.text_width, placed and placed.width * context.layout.width)
    head = _repeated_rows(table)
    last = len(table.rows) - 1
    kept = {*range(min(max(header_rows(table), 1), last)), *([last] if table.id in context.kept_with_next else [])}
    alignments = Alignments(table)
    return w(
        "tbl",
        _properties(table, context, sum(widths), centred=_is_centred(table, placed, context)),
        w("tblGrid", *(w("gridCol", w=str(width)) for width in widths)),
        *(
            _row(
                row,
                line,
                _Place(number, widths, alignments, Spot(table.id, number) if noted else None),
                context,
                repeated=number < head,
                kept=number in kept,
            )
            for number, (row, line) in enumerate(zip(table.rows, slots(table), strict=True))
        ),
    )


def _is_centred(table: Table, placed: Placement | None, context: Context) -> bool:
    """Return whether a narrow table goes to the middle: where it stands there, or below a caption, which does."""
    captions = context.document.incoming(table.id, Relation.CAPTION_OF)
    return bool(captions) or (placed is not None and placed.centred)


def _properties(table: Table, context: Context, width: int, *, centred: bool) -> Element:
    head = header_rows(table) > 0
    made = w("tblPr", w("tblStyle", val=context.table_style), w("tblW", w=str(width), type="dxa"))
    if width < context.layout.text_width and centred:
        add(made, "jc", val="center")
    add(made, "tblLayout", type="fixed")
    look = {"firstRow": "1" if head else "0", "lastRow": "0", "firstColumn": "0", "lastColumn": "0"}
    add(made, "tblLook", val="0420" if head else "0400", **look, noHBand="0", noVBand="1")
    return made


def _repeated_rows(table: Table) -> int:
    """Return how many rows repeat on each page: none where all are header rows, or where a cell leaves them."""
    head = header_rows(table)
    leaves = any(number + cell.rowspan > head for number, row in enumerate(table.rows[:head]) for cell in row.cells)
    return 0 if leaves or head == len(table.rows) else head


class _Place(NamedTuple):
    """Where cells stand: their row, the widths of the columns, how cells are aligned, and where marks may stand."""

    row: int
    widths: Sequence[int]
    alignments: Alignments
    spot: Spot | None


def _row(row: Row, line: Sequence[Slot], place: _Place, context: Context, *, repeated: bool, kept: bool) -> Element:
    made = w("tr")
    short = all([len(cell.text) < SHORT_CELL for cell in row.cells])
    if short or repeated:
        properties = add(made, "trPr")
        if short:
            add(properties, "cantSplit")
        if repeated:
            add(properties, "tblHeader")
    made.extend([_cell(slot, place, row.header, context, kept) for slot in line])
    return made


def _cell(slot: Slot, place: _Place, header: bool, context: Context, kept: bool) -> Element:
    width = sum(place.widths[slot.column : slot.column + slot.span])
    cell = slot.cell
    merge = ""
    alignment: Alignment = ""
    if cell is not None:
        header = header or cell.header
        merge = "" if cell.rowspan == 1 else "continue" if slot.continued else "restart"
        alignment = place.alignments.of(cell, place.row)
    filled = header and context.table_style == OWN
    made = copy(_empty_cell(width, slot.span, merge, header, filled, kept, alignment))
    if cell is not None and cell.text and not slot.continued:
        spot = place.spot and place.spot._replace(column=cell.column)
        made[-1].extend(runs_of(cell.text, context, max(1, width - PADDING), spot=spot))
    return made


@lru_cache(maxsize=1024)
def _empty_cell(
    width: int, span: int, merge: str, header: bool, filled: bool, kept: bool, alignment: Alignment
) -> Element:
    """Return the cell without its text, to be copied: a table has thousands of cells, and few that differ."""
    properties = w("tcPr", w("tcW", w=str(width), type="dxa"))
    if span > 1:
        add(properties, "gridSpan", val=str(span))
    if merge:
        add(properties, "vMerge", val=merge)
    if filled:
        add(properties, "shd", val="clear", color="auto", fill=_HEADER_FILL)
    content = paragraph("TableHeading" if header else "TableText", (), keep_next=kept)
    if alignment:
        put(content, w("jc", val=alignment))
    return w("tc", properties, content)

"""A table → `w:tbl`: spans exact, gaps as empty cells, header rows repeated on each page.

The frame is written as XML and read as a whole, in a third of the time that its elements take; texts come into it then.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import count, islice
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from somark_tools.model import Relation, Row, Table
from somark_tools.render.docx.alignment import Alignment, Alignments
from somark_tools.render.docx.context import Context
from somark_tools.render.docx.grids import Slot, parts, slots
from somark_tools.render.docx.placement import Placement, placement
from somark_tools.render.docx.runs import runs_of
from somark_tools.render.docx.table_styles import OWN
from somark_tools.render.docx.widths import PADDING, column_widths
from somark_tools.render.docx.xml import Element, name, parsed
from somark_tools.tables import header_rows
from somark_tools.wording.note_marks import Spot

SHORT_CELL = 400  # characters: a row of shorter cells is not broken across pages
TOGETHER = 250  # rows are made at a time: what is known of them is not kept longer
_HEADER_FILL = "F2F2F2"
_CELL = name("w:tc")


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
    properties = _properties(table, context, sum(widths), centred=_is_centred(table, placed, context))
    columns = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    made = parsed(f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid></w:tbl>")
    place = _Place(widths, Alignments(table), head, kept, filled=context.table_style == OWN)
    rows = zip(count(), table.rows, slots(table))
    while some := list(islice(rows, TOGETHER)):
        lines = [_line(number, row, line, place) for number, row, line in some]
        frames = parsed(f"<w:tbl>{''.join([line.frame for line in lines])}</w:tbl>")
        for (number, _, _), line, frame in zip(some, lines, frames, strict=True):
            _fill(frame, line.cells, Spot(table.id, number) if noted else None, context)
        made.extend(frames)
    return made


def _is_centred(table: Table, placed: Placement | None, context: Context) -> bool:
    """Return whether a narrow table goes to the middle: where it stands there, or below a caption, which does."""
    captions = context.document.incoming(table.id, Relation.CAPTION_OF)
    return bool(captions) or (placed is not None and placed.centred)


def _properties(table: Table, context: Context, width: int, *, centred: bool) -> str:
    head = int(header_rows(table) > 0)
    middle = '<w:jc w:val="center"/>' if width < context.layout.text_width and centred else ""
    return (
        f'<w:tblPr><w:tblStyle w:val={quoteattr(context.table_style)}/><w:tblW w:w="{width}" w:type="dxa"/>{middle}'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="04{2 * head}0" w:firstRow="{head}" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
    )


def _repeated_rows(table: Table) -> int:
    """Return how many rows repeat on each page: none where all are header rows, or where a cell leaves them."""
    head = header_rows(table)
    leaves = any(number + cell.rowspan > head for number, row in enumerate(table.rows[:head]) for cell in row.cells)
    return 0 if leaves or head == len(table.rows) else head


class _Place(NamedTuple):
    """What rows and cells are set by: the widths of the columns, how many rows repeat, which are kept with the next."""

    widths: Sequence[int]
    alignments: Alignments
    head: int
    kept: Container[int]
    filled: bool


class _Shape(NamedTuple):
    """What a cell is like, but for its text; `merge` is that of `w:vMerge`, "" for none."""

    width: int
    span: int
    merge: str
    header: bool
    alignment: Alignment


class _Line(NamedTuple):
    """A row without its texts, as XML, and the slots of its cells with their widths."""

    frame: str
    cells: Sequence[tuple[Slot, int]]


def _line(number: int, row: Row, line: Sequence[Slot], place: _Place) -> _Line:
    shapes = tuple([_shape(slot, number, row, place) for slot in line])
    short = all([len(cell.text) < SHORT_CELL for cell in row.cells])
    frame = _frame(shapes, short, number < place.head, number in place.kept, place.filled)
    return _Line(frame, [(slot, shape.width) for slot, shape in zip(line, shapes, strict=True)])


def _shape(slot: Slot, number: int, row: Row, place: _Place) -> _Shape:
    cell = slot.cell
    width = sum(place.widths[slot.column : slot.column + slot.span])
    if cell is None:
        return _Shape(width, slot.span, "", row.header, "")
    merge = "" if cell.rowspan == 1 else "continue" if slot.continued else "restart"
    return _Shape(width, slot.span, merge, row.header or cell.header, place.alignments.of(cell, number))


@lru_cache(maxsize=256)
def _frame(shapes: Sequence[_Shape], short: bool, repeated: bool, kept: bool, filled: bool) -> str:
    """Return the row without its texts: a table has many rows, and few that differ."""
    said = ("<w:cantSplit/>" if short else "") + ("<w:tblHeader/>" if repeated else "")
    properties = f"<w:trPr>{said}</w:trPr>" if said else ""
    return f"<w:tr>{properties}{''.join([_cell(shape, kept, filled and shape.header) for shape in shapes])}</w:tr>"


def _cell(shape: _Shape, kept: bool, filled: bool) -> str:
    span = f'<w:gridSpan w:val="{shape.span}"/>' if shape.span > 1 else ""
    merge = f'<w:vMerge w:val="{shape.merge}"/>' if shape.merge else ""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{_HEADER_FILL}"/>' if filled else ""
    style = "TableHeading" if shape.header else "TableText"
    keep = "<w:keepNext/>" if kept else ""
    alignment = f'<w:jc w:val="{shape.alignment}"/>' if shape.alignment else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{shape.width}" w:type="dxa"/>{span}{merge}{fill}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{alignment}</w:pPr></w:p></w:tc>'
    )


def _fill(row: Element, cells: Iterable[tuple[Slot, int]], spot: Spot | None, context: Context) -> None:
    """Put the texts of the cells into a row."""
    for (slot, width), made in zip(cells, row.iterchildren(_CELL), strict=True):
        cell = slot.cell
        if cell is not None and cell.text and not slot.continued:
            place = spot and spot._replace(column=cell.column)
            made[-1].extend(runs_of(cell.text, context, max(1, width - PADDING), spot=place))

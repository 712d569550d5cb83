"""Put the rows of a continuation below those of its table: cut rows and spans over the break become one again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from somark_tools.model import Cell, CellJoin, Row
from somark_tools.tables.seam import FILLED, WINDOW, Covering, Habit, covering, habits

JoinCells = Callable[[str, str, Sequence[str]], tuple[str, int, str]]


class Weld(NamedTuple):
    """The rows of both parts, the row at which the later part begins, and the cells that became one."""

    rows: list[Row]
    start: int
    cells: tuple[CellJoin, ...]


def weld(above: list[Row], below: Sequence[Row], *, cut: bool, glue: JoinCells) -> Weld:
    """Return `above` with `below` put under it; the list `above` is changed and taken over.

    With `cut`, the first row below is the rest of the last row above: their cells are joined by `glue`, which is
    given the texts of both and of the other cells in the column. Otherwise a cell without text on top of the part below
    is the rest of a row span, where its column has such spans.
    """
    # Mostly the cells on top of the part below are filled, and none is the rest of one above.
    if not above or not below or not (cut or any([not cell.text for cell in below[0].cells])):
        start = len(above)
        above.extend(below)
        return Weld(above, start, ())
    last = covering(above, len(above) - 1)
    columns = habits([*above[-WINDOW:], *below[1:WINDOW]])
    habits_above = habits(above[-WINDOW:])
    joined = list(_cut_cells(last, below, habits_above) if cut else _open_spans(last, above, below, habits_above))
    cells = tuple(_joined(last[later.column], later, columns, glue) for later in joined)
    gone = {later.column: later.rowspan for later in joined}
    rest = [_without(row, number, gone) for number, row in enumerate(below)]
    for cell in cells:
        above[cell.row] = _replaced(above[cell.row], cell, extra=-1 if cut else 0)
    if cut:
        left = [cell for cell in below[0].cells if cell.column not in gone]
        merged = sorted((*above[-1].cells, *left), key=lambda cell: cell.column)
        above[-1] = above[-1]._replace(cells=tuple(merged), origins=(*above[-1].origins, *below[0].origins))
    start = len(above) - cut
    above.extend(rest[cut:])
    return Weld(above, start, cells)


def _cut_cells(last: Mapping[int, Covering], below: Sequence[Row], columns: Mapping[int, Habit]) -> Iterator[Cell]:
    for cell in below[0].cells:
        if cell.column in last:
            spans = _spans(last[cell.column].cell, cell, columns.get(cell.column))
            yield cell._replace(rowspan=_empty_rows(cell, below)) if spans else cell


def _open_spans(
    last: Mapping[int, Covering], above: Sequence[Row], below: Sequence[Row], columns: Mapping[int, Habit]
) -> Iterator[Cell]:
    """Yield the cells on top of `below` that are the rest of a span; one empty cell a row counts as one cell."""
    for cell in below[0].cells:
        upper = last.get(cell.column)
        if above[-1].header or upper is None or upper.cell.colspan != cell.colspan or cell.text:
            continue
        if not upper.cell.text:
            continue
        habit = columns.get(cell.column)
        key = cell.column == 0 and habit is not None and habit.filled >= FILLED  # empty row after row: it was filled
        if _spans(upper.cell, cell, habit) or (key and _empty_rows(cell, below) > 1):
            yield cell._replace(rowspan=_empty_rows(cell, below))


def _spans(upper: Cell, lower: Cell, habit: Habit | None) -> bool:
    """Return whether a span is open here: the column is filled above, and the cells or others of it have spans."""
    if upper.rowspan > 1:
        return True
    return habit is None or (habit.filled >= FILLED and (lower.rowspan > 1 or habit.spans))


def _empty_rows(cell: Cell, below: Sequence[Row]) -> int:
    """Return how many rows the rest of a span covers: its own span, or the empty cells that follow in its column."""
    rows = cell.rowspan
    while cell.rowspan == 1 and rows < len(below):
        under = next((other for other in below[rows].cells if other.column == cell.column), None)
        if under is None or under.text or under.colspan != cell.colspan:
            break
        rows += under.rowspan
    return rows


def _joined(upper: Covering, later: Cell, columns: Mapping[int, Habit], glue: JoinCells) -> CellJoin:
    texts = columns[later.column].texts if later.column in columns else ()
    between, dropped, _ = glue(upper.cell.text, later.text, texts) if upper.cell.text and later.text else ("", 0, "")
    return CellJoin(upper.row, later.column, upper.cell, later, between, dropped)


def _replaced(row: Row, join: CellJoin, extra: int) -> Row:
    earlier, later = join.earlier, join.later
    text = earlier.text[: len(earlier.text) - join.dropped] + join.glue + later.text
    cell = earlier._replace(text=text, rowspan=earlier.rowspan + later.rowspan + extra)
    return row._replace(cells=tuple(cell if old.column == cell.column else old for old in row.cells))


def _without(row: Row, number: int, gone: Mapping[int, int]) -> Row:
    """Return a row of the part below without the cells that became part of one above."""
    cells = tuple(cell for cell in row.cells if gone.get(cell.column, 0) <= number)
    return row if len(cells) == len(row.cells) else row._replace(cells=cells)

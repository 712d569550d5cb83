"""A table → the slots that each of its rows shows in Word: cells, cells that go on from above, and gaps."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from somark_tools.model import Cell, Row, Table

MAX_COLUMNS = 63  # Word calls a file with a wider table damaged


class Slot(NamedTuple):
    """A cell as Word writes it: `cell` is None in a gap; `continued` where the cell began in a row or part before."""

    column: int
    span: int
    cell: Cell | None
    continued: bool = False


def slots(table: Table) -> Iterator[list[Slot]]:
    """Yield the slots of each row, from the first column to the last, without holes."""
    going_on: dict[int, tuple[Cell, int]] = {}  # column → a cell from above, and the first row that it does not reach
    for number, row in enumerate(table.rows):
        going_on = {column: (cell, end) for column, (cell, end) in going_on.items() if end > number}
        line = [Slot(column, cell.colspan, cell, True) for column, (cell, _) in going_on.items()]
        line += [Slot(cell.column, cell.colspan, cell) for cell in row.cells]
        line.sort()
        yield list(_filled(line, table.columns))
        for cell in row.cells:
            if cell.rowspan > 1:
                going_on[cell.column] = (cell, number + cell.rowspan)


def _filled(line: Sequence[Slot], columns: int) -> Iterator[Slot]:
    column = 0
    for slot in line:
        yield from (Slot(gap, 1, None) for gap in range(column, slot.column))
        yield slot
        column = slot.column + slot.span
    yield from (Slot(gap, 1, None) for gap in range(column, columns))


def parts(table: Table) -> Iterator[Table]:
    """Yield the table itself, or, if it is too wide for Word, tables of its columns from left to right.

    Columns in which no cell begins go first: they only come from spans that are too large. A cell across two parts has
    its text in the first.
    """
    if table.columns <= MAX_COLUMNS:
        yield table
        return
    begun = sorted({0, *(cell.column for row in table.rows for cell in row.cells)})
    narrow = {column: number for number, column in enumerate(begun)}
    ends = [*begun, table.columns]
    for first in range(0, len(begun), MAX_COLUMNS):
        last = min(first + MAX_COLUMNS, len(begun))
        rows = tuple(_part(row, narrow, ends, first, last) for row in table.rows)
        yield Table(
            id=table.id, label=table.label, pieces=table.pieces, rows=rows, columns=last - first, image=table.image
        )


def _part(row: Row, narrow: dict[int, int], ends: Sequence[int], first: int, last: int) -> Row:
    cells = []
    for cell in row.cells:
        start = narrow[cell.column]
        end = start
        while ends[end] < cell.column + cell.colspan:
            end += 1
        left, right = max(start, first), min(end, last)
        if left < right:
            text = cell.text if start >= first else ""
            cells.append(cell._replace(column=left - first, colspan=right - left, text=text))
    return row._replace(cells=tuple(cells))

"""A table → the slots that each of its rows shows in Word: cells, cells that go on from above, and gaps."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from somark_tools.model import Cell, Row, Table

MAX_COLUMNS = 63  # Word calls a file with a wider table damaged
MAX_ROWS = 32_000  # Word's limit is 32,767
_BACK = 1000  # rows above that limit are looked at for a place where no cell goes on


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
    """Yield the table itself, or, if it is too large for Word, tables of some of its columns, and of some of its rows.

    Columns in which no cell begins go first: they only come from spans that are too large. A cell across two parts has
    its text in the first.
    """
    for part in _of_columns(table):
        yield from _of_rows(part)


def _of_columns(table: Table) -> Iterator[Table]:
    if table.columns <= MAX_COLUMNS:
        yield table
        return
    begun = sorted({0, *(cell.column for row in table.rows for cell in row.cells)})
    narrow = {column: number for number, column in enumerate(begun)}
    ends = [*begun, table.columns]
    for first in range(0, len(begun), MAX_COLUMNS):
        last = min(first + MAX_COLUMNS, len(begun))
        rows = tuple(_part(row, narrow, ends, first, last) for row in table.rows)
        yield replace(table, rows=rows, columns=last - first)


def _of_rows(table: Table) -> Iterator[Table]:
    if len(table.rows) <= MAX_ROWS:
        yield table
        return
    reach = list(accumulate((_end(row, number) for number, row in enumerate(table.rows)), max))  # of all rows so far
    start = 0
    while start < len(table.rows):
        end = _cut(reach, start, min(start + MAX_ROWS, len(table.rows)))
        rows = list(table.rows[start:end])
        if start and reach[start - 1] > start:
            rows[0] = rows[0]._replace(cells=(*_going_on(table.rows, start), *rows[0].cells))
        yield replace(table, rows=tuple(_within(row, end - start - number) for number, row in enumerate(rows)))
        start = end


def _end(row: Row, number: int) -> int:
    """Return the number of the first row below a row that none of its cells reaches."""
    return number + max([cell.rowspan for cell in row.cells], default=1)


def _cut(reach: Sequence[int], start: int, limit: int) -> int:
    """Return before which row a part ends: where no cell goes on, if there is such a place near the limit."""
    places = range(limit, max(start, limit - _BACK), -1)
    return next((place for place in places if reach[place - 1] <= place), limit)


def _going_on(rows: Sequence[Row], start: int) -> Iterator[Cell]:
    """Yield what is left of the cells that a cut before a row goes through; their texts are above it."""
    for number, row in enumerate(rows[:start]):
        for cell in row.cells:
            if number + cell.rowspan > start:
                yield cell._replace(text="", rowspan=number + cell.rowspan - start)


def _within(row: Row, rows: int) -> Row:
    if all([cell.rowspan <= rows for cell in row.cells]):
        return row
    return row._replace(cells=tuple(sorted(cell._replace(rowspan=min(cell.rowspan, rows)) for cell in row.cells)))


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

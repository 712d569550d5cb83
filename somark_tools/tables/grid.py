"""Rows of cells with spans → rows on a grid where nothing overlaps or sticks out, and a list of what was repaired."""

from bisect import insort
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from somark_tools.model import Cell, Origin, Row, Table

MAX_COLSPAN = 1000  # as in HTML
MAX_COLUMNS = 4096  # no colspan goes beyond it: a few bytes must not make a table of millions of columns

_ENDLESS = 1 << 62


class Grid(NamedTuple):
    """Rows on a grid of `columns` columns, and one sentence for each repair."""

    rows: tuple[Row, ...]
    columns: int
    repairs: tuple[str, ...]


class _Columns:
    """The columns that are free in one row after the other, as ranges: wide and long spans cost no more than others."""

    def __init__(self) -> None:
        self.free = [(0, _ENDLESS)]
        self._returned: dict[int, list[tuple[int, int]]] = {}  # row → what spans from above give back there
        self._row = 0
        self._at = 0  # in `free`; in a row, columns are asked for from left to right

    def enter(self, row: int) -> None:
        """Go to the next row."""
        for columns in self._returned.pop(row, ()):
            insort(self.free, columns)
        self._row = row
        self._at = 0

    def first(self, column: int) -> int:
        """Return the first free column from `column` on: a cell without spans takes it, and needs no more."""
        free = self.free
        at = self._at
        while free[at][1] <= column:
            at += 1
        self._at = at
        left = free[at][0]
        return left if left > column else column

    def take(self, column: int, colspan: int, rowspan: int) -> tuple[int, int]:
        """Return the first free columns from `column` on, as start and end: `colspan` of them, or as many as may be."""
        start = self.first(column)
        free, at = self.free, self._at
        left, right = free[at]
        end = start + 1
        if colspan > 1:
            wanted = min(start + min(colspan, MAX_COLSPAN), max(end, MAX_COLUMNS))
            while right < wanted and free[at + 1][0] == right:
                right = free.pop(at + 1)[1]
                free[at] = left, right
            end = min(right, wanted)
        if rowspan > 1:
            free[at : at + 1] = [(a, b) for a, b in ((left, start), (end, right)) if a < b]
            self._returned.setdefault(self._row + rowspan, []).append((start, end))
        return start, end


def lay_out(lines: Sequence[Sequence[Cell]]) -> Grid:
    """Return the cells placed by HTML's table algorithm, spans clipped where they overlap or leave the table.

    In each line, a cell's `column` is its position in the line. Missing cells at the end of a row stay missing: a gap
    is not a cell. No cell is dropped. Where spans from above cover a whole row, and the row still brings a cell for
    each column, the spans end above it: services send headers so.
    """
    spanned = [any([rowspan > 1 or colspan > 1 for _, _, rowspan, colspan, _ in line]) for line in lines]
    if not any(spanned):
        return Grid(tuple(map(_row, range(len(lines)), lines)), max(map(len, lines), default=0), ())
    repairs: list[str] = []
    rows: list[Sequence[Cell]] = []
    columns = _Columns()
    width = 0
    clean = 0  # no span from above reaches into this row
    for number, line in enumerate(lines):
        columns.enter(number)
        if len(columns.free) == 1 and columns.free[0][0] == 0 and not spanned[number]:
            width = max(width, len(line))
            rows.append(line)
            continue
        if columns.free[0][0] == width and _is_complete(line, width):
            repairs.append(f"row {number}: the spans from above cover all of it, but it has its own cells; clipped")
            rows[clean:] = [_clipped(row, number - above) for above, row in enumerate(rows[clean:], clean)]
            columns, clean = _Columns(), number
            columns.enter(number)
        cells: list[Cell] = []
        column = 0
        left = len(lines) - number
        for cell in line:
            number_in_line, text, rowspan, colspan, header = cell
            if rowspan == 1 == colspan:
                start = columns.first(column)
                column = start + 1
                cells.append(cell if start == number_in_line else Cell(start, text, header=header))
                continue
            if rowspan > left:
                repairs.append(f"row {number}: a rowspan of {rowspan} goes past the last row; clipped to {left}")
                rowspan = left
            start, column = columns.take(column, colspan, rowspan)
            if column - start < colspan:
                repairs.append(f"row {number}: a colspan of {colspan} is too wide; clipped to {column - start}")
            same = start == number_in_line and rowspan == cell.rowspan and column - start == colspan
            cells.append(cell if same else Cell(start, text, rowspan, column - start, header))
        width = max(width, column)
        rows.append(cells)
    return Grid(tuple(map(_row, range(len(rows)), rows)), width, tuple(repairs))


def _is_complete(line: Sequence[Cell], width: int) -> bool:
    """Return whether the cells fill a row of this width."""
    # One column proves nothing: a `<td rowspan=3>` alone in its row may head a group.
    return width > 1 and sum([cell.colspan for cell in line]) == width


def _clipped(cells: Sequence[Cell], rowspan: int) -> list[Cell]:
    return [cell._replace(rowspan=rowspan) if cell.rowspan > rowspan else cell for cell in cells]


def _row(number: int, cells: Sequence[Cell]) -> Row:
    header = bool(cells) and cells[0].header and all([cell.header for cell in cells])
    return Row(tuple(cells), (Origin(0, number),), header)


def filled(table: Table) -> Iterator[Sequence[Cell]]:
    """Yield each row's cells, with empty cells in the gaps before them: readers put a cell in the first free column."""
    rows = table.rows
    if sum([cell.rowspan * cell.colspan for row in rows for cell in row.cells]) == len(rows) * table.columns:
        yield from [row.cells for row in rows]  # the cells cover the table: it has no gaps
        return
    columns = _Columns()
    for number, row in enumerate(rows):
        columns.enter(number)
        cells: list[Cell] = []
        column = 0
        for cell in row.cells:
            while column < cell.column and (gap := columns.take(column, 1, 1)[0]) < cell.column:
                cells.append(Cell(gap, "", header=row.header))
                column = gap + 1
            if cell.rowspan > 1:
                columns.take(cell.column, cell.colspan, cell.rowspan)
            column = cell.column + cell.colspan
            cells.append(cell)
        yield cells


def misplaced(rows: Sequence[Row], columns: int) -> int | None:
    """Return the number of the first row with a cell that overlaps another or leaves the table; None if all fit."""
    free = _Columns()
    for number, row in enumerate(rows):
        free.enter(number)
        end = 0
        for column, _, rowspan, colspan, _ in row.cells:
            inside = end <= column and 1 <= colspan <= columns - column and 1 <= rowspan <= len(rows) - number
            if not inside or free.take(column, colspan, rowspan) != (column, column + colspan):
                return number
            end = column + colspan
    return None

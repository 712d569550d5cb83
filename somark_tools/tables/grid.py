"""Rows of cells with spans → rows on a grid where nothing overlaps or sticks out, and a list of what was repaired."""

from collections.abc import Sequence
from typing import NamedTuple

from somark_tools.model import Cell, Origin, Row

MAX_COLSPAN = 1000  # as in HTML


class Grid(NamedTuple):
    """Rows on a grid of `columns` columns, and one sentence for each repair."""

    rows: tuple[Row, ...]
    columns: int
    repairs: tuple[str, ...]


def lay_out(lines: Sequence[Sequence[Cell]]) -> Grid:
    """Return the cells placed by HTML's table algorithm, spans clipped where they overlap or leave the table.

    In each line, a cell's `column` is its position in the line. Missing cells at the end of a row stay missing: a gap
    is not a cell. No cell is dropped.
    """
    if not any([cell.rowspan > 1 or cell.colspan > 1 for line in lines for cell in line]):
        return Grid(tuple(map(_row, range(len(lines)), lines)), max(map(len, lines), default=0), ())
    repairs: list[str] = []
    taken_until: list[int] = []  # for each column, the first row that is free again
    rows: list[Row] = []
    for number, line in enumerate(lines):
        cells: list[Cell] = []
        column = 0
        left = len(lines) - number
        for cell in line:
            while column < len(taken_until) and taken_until[column] > number:
                column += 1
            rowspan = min(cell.rowspan, left)
            if rowspan < cell.rowspan:
                repairs.append(f"row {number}: a rowspan of {cell.rowspan} goes past the last row; clipped to {left}")
            end = _free_end(taken_until, column, min(cell.colspan, MAX_COLSPAN), number)
            if end - column < cell.colspan:
                repairs.append(f"row {number}: a colspan of {cell.colspan} is too wide; clipped to {end - column}")
            if end > len(taken_until):
                taken_until.extend([0] * (end - len(taken_until)))
            taken_until[column:end] = [number + rowspan] * (end - column)
            cells.append(Cell(column, cell.text, rowspan, end - column, cell.header))
            column = end
        rows.append(_row(number, cells))
    return Grid(tuple(rows), len(taken_until), tuple(repairs))


def _row(number: int, cells: Sequence[Cell]) -> Row:
    return Row(tuple(cells), (Origin(0, number),), bool(cells) and all([cell.header for cell in cells]))


def _free_end(taken_until: list[int], column: int, colspan: int, row: int) -> int:
    end = column + 1
    while end < column + colspan and (end >= len(taken_until) or taken_until[end] <= row):
        end += 1
    return end

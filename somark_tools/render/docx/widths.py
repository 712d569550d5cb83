"""A table → how wide it and its columns are in Word."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from somark_tools.model import Table
from somark_tools.tables import header_rows
from somark_tools.tables.widths import MAX_WORD, MIN_LINE, extents, shared

TWIPS_PER_CHARACTER = 105  # at 9.5 points, on average
PADDING = 200  # twips: the margins of a cell
MANY_ROWS = 4  # with fewer, all rows count alike


def column_widths(table: Table, total: int, wanted: float | None = None) -> list[int]:
    """Return the width of each column in twips; their sum is `total`.

    A table that is to be narrower (`wanted`, in twips) is so, as far as the lines of its cells need no more.
    """
    least, most = _needs(table)
    if wanted is not None:
        total = min(total, round(max(wanted, sum(most))))
    edges = [0, *map(round, accumulate(shared(least, most, total)))]
    return [right - left for left, right in pairwise(edges)]


def is_wider(table: Table, total: float) -> bool:
    """Return whether the table must be wider, in twips, if its words are not to be broken."""
    longest = [MIN_LINE] * table.columns  # no word is longer than its text: most tables are settled by that
    for row in table.rows:
        for cell in row.cells:
            for column in range(cell.column, cell.column + cell.colspan):
                longest[column] = max(longest[column], len(cell.text))
    most = sum([min(length + 1, MAX_WORD) * TWIPS_PER_CHARACTER + PADDING for length in longest])
    return most > total and sum(_needs(table)[0]) > total


def _needs(table: Table) -> tuple[list[int], list[int]]:
    """Return what each column needs at least and at most, in twips.

    The lines of a header may wrap: columns of numbers with long headers would take the room of the others.
    """
    head = max(header_rows(table), 1) if len(table.rows) >= MANY_ROWS else 0
    of_head, of_body = extents(table.rows[:head], table.columns), extents(table.rows[head:], table.columns)
    least = list(map(max, of_head[0], of_body[0]))
    return _twips(least), _twips(list(map(max, least, of_body[1])))


def _twips(widths: Sequence[int]) -> list[int]:
    return [width * TWIPS_PER_CHARACTER + PADDING for width in widths]

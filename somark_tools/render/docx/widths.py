"""A table → the widths of its columns in Word."""

from itertools import accumulate, pairwise

from somark_tools.model import Table
from somark_tools.tables.widths import extents, shared

TWIPS_PER_CHARACTER = 105  # at 9.5 points, on average
PADDING = 200  # twips: the margins of a cell


def column_widths(table: Table, total: int) -> list[int]:
    """Return the width of each column in twips; their sum is `total`."""
    least, most = (
        [width * TWIPS_PER_CHARACTER + PADDING for width in widths] for widths in extents(table.rows, table.columns)
    )
    edges = [0, *map(round, accumulate(shared(least, most, total)))]
    return [right - left for left, right in pairwise(edges)]

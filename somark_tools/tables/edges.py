"""The parts of a table, each in its box → where their rows and columns begin and end, estimated from their texts.

The size of the type is not known. So the table is set in several sizes about the usual one, with columns as a browser
makes them. Each setting counts by how usual its size is and by how near the table comes to the height of its box, and
the edges are the mean of them all: one setting alone errs by a whole line where a text just fits, or just does not.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import accumulate
from operator import mul
from typing import NamedTuple

from somark_tools.geometry import BBox
from somark_tools.model import Row
from somark_tools.tables.grid import Grid
from somark_tools.tables.widths import Measure, extents, measured, shared

SPREAD = 0.18  # by twice so much of the usual size, type is rarely larger or smaller
STEPS = 9  # settings
HEIGHT_SPREAD = 0.3  # by so much of it, a table's height is often more or less than its lines and padding make
# In ems, that is, sizes of type:
CHARACTER = 0.5  # the width of a character, on average
PITCH = 1.22  # the distance of two lines
PADDING = 0.6  # the space above and below the lines of a row, together
LEAST_PADDING = 0.05
MARGINS = 0.5  # the space left and right in a cell, beside the character that `extents` adds
WASTE = 2.0  # characters by which a line that wraps is too short, on average


class Edges(NamedTuple):
    """Where the rows and columns of a part begin, and at the end where the last ones end: pixels, ascending.

    Each has its first and last edge even where there is no row or column between them.
    """

    rows: tuple[float, ...]
    columns: tuple[float, ...]


class _Text(NamedTuple):
    """What a cell needs room for: its first column, the one after its last, the widths of its lines in characters."""

    start: int
    end: int
    lines: tuple[int, ...]


class _Part(NamedTuple):
    """A part of the table: each row as the positions of its cells' texts in `texts`, with their row spans."""

    box: BBox
    rows: Sequence[Sequence[tuple[int, int]]]
    texts: Sequence[_Text]
    least: Sequence[int]
    most: Sequence[int]


class _Setting(NamedTuple):
    """The table in one size of type: how plausible that is, and for each part the edges as shares of its box."""

    weight: float
    edges: Sequence[tuple[Sequence[float], Sequence[float]]]


def edges(parts: Sequence[tuple[Grid, BBox]], usual: float) -> list[Edges]:
    """Return the edges of the rows and columns of each part; the outermost ones are those of its box.

    `parts` are the grids of one table as its pages have them, with their boxes in pixels; `usual` is the size of
    type to expect, in pixels and more than 0. Takes time linear in the cells.
    """
    alike: defaultdict[int, list[Row]] = defaultdict(list)
    for grid, _ in parts:
        alike[grid.columns] += grid.rows
    measure = cache(measured)
    widths = {columns: extents(rows, columns, measure) for columns, rows in alike.items()}
    boxed = [_Part(box, *_texts(grid.rows, measure), *widths[grid.columns]) for grid, box in parts]
    rows = sum(len(part.rows) for part in boxed)
    height = sum(part.box.height for part in boxed)
    usual = min(usual, max(height, 1.0) / max(rows * PITCH, 1.0))  # no row is lower than a line
    steps = [2 * step / (STEPS - 1) - 1 for step in range(STEPS)]
    settings = [_set(boxed, usual * math.exp(2 * SPREAD * step), -2 * step**2) for step in steps]
    likeliest = max(setting.weight for setting in settings)
    weights = [math.exp(setting.weight - likeliest) for setting in settings]
    return [
        Edges(
            _placed(_mean([setting.edges[number][0] for setting in settings], weights), box.y1, box.y2),
            _placed(_mean([setting.edges[number][1] for setting in settings], weights), box.x1, box.x2),
        )
        for number, (_, box) in enumerate(parts)
    ]


def _texts(rows: Iterable[Row], measure: Callable[[str], Measure]) -> tuple[list[list[tuple[int, int]]], list[_Text]]:
    """Return the rows as a _Part has them, and their texts: cells that need the same room share one."""
    number_of: dict[_Text, int] = {}
    found: list[list[tuple[int, int]]] = []
    for row in rows:
        found.append([])
        for cell in row.cells:
            text = _Text(cell.column, cell.column + cell.colspan, measure(cell.text).lines)
            found[-1].append((number_of.setdefault(text, len(number_of)), cell.rowspan))
    return found, list(number_of)


def _set(parts: Sequence[_Part], size: float, usual: float) -> _Setting:
    """Return the table in a size of type (pixels); `usual` is the logarithm of how usual that size is."""
    columns = [_column_edges(part, size) for part in parts]
    lines = [_line_edges(part, edges, size) for part, edges in zip(parts, columns, strict=True)]
    rows = sum(len(part.rows) for part in parts)
    height = sum(part.box.height for part in parts)
    filled = PITCH * size * sum(part[-1] for part in lines)
    off = math.log(max(height, 1.0) / max(filled + PADDING * size * rows, 1.0))
    padding = max((height - filled) / max(rows, 1), LEAST_PADDING * size)
    heights = [[PITCH * size * top + padding * row for row, top in enumerate(part)] for part in lines]
    return _Setting(
        usual - (off / HEIGHT_SPREAD) ** 2 / 2,
        [(_shares(part), _shares(edges)) for part, edges in zip(heights, columns, strict=True)],
    )


def _column_edges(part: _Part, size: float) -> list[float]:
    least, most = ([(width * CHARACTER + MARGINS) * size for width in widths] for widths in (part.least, part.most))
    return [0.0, *accumulate(shared(least, most, part.box.width))]


def _line_edges(part: _Part, columns: Sequence[float], size: float) -> list[int]:
    """Return at which line each row begins, and the last one ends.

    Where a cell over several rows needs more lines than they have, the last of them is as much higher.
    """
    counts = [_lines(text, (columns[text.end] - columns[text.start]) / size) for text in part.texts]
    tops = [0]
    ending: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, row in enumerate(part.rows):
        high = 1
        for text, rowspan in row:
            if rowspan > 1:
                ending[number + rowspan - 1].append((number, counts[text]))
            elif counts[text] > high:
                high = counts[text]
        for start, lines in ending.pop(number, ()):
            high = max(high, lines - (tops[number] - tops[start]))
        tops.append(tops[number] + high)
    return tops


def _lines(text: _Text, width: float) -> int:
    """Return how many lines a text takes in a cell of that width, in ems."""
    room = (width - MARGINS) / CHARACTER
    lines = len(text.lines)
    for line in text.lines:
        if line > room:  # most fit
            lines += max(2, math.ceil(line / max(1.0, room - WASTE))) - 1
    return lines


def _shares(positions: Sequence[float]) -> list[float]:
    return [position / positions[-1] for position in positions] if positions[-1] else [0.0] * len(positions)


def _mean(values: Sequence[Sequence[float]], weights: Sequence[float]) -> list[float]:
    total = sum(weights)
    return [sum(map(mul, weights, column)) / total for column in zip(*values, strict=True)]


def _placed(shares: Sequence[float], start: float, end: float) -> tuple[float, ...]:
    """Return the positions of the shares between start and end; rounding moves neither of these two."""
    return (start, *(min(end, start + share * (end - start)) for share in shares[1:-1]), end)

"""The texts of a table's cells → widths of its columns: as a browser would, from the longest words and lines."""

import re
from collections.abc import Sequence
from itertools import pairwise

from somark_tools.model import Table

_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]")
_SYNTAX = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[$^{}\\]")
_WORD = re.compile(r"[^\s\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]+")

MIN_LINE, MAX_LINE = 4, 60  # characters; longer lines wrap, and do not push the other columns aside
MAX_WORD = 24  # a longer word (an address, a hash) is broken
TWIPS_PER_CHARACTER = 105  # at 9.5 points, on average
PADDING = 200  # twips: the margins of a cell


def column_widths(table: Table, total: int) -> list[int]:
    """Return the width of each column in twips; their sum is `total`.

    Each column gets what its longest word needs; what is left is shared by what its longest line would need more.
    """
    least, most = [MIN_LINE] * table.columns, [MIN_LINE] * table.columns
    for row in table.rows:
        for cell in row.cells:
            if not cell.text:
                continue
            word, line = _extent(cell.text)
            for column in range(cell.column, cell.column + cell.colspan):
                least[column] = max(least[column], word // cell.colspan)
                most[column] = max(most[column], line // cell.colspan)
    return _shared(
        [width * TWIPS_PER_CHARACTER + PADDING for width in least],
        [width * TWIPS_PER_CHARACTER + PADDING for width in most],
        total,
    )


def _extent(text: str) -> tuple[int, int]:
    """Return the widths of the longest word and of the longest line, in characters, capped."""
    shown = _SYNTAX.sub(r"\1", text) if len(text) > MIN_LINE else text
    line = max(map(_width, shown.split("\n")))
    if line <= MIN_LINE:
        return line, line
    word = max(map(len, shown.split() if shown.isascii() else _WORD.findall(shown)), default=2)
    return min(word + 1, MAX_WORD), min(line + 1, MAX_LINE)


def _width(line: str) -> int:
    return len(line) if line.isascii() else len(line) + len(_WIDE.findall(line))


def _shared(least: Sequence[int], most: Sequence[int], total: int) -> list[int]:
    floor, ceiling = sum(least), sum(most)
    if floor >= total or ceiling <= total:
        basis = least if floor >= total else most
        exact = [width * total / sum(basis) for width in basis]
    else:
        share = (total - floor) / (ceiling - floor)
        exact = [low + (high - low) * share for low, high in zip(least, most, strict=True)]
    edges = [0]
    position = 0.0
    for width in exact:
        position += width
        edges.append(round(position))
    return [right - left for left, right in pairwise(edges)]

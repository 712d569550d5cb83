"""The texts of a table's cells → how wide its columns are: as a browser would, from the longest words and lines."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from somark_tools.model import Row

_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]")
_SYNTAX = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)|[$^{}\\]")
_SIGN_OF_SYNTAX = re.compile(r"[\[$^{}\\]")  # most cells have none, and are told from others fast
_WORD = re.compile(r"[^\s\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]+")

MIN_LINE, MAX_LINE = 4, 60  # characters; longer lines wrap, and do not push the other columns aside
MAX_WORD = 24  # a longer word (an address, a hash) is broken


class Measure(NamedTuple):
    """The size of a text in characters: of each line, of the longest word and line, these capped, with one to spare."""

    lines: tuple[int, ...]
    word: int
    line: int


def measured(text: str) -> Measure:
    """Return how many characters wide a cell's text is, an ideograph counting as two; syntax is none.

    >>> measured("[mass](#m) of $m$\\n质量")
    Measure(lines=(9, 4), word=5, line=10)
    """
    shown = _SYNTAX.sub(r"\1", text) if len(text) > MIN_LINE and _SIGN_OF_SYNTAX.search(text) else text
    lines = tuple(map(_width, shown.split("\n"))) if "\n" in shown else (_width(shown),)
    line = max(lines)
    if line <= MIN_LINE:
        return Measure(lines, line, line)
    word = max(map(len, shown.split() if shown.isascii() else _WORD.findall(shown)), default=2)
    return Measure(lines, min(word + 1, MAX_WORD), min(line + 1, MAX_LINE))


def extents(
    rows: Iterable[Row], columns: int, measure: Callable[[str], Measure] = measured
) -> tuple[list[int], list[int]]:
    """Return what each column needs at least (its longest word) and at most (its longest line), in characters."""
    least, most = [MIN_LINE] * columns, [MIN_LINE] * columns
    for row in rows:
        for cell in row.cells:
            if not cell.text:
                continue
            _, word, line = measure(cell.text)
            for column in range(cell.column, cell.column + cell.colspan):
                least[column] = max(least[column], word // cell.colspan)
                most[column] = max(most[column], line // cell.colspan)
    return least, most


def shared(least: Sequence[float], most: Sequence[float], total: float) -> list[float]:
    """Return the widths of columns that need so much at least and at most; their sum is `total`.

    Each column gets what it needs at least; what is left is shared by what it would need more.
    """
    floor, ceiling = sum(least), sum(most)
    if floor >= total or ceiling <= total:
        basis = least if floor >= total else most
        return [width * total / sum(basis) for width in basis]
    share = (total - floor) / (ceiling - floor)
    return [low + (high - low) * share for low, high in zip(least, most, strict=True)]


def _width(line: str) -> int:
    return len(line) if line.isascii() else len(line) + len(_WIDE.findall(line))

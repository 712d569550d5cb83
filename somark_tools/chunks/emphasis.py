"""Some characters of a text → a text of their own: emphasis that a cut goes through is closed and opened again."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from somark_tools.chunks.chunk import Range
from somark_tools.chunks.sentences import spans_of
from somark_tools.inlines.rules import NEVER_FIRST, NEVER_LAST
from somark_tools.inlines.spans import Pair


def cut_out(text: str, part: Range) -> str:
    """Return some characters of a text so that they read as they do in it.

    >>> cut_out("**bold and *both* too** x", (0, 7)), cut_out("**bold and *both* too** x", (7, 25))
    ('**bold**', '**and *both* too** x')
    """
    start, end = part
    own = text[start:end]
    opened, closed = _around(text, start), _around(text, end)
    if not own or not (opened or closed):
        return own
    if opened:
        own = own.lstrip()
    if closed:
        own = own.rstrip()
    if (opened and own[:1] in NEVER_FIRST) or (closed and own[-1:] in NEVER_LAST) or not own:
        return _bare(text, part, [*opened, *closed])
    before = "".join([text[pair.start : pair.start + pair.width] for pair in opened])
    behind = "".join([text[pair.end - pair.width : pair.end] for pair in reversed(closed)])
    return f"{before}{own}{behind}"


def _around(text: str, place: int) -> list[Pair]:
    """Return the pairs that a cut at a place goes through, the outermost first."""
    pairs = spans_of(text).pairs
    found = []
    number = bisect_left(pairs, place, key=lambda pair: pair.start) - 1
    while number >= 0:
        if place < pairs[number].end:
            found.append(pairs[number])
        number = _outer(text)[number]
    return found[::-1]


@lru_cache(maxsize=1)
def _outer(text: str) -> Sequence[int]:
    """Return for each pair of a text the number of the one that it stands in, -1 for none."""
    pairs = spans_of(text).pairs
    found: list[int] = []
    open_: list[int] = []
    for number, pair in enumerate(pairs):
        while open_ and pairs[open_[-1]].end <= pair.start:
            open_.pop()
        found.append(open_[-1] if open_ else -1)
        open_.append(number)
    return found


def _bare(text: str, part: Range, cut: list[Pair]) -> str:
    """Return the characters without the delimiters of pairs that can't be opened or closed here."""
    delimiters = {
        place for start, end, width in cut for place in (*range(start, start + width), *range(end - width, end))
    }
    return "".join([text[place] for place in range(*part) if place not in delimiters])

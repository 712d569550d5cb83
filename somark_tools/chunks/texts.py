"""A block of text over the limit → pieces within it, cut where it hurts least."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from somark_tools.chunks.chunk import Part, Range
from somark_tools.chunks.sentences import Cuts, cuts_of
from somark_tools.chunks.tokens import counts
from somark_tools.chunks.writing import Item, Writing, kind_of
from somark_tools.model import Code, Formula, TextBlock

_LONGEST_TOKEN = 16  # characters; a stretch of so many for each token is not worth looking beyond


class _Stretch(NamedTuple):
    """Characters that may be cut at a level of `Cuts`, and how many tokens they have."""

    start: int
    end: int
    level: int
    tokens: int


class _Atom(NamedTuple):
    start: int
    end: int
    tokens: int
    over: bool = False


def text_items(block: TextBlock, first: int, room: int, writing: Writing, tie: str = "") -> Iterator[Item]:
    """Yield pieces of a block that together are its whole text: the first within `first` tokens, the others `room`.

    Their tokens are about those of the text: what is trimmed or escaped at a cut is not counted anew. A formula, and a
    link or formula in a text, are never cut: they may be over the limit, and say so.
    """
    around = writing.around(block)
    first, room = max(1, first - around), max(1, room - around)
    atoms = _atoms(block, first, room, writing)
    for atom in _merged(atoms if isinstance(block, Code) else _spoken(atoms, block), first, room):
        yield _item(block, (atom.start, atom.end), atom.tokens + around, writing, tie)._replace(
            rules=(_over(block),) if atom.over else ()
        )


def halved(block: TextBlock, part: Range, writing: Writing) -> tuple[Item, Item] | None:
    """Return some characters of a block as two items, cut where it hurts least, near the middle; None if nowhere."""
    if isinstance(block, Formula):
        return None
    start, end = part
    middle = (start + end) // 2
    cuts = cuts_of(block.text, code=isinstance(block, Code))
    for level in range(cuts.levels):
        places = cuts.between(start, end, level)
        if places:
            break
    else:
        places = [cuts.beside(middle, start, end)]
    at = min(places, key=lambda place: abs(place - middle))
    if not start < at < end:
        return None
    one, other = [_item(block, half, 0, writing) for half in ((start, at), (at, end))]
    return one, other


def _item(block: TextBlock, part: Range, tokens: int, writing: Writing, tie: str = "") -> Item:
    kind = kind_of(block)
    return Item(writing.characters(block, part), tokens, (Part(block.id, kind, part),), kind, tie)


def _over(block: TextBlock) -> str:
    return "formula" if isinstance(block, Formula) else "run"


def _atoms(block: TextBlock, first: int, room: int, writing: Writing) -> Iterator[_Atom]:
    """Yield what is cut no further, in order."""
    length = len(block.text)
    if isinstance(block, Formula):
        yield _Atom(0, length, writing.count(writing.block(block)), True)
        return
    cuts = cuts_of(block.text, code=isinstance(block, Code))
    waiting = [_Stretch(0, length, 0, max(first, room) + 1)]
    while waiting:
        start, end, level, tokens = waiting.pop()
        limit = first if start == 0 else room
        if tokens <= limit:
            yield _Atom(start, end, tokens)
        elif cuts.is_whole(start, end):
            yield _Atom(start, end, tokens, tokens > room)
        elif level < cuts.levels:
            ends = [*cuts.between(start, end, level), end]
            waiting += reversed(_stretches(block, [start, *ends], level + 1, tokens, writing))
        else:
            yield from _characters(block, (start, end), limit, room, cuts, writing)


def _stretches(block: TextBlock, places: list[int], level: int, tokens: int, writing: Writing) -> list[_Stretch]:
    """Return what lies between places, counted; one that was not cut is as it was."""
    ranges = list(pairwise(places))
    if len(ranges) == 1 and level > 1:
        return [_Stretch(*ranges[0], level, tokens)]
    found = counts(writing.count, [writing.bare(block, part) for part in ranges])
    return [_Stretch(start, end, level, tokens) for (start, end), tokens in zip(ranges, found, strict=True)]


def _characters(block: TextBlock, part: Range, limit: int, room: int, cuts: Cuts, writing: Writing) -> Iterator[_Atom]:
    """Yield text that has no place to cut it in pieces of as many characters as fit, at least one."""
    start, last = part
    while start < last:
        end = cuts.beside(min(last, start + limit * _LONGEST_TOKEN), start, last)
        tokens = writing.count(writing.bare(block, (start, end)))
        while tokens > limit:
            fewer = cuts.beside(min(end - 1, start + max(1, (end - start) * limit // tokens)), start, last)
            if not start < fewer < end:
                break
            end = fewer
            tokens = writing.count(writing.bare(block, (start, end)))
        yield _Atom(start, end, tokens, tokens > limit and cuts.is_whole(start, end))
        start, limit = end, room


def _spoken(atoms: Iterator[_Atom], block: TextBlock) -> Iterator[_Atom]:
    """Yield the atoms, blank ones without tokens: at the ends of a piece, Markdown has no blanks."""
    for atom in atoms:
        yield atom._replace(tokens=0) if block.text[atom.start : atom.end].isspace() else atom


def _merged(atoms: Iterator[_Atom], first: int, room: int) -> Iterator[_Atom]:
    """Yield atoms put together as far as they fit."""
    open_: _Atom | None = None
    for atom in atoms:
        if open_ is None:
            open_ = atom
        elif open_.tokens + atom.tokens <= (first if open_.start == 0 else room):
            open_ = _Atom(open_.start, atom.end, open_.tokens + atom.tokens, open_.over or atom.over)
        else:
            yield open_
            open_ = atom
    if open_ is not None:
        yield open_

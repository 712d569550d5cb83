"""A block of text over the limit → pieces within it, cut where it hurts least."""

from collections.abc import Iterator
from typing import NamedTuple

from somark_tools.chunks.chunk import Part, Range
from somark_tools.chunks.sentences import Cuts
from somark_tools.chunks.writing import Item, Writing, kind_of
from somark_tools.model import Code, Formula, TextBlock

_LONGEST_TOKEN = 16  # characters; a stretch of so many for each token is not worth looking beyond


class _Atom(NamedTuple):
    start: int
    end: int
    tokens: int
    over: bool = False


def text_items(block: TextBlock, first: int, room: int, writing: Writing, tie: str = "") -> Iterator[Item]:
    """Yield pieces of a block that together are its whole text: the first within `first` tokens, the others `room`.

    A formula, and a link or formula in a text, are never cut: they may be over the limit, and say so.
    """
    around = writing.around(block)
    first, room = max(1, first - around), max(1, room - around)
    for atom in _merged(_spoken(_atoms(block, first, room, writing), block), first, room):
        part = (atom.start, atom.end)
        text = writing.characters(block, part)
        tokens = writing.count(text)
        rules = (_over(block),) if atom.over else ()
        yield Item(text, tokens, (Part(block.id, kind_of(block), part),), kind_of(block), tie, rules)


def _over(block: TextBlock) -> str:
    return "formula" if isinstance(block, Formula) else "run"


def _atoms(block: TextBlock, first: int, room: int, writing: Writing) -> Iterator[_Atom]:
    """Yield what is cut no further, in order."""
    length = len(block.text)
    if isinstance(block, Formula):
        yield _Atom(0, length, writing.count(writing.block(block)), True)
        return
    cuts = Cuts(block.text, code=isinstance(block, Code))
    waiting: list[tuple[int, int, int]] = [(0, length, 0)]
    while waiting:
        start, end, level = waiting.pop()
        limit = first if start == 0 else room
        tokens = writing.measure(block, (start, end)) if level or (start, end) != (0, length) else limit + 1
        if tokens <= limit:
            yield _Atom(start, end, tokens)
        elif cuts.is_whole(start, end):
            yield _Atom(start, end, tokens, tokens > room)
        elif level < cuts.levels:
            ends = [*cuts.between(start, end, level), end]
            waiting += reversed([(a, b, level + 1) for a, b in zip([start, *ends[:-1]], ends, strict=True)])
        else:
            yield from _characters(block, (start, end), limit, room, writing)


def _characters(block: TextBlock, part: Range, limit: int, room: int, writing: Writing) -> Iterator[_Atom]:
    """Yield text that has no place to cut it in pieces of as many characters as fit, at least one."""
    start, last = part
    while start < last:
        end = min(last, start + limit * _LONGEST_TOKEN)
        tokens = writing.measure(block, (start, end))
        while end - start > 1 and tokens > limit:
            end = min(end - 1, start + max(1, (end - start) * limit // tokens))
            tokens = writing.measure(block, (start, end))
        yield _Atom(start, end, tokens, tokens > limit)
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

"""Groups of blocks → drafts of chunks: what stands in one chunk, within the limit, of one section."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from somark_tools.chunks.groups import Group, Note
from somark_tools.chunks.tables import table_items, whole_table
from somark_tools.chunks.texts import text_items
from somark_tools.chunks.writing import Item, Writing
from somark_tools.model import Block, Heading, Table, TextBlock

_LEAST_ROOM = 4  # a quarter of the limit: below a heading that leaves less, nothing is squeezed in
_MOST_PREFIX = 4  # likewise: a prefix takes no more
_HELD = 2  # drafts that are kept open: the last small one of a section may still join the one before it


class Draft(NamedTuple):
    """The items of one chunk, and the headings of the section that they stand in, with their lines in the prefix."""

    items: tuple[Item, ...]
    path: tuple[Heading, ...]
    lines: tuple[str, ...]


@dataclass(slots=True)
class _Open:
    """A draft that may still take in items."""

    items: list[Item]
    tokens: int

    def takes(self, tokens: int, room: int, between: int) -> bool:
        return self.tokens + between + tokens <= room

    def add(self, items: Iterable[Item], tokens: int, between: int) -> None:
        self.items += items
        self.tokens += between + tokens


def drafts(groups: Iterable[Group], writing: Writing) -> Iterator[Draft]:
    """Yield the drafts in order. What is tied together is parted only where it does not fit into one chunk."""
    open_: list[_Open] = []
    path: tuple[Heading, ...] = ()
    lines: tuple[str, ...] = ()
    room = _room(lines, writing)
    for group in groups:
        if group.path != path:
            _close(open_, room, writing)
            yield from [Draft(tuple(draft.items), path, lines) for draft in open_]
            open_, path = [], group.path
            lines = _lines(path, writing)
            room = _room(lines, writing)
        for cluster in _clusters(group, room, writing):
            _add(open_, cluster, room, writing)
            while len(open_) > _HELD:
                yield Draft(tuple(open_.pop(0).items), path, lines)
    _close(open_, room, writing)
    yield from [Draft(tuple(draft.items), path, lines) for draft in open_]


def _add(open_: list[_Open], cluster: list[Item], room: int, writing: Writing) -> None:
    tokens, between = _tokens(cluster, writing), writing.between
    last = open_[-1] if open_ else None
    if last is not None and last.tokens < max(1, writing.options.enough) and last.takes(tokens, room, between):
        last.add(cluster, tokens, between)
        return
    if tokens <= room:
        open_.append(_Open(cluster, tokens))
        return
    parted: list[_Open] = []
    for item in cluster:
        if parted and parted[-1].takes(item.tokens, room, between):
            parted[-1].add((item,), item.tokens, between)
        else:
            parted.append(_Open([item], item.tokens))
    open_ += parted


def _close(open_: list[_Open], room: int, writing: Writing) -> None:
    """Put a last draft that is too small to the one before it, if both fit into one chunk."""
    if len(open_) < 2 or open_[-1].tokens >= (writing.options.min_tokens or 0):
        return
    before, last = open_[-2:]
    pieces = [item for item in (*before.items, *last.items) if item.fragment]
    if before.takes(last.tokens, room, writing.between) and len(pieces) < 2:
        before.add(last.items, last.tokens, writing.between)
        del open_[-1]


def _tokens(items: Sequence[Item], writing: Writing) -> int:
    return sum([item.tokens for item in items]) + writing.between * (len(items) - 1)


def _lines(path: tuple[Heading, ...], writing: Writing) -> tuple[str, ...]:
    """Return the lines of the headings for the prefix; the outer ones go where it would be too long."""
    if not writing.options.headings:
        return ()
    lines: tuple[str, ...] = ()
    for heading in reversed(path):
        longer = (writing.line(heading), *lines)
        if writing.count(writing.prefix(longer)) > writing.options.max_tokens // _MOST_PREFIX:
            break
        lines = longer
    return lines


def _room(lines: tuple[str, ...], writing: Writing) -> int:
    prefix = writing.count(writing.prefix(lines)) + writing.between if lines else 0
    overlap = writing.options.overlap + writing.between if writing.options.overlap else 0
    return max(1, writing.options.max_tokens - prefix - overlap)


def _clusters(group: Group, room: int, writing: Writing) -> Iterator[list[Item]]:
    """Yield the items of a group: all tied together if they fit, else piece by piece."""
    headings = [item for block in group.headings for item in _short(block, room, writing, "next")]
    above = [item for block in group.above for item in _short(block, room, writing, "next")]
    below = [item for block in group.below for item in _short(block, room, writing, "next")]
    if group.main is None:
        yield [*headings, *_of_notes(group.notes, room, writing)]
        return
    main = _whole(group.main, writing)
    notes = _of_notes(group.notes, room, writing)
    whole = [*headings, *above, main, *[item._replace(tie="previous") for item in below], *notes]
    if _tokens(whole, writing) <= room:
        yield whole
        return
    captions = [*above, *below]  # where the table is cut, all of them stand above it
    yield from _pieces(group, [*headings, *captions], main, captions, room, writing)


def _pieces(
    group: Group, above: list[Item], main: Item, captions: Sequence[Item], room: int, writing: Writing
) -> Iterator[list[Item]]:
    """Yield the pieces of a group over the limit: each with the notes that it marks, the first below what is above."""
    assert group.main is not None  # the caller looked
    notes = _of_notes(group.notes, room, writing)
    kept = sum([item.tokens + writing.between for item in notes])
    kept = kept if kept <= room // 2 else 0  # room for them in each piece: any may have their marks
    first = room - kept - sum([item.tokens + writing.between for item in above])
    if first < room // _LEAST_ROOM:
        first = room - kept
    pieces = [main] if main.tokens <= first else _cut(group.main, captions, first, room - kept, writing)
    waiting = list(group.notes)
    before = above
    for number, piece in enumerate(pieces):
        end = None if number == len(pieces) - 1 else _end(piece)
        marked = [note for note in waiting if end is None or (note.at is not None and note.at < end)]
        waiting = [note for note in waiting if note not in marked]
        yield [*before, piece, *_of_notes(marked, room, writing)]
        before = []


def _end(piece: Item) -> int:
    characters = piece.parts[-1].characters
    return characters[1] if characters else 0


def _cut(block: Block, captions: Sequence[Item], first: int, room: int, writing: Writing) -> list[Item]:
    if isinstance(block, Table):
        return list(table_items(block, captions, first, room, writing))
    assert isinstance(block, TextBlock)  # all other kinds
    return list(text_items(block, first, room, writing))


def _whole(block: Block, writing: Writing) -> Item:
    return whole_table(block, writing) if isinstance(block, Table) else writing.whole(block)


def _short(block: Block, room: int, writing: Writing, tie: str) -> list[Item]:
    """Return a block that is short as a rule: whole, or in pieces where it is not."""
    item = writing.whole(block, tie)
    if item.tokens <= room or not isinstance(block, TextBlock):
        return [item]
    return list(text_items(block, room, room, writing, tie))


def _of_notes(notes: Iterable[Note], room: int, writing: Writing) -> list[Item]:
    return [item for note in notes for item in _short(note.block, room, writing, "previous")]

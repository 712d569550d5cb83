"""Groups of blocks → drafts of chunks: what stands in one chunk, within the limit, of one section."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from somark_tools.chunks.groups import Group
from somark_tools.chunks.sections import Written, counted, in_sections
from somark_tools.chunks.tables import table_items
from somark_tools.chunks.texts import text_items
from somark_tools.chunks.writing import Item, Writing
from somark_tools.model import Heading, Table, TextBlock

_LEAST_ROOM = 4  # a quarter of the limit: below a heading that leaves less, nothing is squeezed in
_MOST_PREFIX = 4  # likewise: a prefix takes no more
_HELD = 2  # drafts that are kept open: the last small one of a section may still join the one before it


class Draft(NamedTuple):
    """The items of one chunk, and the headings of the section that they stand in, with their lines in the prefix.

    A draft of a whole section was not counted: where it is over the limit, what it is made of is `unpacked`.
    """

    items: tuple[Item, ...]
    path: tuple[Heading, ...]
    lines: tuple[str, ...]
    unpacked: tuple[Written, ...] = ()


@dataclass(slots=True)
class _Open:
    """A draft that may still take in items."""

    items: list[Item]
    tokens: int

    def takes(self, items: Iterable[Item], tokens: int, room: int, between: int) -> bool:
        """Return whether there is room for the items. Of pieces of tables it takes one: a chunk tells of one."""
        return self.tokens + between + tokens <= room and not (_has_piece(items) and _has_piece(self.items))

    def add(self, items: Iterable[Item], tokens: int, between: int) -> None:
        self.items += items
        self.tokens += between + tokens


def _has_piece(items: Iterable[Item]) -> bool:
    return any(item.fragment is not None for item in items)


def drafts(groups: Iterable[Group], writing: Writing) -> Iterator[Draft]:
    """Yield the drafts in order. What is tied together is parted only where it does not fit into one chunk.

    A section that seems to fit into one chunk is one draft, not counted yet: most sections do, and counting takes the
    most time.
    """
    for section, of_section in groupby(counted(in_sections(groups, writing), writing), key=itemgetter(0)):
        written = (one for _, one in of_section)
        lines = _kept(section.lines, writing)
        if section.fits:
            every = tuple(written)
            yield Draft(tuple([item for one in every for item in one.items]), section.path, lines, every)
        else:
            yield from packed(written, section.path, lines, writing)


def packed(
    groups: Iterable[Written], path: tuple[Heading, ...], lines: tuple[str, ...], writing: Writing
) -> Iterator[Draft]:
    """Yield the drafts of one section, whose items are counted."""
    open_: list[_Open] = []
    room = _room(lines, writing)
    for group in groups:
        for cluster in _clusters(group, room, writing):
            _add(open_, cluster, room, writing)
            while len(open_) > _HELD:
                yield Draft(tuple(open_.pop(0).items), path, lines)
    _close(open_, room, writing)
    yield from [Draft(tuple(draft.items), path, lines) for draft in open_]


def _add(open_: list[_Open], cluster: list[Item], room: int, writing: Writing) -> None:
    tokens, between = _tokens(cluster, writing), writing.between
    last = open_[-1] if open_ else None
    if last is not None and last.tokens < max(1, writing.options.enough) and last.takes(cluster, tokens, room, between):
        last.add(cluster, tokens, between)
        return
    if tokens <= room:
        open_.append(_Open(cluster, tokens))
        return
    parted: list[_Open] = []
    for item in cluster:
        if parted and parted[-1].takes((item,), item.tokens, room, between):
            parted[-1].add((item,), item.tokens, between)
        else:
            parted.append(_Open([item], item.tokens))
    open_ += parted


def _close(open_: list[_Open], room: int, writing: Writing) -> None:
    """Put a last draft that is too small to the one before it, if both fit into one chunk."""
    if len(open_) < 2 or open_[-1].tokens >= (writing.options.min_tokens or 0):
        return
    before, last = open_[-2:]
    if before.takes(last.items, last.tokens, room, writing.between):
        before.add(last.items, last.tokens, writing.between)
        del open_[-1]


def _tokens(items: Sequence[Item], writing: Writing) -> int:
    return sum([item.tokens for item in items]) + writing.between * (len(items) - 1)


def _kept(lines: tuple[str, ...], writing: Writing) -> tuple[str, ...]:
    """Return the lines of headings that make the prefix; the outer ones go where it would be too long."""
    most = writing.options.max_tokens // _MOST_PREFIX
    if writing.of_prefix(writing.prefix(lines)) <= most:  # told of all at once: most paths are short
        return lines
    start = len(lines)
    while start and writing.of_prefix(writing.prefix(lines[start - 1 :])) <= most:
        start -= 1
    return lines[start:]


def _room(lines: tuple[str, ...], writing: Writing) -> int:
    prefix = writing.of_prefix(writing.prefix(lines)) + writing.between if lines else 0
    overlap = writing.options.overlap + writing.between if writing.options.overlap else 0
    return max(1, writing.options.max_tokens - prefix - overlap)


def _clusters(written: Written, room: int, writing: Writing) -> Iterator[list[Item]]:
    """Yield the items of a group: all tied together if they fit, else piece by piece."""
    whole = list(written.items)
    if _tokens(whole, writing) <= room:
        yield whole
        return
    headings = _short(written.headings, room, writing)
    if not written.main:
        yield [*headings, *_short(written.notes, room, writing)]
        return
    captions = _short((*written.above, *written.below), room, writing)
    captions = [item._replace(tie="next") for item in captions]  # where the table is cut, all of them stand above it
    yield from _pieces(written, [*headings, *captions], captions, room, writing)


def _pieces(
    written: Written, above: list[Item], captions: Sequence[Item], room: int, writing: Writing
) -> Iterator[list[Item]]:
    """Yield the pieces of a group over the limit: each with the notes that it marks, the first below what is above."""
    (main,) = written.main
    kept = sum([item.tokens + writing.between for item in written.notes])
    kept = kept if kept <= room // 2 else 0  # room for them in each piece: any may have their marks
    first = room - kept - sum([item.tokens + writing.between for item in above])
    if first < room // _LEAST_ROOM:
        first = room - kept
    pieces = [main] if main.tokens <= first else _cut(written, captions, first, room - kept, writing)
    waiting = list(zip(written.group.notes, written.notes, strict=True))
    before = above
    for number, piece in enumerate(pieces):
        end = None if number == len(pieces) - 1 else _end(piece)
        here = [end is None or (note.at is not None and note.at < end) for note, _ in waiting]
        marked = [item for (_, item), is_here in zip(waiting, here, strict=True) if is_here]
        waiting = [pair for pair, is_here in zip(waiting, here, strict=True) if not is_here]
        yield [*before, piece, *_short(marked, room, writing)]
        before = []


def _end(piece: Item) -> int:
    characters = piece.parts[-1].characters
    return characters[1] if characters else 0


def _cut(written: Written, captions: Sequence[Item], first: int, room: int, writing: Writing) -> list[Item]:
    block, (main,) = written.group.main, written.main
    if isinstance(block, Table):
        return list(table_items(block, main, captions, first, room, writing))
    assert isinstance(block, TextBlock)  # all other kinds
    return list(text_items(block, first, room, writing))


def _short(items: Iterable[Item], room: int, writing: Writing) -> list[Item]:
    """Return blocks that are short as a rule: whole, or in pieces where they are not."""
    return [piece for item in items for piece in _in_pieces(item, room, writing)]


def _in_pieces(item: Item, room: int, writing: Writing) -> Iterable[Item]:
    block = writing.document.by_id[item.parts[0].block]
    if item.tokens <= room or not isinstance(block, TextBlock):
        return (item,)
    return text_items(block, room, room, writing, item.tie)

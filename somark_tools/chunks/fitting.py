"""Drafts → chunks of which each is within the limit, or can't be: counted as they are written."""

from collections.abc import Iterable, Iterator, Sequence

from somark_tools.chunks.overlap import overlap
from somark_tools.chunks.packing import Draft, packed
from somark_tools.chunks.sections import recounted, windows
from somark_tools.chunks.shapes import Shape, shaped
from somark_tools.chunks.tables import halved_cell
from somark_tools.chunks.telling import LET_BE_OVER, Told, told
from somark_tools.chunks.texts import halved
from somark_tools.chunks.tokens import counts
from somark_tools.chunks.writing import Item, Writing
from somark_tools.model import Table, TextBlock

_AT_ONCE = 64  # drafts that are counted at once

_Overlapping = tuple[Draft, Sequence[Item]]


def fitted(drafts: Iterable[Draft], writing: Writing) -> Iterator[Told]:
    """Yield what each chunk says, in order."""
    for some in windows(_overlapping(drafts, writing), _AT_ONCE):
        shapes = [shaped(draft, repeated, writing) for draft, repeated in some]
        counted = iter(counts(writing.count, [shape.text for shape in shapes if shape.tokens is None]))
        for (draft, repeated), shape in zip(some, shapes, strict=True):
            tokens = next(counted) if shape.tokens is None else shape.tokens
            yield from _fitting(draft, repeated, shape, tokens, writing)


def _overlapping(drafts: Iterable[Draft], writing: Writing) -> Iterator[_Overlapping]:
    """Yield each draft with what it repeats of the one before it."""
    before: Draft | None = None
    for draft in drafts:
        yield draft, overlap(before, draft, writing)
        before = draft


def _fitting(draft: Draft, repeated: Sequence[Item], shape: Shape, tokens: int, writing: Writing) -> Iterator[Told]:
    """Yield a draft as a chunk; as more than one, or without prefix, where the whole has more tokens than its parts."""
    if tokens <= writing.options.max_tokens:
        yield told(draft, repeated, shape, tokens, writing)
        return
    smaller = list(_smaller(draft, repeated, writing))
    if not smaller:
        yield told(draft, repeated, shape, tokens, writing)
    for other, overlapped in smaller:
        other_shape = shaped(other, overlapped, writing)
        other_tokens = writing.count(other_shape.text) if other_shape.tokens is None else other_shape.tokens
        yield from _fitting(other, overlapped, other_shape, other_tokens, writing)


def _smaller(draft: Draft, repeated: Sequence[Item], writing: Writing) -> Iterator[_Overlapping]:
    """Yield what is tried instead of a draft over the limit; nothing if it can't be smaller."""
    if draft.unpacked:
        yield from _overlapping(packed(recounted(draft.unpacked, writing), draft.path, draft.lines, writing), writing)
    elif repeated:
        yield draft, ()
    elif len(draft.items) > 1:
        middle = _middle(draft.items)
        yield draft._replace(items=draft.items[:middle]), ()
        yield draft._replace(items=draft.items[middle:]), ()
    elif draft.lines:
        yield draft._replace(lines=draft.lines[1:]), ()
    elif halves := _halved(draft.items[0], writing):
        yield from [(draft._replace(items=(half,)), ()) for half in halves]


def _halved(item: Item, writing: Writing) -> tuple[Item, ...]:
    """Return an item as two, if it is of a text or of the text of one cell, and may be cut."""
    if len(item.parts) != 1 or set(item.rules) & LET_BE_OVER:
        return ()
    (part,) = item.parts
    block = writing.document.by_id[part.block]
    if isinstance(block, Table):
        return halved_cell(block, item, writing) or ()
    if not isinstance(block, TextBlock) or part.characters is None:
        return ()
    return tuple(half._replace(tie=item.tie) for half in halved(block, part.characters, writing) or ())


def _middle(items: Sequence[Item]) -> int:
    """Return where to part items: in the middle, but not behind a heading or caption if there is another place."""
    middle = len(items) // 2
    places = sorted(range(1, len(items)), key=lambda at: (items[at - 1].tie == "next", abs(at - middle)))
    return places[0]

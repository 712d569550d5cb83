"""A document → its chunks."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, Unpack

from somark_tools.arguments import check_document
from somark_tools.chunks.boxes import Rows, rows_of, table_sources, text_sources, whole_sources
from somark_tools.chunks.chunk import Chunk, Fragment, Part, Source
from somark_tools.chunks.groups import groups
from somark_tools.chunks.options import Options, Wanted
from somark_tools.chunks.overlap import overlap
from somark_tools.chunks.packing import Draft, drafts, packed
from somark_tools.chunks.sections import recounted, windows
from somark_tools.chunks.shapes import Shape, shaped
from somark_tools.chunks.tables import halved_cell
from somark_tools.chunks.texts import halved
from somark_tools.chunks.tokens import counts
from somark_tools.chunks.writing import Item, Writing
from somark_tools.collector import collector_paused
from somark_tools.document import Document
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.model import Table, TextBlock

_AT_ONCE = 64  # chunks that are counted at once
_PAUSED = 256  # chunks that are made while the collector is paused
_ID_LENGTH = 16
_MOST_HEADINGS = 1024  # that are remembered: each stands above many chunks


class _Told(NamedTuple):
    """What a chunk says, before it is known where that stands and what is before and after it."""

    hash: str
    text: str
    prefix: str
    headings: tuple[str, ...]
    kind: str
    tokens: int
    parts: tuple[Part, ...]
    table: Fragment | None
    rules: tuple[str, ...]


def split(document: Document, **options: Unpack[Wanted]) -> Iterator[Chunk]:
    """Yield the document as chunks, in reading order: none goes over a section, none ends in a sentence unless it must.

    Without overlap, each character of the body is covered by exactly one part that is not `repeated`.

    Options, by keyword, with their defaults:

    * `max_tokens=512`: the limit, for the whole text of a chunk. What is over it says so in its `rules`.
    * `min_tokens=None`: from how many tokens on a chunk takes in no more blocks of its section; as many as fit if None.
    * `overlap=0`: up to how many tokens of whole sentences at the end of a chunk the next one of its section repeats.
    * `tokenizer="estimate"`: what counts, see `token_counter`.
    * `headings=True`: the path of headings as the first line.
    * `tables="auto"`: pipe tables where they lose nothing, else HTML; `"pipe"`, `"html"`; `"rows"`: `Year: 2023; ..`.
    * `descriptions=True`: what the service says about pictures.
    * `furniture=False`: running heads, page numbers and margin texts too.

    Raises OutputError for a value that an option does not have.
    """
    check_document(document)
    writing = Writing(document, Options(**options))
    return _some_at_once(_linked(_spoken(_chunks(writing)), document))


def _some_at_once(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Yield the chunks as they are, made with the collector paused."""
    while True:
        with collector_paused():
            some = list(islice(chunks, _PAUSED))
        if not some:
            return
        yield from some


def _linked(chunks: Iterable[_Told], document: Document) -> Iterator[Chunk]:
    """Yield the chunks with their places on the pages, an id that no other one has, and those before and after it."""
    seen: Counter[str] = Counter()
    placing = _Placing(document)
    waiting: _Told | None = None
    previous, id_ = None, ""
    for told in chunks:
        number = seen[told.hash]
        seen[told.hash] += 1
        next_ = f"{told.hash}-{number}" if number else told.hash
        if waiting is not None:
            yield placing.chunk(waiting, id_, previous, next_)
            previous = id_
        waiting, id_ = told, next_
    if waiting is not None:
        yield placing.chunk(waiting, id_, previous, None)


def _chunks(writing: Writing) -> Iterator[_Told]:
    found = drafts(groups(writing.document, furniture=writing.options.furniture), writing)
    for some in windows(_overlapping(found, writing), _AT_ONCE):
        shapes = [shaped(draft, repeated, writing) for draft, repeated in some]
        counted = iter(counts(writing.count, [shape.text for shape in shapes if shape.tokens is None]))
        for (draft, repeated), shape in zip(some, shapes, strict=True):
            tokens = next(counted) if shape.tokens is None else shape.tokens
            yield from _fitting(draft, repeated, shape, tokens, writing)


Overlapping = tuple[Draft, Sequence[Item]]


def _overlapping(drafts: Iterable[Draft], writing: Writing) -> Iterator[Overlapping]:
    """Yield each draft with what it repeats of the one before it."""
    before: Draft | None = None
    for draft in drafts:
        yield draft, overlap(before, draft, writing)
        before = draft


def _spoken(chunks: Iterable[_Told]) -> Iterator[_Told]:
    """Yield the chunks that have text; what has none, a picture without description, is part of the one before it.

    What stands before the first text goes to that one. In a document without any text nothing is left to yield.
    """
    held: _Told | None = None
    silent: tuple[Part, ...] = ()
    for chunk in chunks:
        if not chunk.text and held is not None:
            held = held._replace(parts=(*held.parts, *chunk.parts))
        elif not chunk.text:
            silent += chunk.parts
        else:
            if held is not None:
                yield held
            held, silent = (chunk._replace(parts=(*silent, *chunk.parts)) if silent else chunk), ()
    if held is not None:
        yield held


def _fitting(draft: Draft, repeated: Sequence[Item], shape: Shape, tokens: int, writing: Writing) -> Iterator[_Told]:
    """Yield a draft as a chunk; as more than one, or without prefix, where the whole has more tokens than its parts."""
    if tokens <= writing.options.max_tokens:
        yield _told(draft, repeated, shape, tokens, writing)
        return
    smaller = list(_smaller(draft, repeated, writing))
    if not smaller:
        yield _told(draft, repeated, shape, tokens, writing)
    for other, overlapped in smaller:
        other_shape = shaped(other, overlapped, writing)
        other_tokens = writing.count(other_shape.text) if other_shape.tokens is None else other_shape.tokens
        yield from _fitting(other, overlapped, other_shape, other_tokens, writing)


def _smaller(draft: Draft, repeated: Sequence[Item], writing: Writing) -> Iterator[Overlapping]:
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
    if len(item.parts) != 1 or set(item.rules) & _OVER:
        return ()
    (part,) = item.parts
    block = writing.document.by_id[part.block]
    if isinstance(block, Table):
        return halved_cell(block, item, writing) or ()
    if not isinstance(block, TextBlock) or part.characters is None:
        return ()
    return tuple(half._replace(tie=item.tie) for half in halved(block, part.characters, writing) or ())


_OVER = frozenset(("formula", "run"))


def _middle(items: Sequence[Item]) -> int:
    """Return where to part items: in the middle, but not behind a heading or caption if there is another place."""
    middle = len(items) // 2
    places = sorted(range(1, len(items)), key=lambda at: (items[at - 1].tie == "next", abs(at - middle)))
    return places[0]


def _told(draft: Draft, repeated: Sequence[Item], shape: Shape, tokens: int, writing: Writing) -> _Told:
    items = [*repeated, *draft.items]
    text, prefix, starts, _ = shape
    fragment = next(
        (_moved(item.fragment, start) for item, start in zip(items, starts, strict=True) if item.fragment), None
    )
    kinds = [item.kind for item in draft.items]
    rules = list(dict.fromkeys(rule for item in items for rule in item.rules))
    if draft.items[-1].tie == "next":
        rules.append("heading" if kinds[-1] == "heading" else "caption")
    if tokens <= writing.options.max_tokens:
        rules = [rule for rule in rules if rule not in _OVER]
    elif not set(rules) & _OVER:
        rules.append("unit")
    headings = tuple(_plain(heading.text) for heading in draft.path)
    body = text[len(prefix) :] if prefix else text
    return _Told(
        hash=hashlib.sha256("\n".join([*headings, body]).encode("utf-8", "replace")).hexdigest()[:_ID_LENGTH],
        text=text,
        prefix=prefix,
        headings=headings,
        kind=_kind(draft.items),
        tokens=tokens,
        parts=tuple([part for item in items for part in item.parts]),
        table=fragment,
        rules=tuple(rules),
    )


def _kind(items: Sequence[Item]) -> str:
    """Return the kind of what a chunk is about: the first that has text and is not above something else."""
    about = [item for item in items if item.kind not in ("heading", "caption")]
    return next((item.kind for item in about if item.text.strip()), (about or items)[0].kind)


def _moved(fragment: Fragment, start: int) -> Fragment:
    return fragment._replace(start=fragment.start + start, end=fragment.end + start)


@lru_cache(maxsize=_MOST_HEADINGS)
def _plain(heading: str) -> str:
    return " ".join(plain_text(parse_inlines(heading)).split())


class _Placing:
    """Where parts stand on the pages; the rows of a table are looked up once, though many parts are of it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._table: tuple[str, Rows] = ("", ())

    def chunk(self, told: _Told, id_: str, previous: str | None, next_: str | None) -> Chunk:
        """Return a chunk whose parts have their sources."""
        parts = tuple([Part(*part[:-1], self._sources(part)) for part in told.parts])
        pages = {source.page for part in parts if not part.repeated for source in part.sources}
        return Chunk(
            id=id_,
            text=told.text,
            prefix=told.prefix,
            headings=told.headings,
            kind=told.kind,
            pages=tuple(sorted(pages)),
            tokens=told.tokens,
            parts=parts,
            table=told.table,
            rules=told.rules,
            previous=previous,
            next=next_,
        )

    def _sources(self, part: Part) -> tuple[Source, ...]:
        block = self._document.by_id[part.block]
        if isinstance(block, Table):
            if part.rows is None or part.rows == (0, len(block.rows)):
                return whole_sources(block)
            if self._table[0] != block.id:
                self._table = block.id, rows_of(self._document, block)
            return table_sources(self._table[1], part.rows)
        if isinstance(block, TextBlock) and part.characters:
            return text_sources(self._document, block, part.characters)
        return whole_sources(block)

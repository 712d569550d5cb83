"""A document → its chunks."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Unpack

from somark_tools.chunks.boxes import Rows, rows_of, table_sources, text_sources, whole_sources
from somark_tools.chunks.chunk import Chunk, Fragment, Part, Source
from somark_tools.chunks.groups import groups
from somark_tools.chunks.options import Options, Wanted
from somark_tools.chunks.overlap import overlap
from somark_tools.chunks.packing import Draft, drafts
from somark_tools.chunks.writing import BLANK_LINE, Item, Writing
from somark_tools.document import Document
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.model import Table, TextBlock
from somark_tools.render.markdown.joins import numbered

_ID_LENGTH = 16
_MOST_HEADINGS = 1024  # that are remembered: each stands above many chunks


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
    writing = Writing(document, Options(**options))
    return _linked(_placed(_spoken(_chunks(writing)), document))


def _linked(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Yield the chunks, each knowing the ids of those before and after it."""
    before: Chunk | None = None
    for chunk in chunks:
        if before is not None:
            yield replace(before, next=chunk.id)
            chunk = replace(chunk, previous=before.id)
        before = chunk
    if before is not None:
        yield before


def _chunks(writing: Writing) -> Iterator[Chunk]:
    before: Draft | None = None
    for draft in drafts(groups(writing.document, furniture=writing.options.furniture), writing):
        yield from _fitting(draft, overlap(before, draft, writing), writing)
        before = draft


def _spoken(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Yield the chunks that have text; what has none, a picture without description, is part of the one before it.

    What stands before the first text goes to that one. In a document without any text nothing is left to yield.
    """
    held: Chunk | None = None
    silent: tuple[Part, ...] = ()
    for chunk in chunks:
        if not chunk.text and held is not None:
            held = replace(held, parts=(*held.parts, *chunk.parts))
        elif not chunk.text:
            silent += chunk.parts
        else:
            if held is not None:
                yield held
            held, silent = replace(chunk, parts=(*silent, *chunk.parts)), ()
    if held is not None:
        yield held


def _placed(chunks: Iterator[Chunk], document: Document) -> Iterator[Chunk]:
    """Yield the chunks with an id that no other one has, and with the pages and sources of their parts."""
    seen: Counter[str] = Counter()
    placing = _Placing(document)
    for chunk in chunks:
        number = seen[chunk.id]
        seen[chunk.id] += 1
        parts = tuple(placing.placed(part) for part in chunk.parts)
        pages = tuple(dict.fromkeys(source.page for part in parts for source in part.sources))
        yield replace(chunk, id=f"{chunk.id}-{number}" if number else chunk.id, parts=parts, pages=pages)


def _fitting(draft: Draft, repeated: Sequence[Item], writing: Writing) -> Iterator[Chunk]:
    """Yield a draft as a chunk; as two, or without prefix, where its parts have fewer tokens than the whole."""
    chunk = _chunk(draft, repeated, writing)
    most = writing.options.max_tokens
    if chunk.tokens <= most:
        yield chunk
        return
    if repeated:
        yield from _fitting(draft, (), writing)
    elif len(draft.items) > 1:
        middle = _middle(draft.items)
        yield from _fitting(draft._replace(items=draft.items[:middle]), (), writing)
        yield from _fitting(draft._replace(items=draft.items[middle:]), (), writing)
    elif draft.lines:
        yield from _fitting(draft._replace(lines=draft.lines[1:]), (), writing)
    else:
        yield chunk if set(chunk.rules) & _OVER else replace(chunk, rules=(*chunk.rules, "unit"))


_OVER = frozenset(("formula", "run"))


def _middle(items: Sequence[Item]) -> int:
    """Return where to part items: in the middle, but not behind a heading or caption if there is another place."""
    middle = len(items) // 2
    places = sorted(range(1, len(items)), key=lambda at: (items[at - 1].tie == "next", abs(at - middle)))
    return places[0]


def _chunk(draft: Draft, repeated: Sequence[Item], writing: Writing) -> Chunk:
    items = [*repeated, *draft.items]
    own = {part.block for item in draft.items for part in item.parts if not part.repeated and item.kind == "heading"}
    kept = draft.path[len(draft.path) - len(draft.lines) :] if draft.lines else ()
    lines = tuple(line for line, heading in zip(draft.lines, kept, strict=True) if heading.id not in own)
    prefix = writing.prefix(lines) if any([item.text for item in items]) else ""
    text, starts = _joined(items, prefix)
    fragment = next(
        (_moved(item.fragment, start) for item, start in zip(items, starts, strict=True) if item.fragment), None
    )
    kinds = [item.kind for item in draft.items]
    rules = list(dict.fromkeys(rule for item in items for rule in item.rules))
    if draft.items[-1].tie == "next":
        rules.append("heading" if kinds[-1] == "heading" else "caption")
    tokens = writing.count(text)
    if tokens <= writing.options.max_tokens:
        rules = [rule for rule in rules if rule not in _OVER]
    headings = tuple(_plain(heading.text) for heading in draft.path)
    body = text[len(prefix) :] if prefix else text
    return Chunk(
        id=hashlib.sha256("\n".join([*headings, body]).encode("utf-8", "replace")).hexdigest()[:_ID_LENGTH],
        text=text,
        prefix=prefix,
        headings=headings,
        kind=next((kind for kind in kinds if kind not in ("heading", "caption")), kinds[0]),
        pages=(),
        tokens=tokens,
        parts=tuple(part for item in items for part in item.parts),
        table=fragment,
        rules=tuple(rules),
    )


def _joined(items: Sequence[Item], prefix: str) -> tuple[str, list[int]]:
    """Return the text of a chunk, and where in it each item begins."""
    texts = [prefix] if prefix else []
    starts, length, number, before = [], len(prefix), None, ""
    for item in items:
        own = item.text
        if own:
            own, number = numbered(own, number)
            between = "" if not length else "\n" if before == item.kind == "contents" else BLANK_LINE
            texts += [between, own]
            length += len(between)
            before = item.kind
        starts.append(length)
        length += len(own)
    return "".join(texts), starts


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

    def placed(self, part: Part) -> Part:
        """Return a part with its sources."""
        return part._replace(sources=self._sources(part))

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

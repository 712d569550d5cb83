"""What chunks say → chunks: each with a place on the pages, an id of its own, and those before and after it."""

from collections import Counter
from collections.abc import Iterable, Iterator

from somark_tools.chunks.boxes import Rows, rows_of, table_sources, text_sources, whole_sources
from somark_tools.chunks.chunk import Chunk, Part, Source
from somark_tools.chunks.telling import Told
from somark_tools.document import Document
from somark_tools.model import Table, TextBlock


def spoken(chunks: Iterable[Told]) -> Iterator[Told]:
    """Yield what has text; what has none, a picture without description, is part of the one before it.

    What stands before the first text goes to that one. In a document without any text nothing is left to yield.
    """
    held: Told | None = None
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


def placed(chunks: Iterable[Told], document: Document) -> Iterator[Chunk]:
    """Yield the chunks. Of those with the same hash, each after the first has a number behind it."""
    seen: Counter[str] = Counter()
    placing = _Placing(document)
    waiting: Told | None = None
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


class _Placing:
    """Where parts stand on the pages; the rows of a table are looked up once, though many parts are of it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._table: tuple[str, Rows] = ("", ())

    def chunk(self, told: Told, id_: str, previous: str | None, next_: str | None) -> Chunk:
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

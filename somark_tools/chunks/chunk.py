"""The values that a document is split into: chunks, the parts that each covers, and where on the pages these stand."""

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from somark_tools.geometry import BBox

Range = tuple[int, int]


class Source(NamedTuple):
    """Where a part came from: a block as the service calls it, and which part of it.

    Of a text, `content[offset:offset + end - start]` of that block is `text[start:end]` of the part's block. Of a
    table, `start` and `end` count rows of the part's block, and `offset` is the first of them in the block sent.
    `bbox` is in pixels of the page; `estimated` tells that it is not the service's own.
    """

    page: int
    idx: int
    start: int
    end: int
    offset: int
    bbox: BBox | None
    estimated: bool


class Part(NamedTuple):
    """What a chunk holds of one block: `characters` of its text, or `rows` of a table.

    Of a row that had to be cut, `columns` are those of one cell; where the cell was cut too, `characters` are those of
    its text. Ranges are (start, end), the end not included. `repeated` marks what another chunk covers: overlap, the
    header and the caption of a table that was split.
    """

    block: str
    kind: str
    characters: Range | None = None
    rows: Range | None = None
    columns: Range | None = None
    repeated: bool = False
    sources: tuple[Source, ...] = ()


class Fragment(NamedTuple):
    """A piece of a table that was split: the table's block, piece `number` (from 0) `of` so many, and its own rows.

    A row that was cut into its cells counts as a piece, too. The rows are `chunk.text[start:end]`; `closing` is what
    stands behind the last row of the whole table.
    """

    block: str
    number: int
    of: int
    start: int
    end: int
    closing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A part of a document to embed, index or cite. Nothing in it changes.

    `id` is a hash of the content and the headings above it, whatever else is in the document. `text` is Markdown that
    begins with `prefix`, the headings above it on one line ("" where none are wanted or they leave no room). `headings`
    is their whole path, outermost first; `pages` are those of what is not repeated, in order; `kind` is that of its
    first block that is neither heading nor caption. `tokens` counts the whole text. `rules` names why it is as it is:
    see `docs/chunks.md`.
    """

    id: str
    text: str
    prefix: str
    headings: tuple[str, ...]
    kind: str
    pages: tuple[int, ...]
    tokens: int
    parts: tuple[Part, ...]
    table: Fragment | None = None
    rules: tuple[str, ...] = ()
    previous: str | None = None
    next: str | None = None

    @property
    def blocks(self) -> tuple[str, ...]:
        """The ids of the blocks in it, in order, each once."""
        return tuple(dict.fromkeys(part.block for part in self.parts))

    def to_dict(self) -> dict[str, Any]:
        """Return the chunk as plain values, as JSON has them: tuples are lists, named ones are objects."""
        plain: dict[str, Any] = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        return plain | {
            "blocks": list(self.blocks),
            "parts": [_part(part) for part in self.parts],
            "table": None if self.table is None else self.table._asdict(),
        }


def _part(part: Part) -> dict[str, Any]:
    plain = {name: _plain(value) for name, value in part._asdict().items()}
    sources = [{name: _plain(value) for name, value in source._asdict().items()} for source in part.sources]
    return plain | {"sources": sources}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value

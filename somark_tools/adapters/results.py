"""Results of any shape → chunks with flat metadata, as the frameworks of retrieval want them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Unpack

from somark_tools.chunks import Chunk, split
from somark_tools.chunks.options import Wanted
from somark_tools.document import Document
from somark_tools.merge import merge_cross_page
from somark_tools.reading.sources import is_json

Json = dict[str, Any]


def path_of(source: object) -> Json:
    """Return the metadata that tells results of one name apart: `path`, where a result was given by its path."""
    named = isinstance(source, Path) or (isinstance(source, str) and not is_json(source))
    return {"path": str(source)} if named else {}


def document_in(text: str) -> Document:
    """Return the merged document of a text that is a result, or the JSON of a Document.

    A text comes from wherever a framework got it, so it is never taken for the path of a file to open. Raises
    SomarkError for what is no result.
    """
    return merge_cross_page(text.encode("utf-8", "replace"))


def described_chunks(document: Document, **options: Unpack[Wanted]) -> Iterator[tuple[Chunk, Json]]:
    """Yield the chunks of a document, each with its metadata: JSON values, and no objects in objects.

    `source` is the document's name; `chunk` the id, `previous` and `next` those around it; `headings` the path of
    headings; `kind`, `pages` (numbers of the service, from 0), `blocks` (ids), `tokens`. `boxes` are the boxes that the
    chunk covers, `[page, x1, y1, x2, y2]`, in pixels of the page; boxes of what it repeats are not among them.
    """
    for chunk in split(document, **options):
        yield chunk, _metadata(document, chunk)


def _metadata(document: Document, chunk: Chunk) -> Json:
    sources = [source for part in chunk.parts if not part.repeated for source in part.sources]
    return {
        "source": document.name,
        "chunk": chunk.id,
        "previous": chunk.previous,
        "next": chunk.next,
        "headings": list(chunk.headings),
        "kind": chunk.kind,
        "pages": list(chunk.pages),
        "blocks": list(chunk.blocks),
        "tokens": chunk.tokens,
        "boxes": [[source.page, *source.bbox] for source in sources if source.bbox is not None],
    }

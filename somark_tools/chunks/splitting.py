"""A document → its chunks."""

from collections.abc import Iterator
from itertools import islice
from typing import Unpack

from somark_tools.arguments import check_document
from somark_tools.chunks.chunk import Chunk
from somark_tools.chunks.fitting import fitted
from somark_tools.chunks.groups import groups
from somark_tools.chunks.options import Options, Wanted
from somark_tools.chunks.packing import drafts
from somark_tools.chunks.placing import placed, spoken
from somark_tools.chunks.writing import Writing
from somark_tools.collector import collector_paused
from somark_tools.document import Document

_PAUSED = 256  # chunks that are made while the collector is paused


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
    found = drafts(groups(document, furniture=writing.options.furniture), writing)
    return _some_at_once(placed(spoken(fitted(found, writing)), document))


def _some_at_once(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Yield the chunks as they are, made with the collector paused."""
    while True:
        with collector_paused():
            some = list(islice(chunks, _PAUSED))
        if not some:
            return
        yield from some

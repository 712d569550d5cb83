"""Notes and sources under a table or figure: a NOTE_OF edge from each to what it stands under."""

from collections.abc import Iterator, Sequence

from somark_tools.document import Document
from somark_tools.layout.neighbours import Seen, placement, seen
from somark_tools.model import Block, Caption, Edge, Evidence, Figure, Footnote, Paragraph, Relation, Table
from somark_tools.patterns.caption_text import is_note

NEAR = 0.03  # of the page's height: a note that is farther off speaks of something else


def table_notes(document: Document) -> Document:
    """Return the document with NOTE_OF edges, from notes and sources to the table or figure directly above them.

    A note is a Paragraph or Footnote that begins as one ("Note:", 注：, "Source:", 资料来源：); several may follow each
    other, and captions may come between. It stays where it is, but is no part of the flow: a table may go on after it.
    What is stated to continue or to be continued is text. A document that is merged already is left alone.
    """
    if document.merged:
        return document
    bound = {end for edge in document.edges if _goes_on_as_stated(edge) for end in (edge.source, edge.target)}
    edges = [
        edge for page in document.derived(seen).values() for edge in _notes(document, page) if edge.source not in bound
    ]
    missing = [edge for edge in edges if edge not in document.outgoing(edge.source, Relation.NOTE_OF)]
    return document.with_edges((*document.edges, *missing)) if missing else document


def _goes_on_as_stated(edge: Edge) -> bool:
    return edge.relation is Relation.CONTINUES and edge.evidence.origin == "stated"


def _notes(document: Document, page: Sequence[Seen]) -> Iterator[Edge]:
    owner: Table | Figure | None = None
    last: Seen | None = None  # the owner, its caption, or its last note
    for here in page:
        if isinstance(here.block, Table) or (isinstance(here.block, Figure) and here.block.label != "stamp"):
            owner, last = here.block, here
        elif last is None or owner is None:
            continue
        elif isinstance(here.block, Caption) and owner.id in _owners(document, here.block):
            last = here
        elif isinstance(here.block, Paragraph | Footnote) and is_note(here.block.text) and _under(document, here, last):
            rules = (f"it stands directly under the {owner.kind}", "it begins as a note does")
            yield Edge(here.block.id, Relation.NOTE_OF, owner.id, Evidence("inferred", rules, confidence=0.85))
            last = here
        else:
            owner = None


def _owners(document: Document, caption: Block) -> frozenset[str]:
    return frozenset(edge.target for edge in document.outgoing(caption.id, Relation.CAPTION_OF))


def _under(document: Document, note: Seen, last: Seen) -> bool:
    if note.bbox is None or last.bbox is None:
        return True  # the order of reading says so, and nothing speaks against it
    found = placement(note.bbox, last.bbox)
    height = document.pages[note.block.pieces[0].place.page].height or 1e3
    return found is not None and found.side == "below" and found.gap <= NEAR * height

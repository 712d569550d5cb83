"""A Document → the links that overlays draw, by page: merges, captions and notes, also those to other pages."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import AnyBlock, Edge, Footnote, Piece, Relation


class Link(NamedTuple):
    """An arrow from one piece to another, in a layer; `done` is false where joining is decided, but not done."""

    layer: str
    start: Piece
    end: Piece
    done: bool = True


_LAYER_OF: Mapping[Relation, str] = MappingProxyType(
    {
        Relation.CONTINUES: "merges",
        Relation.BESIDE: "merges",
        Relation.CAPTION_OF: "captions",
        Relation.NOTE_OF: "notes",
        Relation.REFERS_TO: "notes",
    }
)


def links_by_page(document: Document) -> Mapping[int, tuple[Link, ...]]:
    """Return the links of each page that has some, by its position; a link between two pages is on both.

    They come in the order of blocks and edges. The pieces of a merged block are linked one to the next.
    """
    pages: defaultdict[int, dict[Link, None]] = defaultdict(dict)
    for link in _links(document):
        for piece in (link.start, link.end):
            pages[piece.place.page][link] = None
    return MappingProxyType({position: tuple(links) for position, links in pages.items()})


def _links(document: Document) -> Iterator[Link]:
    for block in document.blocks:
        for earlier, later in zip(block.pieces, block.pieces[1:], strict=False):
            yield Link("merges", earlier, later)
    places: dict[str, dict[int, Piece]] = {}
    for edge in document.edges:
        source, target = document.by_id[edge.source], document.by_id[edge.target]
        if edge.relation in _LAYER_OF and not (
            edge.relation is Relation.REFERS_TO and not isinstance(target, Footnote)
        ):
            yield _link(edge, source, target, places)


def _link(edge: Edge, source: AnyBlock, target: AnyBlock, places: dict[str, dict[int, Piece]]) -> Link:
    layer = _LAYER_OF[edge.relation]
    if layer == "merges":  # these edges point back; the arrow goes the way one reads
        return Link(layer, target.pieces[-1], source.pieces[0], done=False)
    for block in (source, target):
        if block.id not in places:
            places[block.id] = {piece.place.page: piece for piece in reversed(block.pieces)}
    ours, theirs = places[source.id], places[target.id]
    few, many = sorted((ours, theirs), key=len)
    shared = next((page for page in few if page in many), None)
    if shared is None:
        return Link(layer, source.pieces[0], target.pieces[0])
    return Link(layer, ours[shared], theirs[shared])

"""Blocks in the box of a region (`reference`, `cate`, an empty `footnote`) become part of it: PART_OF edges.

Text in a footnote region becomes footnotes: it is out of the flow before anything is decided about the flow.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.layout.spatial import PageIndex, index_of
from somark_tools.model import AnyBlock, Edge, Evidence, Footnote, Furniture, Paragraph, Piece, Region, Relation

# A block is in a region if its centre is. That holds for all boxes that have most of their width and height in it, also
# for those of one line, of which a few pixels (boxes are found, not drawn) may be a third of the height.
_RULE = "its centre lies in the box of the region"
# What is to leave the flow must have at least so much of its area in the region.
HELD = 0.5
# A box over more of the page's height than that is no foot of a page: it may hold body text.
TALLEST_FOOT = 0.6


def regions(document: Document) -> Document:
    """Return the document with a PART_OF edge from each block to the smallest region in whose box it lies.

    The confidence of an edge is the share of the block's area that lies in the region. Paragraphs in an empty footnote
    region become Footnotes (label, id and pieces stay), unless the service states that they are captions or continue a
    text outside. Furniture is part of nothing; a region without box has no parts. A document that is merged already is
    left alone.
    """
    if document.merged:
        return document
    indexes = _indexes(document)
    if not indexes:
        return document
    lying = {(edge.source, edge.target): edge for edge in _lying(document, indexes)}
    known = {(edge.source, edge.target) for edge in document.edges if edge.relation is Relation.PART_OF}
    notes = _footnotes(document, lying.values())
    blocks = tuple(_footnote(block) if block.id in notes else block for block in document.blocks)
    edges = [edge for pair, edge in lying.items() if pair not in known]
    return replace(document, blocks=blocks, edges=(*document.edges, *edges))


def _indexes(document: Document) -> Mapping[int, PageIndex]:
    """Return an index of the regions of each page that has any, by the position of the page."""
    boxes: defaultdict[int, list[tuple[AnyBlock, BBox]]] = defaultdict(list)
    for block in document.blocks:
        if isinstance(block, Region):
            for piece in block.pieces:
                if piece.bbox is not None:
                    boxes[piece.place.page].append((block, piece.bbox))
    return {page: index_of(document.pages[page].number, found) for page, found in boxes.items()}


def _lying(document: Document, indexes: Mapping[int, PageIndex]) -> Iterator[Edge]:
    for block in document.blocks:
        if isinstance(block, Region | Furniture):
            continue
        for piece in block.pieces:
            found = _region(piece, indexes)
            if found is not None:
                region, share = found
                evidence = Evidence("inferred", (_RULE,), confidence=round(share, 2))
                yield Edge(block.id, Relation.PART_OF, region.id, evidence)


def _region(piece: Piece, indexes: Mapping[int, PageIndex]) -> tuple[AnyBlock, float] | None:
    """Return the smallest region in which the centre of a piece lies, and the share of the piece in it."""
    index, box = indexes.get(piece.place.page), piece.bbox
    if index is None or box is None:
        return None
    found = index.at((box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2)
    if not found:
        return None
    area = next(each.bbox for each in found[0].pieces if each.place.page == piece.place.page and each.bbox is not None)
    return found[0], box.overlap(area) / box.area if box.area else 1.0


def _footnotes(document: Document, lying: Iterable[Edge]) -> frozenset[str]:
    """Return the ids of the paragraphs that lie in footnote regions with all of their pieces."""
    held: defaultdict[str, int] = defaultdict(int)
    for edge in lying:
        region = document.by_id[edge.target]
        if edge.evidence.confidence >= HELD and region.label == "footnote" and not _too_tall(document, region):
            held[edge.source] += 1
    notes: set[str] = set()
    for block in document.blocks:
        if isinstance(block, Paragraph) and len(block.pieces) <= held[block.id]:
            continued = [edge.target for edge in document.outgoing(block.id, Relation.CONTINUES)]
            of_note = all(target in notes or isinstance(document.by_id[target], Footnote) for target in continued)
            if of_note and not document.outgoing(block.id, Relation.CAPTION_OF):
                notes.add(block.id)
    return frozenset(notes)


def _too_tall(document: Document, region: AnyBlock) -> bool:
    box, height = region.pieces[0].bbox, document.pages[region.pieces[0].place.page].height
    return box is not None and height is not None and box.height > TALLEST_FOOT * height


def _footnote(block: AnyBlock) -> AnyBlock:
    if not isinstance(block, Paragraph):
        return block
    return Footnote(id=block.id, label=block.label, pieces=block.pieces, hidden=block.hidden, text=block.text)

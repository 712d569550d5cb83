"""Pages and pieces of a Document ↔ pages and provenances of docling."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from docling_core.types.doc import BoundingBox, CoordOrigin, DoclingDocument, ProvenanceItem, Size

from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.model import Block, Piece


def page_sizes(document: Document) -> Mapping[int, Size]:
    """Return the size of each page by its number; of one that was sent without, the least that its boxes fit in."""
    least: defaultdict[int, BBox] = defaultdict(lambda: BBox(0, 0, 1, 1))
    for block in document.blocks:
        for piece in block.pieces:
            if piece.bbox is not None:
                held = least[piece.page]
                least[piece.page] = held._replace(x2=max(held.x2, piece.bbox.x2), y2=max(held.y2, piece.bbox.y2))
    return {
        page.number: Size(
            width=least[page.number].x2 if page.width is None else page.width,
            height=least[page.number].y2 if page.height is None else page.height,
        )
        for page in document.pages
    }


def provenances(block: Block, sizes: Mapping[int, Size]) -> list[ProvenanceItem]:
    """Return a provenance for each piece that has a box: docling has none without, nor one beyond its page."""
    return [_provenance(piece, piece.bbox, sizes[piece.page]) for piece in block.pieces if piece.bbox is not None]


def _provenance(piece: Piece, box: BBox, size: Size) -> ProvenanceItem:
    x1, x2 = (min(max(x, 0), size.width) for x in (box.x1, box.x2))
    y1, y2 = (min(max(y, 0), size.height) for y in (box.y1, box.y2))
    corners = BoundingBox(l=x1, t=y1, r=x2, b=y2, coord_origin=CoordOrigin.TOPLEFT)
    return ProvenanceItem(page_no=piece.page + 1, bbox=corners, charspan=(piece.start, piece.end))


def corners_of(docling: DoclingDocument, provenance: ProvenanceItem) -> list[float] | None:
    """Return the box of a provenance, origin top left; None if its page has no height to count from."""
    box = provenance.bbox
    page = docling.pages.get(provenance.page_no)
    if box.coord_origin is CoordOrigin.BOTTOMLEFT:
        if page is None or page.size.height <= 0:
            return None
        box = box.to_top_left_origin(page.size.height)
    return [box.l, box.t, box.r, box.b]


def is_below(lower: Sequence[ProvenanceItem], upper: Sequence[ProvenanceItem]) -> bool | None:
    """Return whether one item begins below another on the page where both begin; None if that can't be told."""
    if not lower or not upper or lower[0].page_no != upper[0].page_no:
        return None
    one, other = lower[0].bbox, upper[0].bbox
    if one.coord_origin is not other.coord_origin:
        return None
    return one.t < other.t if one.coord_origin is CoordOrigin.BOTTOMLEFT else one.t > other.t

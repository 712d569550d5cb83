"""A Document → the blocks of each page that readers see, in order, and how two boxes stand to each other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.model import Block, Furniture, Region

Side = Literal["above", "below", "beside"]

_IN_ONE_COLUMN = 0.3  # of the narrower box's width: so much must overlap
_IN_ONE_ROW = 0.5  # of the lower box's height, likewise
_TOUCHING = 0.5  # of the box's height may overlap where one is still above the other

_UNSEEN = frozenset((Furniture, Region))
_new = tuple.__new__  # of a named tuple: half the time of calling its class, and each block is seen


class Seen(NamedTuple):
    """A block with its position in the document and its box on the page; None where it has none."""

    number: int
    block: Block
    bbox: BBox | None


class Placement(NamedTuple):
    """On which side of the other a box stands, and how far off, in pixels."""

    side: Side
    gap: float


def seen(document: Document) -> Mapping[int, Sequence[Seen]]:
    """Return what stands on each page, by its position, in reading order: no furniture, regions or hidden blocks.

    A block of several pieces is on each of their pages.
    """
    pages: defaultdict[int, list[Seen]] = defaultdict(list)
    for number, block in enumerate(document.blocks):
        if type(block) not in _UNSEEN and not block.hidden:
            for piece in block.pieces:
                pages[piece.place.page].append(_new(Seen, (number, block, piece.bbox)))
    return pages


def placement(box: BBox, other: BBox) -> Placement | None:
    """Return how `box` stands to `other`, or None where it stands neither in its column nor in its row.

    A box that lies in the other one is above or below its middle, with no gap.

    >>> placement(BBox(0, 90, 100, 100), BBox(0, 120, 200, 300))
    Placement(side='above', gap=20)
    """
    width = min(box.x2, other.x2) - max(box.x1, other.x1)
    if width >= _IN_ONE_COLUMN * min(box.width, other.width):
        side: Side = "above" if box.y1 + box.y2 < other.y1 + other.y2 else "below"
        return above_or_below(box, other) or Placement(side, 0)
    if in_one_row(box, other):
        return Placement("beside", max(0, box.x1 - other.x2, other.x1 - box.x2))
    return None


def above_or_below(box: BBox, other: BBox) -> Placement | None:
    """Return how far `box` stands above or below the other, whatever column it stands in, or None if it does neither.

    The caption of a narrow table may stand in the middle of a column, off the table.
    """
    touching = _TOUCHING * box.height
    if box.y2 <= other.y1 + touching:
        return Placement("above", max(0, other.y1 - box.y2))
    if box.y1 >= other.y2 - touching:
        return Placement("below", max(0, box.y1 - other.y2))
    return None


def in_one_row(box: BBox, other: BBox) -> bool:
    """Return whether two boxes stand side by side, as parts of one figure do."""
    height = min(box.y2, other.y2) - max(box.y1, other.y1)
    return height > 0 and height >= _IN_ONE_ROW * min(box.height, other.height)

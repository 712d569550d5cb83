"""A Document → the lines of text near the top and bottom of its pages, and what else stands there.

Everything is measured from the edge of the page, as a share of its longer side: so top and bottom are alike, and pages
that are turned have their heads where the others have them.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.model import AnyBlock, Figure, Furniture, Region, Relation, TextBlock
from somark_tools.transforms.furniture.flags import is_flag

Side = Literal["top", "bottom"]
SIDES: tuple[Side, Side] = ("top", "bottom")

ZONE = 0.16  # of the longer side: running heads and feet have their middle in it
HIGHEST = 0.06  # likewise: a block that is higher is more than a line or two
EDGE = 0.3  # likewise: what begins farther in has no part in it
SAME_HEIGHT = 0.004  # likewise: lines whose middles differ by less stand at one height
_LOGO = 0.12  # likewise: a picture that is higher is no ornament of a head
_ASIDE = frozenset((Furniture, Region))
_new = tuple.__new__  # of a named tuple: half the time of calling its class
_LABELS = ("text", "title")  # what the service calls a running head that it did not recognise


class Line(NamedTuple):
    """A text near an edge: its block's position in the document, its page's, how far from the edge it begins and ends.

    `slot` numbers the heights, of that side, at which lines stand. `titled`: the service calls it a title.
    """

    number: int
    page: int
    near: float
    far: float
    text: str
    titled: bool
    slot: int = 0

    @property
    def middle(self) -> float:
        """How far from the edge its middle is."""
        return (self.near + self.far) / 2


class Placed(NamedTuple):
    """Any piece of the flow: its block's position, its page's, and how far from the edge it begins and ends."""

    number: int
    page: int
    near: float
    far: float


class Edges:
    """What stands on the pages of a document, seen from one side; blocks of stated furniture aside.

    `placed` are the pieces with a box that begin in the EDGE of their page, in reading order.
    """

    def __init__(self, document: Document, placed: Sequence[Placed]) -> None:
        self._document = document
        self.placed = placed

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The texts that may be furniture, by their distance from the edge."""
        bound = _bound(self._document)
        found = []
        for number, page, near, far in self.placed:
            block = self._document.blocks[number]
            if not isinstance(block, TextBlock) or block.label not in _LABELS or block.id in bound:
                continue
            if (near + far) / 2 <= ZONE and far - near <= HIGHEST and len(block.pieces) == 1 and block.text.strip():
                found.append(Line(number, page, near, far, block.text, block.label == "title"))
        return _slotted(sorted(found, key=lambda line: line.middle))

    @cached_property
    def ornaments(self) -> frozenset[int]:
        """Small pictures that stand at the same place on several pages, as positions in the document."""
        places: defaultdict[tuple[int, ...], set[int]] = defaultdict(set)
        pages: defaultdict[tuple[int, ...], set[int]] = defaultdict(set)
        for number, page, near, far in self.placed:
            block = self._document.blocks[number]
            if isinstance(block, Figure) and far <= ZONE + _LOGO / 2 and far - near <= _LOGO:
                box = block.pieces[0].bbox or BBox(0, 0, 0, 0)
                place = tuple(round(coordinate / 4) for coordinate in box)
                places[place].add(number)
                pages[place].add(page)
        return frozenset(number for place, numbers in places.items() if len(pages[place]) > 1 for number in numbers)


def seen_from_both(document: Document) -> tuple[Edges, Edges]:
    """Return what stands on the pages, seen from the top and from the bottom."""
    pages = _pages(document)
    top: list[Placed] = []
    bottom: list[Placed] = []
    for number, block in enumerate(document.blocks):
        if block.hidden or (type(block) in _ASIDE and _is_aside(block)):
            continue
        for piece in block.pieces:
            if piece.bbox is not None:
                page, (_, y1, _, y2) = piece.place.page, piece.bbox
                height, scale, edge = pages[page]
                if y1 <= edge:
                    top.append(_new(Placed, (number, page, y1 / scale, y2 / scale)))
                if height - y2 <= edge:
                    bottom.append(_new(Placed, (number, page, (height - y2) / scale, (height - y1) / scale)))
    return Edges(document, top), Edges(document, bottom)


def _pages(document: Document) -> Sequence[tuple[float, float, float]]:
    """Return for each page its height, its longer side, and how far its edge goes, in pixels."""
    lowest = 0.0
    if not all(page.height for page in document.pages):
        boxes = (piece.bbox.y2 for block in document.blocks for piece in block.pieces if piece.bbox)
        lowest = max(boxes, default=0.0)
    sizes = [(page.height or lowest, page.width or 0) for page in document.pages]
    return [(height, max(1.0, height, width), EDGE * max(1.0, height, width)) for height, width in sizes]


def _is_aside(block: AnyBlock) -> bool:
    return isinstance(block, Region) or (isinstance(block, Furniture) and block.evidence is None)


def _bound(document: Document) -> frozenset[str]:
    """Return the blocks that continue or are continued, and those that are captions or notes: the service said so."""
    ends = [
        end
        for edge in document.edges
        if edge.relation is Relation.CONTINUES and edge.evidence.origin != "inferred" and not is_flag(edge)
        for end in (edge.source, edge.target)
    ]
    captions = [
        edge.source
        for edge in document.edges
        if edge.relation is Relation.CAPTION_OF and edge.evidence.origin == "stated"
    ]
    return frozenset((*ends, *captions))


def _slotted(lines: Sequence[Line]) -> Sequence[Line]:
    """Number the heights: a new one begins where the next line stands farther off than lines of one height do."""
    slotted: list[Line] = []
    for line in lines:
        slot = slotted[-1].slot + (line.middle - slotted[-1].middle > SAME_HEIGHT) if slotted else 0
        slotted.append(line._replace(slot=slot))
    return slotted

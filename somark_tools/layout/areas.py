"""Where the text of a document stands on its pages: the text area, its columns, what is last and first in each.

Only the flow counts: furniture, footnotes and hidden blocks have no part in it. All numbers are pixels of the page.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.model import Footnote, Furniture, Piece, Region

_OUT_OF_THE_FLOW = frozenset((Furniture, Footnote, Region))
_new = tuple.__new__  # of a named tuple: half the time of calling its class, and each piece is in the flow
SAME_EDGE = 3.0  # boxes whose edges differ by less are aligned
_NARROW = 0.62  # a block wider than this share of the text area is not one of two columns
_SIDE = 0.2  # a side of the gutter that holds less of the narrow blocks is no column


class Flowing(NamedTuple):
    """A piece of the flow: its block's position in the document, the piece, its box, its column (-1: all of them)."""

    number: int
    piece: Piece
    bbox: BBox
    column: int


class Layout:
    """The text area and columns of a document."""

    def __init__(self, document: Document) -> None:
        # Not the document, which keeps this: a circle would wait for the garbage collector.
        self._blocks = document.blocks
        self._pages = document.pages

    @cached_property
    def boxed(self) -> Sequence[tuple[int, Piece, BBox]]:
        """The pieces of the flow that have a box, in reading order: its block's position, the piece, its box."""
        return [
            (number, piece, piece.bbox)
            for number, block in enumerate(self._blocks)
            if type(block) not in _OUT_OF_THE_FLOW and not block.hidden
            for piece in block.pieces
            if piece.bbox is not None
        ]

    @cached_property
    def _extents(self) -> Mapping[int, BBox]:
        """The box around the flow of each page, by position."""
        pages: defaultdict[int, list[BBox]] = defaultdict(list)
        for _, piece, box in self.boxed:
            pages[piece.place.page].append(box)
        sides = {page: tuple(zip(*boxes, strict=True)) for page, boxes in pages.items()}
        return {page: BBox(min(x1), min(y1), max(x2), max(y2)) for page, (x1, y1, x2, y2) in sides.items()}

    @cached_property
    def area(self) -> BBox:
        """The text area: the edges that the boxes of a page reach at most, on all pages but one in a hundred."""
        if not self._extents:
            return BBox(0, 0, 0, 0)
        x1, y1, x2, y2 = zip(*self._extents.values(), strict=True)
        return BBox(_outermost(x1), _outermost(y1), _outermost(x2, last=True), _outermost(y2, last=True))

    @cached_property
    def gutter(self) -> float | None:
        """The x between two columns, or None where there is one column."""
        area = self.area
        limit = _NARROW * area.width
        narrow = [box for _, _, box in self.boxed if box.x2 - box.x1 < limit]
        reach = area.width / 8
        start, end = (area.x1 + area.x2) / 2 - reach, (area.x1 + area.x2) / 2 + reach
        left = [box for box in narrow if box.x2 < end and box.x1 < start]
        right = [box for box in narrow if start < box.x1 < area.x2]
        if min(len(left), len(right)) < max(2, _SIDE * len(narrow)):
            return None
        start = _outermost([box.x1 for box in right])
        end = max((box.x2 for box in left if box.x2 < start), default=start)
        return (start + end) / 2 if sum(box.x1 < end and box.x2 > start for box in narrow) <= len(narrow) / 20 else None

    def column(self, box: BBox) -> int:
        """Return the column of a box, from 0, or -1 for a box over all columns."""
        gutter = self.gutter
        if gutter is None:
            return 0
        if box.x2 <= gutter + SAME_EDGE:
            return 0
        return -1 if box.x1 < gutter - SAME_EDGE else 1

    def right_edge(self, column: int) -> float:
        """Return the right edge of a column."""
        return self.gutter_edges[0] if column == 0 and self.gutter is not None else self.area.x2

    def left_edge(self, column: int) -> float:
        """Return the left edge of a column."""
        return self.gutter_edges[1] if column == 1 and self.gutter is not None else self.area.x1

    @cached_property
    def gutter_edges(self) -> tuple[float, float]:
        """The right edge of the first column and the left edge of the second one."""
        return (
            _outermost([box.x2 for _, _, box, column in self.flow if column == 0], last=True),
            _outermost([box.x1 for _, _, box, column in self.flow if column == 1]),
        )

    @cached_property
    def flow(self) -> Sequence[Flowing]:
        """The pieces of the flow that have a box, in reading order."""
        if self.gutter is None:
            return [_new(Flowing, (number, piece, box, 0)) for number, piece, box in self.boxed]
        return [_new(Flowing, (number, piece, box, self.column(box))) for number, piece, box in self.boxed]

    @cached_property
    def breaks(self) -> Sequence[int]:
        """The positions in `flow` at which a new column or page begins, the very first one aside."""
        places = [(piece.place.page, column) for _, piece, _, column in self.flow]
        return [number for number in range(1, len(places)) if places[number] != places[number - 1]]

    @cached_property
    def _floor(self) -> Mapping[int, float]:
        """For pages with footnotes, by position: where the footnotes begin."""
        floor: dict[int, float] = {}
        for block in self._blocks:
            box = block.pieces[0].bbox if block.label == "footnote" else None
            if box is not None and not block.hidden:
                page = block.pieces[0].place.page
                floor[page] = min(floor.get(page, box.y1), box.y1)
        return floor

    @cached_property
    def _full_pages(self) -> frozenset[int]:
        """The pages whose flow reaches the bottom of the text area."""
        return frozenset(page for page, box in self._extents.items() if box.y2 >= self.area.y2 - 2 * SAME_EDGE)

    def room_below(self, piece: Piece) -> float | None:
        """Return how many pixels of the text area are free below a piece's box; footnotes end the text area.

        None where the piece has no box, or where no other page tells how far down the text area goes.
        """
        page = piece.place.page
        height = self._pages[page].height or 0
        others = len(self._full_pages) - (page in self._full_pages)
        if piece.bbox is None or not others or self.area.y2 < height / 2:
            return None
        bottom = min(self.area.y2, self._floor.get(page, self.area.y2))
        return max(0.0, bottom - piece.bbox.y2)


def _outermost(values: Sequence[float], *, last: bool = False) -> float:
    """Return the least of the values, or the largest (`last`), without the outermost hundredth."""
    return sorted(values, reverse=last)[len(values) // 100] if values else 0.0

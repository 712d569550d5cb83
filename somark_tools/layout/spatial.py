"""A page of a Document → what lies where on it: at a point, within a box, under a box."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shapely import Geometry, Point, STRtree, box

from somark_tools.arguments import check_document
from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.geometry import BBox
from somark_tools.model import AnyBlock


@dataclass(frozen=True, slots=True, eq=False)
class PageIndex:
    """The boxes on one page, in a tree (shapely's STRtree): a question takes logarithmic time. Made by `page_index`.

    Everything is in pixels of the page's `page_size`, origin top left, y down. Each piece of a stitched block counts
    with its own box; a block is in an answer once. Blocks without box are never found.
    """

    number: int
    _blocks: tuple[AnyBlock, ...]  # one for each piece, in reading order
    _boxes: tuple[BBox, ...]
    _tree: STRtree

    def at(self, x: float, y: float) -> tuple[AnyBlock, ...]:
        """Return the blocks whose boxes contain the point, edges included; the smallest box first."""
        found = sorted(self._near(Point(x, y)), key=lambda number: self._boxes[number].area)
        return self._answer(found)

    def inside(self, area: BBox, share: float = 0.5) -> tuple[AnyBlock, ...]:
        """Return the blocks of whose box at least that share (above 0, up to 1) lies in the area, in reading order.

        Of a box without area, the share is that of its length; a mere point is in or out.
        """
        return self._answer(
            number for number in sorted(self._near(box(*area))) if 0 < _share(self._boxes[number], area) >= share
        )

    def overlapping(self, area: BBox) -> tuple[AnyBlock, ...]:
        """Return the blocks whose box has more than an edge in common with the area, in reading order."""
        return self.inside(area, 0.0)

    def _near(self, geometry: Geometry) -> Sequence[int]:
        # Of boxes parallel to the axes, the tree's own test, by envelopes and with edges, is exact.
        found: list[int] = self._tree.query(geometry).tolist()
        return found

    def _answer(self, numbers: Iterable[int]) -> tuple[AnyBlock, ...]:
        return tuple({self._blocks[number].id: self._blocks[number] for number in numbers}.values())


def page_index(document: Document, number: int) -> PageIndex:
    """Return the index of the page that the service calls `number`. Raises OutputError if there is no such page.

    >>> from somark_tools.reading.reader import read
    >>> document = read({"pages": [{"page_num": 0, "page_size": {"w": 840, "h": 1190}, "blocks": [
    ...     {"idx": 0, "type": "figure", "bbox": [100, 100, 500, 400]},
    ...     {"idx": 1, "type": "text", "bbox": [120, 120, 200, 140], "content": "a label in the figure"}]}]})
    >>> index = page_index(document, 0)
    >>> [block.id for block in index.at(150, 130)]
    ['0:1', '0:0']
    >>> [block.id for block in index.inside(BBox(0, 0, 300, 300))]
    ['0:1']
    """
    check_document(document)
    on_page = document.on_page(number)
    if not on_page:
        _check_page(document, number)  # one without blocks, or none
    return index_of(
        number,
        [
            (block, piece.bbox)
            for block in on_page
            for piece in block.pieces
            if piece.page == number and piece.bbox is not None
        ],
    )


def _check_page(document: Document, number: object) -> None:
    numbers = sorted(page.number for page in document.pages)
    if number not in numbers:
        known = f", page_num {numbers[0]} to {numbers[-1]}" if numbers else ""
        raise OutputError(f"there is no page {number!r:.60}; the document has {len(numbers)}{known}")


def index_of(number: int, boxes: Sequence[tuple[AnyBlock, BBox]]) -> PageIndex:
    """Return an index of these boxes, in this order, as one of page `number`."""
    areas = tuple(area for _, area in boxes)
    corners = zip(*areas, strict=True) if areas else ((), (), (), ())
    return PageIndex(number, tuple(block for block, _ in boxes), areas, STRtree(box(*corners)))


def _share(inner: BBox, outer: BBox) -> float:
    """Return the part of `inner` that lies in `outer`, 0 to 1; where they only touch, 0."""
    return _part(inner.x1, inner.x2, outer.x1, outer.x2) * _part(inner.y1, inner.y2, outer.y1, outer.y2)


def _part(start: float, end: float, low: float, high: float) -> float:
    if start == end:
        return 1.0 if low <= start <= high else 0.0
    return max(0.0, min(end, high) - max(start, low)) / (end - start)

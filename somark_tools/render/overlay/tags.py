"""Boxes and the sizes of their tags → where each tag stands, so that it hides as little as possible."""

from collections.abc import Iterator, Sequence

from somark_tools.geometry import BBox

_CELLS = 24  # the page is divided into this many columns and rows, to find what lies near
_CROWD = 40  # a cell with more boxes or tags than this is hidden whatever is done
_TAG_COST = 5.0  # a tag over a tag is worse than a tag over a box


def place_tags(
    areas: Sequence[BBox], sizes: Sequence[tuple[float, float]], page: BBox, *, gap: float
) -> tuple[BBox, ...]:
    """Return one place a tag, within the page, in the order of the areas; `gap` is the distance from the box.

    Tried are, in this order: left of the box, right of it, above it, inside it, below it. The first place that hides
    nothing is taken, else the one that hides least.
    """
    boxes, placed = _Near(page), _Near(page)
    for area in areas:
        boxes.add(area)
    tags = []
    for area, (wide, high) in zip(areas, sizes, strict=True):
        tag = _best(_candidates(area, wide, high, page, gap), boxes, placed)
        placed.add(tag)
        tags.append(tag)
    return tuple(tags)


def _best(candidates: Iterator[BBox], boxes: "_Near", placed: "_Near") -> BBox:
    best, least = next(candidates), float("inf")
    for tag in (best, *candidates):
        cost = boxes.hidden_by(tag) + _TAG_COST * placed.hidden_by(tag)
        if cost < least:
            best, least = tag, cost
        if cost == 0:
            break
    return best


def _candidates(area: BBox, wide: float, high: float, page: BBox, gap: float) -> Iterator[BBox]:
    x1, y1, x2, y2 = area
    corners = (
        (x1 - wide - gap, y1),
        (x2 + gap, y1),
        (x1, y1 - high - gap / 2),
        (x2 - wide, y1 - high - gap / 2),
        (x2 - wide, y1),
        (x1, y2 + gap / 2),
        (x2 - wide, y2 - high),
    )
    for x, y in corners:
        if x >= 0 and y >= 0 and x + wide <= page.x2 and y + high <= page.y2:
            yield BBox(x, y, x + wide, y + high)
    x, y = max(0.0, min(x1, page.x2 - wide)), max(0.0, min(y1, page.y2 - high))
    yield BBox(x, y, x + wide, y + high)


class _Near:
    """Rectangles by the cells of the page that they touch."""

    def __init__(self, page: BBox) -> None:
        self.width, self.height = page.width / _CELLS, page.height / _CELLS
        self.cells: dict[tuple[int, int], list[BBox]] = {}

    def _touched(self, area: BBox) -> Iterator[tuple[int, int]]:
        columns = range(_cell(area.x1, self.width), _cell(area.x2, self.width) + 1)
        rows = range(_cell(area.y1, self.height), _cell(area.y2, self.height) + 1)
        return ((column, row) for column in columns for row in rows)

    def add(self, area: BBox) -> None:
        for key in self._touched(area):
            cell = self.cells.setdefault(key, [])
            if len(cell) < _CROWD:
                cell.append(area)

    def hidden_by(self, tag: BBox) -> float:
        """Return the area of rectangles under the tag; one in several cells counts once."""
        near = {area for key in self._touched(tag) for area in self.cells.get(key, ())}
        return sum(map(tag.overlap, near))


def _cell(place: float, size: float) -> int:
    return min(max(int(place / size), 0), _CELLS - 1)

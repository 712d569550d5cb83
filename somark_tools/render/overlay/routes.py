"""A Scene and where its boxes stand → lines and plates: the way of each link, the path of reading, issues, flags."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from somark_tools.geometry import BBox
from somark_tools.model import Piece, Place
from somark_tools.render.overlay.layers import COLOURS
from somark_tools.render.overlay.links import Link
from somark_tools.render.overlay.scene import Scene
from somark_tools.render.overlay.wrap import text_width

Point = tuple[float, float]

LINE = 2.0
FLAG_SIZE = 11.0
_FLAG_HEIGHT = 14.0
_HEAD = 9.0  # length of an arrow head
_DASH, _GAP = 7.0, 5.0
_MAX_DASHES = 400
_LANES = 5  # brackets at the right of the boxes that don't lie on each other
_TRIES = 12
_NEAREST, _NEAR = 6.0, 40.0  # between two boxes, for a straight arrow that can be seen and crosses nothing
_BORDER = 5.0  # from a box with an issue to the line around it


class Line(NamedTuple):
    """A line of a layer: strokes, each from one point to another, in one colour and width; `head` is a triangle."""

    layer: str
    strokes: tuple[tuple[Point, Point], ...]
    head: tuple[Point, ...]
    colour: str
    width: float


class Plate(NamedTuple):
    """A small filled area with a line of white text in its middle, in a layer."""

    layer: str
    area: BBox
    text: str
    colour: str


def routes(scene: Scene, areas: Mapping[Place, BBox], page: BBox, unit: float) -> tuple[list[Line], list[Plate]]:
    """Return what is drawn besides boxes; `areas` are the boxes by place, `unit` is the factor on all sizes."""
    lines: list[Line] = []
    plates: list[Plate] = []
    if "issues" in scene.layers:
        lines += [_around(areas[box.place], page, unit) for box in scene.boxes if box.issues]
    if "path" in scene.layers:
        stops = [(areas[box.place], box.order) for box in scene.boxes if box.order is not None]
        middles = [_middle(area) for area, _ in stops]
        lines += [_line("path", pair, unit, head=False) for pair in pairwise(middles)]
        plates += [_plate("path", str(order), *_middle(area), page, unit) for area, order in stops]
    margin = max((area.x2 for area in areas.values()), default=page.x1)
    for number, link in enumerate(scene.links):
        lane = number % _LANES
        start, end = (_area(piece, scene, areas) for piece in (link.start, link.end))
        if start is not None and end is not None:
            points = _down(start, end) if link.layer == "merges" else _bracket(start, end, lane, page, unit)
            lines.append(_line(link.layer, points, unit, dashed=not link.done))
        elif start is not None or end is not None:
            area = start or end or page
            x = _middle(area)[0] if link.layer == "merges" else _lane(margin, lane, page, unit)
            line, flag = _off_page(link, area, x, scene.position, page, unit, plates)
            lines.append(line)
            plates.append(flag)
    return lines, plates


def arrow(link: Link, start: BBox, end: BBox, unit: float = 1.0) -> Line:
    """Return a straight arrow from one box to another, as one reads on."""
    return _line(link.layer, _down(start, end), unit, dashed=not link.done)


def _area(piece: Piece, scene: Scene, areas: Mapping[Place, BBox]) -> BBox | None:
    return areas.get(piece.place) if piece.place.page == scene.position else None


def _down(start: BBox, end: BBox) -> tuple[Point, ...]:
    """Return the way from the end of one box to the beginning of the next, as one reads on."""
    if end.y1 >= start.y2:
        return ((start.x1 + start.x2) / 2, start.y2), ((end.x1 + end.x2) / 2, end.y1)
    if end.x1 >= start.x2:
        return (start.x2, start.y2), (end.x1, end.y1)
    return _middle(start), _middle(end)


def _bracket(start: BBox, end: BBox, lane: int, page: BBox, unit: float) -> tuple[Point, ...]:
    """Return the way from box to box.

    It goes along the right of the one: onto the other, if that lies across it, else around both in a bracket. Where
    they stand close above each other, it goes straight.
    """
    along, middle = start.x2 + (8 + 5 * lane) * unit, _middle(start)[1]
    if end.x1 < along < end.x2 and not end.y1 <= middle <= end.y2:
        return (start.x2, middle), (along, middle), (along, end.y1 if middle < end.y1 else end.y2)
    left, right = max(start.x1, end.x1), min(start.x2, end.x2)
    near = _NEAREST * unit <= max(end.y1 - start.y2, start.y1 - end.y2) <= _NEAR * unit
    if near and 2 * (right - left) > min(start.width, end.width):
        ends = (start.y2, end.y1) if start.y2 <= end.y1 else (start.y1, end.y2)
        return ((left + right) / 2, ends[0]), ((left + right) / 2, ends[1])
    right = _lane(max(start.x2, end.x2), lane, page, unit)
    (_, y1), (_, y2) = _middle(start), _middle(end)
    return (min(start.x2, right), y1), (right, y1), (right, y2), (min(end.x2, right), y2)


def _lane(right: float, lane: int, page: BBox, unit: float) -> float:
    """Return the x of a lane right of that, within the page."""
    return min(right + (8 + 5 * lane) * unit, page.x2 - (2 + 4 * lane) * unit)


def _off_page(
    link: Link, area: BBox, x: float, position: int, page: BBox, unit: float, plates: Sequence[Plate]
) -> tuple[Line, Plate]:
    """Return an arrow between a box and a flag at the edge of the page, which names the block of the other end.

    It runs up or down at `x`: from the box, or, if that is right of it, from its right edge.
    """
    leaves = link.start.place.page == position
    other = link.end if leaves else link.start
    after = other.place.page > position
    text = f"{'to' if leaves else 'from'} page {other.place.page + 1} ({other.page}:{other.idx})"
    high = _FLAG_HEIGHT * unit
    flag = _plate(link.layer, text, x, page.y2 - high / 2 if after else page.y1 + high / 2, page, unit)
    taken = list(islice((plate.area for plate in reversed(plates) if plate.layer != "path"), _TRIES))[::-1]
    for _ in range(_TRIES):
        hit = next((area for area in taken if area.overlap(flag.area)), None)
        if hit is None:
            break
        flag = _plate(link.layer, text, _middle(flag.area)[0], _middle(hit)[1] + (-high if after else high), page, unit)
    flag_end = (min(max(x, flag.area.x1), flag.area.x2), flag.area.y1 if after else flag.area.y2)
    middle = _middle(area)[1]
    beside = ((area.x2, middle), (flag_end[0], middle), flag_end)
    way = beside if x > area.x2 else ((x, area.y2 if after else area.y1), flag_end)
    points = way if leaves else way[::-1]
    return _line(link.layer, points, unit, dashed=not link.done), flag


def _plate(layer: str, text: str, x: float, y: float, page: BBox, unit: float) -> Plate:
    wide, high = text_width(text, FLAG_SIZE * unit) + 6 * unit, _FLAG_HEIGHT * unit
    left = max(page.x1, min(x - wide / 2, page.x2 - wide))
    top = max(page.y1, min(y - high / 2, page.y2 - high))
    return Plate(layer, BBox(left, top, left + wide, top + high), text, COLOURS[layer])


def _around(area: BBox, page: BBox, unit: float) -> Line:
    x1, y1 = max(area.x1 - _BORDER * unit, page.x1 + unit), max(area.y1 - _BORDER * unit, page.y1 + unit)
    x2, y2 = min(area.x2 + _BORDER * unit, page.x2 - unit), min(area.y2 + _BORDER * unit, page.y2 - unit)
    corners = ((x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1))
    return _line("issues", corners, unit, head=False, dashed=True)


def _line(layer: str, points: tuple[Point, ...], unit: float, *, head: bool = True, dashed: bool = False) -> Line:
    tip: tuple[Point, ...] = ()
    if head:
        tip = _head(points[-2], points[-1], _HEAD * unit)
        points = (*points[:-1], _between(tip[1], tip[2], 0.5))
    strokes = tuple(pairwise(points))
    return Line(layer, tuple(_dashes(strokes, unit)) if dashed else strokes, tip, COLOURS[layer], LINE * unit)


def _head(start: Point, end: Point, length: float) -> tuple[Point, Point, Point]:
    """Return the tip and the two corners of an arrow head; it is shorter where the arrow is."""
    way = math.dist(start, end)
    if way < 1:
        start, way = (end[0], end[1] - 1), 1.0
    length = min(length, max(way, length / 2))
    dx, dy = (end[0] - start[0]) / way * length, (end[1] - start[1]) / way * length
    return end, (end[0] - dx - dy / 2, end[1] - dy + dx / 2), (end[0] - dx + dy / 2, end[1] - dy - dx / 2)


def _dashes(strokes: Iterable[tuple[Point, Point]], unit: float) -> Iterator[tuple[Point, Point]]:
    for start, end in strokes:
        way = math.dist(start, end)
        step = max((_DASH + _GAP) * unit, way / _MAX_DASHES)
        for number in range(math.ceil(way / step)):
            first = number * step
            last = min(first + step * _DASH / (_DASH + _GAP), way)
            yield _between(start, end, first / way), _between(start, end, last / way)


def _between(start: Point, end: Point, part: float) -> Point:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _middle(area: BBox) -> Point:
    return (area.x1 + area.x2) / 2, (area.y1 + area.y2) / 2

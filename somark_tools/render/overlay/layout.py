"""A Scene → where each thing is drawn, in pixels of the output; the same for every writer.

The page stands at the origin, the legend in a strip at its right.
"""

import math
from typing import NamedTuple

from somark_tools.errors import OutputError
from somark_tools.geometry import BBox
from somark_tools.render.overlay.layers import COLOURS, LAYERS
from somark_tools.render.overlay.routes import Line, Plate, routes
from somark_tools.render.overlay.scene import Box, Scene
from somark_tools.render.overlay.tags import place_tags
from somark_tools.render.overlay.wrap import text_width

MAX_PIXELS = 50_000_000  # of a page as pixels; larger ones are scaled down
MAX_SIDE = 30_000
READABLE = 850.0  # a page this wide has lines and letters of the sizes below; larger pages have larger ones
LINE = 2.0
TAG_SIZE = 11.0
TAG_HEIGHT = 14.0
LEGEND_SIZE = 13.0
LEGEND_ROW = 19.0
DASH, GAP = 7.0, 5.0
MAX_DASHES = 200
PAPER = "#ffffff"
STRIP = "#f4f4f4"
DARK = "#1a1a1a"
MUTED = "#8a8a8a"
HALO = "#ffffffc0"  # around lines, so that they stand out from what is printed

FILL, PALE_FILL = 0.16, 0.07
STROKE, PALE_STROKE = 1.0, 0.55
_MIN_CONTRAST = 3.5  # of white on a colour; below it, letters are dark


class Mark(NamedTuple):
    """A box as drawn: its area within the page, the part of it for text, the bars of its outline, its tag.

    `ink` is the colour of the tag's letters; `fill` and `stroke` are opacities, 0 to 1.
    """

    box: Box
    area: BBox
    text: BBox
    outline: tuple[BBox, ...]
    tag: BBox
    ink: str
    fill: float
    stroke: float


class Row(NamedTuple):
    """A row of the legend: the left end of its text, the y of its middle, and the swatch, if it has one."""

    text: str
    x: float
    middle: float
    swatch: BBox | None = None
    colour: str = DARK


class Layout(NamedTuple):
    """`page` and `strip` are areas of the picture, `unit` the factor on all sizes; marks stand from back to front.

    Lines and plates lie over the boxes, tags over all. Without legend the strip has no width, and there are no rows.
    """

    page: BBox
    strip: BBox
    unit: float
    marks: tuple[Mark, ...]
    rows: tuple[Row, ...]
    lines: tuple[Line, ...] = ()
    plates: tuple[Plate, ...] = ()


def lay_out(scene: Scene, scale: float = 1.0) -> Layout:
    """Return the layout of the scene, drawn at `scale` times the size of its page.

    Boxes are clipped to the page; what lies off the page is shown as a line at its edge. Tags avoid boxes and each
    other where they can. Large boxes come first, so that small ones stay in sight.
    """
    page = BBox(0.0, 0.0, max(1.0, scene.width * scale), max(1.0, scene.height * scale))
    unit = max(1.0, min(page.width, page.height) / READABLE)
    areas = [_clipped(box.bbox.scaled(scale, scale), page, LINE * unit) for box in scene.boxes]
    sizes = [(text_width(box.tag, TAG_SIZE * unit) + 6 * unit, TAG_HEIGHT * unit) for box in scene.boxes]
    tags = place_tags(areas, sizes, page, gap=2 * LINE * unit)
    marks = [_mark(box, area, tag, page, unit) for box, area, tag in zip(scene.boxes, areas, tags, strict=True)]
    marks.sort(key=lambda mark: -mark.area.area)
    by_place = {box.place: area for box, area in zip(scene.boxes, areas, strict=True)}
    lines, plates = routes(scene, by_place, page, unit)
    rows = _rows(scene, page.x2, unit) if "legend" in scene.layers else ()
    right = max((row.x + text_width(row.text, LEGEND_SIZE * unit) + 12 * unit for row in rows), default=page.x2)
    bottom = max((row.middle + LEGEND_ROW * unit for row in rows), default=page.y2)
    strip = BBox(page.x2, 0.0, right, max(page.y2, bottom))
    return Layout(page, strip, unit, tuple(marks), rows, tuple(lines), tuple(plates))


def allowed_scale(scene: Scene, scale: float) -> float:
    """Return the scale, or the largest at which the page has no more than MAX_PIXELS. Raises OutputError below 0."""
    if not 0 < scale < math.inf:
        raise OutputError(f"scale is {scale}; it must be a positive number")
    root = math.sqrt(MAX_PIXELS / scene.width / scene.height)
    return min(scale, root, MAX_SIDE / scene.width, MAX_SIDE / scene.height)


def _clipped(bbox: BBox, page: BBox, least: float) -> BBox:
    x1, x2 = _span(bbox.x1, bbox.x2, page.x2, least)
    y1, y2 = _span(bbox.y1, bbox.y2, page.y2, least)
    return BBox(x1, y1, x2, y2)


def _span(start: float, end: float, limit: float, least: float) -> tuple[float, float]:
    start = min(max(start, 0.0), max(0.0, limit - least))
    return start, max(min(end, limit), start + least)


def _mark(box: Box, area: BBox, tag: BBox, page: BBox, unit: float) -> Mark:
    line = LINE * unit
    text = BBox(area.x1 + 2 * line, area.y1 + line, area.x2 - 2 * line, area.y2 - line)
    fill = 0.0 if box.hidden else PALE_FILL if box.furniture else FILL
    stroke = PALE_STROKE if box.furniture else STROKE
    return Mark(box, area, text, _outline(box, area, page, unit), tag, ink(box.colour), fill, stroke)


def _outline(box: Box, area: BBox, page: BBox, unit: float) -> tuple[BBox, ...]:
    """Return the bars of the outline; an edge where a page break cut the block is dashed.

    They stand around the area, because boxes are tight and the first letters would be covered; only at the edge of the
    page they stand within.
    """
    line = LINE * unit
    x1, y1 = max(area.x1 - line, page.x1), max(area.y1 - line, page.y1)
    x2, y2 = min(area.x2 + line, page.x2), min(area.y2 + line, page.y2)
    top, bottom = BBox(x1, y1, x2, y1 + line), BBox(x1, y2 - line, x2, y2)
    sides = (BBox(x1, y1 + line, x1 + line, y2 - line), BBox(x2 - line, y1 + line, x2, y2 - line))
    return (
        *(_dashes(top, unit) if box.continues else (top,)),
        *sides,
        *(_dashes(bottom, unit) if box.continued else (bottom,)),
    )


def _dashes(bar: BBox, unit: float) -> tuple[BBox, ...]:
    step = max((DASH + GAP) * unit, bar.width / MAX_DASHES)
    dash = step * DASH / (DASH + GAP)
    starts = [bar.x1 + step * number for number in range(int(bar.width / step) + 1)]
    return tuple(BBox(x, bar.y1, min(x + dash, bar.x2), bar.y2) for x in starts if x < bar.x2)


def ink(colour: str) -> str:
    """Return the colour of letters on a colour, by WCAG's contrast."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return PAPER if 1.05 / (luminance + 0.05) >= _MIN_CONTRAST else DARK


def _rows(scene: Scene, left: float, unit: float) -> tuple[Row, ...]:
    step, x = LEGEND_ROW * unit, left + 12 * unit
    rows = [Row(scene.title, x, step)]
    for entry in scene.legend:
        middle = rows[-1].middle + step
        swatch = BBox(x, middle - 6 * unit, x + 12 * unit, middle + 6 * unit)
        text = f"{entry.label.replace('_', ' ')} × {entry.boxes}"
        rows.append(Row(text, x + 18 * unit, middle, swatch, entry.colour))
    drawn = {link.layer for link in scene.links} | ({"path"} & scene.layers)
    for layer in LAYERS:
        if layer.name in drawn:
            middle = rows[-1].middle + step
            swatch = BBox(x, middle - unit, x + 12 * unit, middle + unit)
            rows.append(Row(layer.name, x + 18 * unit, middle, swatch, COLOURS[layer.name]))
    for number, note in enumerate(scene.notes):
        rows.append(Row(note, x, rows[-1].middle + (step if number else 1.5 * step)))
    return tuple(rows)

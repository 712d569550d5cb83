"""A Scene and a background → PNG, drawn with Pillow."""

import math
from collections.abc import Iterable

from PIL import Image, ImageColor, ImageDraw

from somark_tools.arguments import check_document
from somark_tools.assets.backgrounds import Backgrounds
from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.render.overlay.layers import USUAL
from somark_tools.render.overlay.layout import (
    DARK,
    HALO,
    LEGEND_SIZE,
    MUTED,
    PAPER,
    STRIP,
    TAG_SIZE,
    Layout,
    Mark,
    allowed_scale,
    lay_out,
)
from somark_tools.render.overlay.letters import draw_text
from somark_tools.render.overlay.packing import packed
from somark_tools.render.overlay.routes import FLAG_SIZE, Line
from somark_tools.render.overlay.scene import Scene, scene
from somark_tools.render.overlay.wrap import LEADING, fit

_NOTHING = Assets()


def draw_png(
    document: Document,
    position: int,
    *,
    assets: Assets = _NOTHING,
    scale: float = 1.0,
    layers: Iterable[str] = USUAL,
) -> bytes:
    """Return the page at that position of `document.pages` with the boxes of its blocks over it, as PNG.

    The page is `scale` times its `page_size` in pixels (less if it had more than 50 million); the legend stands right
    of it. Under the boxes lie the page image or PDF page that `assets` hold, or else the blocks' text on white.
    `layers` are names of the table in `layers.py`, or `all`. Raises OutputError if there is no such page or layer, or
    a background can't be read.
    """
    check_document(document, assets)
    with Backgrounds(assets) as backgrounds:
        return png(scene(document, position, layers), backgrounds, scale)


def png(drawn: Scene, backgrounds: Backgrounds, scale: float = 1.0) -> bytes:
    """Return the scene over its background as PNG."""
    return packed(picture(drawn, backgrounds, scale))


def picture(drawn: Scene, backgrounds: Backgrounds, scale: float = 1.0) -> Image.Image:
    """Return the scene over its background as a picture."""
    layout = lay_out(drawn, allowed_scale(drawn, scale))
    page = _pixels(layout.page)
    size = math.ceil(layout.strip.x2), math.ceil(layout.strip.y2)
    made = Image.new("RGB", size, STRIP)
    pen = ImageDraw.Draw(made, "RGBA")  # blends what it draws
    found = backgrounds.paste(made, drawn.position, page[2] + 1, page[3] + 1)
    if not found:
        pen.rectangle(page, fill=PAPER, outline=MUTED)
    for mark in layout.marks if "boxes" in drawn.layers else ():
        pen.rectangle(_pixels(mark.area), fill=_ink(mark.box.colour, mark.fill))
        for bar in mark.outline:
            pen.rectangle(_pixels(bar), fill=_ink(mark.box.colour, mark.stroke))
    for mark in layout.marks if not found and "text" in drawn.layers else ():
        _draw_text(pen, mark, layout.unit)
    for line in layout.lines:
        draw_line(pen, line)
    _draw_plates(pen, layout)
    if "tags" in drawn.layers:
        _draw_tags(pen, layout)
    _draw_legend(pen, layout)
    return made


def draw_line(pen: ImageDraw.ImageDraw, line: Line) -> None:
    """Draw a line with its pale band and its head."""
    wide = max(1, round(line.width))
    for start, end in line.strokes:
        pen.line((start, end), HALO, wide + 2)
    for start, end in line.strokes:
        pen.line((start, end), line.colour, wide)
    if line.head:
        pen.polygon(line.head, line.colour, PAPER)


def _draw_plates(pen: ImageDraw.ImageDraw, layout: Layout) -> None:
    for plate in layout.plates:
        pen.rectangle(_pixels(plate.area), fill=plate.colour)
        x, middle = _centre(plate.area)
        draw_text(pen, x, middle, plate.text, PAPER, round(FLAG_SIZE * layout.unit), centred=True)


def _draw_text(pen: ImageDraw.ImageDraw, mark: Mark, unit: float) -> None:
    size, lines = fit(mark.box.text, mark.text.width, mark.text.height, unit)
    for number, line in enumerate(lines):
        draw_text(pen, mark.text.x1, mark.text.y1 + (number + 0.5) * size * LEADING, line, DARK, round(size))


def _draw_tags(pen: ImageDraw.ImageDraw, layout: Layout) -> None:
    for mark in layout.marks:
        pen.rectangle(_pixels(mark.tag), fill=mark.box.colour)
        x, middle = _centre(mark.tag)
        draw_text(pen, x, middle, mark.box.tag, mark.ink, round(TAG_SIZE * layout.unit), centred=True)


def _draw_legend(pen: ImageDraw.ImageDraw, layout: Layout) -> None:
    for row in layout.rows:
        if row.swatch is not None:
            pen.rectangle(_pixels(row.swatch), fill=row.colour)
        draw_text(pen, row.x, row.middle, row.text, DARK, round(LEGEND_SIZE * layout.unit))


def _centre(area: BBox) -> tuple[float, float]:
    return (area.x1 + area.x2) / 2, (area.y1 + area.y2) / 2


def _pixels(area: BBox) -> tuple[int, int, int, int]:
    """Return the first and last pixel of an area, at least one, as Pillow wants them."""
    x1, y1 = round(area.x1), round(area.y1)
    return x1, y1, max(x1, round(area.x2) - 1), max(y1, round(area.y2) - 1)


def _ink(colour: str, opacity: float) -> tuple[int, ...]:
    return (*ImageColor.getrgb(colour)[:3], round(255 * opacity))

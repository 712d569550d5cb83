"""A Scene and a background → PNG, drawn with Pillow."""

import io
import math

from PIL import Image, ImageColor, ImageDraw

from somark_tools.assets import Assets
from somark_tools.backgrounds import Backgrounds
from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.render.overlay.fonts import font
from somark_tools.render.overlay.layout import (
    DARK,
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
from somark_tools.render.overlay.scene import Scene, scene
from somark_tools.render.overlay.wrap import LEADING, fit

_COMPRESSION = 1  # level 9 takes eight times as long for a few per cent
_NOTHING = Assets()


def draw_png(document: Document, position: int, *, assets: Assets = _NOTHING, scale: float = 1.0) -> bytes:
    """Return the page at that position of `document.pages` with the boxes of its blocks over it, as PNG.

    The page is `scale` times its `page_size` in pixels (less if it had more than 50 million); the legend stands right
    of it. Under the boxes lie the page image or PDF page that `assets` hold, or else the blocks' text on white. Raises
    OutputError if there is no such page, or a background can't be read.
    """
    with Backgrounds(assets) as backgrounds:
        return png(scene(document, position), backgrounds, scale)


def png(drawn: Scene, backgrounds: Backgrounds, scale: float = 1.0) -> bytes:
    """Return the scene over its background as PNG."""
    layout = lay_out(drawn, allowed_scale(drawn, scale))
    page = _pixels(layout.page)
    under = backgrounds.page(drawn.position, page[2] + 1, page[3] + 1)
    picture = Image.new("RGB", (math.ceil(layout.strip.x2), math.ceil(layout.strip.y2)), STRIP)
    pen = ImageDraw.Draw(picture, "RGBA")  # blends what it draws
    if under is not None:
        picture.paste(under, (0, 0))
    else:
        pen.rectangle(page, fill=PAPER, outline=MUTED)
    for mark in layout.marks:
        pen.rectangle(_pixels(mark.area), fill=_ink(mark.box.colour, mark.fill))
        for bar in mark.outline:
            pen.rectangle(_pixels(bar), fill=_ink(mark.box.colour, mark.stroke))
    for mark in layout.marks if under is None else ():
        _draw_text(pen, mark, layout.unit)
    _draw_tags(pen, layout)
    _draw_legend(pen, layout)
    output = io.BytesIO()
    picture.save(output, "PNG", compress_level=_COMPRESSION)
    return output.getvalue()


def _draw_text(pen: ImageDraw.ImageDraw, mark: Mark, unit: float) -> None:
    size, lines = fit(mark.box.text, mark.text.width, mark.text.height, unit)
    for number, line in enumerate(lines):
        middle = mark.text.y1 + (number + 0.5) * size * LEADING
        pen.text((mark.text.x1, middle), line, DARK, font(round(size)), anchor="lm")


def _draw_tags(pen: ImageDraw.ImageDraw, layout: Layout) -> None:
    letters = font(round(TAG_SIZE * layout.unit))
    for mark in layout.marks:
        pen.rectangle(_pixels(mark.tag), fill=mark.box.colour)
        place = ((mark.tag.x1 + mark.tag.x2) / 2, (mark.tag.y1 + mark.tag.y2) / 2)
        pen.text(place, mark.box.tag, mark.ink, letters, anchor="mm")


def _draw_legend(pen: ImageDraw.ImageDraw, layout: Layout) -> None:
    letters = font(round(LEGEND_SIZE * layout.unit))
    for row in layout.rows:
        if row.swatch is not None:
            pen.rectangle(_pixels(row.swatch), fill=row.colour)
        pen.text((row.x, row.middle), row.text, DARK, letters, anchor="lm")


def _pixels(area: BBox) -> tuple[int, int, int, int]:
    """Return the first and last pixel of an area, at least one, as Pillow wants them."""
    x1, y1 = round(area.x1), round(area.y1)
    return x1, y1, max(x1, round(area.x2) - 1), max(y1, round(area.y2) - 1)


def _ink(colour: str, opacity: float) -> tuple[int, ...]:
    return (*ImageColor.getrgb(colour)[:3], round(255 * opacity))

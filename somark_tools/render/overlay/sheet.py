"""A Document → a contact sheet: many pages in one PNG, small, with the arrows between them."""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from PIL import Image, ImageDraw

from somark_tools.arguments import check_document
from somark_tools.assets.backgrounds import Backgrounds
from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.geometry import BBox
from somark_tools.render.overlay.fonts import font
from somark_tools.render.overlay.layers import chosen
from somark_tools.render.overlay.layout import DARK, STRIP
from somark_tools.render.overlay.links import Link
from somark_tools.render.overlay.packing import packed
from somark_tools.render.overlay.png import draw_line, picture
from somark_tools.render.overlay.routes import Line, arrow
from somark_tools.render.overlay.scene import Scene, scenes

SMALL: tuple[str, ...] = ("boxes", "furniture", "merges", "issues")  # what can be made out on small pages
MAX_PIXELS = 50_000_000
_GAP = 16
_TALLEST = 3.0  # times its width; a page that is higher is drawn narrower
_NARROWEST = 40
_TITLE = 22  # height of the line above a page
_LETTERS = 13
_NOTHING = Assets()


def contact_sheet(
    document: Document,
    *,
    assets: Assets = _NOTHING,
    layers: Iterable[str] = SMALL,
    columns: int = 4,
    width: int = 320,
    positions: Iterable[int] | None = None,
) -> bytes:
    """Return the pages at these positions (all, unless given) side by side, as one PNG.

    Each is `width` pixels wide, less if the sheet had more than 50 million pixels otherwise; what is merged is linked
    from page to page by arrows. Raises OutputError if there is no page, or as `draw_png` does.
    """
    check_document(document, assets)
    if columns < 1 or width < 1:
        raise OutputError(f"columns is {columns} and width {width}; both must be 1 or more")
    on = chosen(layers) - {"legend"}
    drawn = list(scenes(document, range(len(document.pages)) if positions is None else dict.fromkeys(positions), on))
    if not drawn:
        raise OutputError("there is no page to draw")
    spots = _spots(drawn, columns, width)
    right, bottom = (max(sides) for sides in zip(*((spot.right, spot.bottom) for spot in spots.values()), strict=True))
    sheet = Image.new("RGB", (right + _GAP, bottom + _GAP), STRIP)
    pen = ImageDraw.Draw(sheet, "RGBA")
    with Backgrounds(assets) as backgrounds:
        for shown in drawn:
            spot = spots[shown.position]
            sheet.paste(picture(shown._replace(links=()), backgrounds, spot.scale), (spot.left, spot.top))
            pen.text((spot.left, spot.top - _GAP // 4), f"page {shown.position + 1}", DARK, font(_LETTERS), anchor="ls")
    for link in dict.fromkeys(link for shown in drawn for link in shown.links):
        line = _arrow(link, spots)
        if line is not None:
            draw_line(pen, line)
    return packed(sheet)


class _Spot(NamedTuple):
    """Where a page stands on the sheet, in pixels, and its scale."""

    left: int
    top: int
    right: int
    bottom: int
    scale: float

    def area(self, bbox: BBox) -> BBox:
        """Return a box of the page as it stands on the sheet."""
        x1, y1, x2, y2 = bbox.scaled(self.scale, self.scale)
        return BBox(x1 + self.left, y1 + self.top, x2 + self.left, y2 + self.top)


def _spots(drawn: list[Scene], columns: int, width: int) -> dict[int, _Spot]:
    """Return the spots by the positions of their pages, row by row; rows are as high as their highest page."""
    width = _allowed(drawn, width)
    spots: dict[int, _Spot] = {}
    top = _GAP + _TITLE
    for first in range(0, len(drawn), columns):
        row = drawn[first : first + columns]
        for column, shown in enumerate(row):
            left, scale = _GAP + column * (width + _GAP), _scale(shown, width)
            wide, high = math.ceil(shown.width * scale), math.ceil(shown.height * scale)
            spots[shown.position] = _Spot(left, top, left + wide, top + high, scale)
        top = max(spots[shown.position].bottom for shown in row) + _GAP + _TITLE
    return spots


def _scale(shown: Scene, width: int) -> float:
    return min(width / shown.width, _TALLEST * width / shown.height)


def _allowed(drawn: list[Scene], width: int) -> int:
    """Return the width, or the largest at which the sheet has no more than MAX_PIXELS."""
    tallest = max(min(_TALLEST, shown.height / shown.width) for shown in drawn)
    allowed = min(width, int(math.sqrt(MAX_PIXELS / len(drawn) / max(tallest, 1.0))) - _GAP - _TITLE)
    if allowed < min(width, _NARROWEST):
        raise OutputError(f"{len(drawn)} pages are too many for one contact sheet; choose some by their positions")
    return allowed


def _arrow(link: Link, spots: Mapping[int, _Spot]) -> Line | None:
    start, end = spots.get(link.start.place.page), spots.get(link.end.place.page)
    if start is None or end is None or link.start.bbox is None or link.end.bbox is None:
        return None
    return arrow(link, start.area(link.start.bbox), end.area(link.end.bbox))

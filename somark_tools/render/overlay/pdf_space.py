"""A page of a PDF → how pixels of the page as it is seen lie in its own space: crop box, rotation, y up."""

import math
from typing import Any, NamedTuple

from somark_tools.geometry import BBox

_LETTER = BBox(0.0, 0.0, 612.0, 792.0)  # what viewers take where a page has no usable box
_DEEPEST = 64  # levels of the page tree


class Frame(NamedTuple):
    """The part of a page that is seen, in points of its own space (here y goes up), and the turn, clockwise."""

    box: BBox
    turn: int

    def matrix(self, width: float, height: float) -> tuple[float, float, float, float, float, float]:
        """Return the matrix, as `cm` takes it, that brings pixels of a picture of that size into the page's space."""
        x1, y1, x2, y2 = self.box
        wide, high = x2 - x1, y2 - y1
        if self.turn == 90:
            return 0.0, high / width, wide / height, 0.0, x1, y1
        if self.turn == 180:
            return -wide / width, 0.0, 0.0, high / height, x2, y1
        if self.turn == 270:
            return 0.0, -high / width, -wide / height, 0.0, x2, y2
        return wide / width, 0.0, 0.0, -high / height, x1, y2

    def point(self, bbox: BBox | None, width: float, height: float) -> tuple[float, float]:
        """Return where the top left corner of a box lies in the page's space; without box, that of the page."""
        a, b, c, d, e, f = self.matrix(width, height)
        x, y = (bbox.x1, bbox.y1) if bbox else (0.0, 0.0)
        return a * x + c * y + e, b * x + d * y + f


def frame(page: Any) -> Frame:
    """Return the frame of a page as pikepdf has it; what can't be used is taken as viewers take it."""
    media = _box(_inherited(page, "/MediaBox")) or _LETTER
    crop = _box(_inherited(page, "/CropBox")) or media
    seen = BBox(max(media.x1, crop.x1), max(media.y1, crop.y1), min(media.x2, crop.x2), min(media.y2, crop.y2))
    turn = _inherited(page, "/Rotate")
    return Frame(seen if seen.x1 < seen.x2 and seen.y1 < seen.y2 else media, int(turn or 0) % 360 // 90 * 90)


def _inherited(page: Any, key: str) -> Any:
    node = page.obj
    for _ in range(_DEEPEST):
        if node is None or node.get(key) is not None:
            return node and node.get(key)
        node = node.get("/Parent")
    return None


def _box(value: Any) -> BBox | None:
    if value is None or len(value) != 4:
        return None
    x1, y1, x2, y2 = (float(number) for number in value)
    box = BBox(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    return box if box.area > 0 and math.isfinite(box.area) else None

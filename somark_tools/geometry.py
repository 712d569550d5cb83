"""Boxes on a page: pixels of the rendered page, origin top left, y down."""

from typing import NamedTuple


class BBox(NamedTuple):
    """A box with x1 <= x2 and y1 <= y2, in pixels of its page's `page_size`."""

    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.x2 - self.x1

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.y2 - self.y1

    @property
    def area(self) -> float:
        """Area in square pixels."""
        return self.width * self.height

    def scaled(self, sx: float, sy: float) -> "BBox":
        """Return the box in a space that is `sx` times as wide and `sy` times as high."""
        return BBox(self.x1 * sx, self.y1 * sy, self.x2 * sx, self.y2 * sy)

    def overlap(self, other: "BBox") -> float:
        """Return the area that both boxes cover, in square pixels."""
        width = min(self.x2, other.x2) - max(self.x1, other.x1)
        height = min(self.y2, other.y2) - max(self.y1, other.y1)
        return width * height if width > 0 and height > 0 else 0.0

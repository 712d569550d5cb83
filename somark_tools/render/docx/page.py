"""The size of a page in pixels → the page of the Word file, in twips (1/1440 inch)."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from somark_tools.model import Page

TWIPS_PER_INCH = 1440
EMU_PER_TWIP = 635
_TWIPS_PER_MM = TWIPS_PER_INCH / 25.4
_MARGIN_MM = 20.0


class Format(NamedTuple):
    """A standard format in millimetres, upright unless it is a slide."""

    width: float
    height: float


A4 = Format(210, 297)
SLIDE = Format(338.667, 190.5)
_BY_RATIO = (A4, Format(215.9, 279.4), SLIDE, Format(254, 190.5))
# A3, A4 and A5 have one ratio. Only a size that is exact at a resolution of the service tells them apart.
_BY_SIZE = (A4, Format(297, 420), Format(148, 210))
_RESOLUTIONS = (144, 150)
_TOLERANCE = 2  # pixels: half a millimetre of the PDF's page box, rounded


class Layout(NamedTuple):
    """The page of the Word file, in twips: its size, and its margins."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int

    @property
    def text_width(self) -> int:
        """The width between the margins."""
        return max(1, self.width - self.left - self.right)

    @property
    def text_height(self) -> int:
        """The height between the margins."""
        return max(1, self.height - self.top - self.bottom)

    @property
    def wide(self) -> bool:
        """Whether the page is wider than high."""
        return self.width > self.height

    def turned(self) -> "Layout":
        """Return the page on its side, its margins turned with it as Word does."""
        return Layout(self.height, self.width, self.bottom, self.top, self.left, self.right)


def lay_out_page(pages: Sequence[Page]) -> Layout:
    """Return the nearest standard format, by the shape of the first page; A4 upright where no size was sent.

    >>> layout = lay_out_page([Page(0, 1684, 1190)])
    >>> layout.width, layout.height, layout.text_width
    (16838, 11906, 14570)
    """
    first = next(iter(pages), Page(0))
    if not first.width or not first.height:
        return _layout(A4)
    width, height = first.width, first.height
    wide = width > height
    for size in (_turned(size, wide) for size in _BY_SIZE):
        if any(_is_exact(size.width, width, dpi) and _is_exact(size.height, height, dpi) for dpi in _RESOLUTIONS):
            return _layout(size)
    ratio = math.log(width / height)
    return _layout(min((_turned(size, wide) for size in _BY_RATIO), key=lambda size: abs(ratio - _ratio(size))))


def _turned(size: Format, wide: bool) -> Format:
    return Format(*sorted(size, reverse=wide))


def _ratio(size: Format) -> float:
    return math.log(size.width / size.height)


def _is_exact(millimetres: float, pixels: float, dpi: int) -> bool:
    return abs(millimetres / 25.4 * dpi - pixels) <= _TOLERANCE


def _layout(size: Format) -> Layout:
    width, height, margin = (round(length * _TWIPS_PER_MM) for length in (size.width, size.height, _MARGIN_MM))
    return Layout(width, height, margin, margin, margin, margin)

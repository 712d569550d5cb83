"""A block on its pages → how wide it is there, and whether it stands in the middle, as shares of the page."""

from collections.abc import Sequence
from typing import NamedTuple

from somark_tools.model import Block, Page

_OFF = 0.04  # of the width of the page: a block whose middle is nearer to that of the page stands in the middle


class Placement(NamedTuple):
    """The width of the widest piece, as a share of the page's, and whether all stand in the middle of the page."""

    width: float
    centred: bool


def placement(block: Block, pages: Sequence[Page]) -> Placement | None:
    """Return how a block is placed, or None where the box of a piece, or the size of its page, is not known."""
    shares = []
    for piece in block.pieces:
        page = pages[piece.place.page]
        if piece.bbox is None or not page.width or piece.bbox.width <= 0:
            return None
        shares.append((piece.bbox.x1 / page.width, piece.bbox.x2 / page.width))
    widest = max(right - left for left, right in shares)
    return Placement(widest, all(abs(left + right - 1) / 2 <= _OFF for left, right in shares))

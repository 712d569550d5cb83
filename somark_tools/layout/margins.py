"""A block of furniture → whether it is a running head, a running foot, or stands at the side."""

from typing import Literal

from somark_tools.document import Document
from somark_tools.model import Furniture

Margin = Literal["header", "footer", "sider"]


def margin(document: Document, block: Furniture) -> Margin:
    """Return in which margin furniture stands: as its label says, else by the half of the page in which its middle is.

    Without box or height of the page, that is the head.
    """
    if block.label in ("header", "footer", "sider"):
        return block.label  # type: ignore[return-value]
    piece = block.pieces[0]
    height = document.pages[piece.place.page].height
    if piece.bbox is None or height is None:
        return "header"
    return "footer" if piece.bbox.y1 + piece.bbox.y2 > height else "header"

"""What the handlers of one page share: the document, its pictures, and who refers to whom."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from somark_tools.assets.beside import Assets
from somark_tools.assets.kinds import kind_of
from somark_tools.document import Document
from somark_tools.model import Block
from somark_tools.patterns.addresses import image_address
from somark_tools.render.html.escape import anchor, attributes
from somark_tools.render.html.notes import Referring


@dataclass(frozen=True, slots=True)
class Context:
    """The document, the references in it, the page's own words, its assets, and whether furniture is shown.

    `embedded`: pictures are shown only where the page can hold them, so that opening it loads nothing.
    """

    document: Document
    referring: Referring
    words: Mapping[str, str]
    assets: Assets | None = None
    furniture: bool = False
    embedded: bool = False

    def address(self, image: str) -> str:
        """Return the address to show a picture from: its data where it is at hand, "" where it may not be shown."""
        address = image_address(image)
        data = self.assets.picture(address) if self.assets and address and not address.startswith("data:") else None
        kind = kind_of(data) if data else None
        if data is None or kind is None:
            return address if address.startswith("data:") or not self.embedded else ""
        return f"data:{kind.media_type};base64,{base64.b64encode(data).decode()}"


def origin(block: Block) -> str:
    """Return the attributes that say which block an element is, and where its pieces stand on which pages.

    `data-page` has the service's page number of each piece, `data-bbox` its box: `x1,y1,x2,y2` in pixels of that page,
    or `none`; blanks part the pieces.
    """
    return attributes(id=anchor(block.id)) + _places(block)


def origin_of_part(block: Block) -> str:
    """Return these attributes for a further element of a block; `data-block` has the id of the first one."""
    return attributes(data_block=anchor(block.id)) + _places(block)


def _places(block: Block) -> str:
    return attributes(
        data_page=" ".join([str(piece.page) for piece in block.pieces]),
        data_bbox=" ".join(
            [",".join([f"{number:g}" for number in piece.bbox]) if piece.bbox else "none" for piece in block.pieces]
        ),
    )

"""A piece of a page → the picture of it, cut out of the page image or the page of the PDF."""

import io

from PIL import Image

from somark_tools.assets.backgrounds import Backgrounds
from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.model import Piece

LEAST = 4  # pixels: nothing can be seen on less
_FINER = 2  # a PDF is drawn so many times as fine as the service saw it; page images have the pixels that they have
_LARGEST = 20_000  # pixels of a side of a page


class Crops:
    """The pages from which pictures are cut, opened when the first one is wanted; `close` it after use."""

    def __init__(self, document: Document, assets: Assets) -> None:
        self._document = document
        self._assets = assets
        self._scale = 1 if assets.page_images is not None else _FINER
        self._pages: Backgrounds | None = None

    def picture(self, piece: Piece) -> bytes | None:
        """Return what the piece shows, as PNG, or None where its place or the picture of its page is not known.

        Raises OutputError, which names the file, when a page image or the PDF is broken.
        """
        page = self._document.pages[piece.place.page]
        if piece.bbox is None or not page.width or not page.height or max(page.width, page.height) > _LARGEST:
            return None
        if self._assets.page_images is None and self._assets.pdf is None:
            return None
        self._pages = self._pages or Backgrounds(self._assets)
        size = round(page.width * self._scale), round(page.height * self._scale)
        box = piece.bbox.scaled(self._scale, self._scale)
        left, top = max(0, int(box.x1)), max(0, int(box.y1))
        right, bottom = min(size[0], round(box.x2)), min(size[1], round(box.y2))
        if min(right - left, bottom - top) < LEAST:
            return None
        whole = self._pages.page(piece.place.page, *size)
        return None if whole is None else _png(whole.crop((left, top, right, bottom)))

    def close(self) -> None:
        """Close what was opened."""
        if self._pages is not None:
            self._pages.close()


def _png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()

"""Assets → the picture of a page at a size: a page image, else the page of the PDF, else None."""

from types import TracebackType
from typing import TYPE_CHECKING

from somark_tools.assets.beside import Assets
from somark_tools.assets.page_images import PageImages
from somark_tools.assets.pdf_pages import PdfPages

if TYPE_CHECKING:
    from PIL import Image


class Backgrounds:
    """The pictures that lie under overlays, opened once for many pages; a context manager.

    Page images go before the PDF. Raises OutputError, which names the file, when one is missing or broken.
    """

    def __init__(self, assets: Assets) -> None:
        self._images = PageImages(assets.page_images) if assets.page_images is not None else None
        self._pdf = PdfPages(assets.pdf) if assets.pdf is not None else None
        self._last: tuple[tuple[int, int, int], Image.Image | None] | None = None

    def __enter__(self) -> "Backgrounds":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def page(self, position: int, width: int, height: int) -> "Image.Image | None":
        """Return the page at that position (from 0) as an RGB picture of that size in pixels, or None.

        The last page is kept: it is drawn once for all writers.
        """
        found = self._kept(position, width, height)
        if found is not None and found.mode != "RGB":
            found = found.convert("RGB")
            self._last = (position, width, height), found
        return found

    def paste(self, canvas: "Image.Image", position: int, width: int, height: int) -> bool:
        """Paste the page at the top left of an RGB canvas, which takes one copy less; return whether there is one."""
        found = self._kept(position, width, height)
        if found is not None:
            canvas.paste(found)
        return found is not None

    def has(self, position: int) -> bool:
        """Return whether there is a picture of the page at that position, without drawing it."""
        return any(position < len(pages) for pages in (self._images, self._pdf) if pages is not None)

    def _kept(self, position: int, width: int, height: int) -> "Image.Image | None":
        wanted = (position, width, height)
        if self._last is None or self._last[0] != wanted:
            self._last = wanted, self._drawn(*wanted)
        return self._last[1]

    def _drawn(self, position: int, width: int, height: int) -> "Image.Image | None":
        if self._images is not None and position < len(self._images):
            return self._images.page(position, width, height)
        if self._pdf is not None and position < len(self._pdf):
            return self._pdf.page(position, width, height)
        return None

    def close(self) -> None:
        """Close the page images and the PDF."""
        for pages in (self._images, self._pdf):
            if pages is not None:
                pages.close()

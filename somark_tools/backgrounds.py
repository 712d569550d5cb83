"""Assets → the picture of a page at a size: a page image, else the page of the PDF, else None."""

import re
from pathlib import Path
from types import TracebackType

from PIL import Image

from somark_tools.assets import Assets
from somark_tools.errors import OutputError
from somark_tools.pdf_pages import PdfPages

_SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif"))


class Backgrounds:
    """The pictures that lie under overlays, opened once for many pages; a context manager.

    Page images go before the PDF. Raises OutputError, which names the file, when one is missing or broken.
    """

    def __init__(self, assets: Assets) -> None:
        self._images = _page_images(assets.page_images) if assets.page_images is not None else ()
        self._pdf = PdfPages(assets.pdf) if assets.pdf is not None else None
        self._last: tuple[tuple[int, int, int], Image.Image | None] | None = None

    def __enter__(self) -> "Backgrounds":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def page(self, position: int, width: int, height: int) -> Image.Image | None:
        """Return the page at that position (from 0) as an RGB picture of that size in pixels, or None.

        The last answer is kept: a page is drawn once for all writers.
        """
        wanted = (position, width, height)
        if self._last is None or self._last[0] != wanted:
            self._last = wanted, self._drawn(*wanted)
        return self._last[1]

    def _drawn(self, position: int, width: int, height: int) -> Image.Image | None:
        if position < len(self._images):
            return _opened(self._images[position], (width, height))
        if self._pdf is not None and position < len(self._pdf):
            return self._pdf.page(position, width, height)
        return None

    def close(self) -> None:
        """Close the PDF."""
        if self._pdf is not None:
            self._pdf.close()


def _page_images(folder: Path) -> tuple[Path, ...]:
    try:
        files = [file for file in folder.iterdir() if file.suffix.lower() in _SUFFIXES and file.is_file()]
    except OSError as error:
        raise OutputError(f"the folder of page images can't be read: {error}", place=str(folder)) from error
    return tuple(sorted(files, key=lambda file: _natural(file.name)))


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return a key by which `page-2` goes before `page-10`."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", name.lower()))


def _opened(path: Path, size: tuple[int, int]) -> Image.Image:
    try:
        with Image.open(path) as picture:
            picture.draft("RGB", size)  # a JPEG is decoded near the size that is wanted
            if picture.has_transparency_data:
                paper = Image.new("RGBA", picture.size, "white")
                paper.alpha_composite(picture.convert("RGBA"))
                return paper.convert("RGB").resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
            return picture.convert("RGB").resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise OutputError(f"the page image can't be read: {error}", place=str(path)) from error

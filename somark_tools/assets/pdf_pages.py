"""A PDF file → pictures of its pages, or runs of its pages as files, by PDFium (the extra `pdf`)."""

import io
import threading
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from somark_tools.errors import OutputError

if TYPE_CHECKING:
    from PIL import Image

_LOCK = threading.Lock()  # PDFium may be in one thread at a time
_WHITE = 0xFFFFFFFF


class PdfPages:
    """An open PDF; `close` it after use. Raises OutputError, which names the file, when it can't be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pdfium = _pdfium(path)
        with _LOCK:
            try:
                self._document = self._pdfium.PdfDocument(path)
                self._document.init_forms()
            except (self._pdfium.PdfiumError, OSError) as error:
                raise OutputError(f"the PDF can't be read: {error}", place=str(path)) from error

    def __len__(self) -> int:
        with _LOCK:
            return len(self._document)

    def page(self, position: int, width: int, height: int) -> "Image.Image":
        """Return the page drawn at exactly that size, so that boxes in its pixels fit (`render` rounds up).

        The picture is opaque; its mode is RGBA, in which the memory that PDFium drew in can be used as it is.
        """
        from PIL import Image

        raw = self._pdfium.raw
        with _LOCK:
            try:
                page = self._document[position]
            except self._pdfium.PdfiumError as error:
                raise OutputError(f"page {position + 1} can't be drawn: {error}", place=str(self.path)) from error
            bitmap = self._pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGRx, rev_byteorder=True)
            raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
            placement = (bitmap, page, 0, 0, width, height, 0, raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER)
            raw.FPDF_RenderPageBitmap(*placement)
            if self._document.formenv:
                raw.FPDF_FFLDraw(self._document.formenv, *placement)
            bitmap.close()  # of its own, without the memory
            page.close()
        return Image.frombuffer("RGBA", (width, height), bitmap.buffer, "raw", "RGBA", 0, 1)

    def close(self) -> None:
        with _LOCK:
            self._document.close()


def page_count(pdf: Path | bytes) -> int:
    """Return how many pages a PDF has. Raises OutputError when it can't be read."""
    place = pdf if isinstance(pdf, Path) else Path("the PDF")
    pdfium = _pdfium(place)
    with _LOCK:
        try:
            with closing(pdfium.PdfDocument(pdf)) as document:
                return len(document)
        except (pdfium.PdfiumError, OSError) as error:
            raise OutputError(f"the PDF can't be read: {error}", place=str(place)) from error


def page_runs(pdf: Path | bytes, most: int) -> Iterator[tuple[int, bytes]]:
    """Yield the PDF as files of at most so many pages, each with the number (from 0) of its first page."""
    total = page_count(pdf)
    for first in range(0, total, most):
        yield first, _run(pdf, range(first, min(first + most, total)))


def _run(pdf: Path | bytes, pages: range) -> bytes:
    place = pdf if isinstance(pdf, Path) else Path("the PDF")
    pdfium = _pdfium(place)
    with _LOCK:
        stream = io.BytesIO()
        try:
            with closing(pdfium.PdfDocument(pdf)) as whole, closing(pdfium.PdfDocument.new()) as part:
                part.import_pages(whole, list(pages))
                part.save(stream)
        except (pdfium.PdfiumError, OSError) as error:
            raise OutputError(f"pages can't be taken out of the PDF: {error}", place=str(place)) from error
    return stream.getvalue()


def _pdfium(path: Path) -> ModuleType:
    try:
        return import_module("pypdfium2")
    except ImportError as error:
        hint = "reading a PDF needs pypdfium2: pip install 'somark-tools[pdf]'"
        raise OutputError(hint, place=str(path)) from error

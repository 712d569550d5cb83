"""A folder, a ZIP or a list of pictures → the pictures of the pages, one after the other, at a size."""

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from somark_tools.errors import OutputError
from somark_tools.zip_faults import ZIP_FAULTS

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 256 << 20  # of one picture in a ZIP, unpacked
MAX_PIXELS = 100_000_000  # of one picture, decoded: A4 at 800 dpi has 62 million
_TOO_LARGE = f"it has more than {MAX_PIXELS:,} pixels"
_READ = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")  # and nothing for which Pillow calls another program
_FAULTS: tuple[type[Exception], ...] = (*ZIP_FAULTS, SyntaxError)  # Pillow raises this one for broken PNGs
_SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif"))


class PageImages:
    """The pictures of a folder or a ZIP in the natural order of their names (`page-2` before `page-10`), or of a list.

    `close` them after use. Raises OutputError, which names the file, when one is missing or broken.
    """

    def __init__(self, source: Path | Sequence[Path]) -> None:
        self._archive: zipfile.ZipFile | None = None  # open: it takes time by its members to open one
        self.names: tuple[str, ...] = ()
        if not isinstance(source, Path):
            self.names = tuple(map(str, source))
        elif zipfile.is_zipfile(source):
            self._archive = _archive(source)
            self.names = _in_order(self._archive.namelist())
        else:
            self.names = _in_order(_files(source))

    def __len__(self) -> int:
        return len(self.names)

    def page(self, position: int, width: int, height: int) -> "Image.Image":
        """Return the picture at that position, from 0, in RGB and at that size in pixels; what is clear is white."""
        name = self.names[position]
        place = f"{self._archive.filename}/{name}" if self._archive else name
        try:
            return _opened(io.BytesIO(_unpacked(self._archive, name)) if self._archive else Path(name), (width, height))
        except _FAULTS as error:
            raise OutputError(f"the page image can't be read: {error}", place=place) from error

    def close(self) -> None:
        """Close the ZIP."""
        if self._archive is not None:
            self._archive.close()


def _files(folder: Path) -> list[str]:
    try:
        return [str(file) for file in folder.iterdir() if file.is_file()]
    except NotADirectoryError as error:
        raise OutputError("no folder or ZIP of page images (a PDF is no such thing)", place=str(folder)) from error
    except OSError as error:
        raise OutputError(f"the folder of page images can't be read: {error}", place=str(folder)) from error


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except ZIP_FAULTS as error:
        raise OutputError(f"the ZIP of page images can't be read: {error}", place=str(path)) from error


def _in_order(names: list[str]) -> tuple[str, ...]:
    pictures = [name for name in names if PurePosixPath(name).suffix.lower() in _SUFFIXES]
    return tuple(sorted(pictures, key=_natural))


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return what puts names in their order: texts and numbers in turn. Of two numbers, the longer one is larger."""
    parts = re.split(r"0*([0-9]+)", name.lower())
    return tuple((len(part), part) if number % 2 else (0, part) for number, part in enumerate(parts))


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES >> 20} MiB")
    return archive.read(name)


def _opened(file: Path | io.BytesIO, size: tuple[int, int]) -> "Image.Image":
    from PIL import Image  # an overlay as SVG that has no page images does without

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on its size, which is judged here
        try:
            picture = Image.open(file, formats=_READ)
        except Image.DecompressionBombError as error:
            raise ValueError(_TOO_LARGE) from error
    with picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError(_TOO_LARGE)
        picture.draft("RGB", size)  # a JPEG is decoded near the size that is wanted
        if picture.has_transparency_data:
            paper = Image.new("RGBA", picture.size, "white")
            paper.alpha_composite(picture.convert("RGBA"))
            return paper.convert("RGB").resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
        return picture.convert("RGB").resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)

"""What stands beside a result: its pictures, its page images, the source PDF. Nothing here reaches the network."""

import base64
import binascii
import os
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from somark_tools.assets.kinds import kind_of
from somark_tools.patterns.addresses import image_address
from somark_tools.zip_faults import ZIP_FAULTS

MAX_PICTURE_BYTES = 64 << 20
_ENDS = 4  # as many parts of a path tell a picture from nearly all others


@dataclass(frozen=True, slots=True)
class Assets:
    """Where pictures are: `folder` or `archive` (the ZIP package) hold what relative addresses name.

    For overlays: `pdf`, the source document, or `page_images`, a picture of each page: a folder or a ZIP,
    ordered by name, or a list of files. A str is taken as a path.
    """

    folder: Path | None = None
    archive: Path | None = None
    pdf: Path | None = None
    page_images: Path | Sequence[Path] | None = None

    def __post_init__(self) -> None:
        for name in ("folder", "archive", "pdf", "page_images"):
            value = getattr(self, name)
            if isinstance(value, str):  # as paths often come
                object.__setattr__(self, name, Path(value))

    @staticmethod
    def beside(result: str | Path) -> "Assets":
        """Return the assets that a result file brings: its folder, or the ZIP package itself."""
        path = Path(result)
        return Assets(archive=path) if zipfile.is_zipfile(path) else Assets(folder=path.parent)

    def picture(self, address: str) -> bytes | None:
        """Return the bytes of a raster picture (PNG, JPEG, GIF, BMP, TIFF, WebP), or None if it is not at hand.

        Data URIs are decoded; relative paths are looked up below `folder` or in `archive`, and never outside of it;
        http(s) addresses are not fetched.
        """
        address = image_address(address)
        data = _decoded(address) if address.startswith("data:") else self._stored(address)
        return data if data is not None and kind_of(data) else None

    def _stored(self, address: str) -> bytes | None:
        path = PurePosixPath(unquote(address.split("?")[0].split("#")[0]).replace("\\", "/"))
        if not path.parts or ":" in path.parts[0] or path.is_absolute() or ".." in path.parts:
            return None
        try:
            return next(self._candidates(path), None)
        except ZIP_FAULTS:
            return None

    def _candidates(self, path: PurePosixPath) -> Iterator[bytes]:
        if self.folder is not None:
            root = self.folder.resolve()
            file = (root / path).resolve()
            if file.is_relative_to(root) and file.is_file() and file.stat().st_size <= MAX_PICTURE_BYTES:
                yield file.read_bytes()
        if self.archive is not None:
            found = self.archive.stat()
            package = _package(self.archive, found.st_mtime_ns, found.st_size, os.getpid())
            for info in package.by_end.get(path.parts[-_ENDS:], ()):
                if PurePosixPath(info.filename).parts[-len(path.parts) :] == path.parts:
                    if info.file_size <= MAX_PICTURE_BYTES:
                        yield package.file.read(info)
                    return


class _Package(NamedTuple):
    """A ZIP package, and its members by the ends of their paths (up to _ENDS parts), in order."""

    file: zipfile.ZipFile
    by_end: Mapping[tuple[str, ...], Sequence[zipfile.ZipInfo]]


@lru_cache(maxsize=1)
def _package(archive: Path, changed: int, size: int, process: int) -> _Package:
    """Return the package as it was `changed` last. The last one stays open: opening takes time by its members.

    Each `process` opens its own: where two share a file, they share the place in it, too.
    """
    file = zipfile.ZipFile(archive)
    by_end: defaultdict[tuple[str, ...], list[zipfile.ZipInfo]] = defaultdict(list)
    for info in file.infolist():
        parts = PurePosixPath(info.filename).parts
        for count in range(1, min(len(parts), _ENDS) + 1):
            by_end[parts[-count:]].append(info)
    return _Package(file, by_end)


def _decoded(address: str) -> bytes | None:
    try:
        return base64.b64decode(address.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        return None

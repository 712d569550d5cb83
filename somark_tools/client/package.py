"""A ZIP package → its files with safe names, within limits: packages are untrusted."""

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from somark_tools.errors import DownloadError
from somark_tools.zip_faults import ZIP_FAULTS

_ENTRY = b"PK\x01\x02"  # begins each entry of the central directory
_CHUNK = 1 << 16
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\\]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)  # names of devices on Windows
_MOST_NAME = 255


def unpacked(data: bytes, *, most_bytes: int, most_files: int, place: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the files of a package by path. Raises DownloadError for paths that lead outside, links, and bombs.

    Names are looked at before anything is unpacked, sizes while it is: what an archive says about them is not believed.
    """
    try:
        if data.count(_ENTRY) > 2 * most_files + 100:  # zipfile reads all entries at once, whatever their number
            raise DownloadError(f"the package holds more than {most_files:,} files", place=place)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if len(entries) > most_files:
                raise DownloadError(f"the package holds {len(entries):,} files", place=place)
            _check_names(entries, place)
            for entry in entries:
                content = _content(package, entry, most_bytes, place)
                most_bytes -= len(content)
                yield entry.filename, content
    except ZIP_FAULTS as error:
        raise DownloadError(f"the package can't be unpacked: {error}", place=place) from None


def _check_names(entries: list[zipfile.ZipInfo], place: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or _UNSAFE.search(name):
            raise DownloadError(f"the package holds a file that would lie outside of it: {name!r:.120}", place=place)
        if any(_RESERVED.match(part) or len(part) > _MOST_NAME or part != part.rstrip(". ") for part in path.parts):
            raise DownloadError(f"the package holds a name that no file may have: {name!r:.120}", place=place)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise DownloadError(f"the package holds a link: {name!r:.120}", place=place)
        if str(path).casefold() in seen:
            raise DownloadError(f"the package holds a file twice: {name!r:.120}", place=place)
        seen.add(str(path).casefold())


def _content(package: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, place: str) -> bytes:
    chunks: list[bytes] = []
    with package.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            most -= len(chunk)
            if most < 0:
                raise DownloadError("the package is larger when unpacked than is allowed", place=place)
            chunks.append(chunk)
    return b"".join(chunks)

"""What stands beside a result: its pictures, its page images, the source PDF. Nothing here reaches the network."""

import base64
import binascii
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from somark_tools.patterns.addresses import image_address
from somark_tools.zip_faults import ZIP_FAULTS

MAX_PICTURE_BYTES = 64 << 20

_SIGNATURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")


@dataclass(frozen=True, slots=True)
class Assets:
    """Where pictures are: `folder` or `archive` (the ZIP package) hold what relative addresses name.

    For overlays: `pdf`, the source document, or `page_images`, a picture of each page: a folder or a ZIP,
    ordered by name, or a list of files.
    """

    folder: Path | None = None
    archive: Path | None = None
    pdf: Path | None = None
    page_images: Path | Sequence[Path] | None = None

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
        return data if data is not None and data.startswith(_SIGNATURES) else None

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
            with zipfile.ZipFile(self.archive) as package:
                for info in package.infolist():
                    if PurePosixPath(info.filename).parts[-len(path.parts) :] == path.parts:
                        if info.file_size <= MAX_PICTURE_BYTES:
                            yield package.read(info)
                        return


def _decoded(address: str) -> bytes | None:
    try:
        return base64.b64decode(address.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        return None

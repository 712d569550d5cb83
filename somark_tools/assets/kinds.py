"""The first bytes of a picture → what kind of raster picture it is. Others, and SVG, are shown nowhere."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Kind(NamedTuple):
    """A format of pictures: the suffix of its files, and its media type."""

    suffix: str
    media_type: str


KINDS: Mapping[bytes, Kind] = MappingProxyType(
    {
        b"\x89PNG\r\n": Kind("png", "image/png"),
        b"\xff\xd8\xff": Kind("jpg", "image/jpeg"),
        b"GIF8": Kind("gif", "image/gif"),
        b"BM": Kind("bmp", "image/bmp"),
        b"II*\x00": Kind("tiff", "image/tiff"),
        b"MM\x00*": Kind("tiff", "image/tiff"),
        b"RIFF": Kind("webp", "image/webp"),
    }
)


def kind_of(data: bytes) -> Kind | None:
    r"""Return the kind of a picture, or None if the bytes are none that is known.

    >>> kind_of(b"GIF89a.."), kind_of(b"<svg/>")
    (Kind(suffix='gif', media_type='image/gif'), None)
    """
    return next((kind for start, kind in KINDS.items() if data.startswith(start)), None)

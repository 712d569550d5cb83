"""Bytes that were fetched → the suffix of what they are, judged by themselves alone."""

import re
from collections.abc import Mapping
from types import MappingProxyType

PICTURES: Mapping[re.Pattern[bytes], str] = MappingProxyType(
    {
        re.compile(rb"\x89PNG\r\n\x1a\n"): ".png",
        re.compile(rb"\xff\xd8\xff"): ".jpg",
        re.compile(rb"GIF8[79]a"): ".gif",
        re.compile(rb"RIFF.{4}WEBP", re.DOTALL): ".webp",
        re.compile(rb"BM"): ".bmp",
        re.compile(rb"II\*\x00|MM\x00\*"): ".tiff",
    }
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def picture_suffix(data: bytes) -> str:
    """Return the suffix of a raster picture, or "" for anything else: HTML, SVG and programs among it."""
    return next((suffix for start, suffix in PICTURES.items() if start.match(data)), "")


def is_zip(data: bytes) -> bool:
    """Return whether this begins as a ZIP archive does."""
    return data.startswith(_ZIP)

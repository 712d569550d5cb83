"""A picture in RGB → PNG, written quickly: unfiltered rows, packed by ISA-L where it is installed, else by zlib.

Pillow tries five filters on every row, which takes longer than all else that an overlay needs. On pages, which are
flat colour and sharp letters, filters gain nothing: files without them are smaller.
"""

import struct
import zlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from PIL import Image

deflate: ModuleType
try:
    from isal import isal_zlib as deflate  # four times as fast as zlib at about the same size
except ImportError:
    deflate = zlib

_LEVEL = 1  # zlib's others take longer for a few per cent
_ROWS = 64  # taken at once: few enough to stay in the processor's cache
_UNFILTERED = b"\0"  # stands before each row
_TRUECOLOUR = (8, 2, 0, 0, 0)  # bits of a channel, RGB, and the only ways there are to pack, filter and order


def packed(picture: Image.Image) -> bytes:
    """Return an RGB picture as PNG."""
    head = struct.pack(">IIBBBBB", *picture.size, *_TRUECOLOUR)
    body = b"".join(_deflated(picture, deflate.compressobj(_LEVEL)))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _deflated(picture: Image.Image, packer: Any) -> Iterator[bytes]:
    width, height = picture.size
    yield packer.compress(_UNFILTERED)
    for top in range(0, height, _ROWS):
        bottom = min(top + _ROWS, height)
        # One byte more a row, which Pillow sets to 0: the filter of the row that comes after it.
        rows = picture.crop((0, top, width, bottom)).tobytes("raw", "RGB", 3 * width + 1, 1)
        yield packer.compress(rows if bottom < height else rows[:-1])
    yield packer.flush()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(name)))

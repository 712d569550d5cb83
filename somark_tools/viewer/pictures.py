"""Assets → pictures of the pages: small ones as data that a page can hold, large ones as bytes that a server sends."""

import base64
import io
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.assets.backgrounds import Backgrounds
from somark_tools.assets.beside import Assets
from somark_tools.render.overlay.scene import Scene


class Kind(NamedTuple):
    """How pictures are made: `size` is the width in pixels of an upright A4 page, the rest as Pillow takes it."""

    size: int
    format: str
    options: Mapping[str, int]


KEPT = Kind(1000, "WEBP", MappingProxyType({"quality": 60, "method": 2}))  # small, for they all are part of the page
SENT = Kind(1800, "JPEG", MappingProxyType({"quality": 85}))  # quickly made, for somebody waits
_A4 = 2**0.5


def page_pictures(scenes: Iterable[Scene], assets: Assets) -> Iterator[str]:
    """Yield for each page its picture as a data URI, or "" where there is none."""
    with Backgrounds(assets) as backgrounds:
        for drawn in scenes:
            picture = page_picture(drawn, backgrounds, KEPT)
            yield f"data:image/webp;base64,{base64.b64encode(picture).decode()}" if picture else ""


def page_picture(drawn: Scene, backgrounds: Backgrounds, kind: Kind) -> bytes:
    """Return the picture of a page, or b"" if there is none."""
    scale = kind.size * _A4 / max(drawn.width, drawn.height)
    wide, high = max(1, round(drawn.width * scale)), max(1, round(drawn.height * scale))
    picture = backgrounds.page(drawn.position, wide, high)
    if picture is None:
        return b""
    data = io.BytesIO()
    picture.save(data, kind.format, **kind.options)
    return data.getvalue()

"""Assets → small pictures of the pages: WebP, as data that a page can hold, or as bytes that a server sends."""

import base64
import io
from collections.abc import Iterator

from somark_tools.assets import Assets
from somark_tools.backgrounds import Backgrounds
from somark_tools.document import Document
from somark_tools.render.overlay.scene import Scene, scene

KEPT, SENT = 1000, 1800  # pixels of the longer side over the square root of two: as part of the page, from a server
_QUALITY = 60
_METHOD = 2  # of WebP: 0 is fastest, 6 smallest; 2 takes a third of the time of 4, and a twentieth more room
_A4 = 2**0.5


def page_pictures(document: Document, assets: Assets) -> Iterator[str]:
    """Yield for each page its picture as a data URI, or "" where there is none."""
    with Backgrounds(assets) as backgrounds:
        for position in range(len(document.pages)):
            picture = page_picture(scene(document, position), backgrounds, KEPT)
            yield f"data:image/webp;base64,{base64.b64encode(picture).decode()}" if picture else ""


def page_picture(drawn: Scene, backgrounds: Backgrounds, size: int) -> bytes:
    """Return the picture of a page as WebP, about as wide as `size` for an upright page, or b"" if there is none."""
    scale = size * _A4 / max(drawn.width, drawn.height)
    wide, high = max(1, round(drawn.width * scale)), max(1, round(drawn.height * scale))
    picture = backgrounds.page(drawn.position, wide, high)
    if picture is None:
        return b""
    data = io.BytesIO()
    picture.save(data, "WEBP", quality=_QUALITY, method=_METHOD)
    return data.getvalue()

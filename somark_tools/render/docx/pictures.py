"""Bytes of a picture → a picture that Word takes, and its drawing in a run."""

import io
import warnings
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from PIL import Image

from somark_tools.render.docx.page import EMU_PER_TWIP, TWIPS_PER_INCH
from somark_tools.render.docx.xml import Element, drawn, name, w

MAX_PIXELS = 100_000_000
PICTURE_URI = "http://schemas.openxmlformats.org/drawingml/2006/picture"
RESOLUTION = 144  # pixels an inch, where the page says nothing: the service renders pages at 144 or 150

_READ = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
# What Word takes as it is: Pillow's name of a format → suffix and content type. All else becomes PNG.
_TAKEN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "PNG": ("png", "image/png"),
        "JPEG": ("jpg", "image/jpeg"),
        "MPO": ("jpg", "image/jpeg"),
        "GIF": ("gif", "image/gif"),
        "BMP": ("bmp", "image/bmp"),
        "TIFF": ("tiff", "image/tiff"),
    }
)


class Raster(NamedTuple):
    """A picture that Word takes: its bytes, file suffix, content type, and size in pixels."""

    data: bytes
    suffix: str
    content_type: str
    width: int
    height: int


def read_raster(data: bytes) -> Raster | None:
    """Return the picture, converted to PNG where Word does not know its format; None if it is none or is too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on its size, which is judged here
            with Image.open(io.BytesIO(data), formats=_READ) as image:
                width, height = image.size
                if not 0 < width * height <= MAX_PIXELS:
                    return None
                taken = _TAKEN.get(image.format or "")
                if taken is not None:
                    return Raster(data, *taken, width, height)
                stream = io.BytesIO()
                image.convert("RGBA" if image.has_transparency_data else "RGB").save(stream, "PNG")
                return Raster(stream.getvalue(), *_TAKEN["PNG"], width, height)
    except Exception:  # decoders fail on broken files in any way they like; the picture then is not at hand
        return None


def picture_size(raster: Raster, wanted: float | None, max_width: int, max_height: int) -> tuple[int, int]:
    """Return width and height in twips: as wide as `wanted` (by default by its pixels), shrunk to fit."""
    width = wanted or raster.width / RESOLUTION * TWIPS_PER_INCH
    height = width * raster.height / raster.width
    scale = min(1.0, max_width / width, max_height / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def drawing_run(relationship: str, number: int, description: str, size: tuple[int, int]) -> Element:
    """Return a `w:r` with the picture in line; `number` is unique in the file, `size` in twips."""
    cx, cy = (str(length * EMU_PER_TWIP) for length in size)
    title = f"Picture {number}"
    blip = drawn("a:blip")
    blip.set(name("r:embed"), relationship)
    picture = drawn(
        "pic:pic",
        drawn("pic:nvPicPr", drawn("pic:cNvPr", id=str(number), name=title), drawn("pic:cNvPicPr")),
        drawn("pic:blipFill", blip, drawn("a:stretch", drawn("a:fillRect"))),
        drawn(
            "pic:spPr",
            drawn("a:xfrm", drawn("a:off", x="0", y="0"), drawn("a:ext", cx=cx, cy=cy)),
            drawn("a:prstGeom", drawn("a:avLst"), prst="rect"),
        ),
    )
    inline = drawn(
        "wp:inline",
        drawn("wp:extent", cx=cx, cy=cy),
        drawn("wp:docPr", id=str(number), name=title, descr=description),
        drawn("wp:cNvGraphicFramePr", drawn("a:graphicFrameLocks", noChangeAspect="1")),
        drawn("a:graphic", drawn("a:graphicData", picture, uri=PICTURE_URI)),
        distT="0",
        distB="0",
        distL="0",
        distR="0",
    )
    return w("r", w("drawing", inline))

"""A size → a font for Pillow, with Chinese letters where the system has one."""

from functools import lru_cache

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

# File names, which Pillow looks up in the font folders of the system, with the face in the file that is for
# simplified Chinese.
_FACES = (
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", 0),
    ("NotoSansSC-Regular.otf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("DroidSansFallbackFull.ttf", 0),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("Hiragino Sans GB.ttc", 0),
    ("STHeiti Medium.ttc", 0),
    ("msyh.ttc", 0),
    ("simhei.ttf", 0),
    ("Arial Unicode.ttf", 0),
    ("DejaVuSans.ttf", 0),
)


@lru_cache(maxsize=64)
def font(size: int) -> Font:
    """Return the font at a size in pixels: the first of the known ones that is installed, or Pillow's own."""
    face = installed()
    if face is None:
        return ImageFont.load_default(size)
    return ImageFont.truetype(face[0], size, face[1], layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1)
def installed() -> tuple[str, int] | None:
    for name, index in _FACES:
        try:
            found = ImageFont.truetype(name, 12, index)
        except OSError:
            continue
        return str(found.path), index
    return None

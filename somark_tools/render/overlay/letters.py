"""Words → pixels: words are drawn once and kept, because the same ones stand in the tags and legends of all pages."""

import math
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw

from somark_tools.render.overlay.fonts import Font, font

_LONGEST = 16  # characters of a word that is kept; Chinese lines have no spaces
_KEPT = 4096
_SPACE = 0.3  # of the size; that of Noto Sans CJK is less than can be made out on small pages


class Word(NamedTuple):
    """A word as a mask, its corner from the left end and the middle of the line, and how far it reaches, in pixels."""

    mask: Image.Image
    left: int
    top: int
    advance: int


def draw_text(
    pen: ImageDraw.ImageDraw, x: float, middle: float, text: str, colour: str, size: int, *, centred: bool = False
) -> None:
    """Draw a line of text with its left end, or its centre, at `x` and its middle at `middle`."""
    letters = font(size)
    words = [_kept(word, letters) if len(word) <= _LONGEST else _drawn(word, letters) for word in text.split(" ")]
    space = math.ceil(_SPACE * size)
    if centred:
        x -= (sum(word.advance for word in words) + space * (len(words) - 1)) / 2
    for word in words:
        if word.mask.width and word.mask.height:
            pen.bitmap((round(x) + word.left, round(middle) + word.top), word.mask, colour)
        x += word.advance + space


def _drawn(text: str, letters: Font) -> Word:
    left, top, right, bottom = (round(side) for side in letters.getbbox(text, anchor="lm"))
    mask = Image.new("L", (max(0, right - left), max(0, bottom - top)))
    ImageDraw.Draw(mask).text((-left, -top), text, 255, letters, anchor="lm")
    return Word(mask, left, top, math.ceil(letters.getlength(text)))


_kept = lru_cache(maxsize=_KEPT)(_drawn)

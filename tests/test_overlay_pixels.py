"""Pictures as PNG, and words as pixels."""

import io
import zlib
from itertools import pairwise

import pytest
from PIL import Image, ImageDraw

from somark_tools.render.overlay import packing
from somark_tools.render.overlay.fonts import font
from somark_tools.render.overlay.letters import draw_text
from somark_tools.render.overlay.packing import packed


@pytest.mark.parametrize("packer", [packing.deflate, zlib])
@pytest.mark.parametrize("size", [(1, 1), (7, 63), (31, 64), (33, 65), (257, 300)])
def test_every_pixel_comes_back_from_the_png(
    packer: object, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "deflate", packer)
    noise = Image.merge("RGB", [Image.effect_noise(size, spread) for spread in (20, 60, 100)])
    with Image.open(io.BytesIO(packed(noise))) as found:
        assert (found.format, found.mode, found.size) == ("PNG", "RGB", size)
        assert found.tobytes() == noise.tobytes()


def test_words_are_set_as_pillow_sets_the_line() -> None:
    ours, theirs = (Image.new("RGB", (300, 40), "white") for _ in range(2))
    line = "12 figure caption ↓3:12 ¥5"
    draw_text(ImageDraw.Draw(ours), 10, 20, line, "black", 16)
    ImageDraw.Draw(theirs).text((10, 20), line, "black", font(16), anchor="lm")
    (left, top, right, bottom), expected = (_ink(picture) for picture in (ours, theirs))
    assert abs(left - expected[0]) <= 1
    assert 0 <= right - expected[2] <= 3 * len(line.split())  # words and spaces are whole pixels wide
    assert (top, bottom) == (expected[1], expected[3])


def test_centred_text_has_as_much_room_on_its_left_as_on_its_right() -> None:
    picture = Image.new("RGB", (301, 40), "white")
    draw_text(ImageDraw.Draw(picture), 150.5, 20, "HH HH", "black", 16, centred=True)
    left, _, right, _ = _ink(picture)
    assert abs(left - (301 - right)) <= 2


def test_a_long_line_without_spaces_is_drawn_whole() -> None:
    widths = []
    for length in (10, 20, 40):
        picture = Image.new("RGB", (800, 40), "white")
        draw_text(ImageDraw.Draw(picture), 5, 20, "字" * length, "black", 16)
        left, _, right, _ = _ink(picture)
        widths.append(right - left)
    assert all(shorter < longer for shorter, longer in pairwise(widths))


def _ink(picture: Image.Image) -> tuple[int, int, int, int]:
    found = picture.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
    assert found is not None
    return found

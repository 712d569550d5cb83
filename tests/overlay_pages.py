"""Small documents for the tests of overlays."""

import io
from pathlib import Path

from PIL import Image, ImageDraw

from somark_tools.document import Document
from somark_tools.merge import merge_cross_page

SIZE = {"w": 400, "h": 600}


def page(number: int, *blocks: dict[str, object], size: object = SIZE) -> dict[str, object]:
    return {"page_num": number, "page_size": size, "blocks": list(blocks)}


def block(idx: int, kind: str, bbox: object, content: str = "", **more: object) -> dict[str, object]:
    return {"idx": idx, "type": kind, "bbox": bbox, "content": content, **more}


def document(*pages: dict[str, object]) -> Document:
    return merge_cross_page({"pages": list(pages)})


def two_pages() -> Document:
    return document(
        page(
            0,
            block(0, "header", [40, 10, 200, 30], "A running head"),
            block(3, "title", [40, 60, 360, 100], "A title", title_level=1),
            block(7, "text", [40, 400, 360, 560], "It began here and"),
        ),
        page(
            1,
            block(2, "text", [40, 60, 360, 100], "ended here.", text_cross_page={"page_num": 0, "block_idx": 7}),
            block(5, "table", [40, 200, 360, 300], "<table><tr><td>a</td><td>b</td></tr></table>"),
        ),
    )


def captioned() -> Document:
    return document(
        page(
            0,
            block(0, "title", [40, 20, 360, 50], "A title", title_level=2),
            block(1, "figure", [40, 60, 360, 200], captions=[2]),
            block(2, "figure_caption", [40, 210, 360, 230], "Figure 1. A figure"),
            block(3, "text", [40, 300, 360, 400], "It has a note^{1}."),
            block(4, "footnote", [40, 560, 360, 580], "^{1} The note."),
            block(5, "hologram", [40, 420, 360, 440], "Nobody knows this label."),
        )
    )


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "PNG"
    return picture.convert("RGB")


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def sheet(path: Path, colour: str, size: tuple[int, int] = (800, 1200)) -> Path:
    """Write a page of that colour with a black square from (400, 400) to (600, 600), as its suffix says."""
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).rectangle((400, 400, 599, 599), fill="black")
    if path.suffix == ".pdf":
        picture.save(path, "PDF", append_images=[picture])
    else:
        picture.save(path)
    return path

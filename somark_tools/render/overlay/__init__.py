"""A Document → pictures for checking by eye: the boxes of every block over its page, as PNG and SVG."""

from collections.abc import Iterator

from somark_tools.assets import Assets
from somark_tools.backgrounds import Backgrounds
from somark_tools.document import Document
from somark_tools.render.overlay.png import draw_png, png
from somark_tools.render.overlay.scene import scene
from somark_tools.render.overlay.svg import draw_svg, svg

__all__ = ["draw_png", "draw_svg", "overlay_files"]

_NOTHING = Assets()


def overlay_files(document: Document, *, assets: Assets = _NOTHING) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of two files a page, in order: `page-001.png`, `page-001.svg`, `page-002.png`, ...

    They are drawn one by one, as they are asked for; backgrounds are opened once. Numbers are positions from 1, with as
    many digits as the last one needs, and three at least. Raises OutputError as `draw_png` does.
    """
    digits = max(3, len(str(len(document.pages))))
    with Backgrounds(assets) as backgrounds:
        for position in range(len(document.pages)):
            drawn = scene(document, position)
            stem = f"page-{position + 1:0{digits}}"
            yield f"{stem}.png", png(drawn, backgrounds)
            yield f"{stem}.svg", svg(drawn, backgrounds).encode()

"""A Document → two files a page, one by one: its overlay as PNG and as SVG."""

from collections.abc import Iterable, Iterator

from somark_tools.arguments import check_document
from somark_tools.assets.backgrounds import Backgrounds
from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.render.overlay.layers import USUAL
from somark_tools.render.overlay.png import png
from somark_tools.render.overlay.scene import scenes
from somark_tools.render.overlay.svg import svg

_NOTHING = Assets()


def overlay_files(
    document: Document, *, assets: Assets = _NOTHING, scale: float = 1.0, layers: Iterable[str] = USUAL
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of two files a page, in order: `page-001.png`, `page-001.svg`, `page-002.png`, ...

    They are drawn one by one, as they are asked for; backgrounds are opened once. Numbers are positions from 1, with as
    many digits as the last one needs, and three at least. `scale` is that of the PNG. Raises OutputError as `draw_png`
    does.
    """
    check_document(document, assets)
    digits = max(3, len(str(len(document.pages))))
    with Backgrounds(assets) as backgrounds:
        for drawn in scenes(document, range(len(document.pages)), layers):
            stem = f"page-{drawn.position + 1:0{digits}}"
            yield f"{stem}.png", png(drawn, backgrounds, scale)
            yield f"{stem}.svg", svg(drawn, backgrounds).encode()

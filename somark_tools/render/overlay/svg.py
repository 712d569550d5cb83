"""A Scene and a background → SVG, written by hand: text stays text, nothing in it runs or is fetched."""

import base64
import html
import io
from collections.abc import Iterable, Iterator

from somark_tools.arguments import check_document
from somark_tools.assets.backgrounds import Backgrounds
from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.geometry import BBox
from somark_tools.patterns.addresses import image_address
from somark_tools.render.overlay.layers import USUAL
from somark_tools.render.overlay.layout import (
    DARK,
    LEGEND_SIZE,
    MUTED,
    PAPER,
    STRIP,
    TAG_SIZE,
    Layout,
    Mark,
    allowed_scale,
    lay_out,
)
from somark_tools.render.overlay.routes import FLAG_SIZE, Line, Plate, Point
from somark_tools.render.overlay.scene import Box, Scene, scene
from somark_tools.render.overlay.wrap import LEADING, fit

TOOLTIP = 200  # characters of a block's text
_JPEG_QUALITY = 85
_BASELINE = 0.35  # of the size, from the middle of a line down to its baseline
_FONTS = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',Arial,sans-serif"
_NOTHING = Assets()


def draw_svg(
    document: Document,
    position: int,
    *,
    assets: Assets = _NOTHING,
    layers: Iterable[str] = USUAL,
    image: str = "",
) -> str:
    """Return the page at that position of `document.pages` with the boxes of its blocks over it, as SVG.

    It shows what `draw_png` shows, in pixels of the page's `page_size`; each box has a tooltip: the id of its block,
    its label, its issues, and the first 200 characters. A background is embedded; `image`, a relative address, is
    linked to instead, and then, as without assets, no image library is needed. Raises OutputError as `draw_png` does,
    and for an address that may not stand in an output.
    """
    check_document(document, assets)
    drawn = scene(document, position, layers)
    if image:
        return _assembled(drawn, _relative(image))
    with Backgrounds(assets) as backgrounds:
        return svg(drawn, backgrounds)


def svg(drawn: Scene, backgrounds: Backgrounds) -> str:
    """Return the scene over its background as SVG."""
    return _assembled(drawn, _background(drawn, backgrounds))


def _assembled(drawn: Scene, under: str) -> str:
    layout = lay_out(drawn)
    wide, high = _number(layout.strip.x2), _number(layout.strip.y2)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}"',
        f' font-family="{_FONTS}" fill="{DARK}">\n',
        _rect(layout.strip, f'fill="{STRIP}"') if layout.rows else "",
        _rect(layout.page, f'fill="{PAPER}" stroke="{MUTED}"'),
        _image(layout.page, under),
        "\n",
        *(map(_box, layout.marks) if "boxes" in drawn.layers else ()),
        *(_text(mark, layout.unit) for mark in layout.marks if not under and "text" in drawn.layers),
        *map(_way, layout.lines),
        *(_flag(plate, layout.unit) for plate in layout.plates),
        *(_tag(mark, layout.unit) for mark in layout.marks if "tags" in drawn.layers),
        *_legend(layout),
        "</svg>\n",
    ]
    return "".join(parts)


def _relative(address: str) -> str:
    allowed = image_address(address)
    if not allowed or ":" in allowed:
        raise OutputError("the picture of the page must be a relative address", place=address)
    return allowed


def _background(drawn: Scene, backgrounds: Backgrounds) -> str:
    """Return the picture of the page as a data URI, or ""."""
    scale = allowed_scale(drawn, 1.0)
    wide, high = max(1, round(drawn.width * scale)), max(1, round(drawn.height * scale))
    picture = backgrounds.page(drawn.position, wide, high)
    if picture is None:
        return ""
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=_JPEG_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(data.getvalue()).decode()}"


def _image(area: BBox, address: str) -> str:
    if not address:
        return ""
    size = f'width="{_number(area.width)}" height="{_number(area.height)}"'
    return f'<image {size} preserveAspectRatio="none" href="{html.escape(address)}"/>'


def _box(mark: Mark) -> str:
    fill, edge = f'fill-opacity="{mark.fill:g}"', f'opacity="{mark.stroke:g}"'
    path = f'<path {edge} d="{_bars(mark.outline)}"/>'
    return f'<g class="box" fill="{mark.box.colour}">{_title(mark.box)}{_rect(mark.area, fill)}{path}</g>\n'


def _title(box: Box) -> str:
    text = "\n".join((f"{box.block} {box.label}", *box.issues, box.text[:TOOLTIP]))
    return f"<title>{html.escape(text)}</title>"


def _text(mark: Mark, unit: float) -> str:
    size, lines = fit(mark.box.text, mark.text.width, mark.text.height, unit)
    first = mark.text.y1 + (LEADING / 2 + _BASELINE) * size
    return "".join(
        _line(line, mark.text.x1, first + number * size * LEADING, size, 'pointer-events="none"')
        for number, line in enumerate(lines)
        if line
    )


def _tag(mark: Mark, unit: float) -> str:
    size = TAG_SIZE * unit
    x, y = (mark.tag.x1 + mark.tag.x2) / 2, (mark.tag.y1 + mark.tag.y2) / 2 + _BASELINE * size
    plate = _rect(mark.tag, f'fill="{mark.box.colour}"')
    line = _line(mark.box.tag, x, y, size, f'text-anchor="middle" fill="{mark.ink}"')
    return f'<g class="tag">{_title(mark.box)}{plate}{line}</g>\n'


def _way(line: Line) -> str:
    ways = "".join(f"M{_point(start)}L{_point(end)}" for start, end in line.strokes)
    shape = f'd="{ways}" fill="none"'
    halo = f'<path {shape} stroke="{PAPER}" stroke-opacity="0.75" stroke-width="{_number(line.width * 2)}"/>'
    stroke = f'<path {shape} stroke="{line.colour}" stroke-width="{_number(line.width)}"/>'
    corners = " ".join(map(_point, line.head))
    head = f'<polygon points="{corners}" fill="{line.colour}"/>' if corners else ""
    return f'<g class="{line.layer}" pointer-events="none">{halo}{stroke}{head}</g>\n'


def _flag(plate: Plate, unit: float) -> str:
    size = FLAG_SIZE * unit
    x, y = (plate.area.x1 + plate.area.x2) / 2, (plate.area.y1 + plate.area.y2) / 2 + _BASELINE * size
    line = _line(plate.text, x, y, size, f'text-anchor="middle" fill="{PAPER}"')
    back = _rect(plate.area, f'fill="{plate.colour}"')
    return f'<g class="{plate.layer}">{back}{line}</g>\n'


def _point(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _legend(layout: Layout) -> Iterator[str]:
    size = LEGEND_SIZE * layout.unit
    for row in layout.rows:
        if row.swatch is not None:
            yield _rect(row.swatch, f'fill="{row.colour}"')
        yield _line(row.text, row.x, row.middle + _BASELINE * size, size, 'class="legend"') + "\n"


def _line(text: str, x: float, y: float, size: float, attributes: str) -> str:
    place = f'x="{_number(x)}" y="{_number(y)}" font-size="{_number(size)}"'
    return f"<text {place} {attributes}>{html.escape(text)}</text>"


def _rect(area: BBox, attributes: str) -> str:
    place = f'x="{_number(area.x1)}" y="{_number(area.y1)}"'
    return f'<rect {place} width="{_number(area.width)}" height="{_number(area.height)}" {attributes}/>'


def _bars(bars: Iterable[BBox]) -> str:
    return "".join(
        f"M{_number(bar.x1)} {_number(bar.y1)}h{_number(bar.width)}v{_number(bar.height)}h{_number(-bar.width)}z"
        for bar in bars
    )


def _number(value: float) -> str:
    return f"{value:.7g}"

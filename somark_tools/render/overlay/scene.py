"""A page of a Document → what an overlay of it shows: boxes with tags, a legend, notes. Pure data.

Coordinates are pixels of the page's `page_size`, origin top left, y down.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.geometry import BBox
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.labels import LABELS, label_named
from somark_tools.model import AnyBlock, Furniture, Page, Piece, Table

MAX_TEXT = 4000  # characters of a box; more can't be read at the size of a page
SMALLEST = 100.0  # width and height of the canvas of a page that came without size
MARGIN = 20.0  # around the boxes of such a page

# Not allowed in XML, or not in UTF-8 (lone surrogates), or invisible in both writers.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_COLOURS = {label.name: label.colour for label in LABELS}


class Box(NamedTuple):
    """The box of one piece: `block` is the id of its block, `label` the canonical name of what was sent there.

    `continues` is true for a later piece of a stitched block, `continued` for one that a later piece follows; `hidden`
    where the service says that the block is not shown. `text` is plain, printable, and cut to MAX_TEXT characters.
    """

    bbox: BBox
    block: str
    label: str
    colour: str
    tag: str
    text: str
    furniture: bool = False
    continues: bool = False
    continued: bool = False
    hidden: bool = False


class LegendEntry(NamedTuple):
    """A label of the page, its colour, and how many boxes have it."""

    label: str
    colour: str
    boxes: int


class Scene(NamedTuple):
    """What is drawn over a page of `width` × `height` pixels; boxes in reading order, the legend in that of LABELS."""

    position: int
    title: str
    width: float
    height: float
    boxes: tuple[Box, ...]
    legend: tuple[LegendEntry, ...]
    notes: tuple[str, ...]


def scene(document: Document, position: int) -> Scene:
    """Return what an overlay of the page at that position of `document.pages` shows.

    Each piece of a stitched block has its own box, on its own page; its tag names the piece before it and the piece
    after it: in `7 text ↑3:12 ↓5:0` they are idx 12 of page 3 and idx 0 of page 5. Pieces without box are counted in
    the notes. A page without size is as large as its boxes and a margin. Raises OutputError if there is no such page.
    """
    if not 0 <= position < len(document.pages):
        raise OutputError(f"there is no page at position {position}; the document has {len(document.pages)}")
    page = document.pages[position]
    found = [
        _box(document, block, number)
        for block in document.on_page(page.number)
        for number, piece in enumerate(block.pieces)
        if piece.place.page == position  # two pages may have one number
    ]
    boxes = tuple(box for box in found if box is not None)
    width, height = _size(page, boxes)
    title = f"page {position + 1} (page_num {page.number})"
    return Scene(position, title, width, height, boxes, _legend(boxes), tuple(_notes(boxes, len(found) - len(boxes))))


def _box(document: Document, block: AnyBlock, number: int) -> Box | None:
    piece = block.pieces[number]
    if piece.bbox is None:
        return None
    sent = label_named(document.sent(piece).type or "")
    label = sent.name if sent else block.label
    tag = f"{piece.idx} {label.replace('_', ' ')}"
    before, after = block.pieces[:number], block.pieces[number + 1 :]
    if before:
        tag += f" ↑{before[-1].page}:{before[-1].idx}"
    if after:
        tag += f" ↓{after[0].page}:{after[0].idx}"
    return Box(
        bbox=piece.bbox,
        block=block.id,
        label=label,
        colour=_COLOURS[label],
        tag=tag,
        text=_text(block, piece),
        furniture=isinstance(block, Furniture),
        continues=bool(before),
        continued=bool(after),
        hidden=block.hidden,
    )


def _text(block: AnyBlock, piece: Piece) -> str:
    if isinstance(block, Table):
        rows = block.rows[piece.start : piece.end]
        text = "\n".join(" | ".join(cell.text for cell in row.cells) for row in rows)
    else:
        text = block.text[piece.start : piece.end]
    return _UNPRINTABLE.sub("", plain_text(parse_inlines(text[:MAX_TEXT])))


def _size(page: Page, boxes: tuple[Box, ...]) -> tuple[float, float]:
    if page.width is not None and page.height is not None:
        return page.width, page.height
    right = max((box.bbox.x2 for box in boxes), default=0.0)
    bottom = max((box.bbox.y2 for box in boxes), default=0.0)
    return max(SMALLEST, right + MARGIN), max(SMALLEST, bottom + MARGIN)


def _legend(boxes: tuple[Box, ...]) -> tuple[LegendEntry, ...]:
    counts = Counter(box.label for box in boxes)
    return tuple(LegendEntry(label.name, label.colour, counts[label.name]) for label in LABELS if label.name in counts)


def _notes(boxes: tuple[Box, ...], boxless: int) -> Iterator[str]:
    if any(box.continues or box.continued for box in boxes):
        yield "dashed edge: goes on"
        yield "↑ page_num:idx before"
        yield "↓ page_num:idx after"
    if any(box.furniture for box in boxes):
        yield "pale: furniture"
    if any(box.hidden for box in boxes):
        yield "without fill: hidden"
    if boxless:
        yield f"{boxless} block{'s' if boxless > 1 else ''} without box"

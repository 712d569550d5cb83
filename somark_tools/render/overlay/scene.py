"""A page of a Document → what an overlay of it shows: boxes with tags, a legend, notes. Pure data.

Coordinates are pixels of the page's `page_size`, origin top left, y down.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.geometry import BBox
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.labels import LABELS, label_named
from somark_tools.model import AnyBlock, Furniture, Heading, Page, Piece, Place, Region, Table
from somark_tools.render.overlay.layers import USUAL, chosen
from somark_tools.render.overlay.links import Link, links_by_page
from somark_tools.render.overlay.troubles import troubles

MAX_TEXT = 4000  # characters of a box; more can't be read at the size of a page
SMALLEST = 100.0  # width and height of the canvas of a page that came without size
MARGIN = 20.0  # around the boxes of such a page

# Not allowed in XML, or not in UTF-8 (lone surrogates), or invisible in both writers.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_COLOURS = {label.name: label.colour for label in LABELS}


class Box(NamedTuple):
    """The box of one piece: `block` is the id of its block, `label` the canonical name of what was sent there.

    `continues` is true for a later piece of a stitched block, `continued` for one that a later piece follows; `hidden`
    where the service says that the block is not shown. `text` is plain, printable, and cut to MAX_TEXT characters.
    `order` is the box's number on the page in reading order, from 1; None for what is hidden or no part of the flow.
    `issues` are the rules of those that speak of the block sent.
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
    place: Place = Place(0, 0)
    order: int | None = None
    issues: tuple[str, ...] = ()


class LegendEntry(NamedTuple):
    """A label of the page, its colour, and how many boxes have it."""

    label: str
    colour: str
    boxes: int


class Scene(NamedTuple):
    """What is drawn over a page of `width` × `height` pixels; boxes in reading order, the legend in that of LABELS.

    `links` have an end on this page, `layers` are those that are on.
    """

    position: int
    title: str
    width: float
    height: float
    boxes: tuple[Box, ...]
    legend: tuple[LegendEntry, ...]
    notes: tuple[str, ...]
    links: tuple[Link, ...] = ()
    layers: frozenset[str] = chosen(USUAL)


class Facts(NamedTuple):
    """What is gathered once from a whole document: its pieces and links by page position, its issues by place.

    A piece is told by its block and its number there.
    """

    pieces: Mapping[int, Sequence[tuple[AnyBlock, int]]]
    links: Mapping[int, tuple[Link, ...]]
    issues: Mapping[Place, tuple[str, ...]]


def facts(document: Document) -> Facts:
    """Return what every scene of the document needs."""
    pieces: defaultdict[int, list[tuple[AnyBlock, int]]] = defaultdict(list)
    for block in document.blocks:
        for number, piece in enumerate(block.pieces):
            pieces[piece.place.page].append((block, number))
    return Facts(MappingProxyType(dict(pieces)), links_by_page(document), troubles(document))


def scenes(document: Document, positions: Iterable[int], layers: Iterable[str] = USUAL) -> Iterator[Scene]:
    """Yield the scenes of these pages."""
    return (scene(document, position, layers) for position in positions)


def scene(document: Document, position: int, layers: Iterable[str] = USUAL) -> Scene:
    """Return what an overlay of the page at that position of `document.pages` shows.

    Each piece of a stitched block has its own box, on its own page; its tag names the piece before it and the piece
    after it: in `7 text ↑3:12 ↓5:0` they are idx 12 of page 3 and idx 0 of page 5. Pieces without box are counted in
    the notes. A page without size is as large as its boxes and a margin. Raises OutputError if there is no such page.
    """
    if not 0 <= position < len(document.pages):
        raise OutputError(f"there is no page at position {position}; the document has {len(document.pages)}")
    page, on = document.pages[position], chosen(layers)
    known = document.remembered(facts)
    found = [
        _box(document, block, number, on, known)
        for block, number in known.pieces.get(position, ())
        if "furniture" in on or not isinstance(block, Furniture)
    ]
    boxes = _counted([box for box in found if box is not None])
    width, height = _size(page, boxes)
    links = tuple(link for link in known.links.get(position, ()) if link.layer in on)
    notes = _notes(boxes, links, len(found) - len(boxes))
    title = f"page {position + 1} (page_num {page.number})"
    return Scene(position, title, width, height, boxes, _legend(boxes), tuple(notes), links, on)


def _box(document: Document, block: AnyBlock, number: int, on: frozenset[str], known: Facts) -> Box | None:
    piece = block.pieces[number]
    if piece.bbox is None:
        return None
    sent = label_named(document.sent(piece).type or "")
    label = sent.name if sent else block.label
    before, after = block.pieces[max(0, number - 1) : number], block.pieces[number + 1 : number + 2]
    issues = known.issues.get(piece.place, ()) if "issues" in on else ()
    words = [str(piece.idx), label.replace("_", " ")]
    words += [f"H{block.level}"] if isinstance(block, Heading) and "levels" in on else []
    words += [f"↑{before[0].page}:{before[0].idx}"] if before else []
    words += [f"↓{after[0].page}:{after[0].idx}"] if after else []
    words += ["!"] if issues else []
    return Box(
        bbox=piece.bbox,
        block=block.id,
        label=label,
        colour=_COLOURS[label],
        tag=" ".join(words),
        text=_text(block, piece),
        furniture=isinstance(block, Furniture),
        continues=bool(before),
        continued=bool(after),
        hidden=block.hidden,
        place=piece.place,
        order=None if block.hidden or isinstance(block, Furniture | Region) else 0,
        issues=issues,
    )


def _counted(boxes: Iterable[Box]) -> tuple[Box, ...]:
    number, counted = 0, []
    for box in boxes:
        number += box.order is not None
        counted.append(box if box.order is None else box._replace(order=number))
    return tuple(counted)


def _text(block: AnyBlock, piece: Piece) -> str:
    if isinstance(block, Table):
        rows = block.rows[piece.start : piece.end]
        text = "\n".join(" | ".join(cell.text for cell in row.cells) for row in rows)
    else:
        text = block.text[piece.start : piece.end]
    return UNPRINTABLE.sub("", plain_text(parse_inlines(text[:MAX_TEXT])))


def _size(page: Page, boxes: tuple[Box, ...]) -> tuple[float, float]:
    if page.width is not None and page.height is not None:
        return page.width, page.height
    right = max((box.bbox.x2 for box in boxes), default=0.0)
    bottom = max((box.bbox.y2 for box in boxes), default=0.0)
    return max(SMALLEST, right + MARGIN), max(SMALLEST, bottom + MARGIN)


def _legend(boxes: tuple[Box, ...]) -> tuple[LegendEntry, ...]:
    counts = Counter(box.label for box in boxes)
    return tuple(LegendEntry(label.name, label.colour, counts[label.name]) for label in LABELS if label.name in counts)


def _notes(boxes: tuple[Box, ...], links: tuple[Link, ...], boxless: int) -> Iterator[str]:
    if any(box.continues or box.continued for box in boxes):
        yield "dashed edge: goes on"
        yield "↑ page_num:idx before"
        yield "↓ page_num:idx after"
    if not all(link.done for link in links):
        yield "dashed arrow: not joined yet"
    if any(box.furniture for box in boxes):
        yield "pale: furniture"
    if any(box.hidden for box in boxes):
        yield "without fill: hidden"
    yield from dict.fromkeys(f"! {rule}" for box in boxes for rule in box.issues)
    if boxless:
        yield f"{boxless} block{'s' if boxless > 1 else ''} without box"

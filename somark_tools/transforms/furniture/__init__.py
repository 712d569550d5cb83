"""Tell running heads, running feet and page numbers that came as text or title: they become Furniture, with evidence.

A line at the edge of a page is furniture if it recurs (`recurring.py`) at a height where hardly any page has anything
else: so the first lines of the text, which may recur too, are left alone. Nothing is deleted.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import AnyBlock, Evidence, Furniture, Heading, Paragraph, TextBlock
from somark_tools.transforms.furniture.flags import over_furniture
from somark_tools.transforms.furniture.lines import SAME_HEIGHT, SIDES, Edges, Line, Side, seen_from_both
from somark_tools.transforms.furniture.recurring import Reason, forms, recurring

FEW = 3  # pages: what recurs on no more of them must stand clear of the text
CLEAR = 0.9  # of a line's height must be free between furniture and the text, where that counts
MOST = 0.6  # of the pages with anything at a height must have furniture there
KNOWN = 0.4  # of the furniture at a height must recur, if what stands there alone is to be furniture too
ENOUGH = 4  # pages with furniture at a height tell that the height is one of furniture
MOST_LINES = 3  # of furniture at an edge: more are a form that was filled in on each page


def furniture(document: Document) -> Document:
    """Return the document with running heads, running feet and page numbers turned into Furniture.

    Only blocks that the service calls text or title change, and only their kind: label, text, pieces and place stay.
    `Furniture.evidence` says why. What is stated to continue, to be continued, or to be a caption, is left alone, and
    so is a document that is merged already.
    """
    if document.merged:
        return document
    told: dict[int, Evidence] = {}
    titles = Counter(form for block in document.blocks if block.label == "title" for form in forms(_text(block)))
    for side, edges in zip(SIDES, seen_from_both(document), strict=True):
        told |= _told(edges, side, titles, len(document.pages))
    if not told:
        return document
    blocks = tuple(_furniture(b, told[n]) if n in told else b for n, b in enumerate(document.blocks))
    return replace(document, blocks=blocks, edges=over_furniture(document.edges, blocks))


def _text(block: AnyBlock) -> str:
    return block.text if isinstance(block, TextBlock) else ""


def _furniture(block: AnyBlock, evidence: Evidence) -> AnyBlock:
    if not isinstance(block, Paragraph | Heading):
        return block
    return Furniture(
        id=block.id,
        label=block.label,
        pieces=block.pieces,
        hidden=block.hidden,
        text=block.text,
        evidence=evidence,
    )


def _told(edges: Edges, side: Side, titles: Mapping[str, int], pages: int) -> dict[int, Evidence]:
    reasons = recurring(edges.lines, titles, pages)
    if not reasons:
        return {}
    text = _Text(edges, reasons)
    told: dict[int, Evidence] = {}
    for slot in _slots(edges.lines):
        for line, reason in _at_slot(slot, reasons, text):
            rules = (f"it stands at the {side} of the page", _with_pages(reason))
            told[line.number] = Evidence("inferred", rules, confidence=round(reason.confidence, 2))
    return _without_forms(told, edges.lines)


def _with_pages(reason: Reason) -> str:
    return f"{reason.rule} ({reason.pages} pages)" if reason.pages > 1 else reason.rule


def _slots(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    slots: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        slots[line.slot].append(line)
    yield from slots.values()


class _Begin(NamedTuple):
    """Where something begins, and the position of its block."""

    near: float
    number: int


class _Text:
    """Where the text of each page begins: what is neither known to recur nor an ornament."""

    def __init__(self, edges: Edges, reasons: Mapping[int, Reason]) -> None:
        self._begins: defaultdict[int, list[_Begin]] = defaultdict(list)  # by page, the two nearest to the edge
        ornaments = edges.ornaments
        for number, page, near, _ in edges.placed:
            if number not in reasons and number not in ornaments:
                begins = self._begins[page]
                if len(begins) < 2:
                    begins.append(_Begin(near, number))
                    begins.sort()
                elif near < begins[1].near:
                    begins[1] = _Begin(near, number)
                    begins.sort()
        # The first page is often set otherwise, and tells nothing.
        self._nearest = sorted(begins[0].near for page, begins in self._begins.items() if page > 0)

    def within(self, distance: float) -> int:
        """Return on how many pages, the first one aside, text begins nearer to the edge than that."""
        return bisect_left(self._nearest, distance)

    def clear(self, line: Line) -> bool:
        """Return whether the text of a line's page, without the line, begins well behind it."""
        begins = [begin.near for begin in self._begins[line.page] if begin.number != line.number]
        return not begins or begins[0] >= line.far + CLEAR * (line.far - line.near)


def _at_slot(slot: Sequence[Line], reasons: Mapping[int, Reason], text: _Text) -> Iterator[tuple[Line, Reason]]:
    """Yield the furniture among the lines at one height."""
    known = [
        (line, reasons[line.number])
        for line in slot
        if line.number in reasons and (reasons[line.number].pages > FEW or text.clear(line))
    ]
    pages = {line.page for line, _ in known}
    if len(pages) < 2:
        return
    far = median(line.far for line, _ in known)
    middle = median(line.middle for line, _ in known)
    alone = [line for line in slot if _may_be_alone(line, middle, reasons, text) and line.page not in pages]
    others = text.within(far - SAME_HEIGHT) - len({line.page for line in alone if line.page > 0})
    if len(pages) < MOST * (len(pages) + others) or len(pages) < KNOWN * (len(pages) + len(alone)):
        return
    yield from known
    if len(pages) >= ENOUGH:
        yield from ((line, Reason("other furniture stands at this height", 1, 0.6)) for line in alone if line.page > 0)


def _may_be_alone(line: Line, middle: float, reasons: Mapping[int, Reason], text: _Text) -> bool:
    return (
        line.number not in reasons and not line.titled and abs(line.middle - middle) <= SAME_HEIGHT and text.clear(line)
    )


def _without_forms(told: dict[int, Evidence], lines: Sequence[Line]) -> dict[int, Evidence]:
    """Leave out the pages of which too many lines recur."""
    counts = Counter(page for page, _ in {(line.page, line.slot) for line in lines if line.number in told})
    forms_filled_in = {line.number for line in lines if counts[line.page] > MOST_LINES}
    return {number: evidence for number, evidence in told.items() if number not in forms_filled_in}

"""Decide which headings stand in two blocks, a line in each: CONTINUES edges with evidence. Nothing is merged here."""

import re
from collections.abc import Iterator
from math import log

from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.layout.areas import Layout
from somark_tools.layout.sizes import Sizes
from somark_tools.model import Edge, Evidence, Furniture, Heading, Relation
from somark_tools.transforms.inference import MIN_CONFIDENCE, Infer, open_breaks

_CONFIDENCE = 0.8
_LEADING = 0.55  # of the height of a line: two lines of one heading are no farther apart
_OVERLAP = 0.3  # likewise, where boxes are higher than lines
_HALF = 0.5  # of the column: a line that is shorter was not broken
_ENDED = re.compile(r"[.!?:;。！？：；][\"'”’)）]?$")
_GOES_ON = re.compile(
    r"(?:[-,、&/（(+]|\b(?:a|an|and|as|at|by|for|from|in|of|on|or|the|to|with|between|under|over)|[的和与及或在对为于])$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[!-~\u00a1-\u2e7f]+|.")


def cut_headings(document: Document, *, infer: Infer = "auto", min_confidence: float = MIN_CONFIDENCE) -> Document:
    """Return the document with CONTINUES edges between headings of one line each that are one heading of two.

    Both stand below each other in type of one size, as near as lines do; the second has no number and no other stated
    level, and the first fills its line or stops in the middle of a phrase. `infer` as in `open_breaks`.
    """
    if document.merged or min_confidence >= _CONFIDENCE or "column" not in open_breaks(document, infer):
        return document
    taken = {
        end for edge in document.edges if edge.relation is Relation.CONTINUES for end in (edge.source, edge.target)
    }
    edges = [
        Edge(later.id, Relation.CONTINUES, earlier.id, Evidence("inferred", rules, confidence=_CONFIDENCE))
        for earlier, later in _neighbours(document)
        if not {earlier.id, later.id} & taken and (rules := _rules(document, earlier, later))
    ]
    return document.with_edges((*document.edges, *edges)) if edges else document


def _neighbours(document: Document) -> Iterator[tuple[Heading, Heading]]:
    """Yield each two headings of a page between which nothing stands in the flow."""
    before: Heading | None = None
    for block in document.blocks:
        if isinstance(block, Furniture) or block.hidden:
            continue
        here = block if isinstance(block, Heading) and len(block.pieces) == 1 else None
        if before and here and before.pieces[0].place.page == here.pieces[0].place.page:
            yield before, here
        before = here


def _rules(document: Document, earlier: Heading, later: Heading) -> tuple[str, ...]:
    """Return what speaks for two headings being one, () where they are two."""
    first, second = earlier.pieces[0].bbox, later.pieces[0].bbox
    if first is None or second is None or _ENDED.search(earlier.text.rstrip()):
        return ()
    if second.y1 - first.y2 > min(first.height, second.height):  # most are: nothing needs to be measured
        return ()
    if None not in (earlier.stated, later.stated) and earlier.stated != later.stated:
        return ()
    why = _broken(document, earlier, later, first, second)
    if why is None:
        return ()
    sizes = document.derived(Sizes)
    if later.id in sizes.numbers:
        return ()
    if not (sizes.fills_box(earlier.id) and sizes.fills_box(later.id)):
        return ()
    size, other = sizes.of(earlier.id), sizes.of(later.id)
    if not size or not other or abs(log(size / other)) > 1.5 * sizes.tolerance:
        return ()
    if not (-_OVERLAP * size <= second.y1 - first.y2 <= _LEADING * size and _aligned(first, second, size)):
        return ()
    return ("of one size, as near as lines are", why)


def _broken(document: Document, earlier: Heading, later: Heading, first: BBox, second: BBox) -> str | None:
    """Return why the first of two lines may have been broken, or None."""
    layout = document.derived(Layout)
    column = layout.column(first)
    room = layout.right_edge(column) - layout.left_edge(column)
    if first.width + _first_word(later.text, second) > room:
        return "the first fills its line"
    in_phrase = _GOES_ON.search(earlier.text.rstrip()) or later.text.lstrip()[:1].islower()
    return "the first stops in a phrase" if in_phrase and first.width >= _HALF * room else None


def _aligned(first: BBox, second: BBox, size: float) -> bool:
    centred = abs(first.x1 + first.x2 - second.x1 - second.x2) <= size
    return centred or abs(first.x1 - second.x1) <= size


def _first_word(text: str, box: BBox) -> float:
    """Return about how wide the first word of a line is, in pixels."""
    text = text.strip()
    word = _WORD.match(text)
    return box.width * len(word[0]) / len(text) if word else 0.0

"""Decide which texts go on over a break that the service did not speak of: CONTINUES edges with evidence.

At each break (from one column to the next, from one page to the next) the last text before it and the first one after
it are weighed: how the one ends and the other begins, where they stand, what lies between. Nothing is merged here.
"""

from collections.abc import Iterator, Sequence

from somark_tools.document import Document
from somark_tools.layout.areas import Flowing, Layout
from somark_tools.layout.lines import Lines
from somark_tools.model import (
    Block,
    Caption,
    Code,
    Edge,
    Evidence,
    Figure,
    Formula,
    Paragraph,
    Relation,
    Table,
    TextBlock,
)
from somark_tools.patterns.phrases import Point, formula_point, is_item, is_running, phrase_points, program_points
from somark_tools.transforms.inference import ALL_BREAKS, MIN_CONFIDENCE, Break, Infer, is_open, open_breaks

THRESHOLD = 1.0
SHORT_LINE = 0.6  # of a full one

_FLOATS = (Figure, Caption, Table, Formula)  # may stand between the halves of a paragraph


def continuations(document: Document, *, infer: Infer = "auto", min_confidence: float = MIN_CONFIDENCE) -> Document:
    """Return the document with CONTINUES edges between texts that go on over a break, where none was stated.

    `infer` says about which breaks (see `open_breaks`). Edges up to `min_confidence` are left out.
    """
    breaks = open_breaks(document, infer)
    if not breaks:
        return document
    continued = {edge.target for edge in document.edges if edge.relation is Relation.CONTINUES}
    continuing = {edge.source for edge in document.edges if edge.relation is Relation.CONTINUES}
    edges = [
        Edge(later.id, Relation.CONTINUES, earlier.id, evidence)
        for earlier, later, evidence in weighed(document, breaks)
        if evidence.confidence > min_confidence and earlier.id not in continued and later.id not in continuing
    ]
    return document.with_edges((*document.edges, *edges)) if edges else document


def weighed(
    document: Document, breaks: frozenset[Break] = ALL_BREAKS
) -> Iterator[tuple[TextBlock, TextBlock, Evidence]]:
    """Yield the texts before and after each break of these kinds, with what speaks for and against their being one."""
    layout, lines = document.derived(Layout), document.derived(Lines)
    if breaks == {"column"} and layout.gutter is None:
        return
    for left, right, between in _breaks(layout, document):
        if not is_open(document, left.piece.place, right.piece.place, breaks):
            continue
        earlier, later = document.blocks[left.number], document.blocks[right.number]
        if isinstance(earlier, TextBlock) and isinstance(later, TextBlock):
            points = list(_points(earlier, later, left, right, layout, lines, between))
            total = sum(weight for weight, _ in points)
            rules = tuple(why for weight, why in points if weight > 0)
            vetoes = tuple(why for weight, why in points if weight < 0)
            confidence = max(0.01, min(0.99, 0.5 + (total - THRESHOLD) / 6))
            yield earlier, later, Evidence("inferred", rules, vetoes, round(confidence, 2))


def _breaks(layout: Layout, document: Document) -> Iterator[tuple[Flowing, Flowing, frozenset[type[Block]]]]:
    """Yield the last text before and the first one after each break, and the kinds of what was passed over."""
    flow = layout.flow
    for number in layout.breaks:
        right = _nearest(flow, range(number, len(flow)), document)
        left = None if right is None else _nearest(flow, range(number - 1, -1, -1), document, over=True)
        if left is None or right is None:
            continue
        ends = [document.blocks[flow[at].number] for at in (left, right)]
        whole = flow[left].piece == ends[0].pieces[-1] and flow[right].piece == ends[1].pieces[0]
        if whole and {type(end) for end in ends} in ({Paragraph}, {Code}):
            passed = frozenset(type(document.blocks[flow[at].number]) for at in range(left + 1, right))
            yield flow[left], flow[right], passed


def _nearest(flow: Sequence[Flowing], numbers: range, document: Document, *, over: bool = False) -> int | None:
    """Return the position of the first piece on this side of the break that is no float, if there is one.

    With `over`, columns and pages that hold nothing but floats are passed over.
    """
    start = flow[numbers[0]]
    for number in numbers:
        piece = flow[number]
        if not over and (piece.piece.place.page, piece.column) != (start.piece.place.page, start.column):
            return None
        block = document.blocks[piece.number]
        if not isinstance(block, _FLOATS) and not document.outgoing(block.id, Relation.NOTE_OF):
            return number
    return None


def _points(
    earlier: TextBlock,
    later: TextBlock,
    left: Flowing,
    right: Flowing,
    layout: Layout,
    lines: Lines,
    between: frozenset[type[Block]],
) -> Iterator[Point]:
    yield from _place(left, right, layout, lines, bool(between))
    if isinstance(earlier, Code):
        yield from program_points(earlier.text, later.text)
        return
    yield from phrase_points(earlier.text, later.text)
    yield from _running(later, right, lines)
    yield from _indent(earlier.text, left, right, layout)
    yield from _last_line(lines.last_line(earlier, left), lines.only_line(left))
    if Formula in between:
        yield formula_point(earlier.text, later.text)


def _last_line(filled: float | None, only: bool) -> Iterator[Point]:
    if filled is not None:
        if filled < 0.75:
            yield (-4.0 if only else -2.0), "its last line ends early"
        elif filled > 0.9:
            yield 0.5, "its last line is full"


def _place(left: Flowing, right: Flowing, layout: Layout, lines: Lines, floats: bool) -> Iterator[Point]:
    if floats:
        return
    room, line = layout.room_below(left.piece), lines.height
    if room is not None:
        yield (0.6, "it reaches the bottom") if room <= 1.5 * line else (-2.0, "there is room below it")
    high = right.bbox.y1 - layout.area.y1 <= 1.5 * line
    yield (0.4, "the other begins at the top") if high else (-0.6, "the other does not begin at the top")


def _running(later: TextBlock, right: Flowing, lines: Lines) -> Iterator[Point]:
    if lines.only_line(right) and is_running(later.text) and (lines.last_line(later, right) or 1.0) < SHORT_LINE:
        yield -1.5, "the other is a short line that ends no sentence"


def _indent(text: str, left: Flowing, right: Flowing, layout: Layout) -> Iterator[Point]:
    start = left.bbox.x1 - layout.left_edge(left.column)
    shift = right.bbox.x1 - layout.left_edge(right.column) - start
    if abs(shift) <= 4:
        yield 0.4, "both are indented alike"
    elif is_item(text) and 0 < shift <= layout.area.width / 10:
        yield 0.8, "the other hangs below an item"
    else:
        yield -1.5, "they are indented differently"

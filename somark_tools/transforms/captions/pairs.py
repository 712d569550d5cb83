"""Captions and what they may belong to: every pair that stands close enough, with what it costs to believe in it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.layout.neighbours import Placement, Seen, Side, above_or_below, placement
from somark_tools.model import Block, Caption, Code, Edge, Figure, Relation, Table, TextBlock
from somark_tools.patterns.caption_text import Name, Named, is_note, is_part, name_in

WINDOW = 8  # blocks of the page, before and after a caption, that are looked at
REACH = 0.06  # of the page's height: a caption that is farther off belongs to something else
ASIDE = 0.05  # of the page's width, for captions beside a figure
COSTLIEST = 1.5

WRONG_SIDE = 0.8  # if all other captions of the document stand on the other side
OTHER_NAME = 0.8  # "Table 3" and a figure
OTHER_LABEL = 0.5  # the label says figure_caption, and it is a table
BESIDE = 0.3
OVER_A_BREAK = 0.5
PER_BLOCK = 0.02  # for each block between the two in reading order

_KINDS: Mapping[type[Block], Named] = MappingProxyType({Table: "table", Code: "code", Figure: "figure"})
# Before anything is known of a document: tables have their captions above, figures below.
_USUAL: Mapping[Named, Side] = {"table": "above", "figure": "below", "code": "above"}
_USUAL_WEIGHT = 2


class Pair(NamedTuple):
    """A caption and a block that it may belong to, as positions in the document, and how they stand to each other.

    `cost` is 0 for a caption where it is expected, and grows with each doubt; `side` is None across a break.
    """

    caption: int
    owner: int
    side: Side | None
    cost: float
    rules: tuple[str, ...]


class Wanted(NamedTuple):
    """What a caption says that it belongs to, and whether it says so by its text or only by its label."""

    kind: Named
    name: Name | None
    note: bool
    extra: bool  # a note, or the caption of a part: a block may have several


class Habits:
    """On which side of tables and of figures the captions of a document stand."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[Named, Side]] = Counter(dict.fromkeys(_USUAL.items(), _USUAL_WEIGHT))

    def learn(self, kind: Named, side: Side) -> None:
        """Count a caption that certainly belongs to a block of this kind."""
        self._counts[kind, side] += 1

    def share(self, kind: Named, side: Side) -> float:
        """Return how many of the captions stand on this side, 0 to 1; captions beside their figure don't count."""
        other: Side = "below" if side == "above" else "above"
        here, there = self._counts[kind, side], self._counts[kind, other]
        return here / (here + there)


def wanted(block: TextBlock) -> Wanted:
    """Return what a caption's text, or else its label, says that it belongs to."""
    name = name_in(block.text)
    kind: Named = name.kind if name else "table" if block.label == "table_caption" else "figure"
    note = is_note(block.text)
    return Wanted(kind, name, note, note or is_part(block.text))


def kind_of(block: Block) -> Named | None:
    """Return what a block is to a caption: a table, a figure, program text, or None: it has no captions."""
    kind = _KINDS.get(type(block))
    return None if kind == "figure" and block.label == "stamp" else kind


def pairs(document: Document, page: Sequence[Seen], captions: Mapping[int, Wanted], habits: Habits) -> Iterator[Pair]:
    """Yield the pairs on one page, for its captions that are in `captions`."""
    for at, seen in enumerate(page):
        want = captions.get(seen.number)
        if want is None:
            continue
        for other in range(max(0, at - WINDOW), min(len(page), at + WINDOW + 1)):
            kind = kind_of(page[other].block)
            if kind is None or (kind == "code" and want.kind != "code"):
                continue
            found = _placed(document, page, at, other)
            if found is not None:
                pair = _weighed(document, seen, page[other], want, kind, found, habits, abs(at - other) - 1)
                if pair.cost <= COSTLIEST and not (want.note and found.side != "below"):
                    yield pair


def _placed(document: Document, page: Sequence[Seen], at: int, other: int) -> Placement | None:
    """Return how a caption stands to a block of its page, or None if it is too far off or something stands between."""
    caption, owner = page[at], page[other]
    between = [page[n] for n in range(min(at, other) + 1, max(at, other)) if not isinstance(page[n].block, Caption)]
    if caption.bbox is None or owner.bbox is None:
        return None if between else Placement("above" if at < other else "below", 0)
    found = placement(caption.bbox, owner.bbox) or (None if between else above_or_below(caption.bbox, owner.bbox))
    size = document.pages[caption.block.pieces[0].place.page]
    reach = ASIDE * (size.width or 1e3) if found and found.side == "beside" else REACH * (size.height or 1e3)
    if found is None or found.gap > reach or any(_parts(block, caption, owner) for block in between):
        return None
    return found


def _parts(block: Seen, caption: Seen, owner: Seen) -> bool:
    """Return whether a block stands between a caption and its owner: not beside or around them."""
    if block.bbox is None or caption.bbox is None or owner.bbox is None:
        return True
    middle = (block.bbox.y1 + block.bbox.y2) / 2
    middles = sorted((box.y1 + box.y2) / 2 for box in (caption.bbox, owner.bbox))
    left, right = min(caption.bbox.x1, owner.bbox.x1), max(caption.bbox.x2, owner.bbox.x2)
    return middles[0] < middle < middles[1] and block.bbox.x1 < right and block.bbox.x2 > left


def _weighed(
    document: Document,
    caption: Seen,
    owner: Seen,
    want: Wanted,
    kind: Named,
    found: Placement,
    habits: Habits,
    between: int,
) -> Pair:
    page = document.pages[caption.block.pieces[0].place.page]
    cost = PER_BLOCK * between + mismatch(want, kind)
    rules = [f"it stands {found.side} the {kind}", *agreement(want, kind)]
    if found.side == "beside":
        cost += BESIDE
    elif not want.note:
        cost += found.gap / (REACH * (page.height or 1e3)) / 2 + WRONG_SIDE * (1 - habits.share(kind, found.side))
        if habits.share(kind, found.side) > 0.5:
            rules.append("such captions stand there")
    return Pair(caption.number, owner.number, found.side, cost, tuple(rules))


def mismatch(want: Wanted, kind: Named) -> float:
    """Return what it costs to believe that a caption belongs to a block of another kind than it says."""
    if want.kind == kind or want.note:
        return 0.0
    return OTHER_NAME if want.name else OTHER_LABEL


def agreement(want: Wanted, kind: Named) -> Iterator[str]:
    """Yield the rule that a caption names what it stands at."""
    if want.kind == kind:
        yield f"its text names a {kind}" if want.name else "its label agrees"


def stated_sides(document: Document, pages: Mapping[int, Sequence[Seen]]) -> Iterator[tuple[Named, Side]]:
    """Yield on which side of what kind of block each stated caption stands."""
    boxes = {seen.block.id: seen.bbox for page in pages.values() for seen in page}
    for edge in document.edges:
        if edge.relation is Relation.CAPTION_OF and edge.evidence.origin == "stated":
            caption, owner = boxes.get(edge.source), boxes.get(edge.target)
            kind = kind_of(document.by_id[edge.target])
            found = placement(caption, owner) if caption and owner else None
            if kind is not None and found is not None:
                yield kind, found.side


def goes_on_as_stated(edge: Edge) -> bool:
    """Return whether the service states that the edge's source continues its target."""
    return edge.relation is Relation.CONTINUES and edge.evidence.origin == "stated"

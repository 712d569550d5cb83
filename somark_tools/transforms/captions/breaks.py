"""Captions that a break (from column to column, from page to page) parts from what they belong to."""

from collections.abc import Iterator, Mapping

from somark_tools.document import Document
from somark_tools.layout.areas import Flowing, Layout
from somark_tools.layout.neighbours import Side
from somark_tools.model import Relation
from somark_tools.transforms.captions.pairs import (
    COSTLIEST,
    OVER_A_BREAK,
    WRONG_SIDE,
    Habits,
    Pair,
    Wanted,
    agreement,
    goes_on_as_stated,
    kind_of,
    mismatch,
)


def over_breaks(document: Document, loose: Mapping[int, Wanted], habits: Habits) -> Iterator[Pair]:
    """Yield the captions last before a break with what comes first after it, and the other way round.

    Only where the caption says what it belongs to, and where captions of that kind stand on that side.
    """
    if not loose:
        return
    layout = document.derived(Layout)
    for number in layout.breaks:
        before, after = layout.flow[number - 1], layout.flow[number]
        yield from _over_break(document, before, after, "above", loose, habits)
        yield from _over_break(document, after, before, "below", loose, habits)


def _over_break(
    document: Document, caption: Flowing, owner: Flowing, side: Side, loose: Mapping[int, Wanted], habits: Habits
) -> Iterator[Pair]:
    want, kind = loose.get(caption.number), kind_of(document.blocks[owner.number])
    if want is None or want.note or want.kind != kind or habits.share(kind, side) < 0.5:
        return
    block_id = document.blocks[owner.number].id
    going = document.outgoing if side == "above" else document.incoming
    if any(map(goes_on_as_stated, going(block_id, Relation.CONTINUES))):
        return
    cost = OVER_A_BREAK + mismatch(want, kind) + WRONG_SIDE * (1 - habits.share(kind, side))
    if cost <= COSTLIEST:
        where = "before" if side == "above" else "after"
        rules = (f"it stands {where} the break, the {kind} on the other side", *agreement(want, kind))
        yield Pair(caption.number, owner.number, None, cost, rules)

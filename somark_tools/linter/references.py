"""Checks of references that can be followed, but make no sense: over pages, to the wrong kind, from two owners."""

from collections.abc import Iterator
from itertools import accumulate

from somark_tools.linter.checked import Checked
from somark_tools.linter.finding import Found
from somark_tools.model import Caption, Edge, Paragraph, Relation


def reference_over_pages(checked: Checked) -> Iterator[Found]:
    """Find blocks that continue one of an earlier page, with pages between that have text."""
    sent = checked.sent
    filled = list(accumulate((bool(page) for page in checked.flow(sent)), initial=0))  # of the pages before each
    for edge in _stated(checked, Relation.CONTINUES):
        block, earlier = sent.by_id[edge.source], sent.by_id[edge.target]
        here, there = block.pieces[0].place.page, earlier.pieces[0].place.page
        if here - there > 1 and filled[here] > filled[there + 1]:
            field = edge.evidence.rules[0]
            yield Found(f"it continues {earlier.id}, with {here - there - 1} pages between", checked.path(block, field))


def caption_kind(checked: Checked) -> Iterator[Found]:
    """Find captions that are neither captions nor texts."""
    for edge in _stated(checked, Relation.CAPTION_OF):
        caption, owner = checked.sent.by_id[edge.source], checked.sent.by_id[edge.target]
        if not isinstance(caption, Caption | Paragraph):
            yield Found(f"its caption {caption.id} is a {caption.label}", checked.path(owner, "captions"))


def caption_doubled(checked: Checked) -> Iterator[Found]:
    """Find captions that blocks of different kinds name; parts of one figure may share theirs."""
    owners: dict[str, str] = {}
    for edge in _stated(checked, Relation.CAPTION_OF):
        owner = checked.sent.by_id[edge.target]
        first = checked.sent.by_id[owners.setdefault(edge.source, owner.id)]
        if first.kind != owner.kind:
            what = f"its caption {edge.source} is that of the {first.label} {first.id} too"
            yield Found(what, checked.path(owner, "captions"))


def _stated(checked: Checked, relation: Relation) -> Iterator[Edge]:
    return (edge for edge in checked.sent.edges if edge.relation is relation)

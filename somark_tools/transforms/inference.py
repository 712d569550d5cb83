"""Which breaks, that the service did not speak of, are to be decided about."""

from bisect import bisect_right
from typing import Literal, get_args

from somark_tools.arguments import check_choice
from somark_tools.document import Document
from somark_tools.model import Place, Relation

Infer = Literal["auto", "always", "never"]
Break = Literal["page", "column", "cut"]

ALL_BREAKS: frozenset[Break] = frozenset(("page", "column"))
MIN_CONFIDENCE = 0.5


def open_breaks(document: Document, infer: Infer) -> frozenset[Break]:
    """Return the kinds of break to be decided about: over pages, from column to column within a page, over cuts.

    `auto`: those of which the result states no continuation at all. Where the service's switches are off, that is both;
    where they are on, it speaks of pages only. Where a file was cut into parts, parsed alone, it could not speak.
    A document that is merged already is left as it is. Raises OutputError for an `infer` that is none.
    """
    check_infer(infer)
    if infer == "never" or document.merged:
        return frozenset()
    if infer == "always":
        return ALL_BREAKS
    stated: set[Break] = set()
    for edge in document.edges:
        if edge.relation is Relation.CONTINUES and edge.evidence.origin == "stated":
            earlier, later = document.by_id[edge.target], document.by_id[edge.source]
            stated.add(kind_of_break(earlier.pieces[-1].place, later.pieces[0].place))
    cuts: frozenset[Break] = frozenset(("cut",)) if document.derived(cut_pages) else frozenset()
    return ALL_BREAKS - stated | cuts


def check_infer(infer: object) -> None:
    """Raise OutputError for what is no `infer`."""
    check_choice("infer", infer, get_args(Infer))


def is_open(document: Document, earlier: Place, later: Place, breaks: frozenset[Break]) -> bool:
    """Return whether the break between two blocks is one of these."""
    if kind_of_break(earlier, later) in breaks:
        return True
    if "cut" not in breaks:
        return False
    cuts = document.derived(cut_pages)
    return bisect_right(cuts, earlier.page) < bisect_right(cuts, later.page)


def cut_pages(document: Document) -> tuple[int, ...]:
    """Return the positions of the pages before which the file was cut, ascending."""
    record = document.source.somark_tools
    cuts = frozenset((record and record.cuts) or ())
    return tuple(position for position, page in enumerate(document.pages) if page.number in cuts) if cuts else ()


def kind_of_break(earlier: Place, later: Place) -> Break:
    """Return what kind of break lies between two blocks."""
    return "column" if earlier.page == later.page else "page"

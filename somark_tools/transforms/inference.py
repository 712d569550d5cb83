"""Which breaks, that the service did not speak of, are to be decided about."""

from typing import Literal

from somark_tools.document import Document
from somark_tools.model import Place, Relation

Infer = Literal["auto", "always", "never"]
Break = Literal["page", "column"]

ALL_BREAKS: frozenset[Break] = frozenset(("page", "column"))
MIN_CONFIDENCE = 0.5


def open_breaks(document: Document, infer: Infer) -> frozenset[Break]:
    """Return the kinds of break that are to be decided about: over pages, from column to column within a page.

    `auto`: those of which the result states no continuation at all. Where the service's switches are off, that is both;
    where they are on, it speaks of pages only. A document that is merged already is left as it is.
    """
    if infer == "never" or document.merged:
        return frozenset()
    stated: set[Break] = set()
    for edge in document.edges:
        if edge.relation is Relation.CONTINUES and edge.evidence.origin == "stated":
            earlier, later = document.by_id[edge.target], document.by_id[edge.source]
            stated.add(kind_of_break(earlier.pieces[-1].place, later.pieces[0].place))
    return ALL_BREAKS if infer == "always" else ALL_BREAKS - stated


def kind_of_break(earlier: Place, later: Place) -> Break:
    """Return what kind of break lies between two blocks."""
    return "column" if earlier.page == later.page else "page"

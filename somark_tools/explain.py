"""Why blocks were joined or left apart: the evidence for each pair that was stated, found or considered."""

from collections.abc import Iterator
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.merge import apply, unmerge
from somark_tools.model import Evidence, Relation
from somark_tools.transforms import SORTING
from somark_tools.transforms.continuations import weighed
from somark_tools.transforms.continued_tables import weighed_tables


class Finding(NamedTuple):
    """Two blocks as the service sent them, by id, whether they were joined, and what spoke for and against it."""

    earlier: str
    later: str
    joined: bool
    evidence: Evidence


def findings(document: Document) -> Iterator[Finding]:
    """Yield each pair of blocks that was joined, in the order of the joins, and then each that was only considered.

    Considered are the texts and tables on both sides of every break: what was left apart has its evidence too.
    """
    plain = apply(unmerge(document), SORTING)
    ids = {block.pieces[0].place: block.id for block in plain.blocks}
    joined = {(ids[join.earlier], ids[join.later]): join.evidence for join in document.joins}
    for (earlier, later), evidence in joined.items():
        yield Finding(earlier, later, True, evidence)
    for edge in document.edges:
        if edge.relation is Relation.BESIDE:
            yield Finding(edge.target, edge.source, False, edge.evidence)
    for before, after, evidence in (*weighed(plain), *weighed_tables(plain)):
        if (before.id, after.id) not in joined:
            yield Finding(before.id, after.id, False, evidence)


def evidence_for(document: Document, earlier: str, later: str) -> Evidence | None:
    """Return what was found for and against two blocks (ids as in `read`) being one, or None: no break parts them."""
    pair = (earlier, later)
    return next((found.evidence for found in findings(document) if (found.earlier, found.later) == pair), None)

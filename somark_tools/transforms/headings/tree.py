"""The heading tree: levels, depth without gaps, CHILD_OF edges, links from the contents, and the document's title."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from somark_tools.document import Document
from somark_tools.model import AnyBlock, Edge, Evidence, Heading, Issue, Relation
from somark_tools.transforms.headings.contents import entries, links, listed, named
from somark_tools.transforms.headings.levels import Decided, decided
from somark_tools.transforms.headings.ranks import ranks
from somark_tools.transforms.headings.styles import styled
from somark_tools.transforms.headings.title import title_of

_OURS = frozenset((Relation.CHILD_OF, Relation.REFERS_TO))
_RECORDED = Evidence("inferred", ("the merged result says so",))


def headings(document: Document) -> Document:
    """Return the document with its heading tree made anew, from what was stated and what the page shows.

    Each heading gets its level and its depth. The parent of a heading is the nearest one before it with a smaller
    level; its depth is the parent's plus 1; a CHILD_OF edge to the parent says what tells its level. Entries of a
    table of contents get REFERS_TO edges to their headings. Levels that were stated and not taken are issues. In a
    result that came merged, the levels are known.
    """
    known = styled(document)
    found = [entry.heading for entry in known.entries]
    if not found:
        return document
    lines = entries(document)
    names = named(lines, found)
    recorded = document.source.record is not None  # boxes of merged headings are those of their first lines
    if recorded:
        decisions = [Decided(heading.level, _RECORDED) for heading in found]
    else:
        decisions = decided(document, known, ranks(known), listed(lines, names))
    placed, tree = _tree(found, decisions)
    blocks: list[AnyBlock] = [placed[block.id] if isinstance(block, Heading) else block for block in document.blocks]
    edges = [edge for edge in document.edges if edge.relation not in _OURS]
    return replace(
        document,
        blocks=tuple(blocks),
        edges=(*edges, *tree, *links(lines, found, names)),
        issues=(*document.issues, *_new_issues(document, decisions)),
        title_id=document.title_id if recorded else title_of(document, known, [told.level for told in decisions]),
    )


def _tree(found: Iterable[Heading], decisions: Sequence[Decided]) -> tuple[dict[str, Heading], list[Edge]]:
    """Return the headings by id, with level and depth, and an edge from each to its parent."""
    placed: dict[str, Heading] = {}
    edges: list[Edge] = []
    open_: list[Heading] = []
    for heading, decision in zip(found, decisions, strict=True):
        while open_ and open_[-1].level >= decision.level:
            open_.pop()
        if (heading.level, heading.depth) != (decision.level, len(open_) + 1):
            heading = _placed(heading, decision.level, len(open_) + 1)
        if open_:
            edges.append(Edge(heading.id, Relation.CHILD_OF, open_[-1].id, decision.evidence))
        open_.append(heading)
        placed[heading.id] = heading
    return placed, edges


def _placed(heading: Heading, level: int, depth: int) -> Heading:
    # Most headings get another depth, and `replace` takes five times as long.
    return Heading(
        id=heading.id,
        label=heading.label,
        pieces=heading.pieces,
        hidden=heading.hidden,
        text=heading.text,
        stated=heading.stated,
        level=level,
        depth=depth,
    )


def _new_issues(document: Document, decisions: Iterable[Decided]) -> Iterable[Issue]:
    known = frozenset(document.issues)
    return (decision.issue for decision in decisions if decision.issue is not None and decision.issue not in known)

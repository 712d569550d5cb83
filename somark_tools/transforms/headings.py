"""The heading tree: levels as stated, depth without gaps, and a CHILD_OF edge from each heading to the one above it."""

from dataclasses import replace

from somark_tools.document import Document
from somark_tools.model import AnyBlock, Edge, Evidence, Heading, Relation


def headings(document: Document) -> Document:
    """Return the document with the depth of each heading set and the CHILD_OF edges between headings made anew.

    The parent of a heading is the nearest one before it with a smaller level; its depth is the parent's plus 1.
    """
    others = [edge for edge in document.edges if edge.relation is not Relation.CHILD_OF]
    edges: list[Edge] = []
    open_: list[Heading] = []
    blocks: list[AnyBlock] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            while open_ and open_[-1].level >= block.level:
                open_.pop()
            if block.depth != len(open_) + 1:
                block = replace(block, depth=len(open_) + 1)
            if open_:
                edges.append(Edge(block.id, Relation.CHILD_OF, open_[-1].id, _evidence(block)))
            open_.append(block)
        blocks.append(block)
    return replace(document, blocks=tuple(blocks), edges=(*others, *edges))


_STATED = Evidence("stated", ("title_level",))
_BY_ORDER = Evidence("inferred", ("a heading without level counts as first-level",), confidence=0.5)


def _evidence(heading: Heading) -> Evidence:
    return _STATED if heading.stated is not None else _BY_ORDER

"""Edges that stand because a page says that it goes on, without naming blocks: they pass over what became furniture."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from somark_tools.model import AnyBlock, Caption, Code, Edge, Figure, Footnote, Furniture, Paragraph, Region, Relation

FLAG = "merge_content_from_pre_page"
_FARTHEST = 64  # blocks: a result that is all furniture is looked at once, not once for each flag
_PASSED_OVER = (Furniture, Caption, Figure, Footnote, Region)


def is_flag(edge: Edge) -> bool:
    """Return whether an edge stands because of the flag of a page alone."""
    return edge.relation is Relation.CONTINUES and edge.evidence.rules == (FLAG,)


def over_furniture(edges: Sequence[Edge], blocks: Sequence[AnyBlock]) -> tuple[Edge, ...]:
    """Return the edges, those of flags moved from furniture to the next block of the flow on their side of the break.

    An edge goes where there is none of its kind.
    """
    position = {block.id: number for number, block in enumerate(blocks)}
    return tuple(moved for edge in edges for moved in _moved(edge, blocks, position))


def _moved(edge: Edge, blocks: Sequence[AnyBlock], position: Mapping[str, int]) -> Iterator[Edge]:
    later, earlier = position[edge.source], position[edge.target]
    if not (is_flag(edge) and any(isinstance(blocks[end], Furniture) for end in (later, earlier))):
        yield edge
        return
    page = blocks[later].pieces[0].place.page
    below = _next(blocks, range(later, len(blocks)))
    above = _next(blocks, range(earlier, -1, -1))
    if below is None or below.pieces[0].place.page != page:
        return
    if above is not None and {type(above), type(below)} in ({Paragraph}, {Code}):
        yield replace(edge, source=below.id, target=above.id)


def _next(blocks: Sequence[AnyBlock], numbers: range) -> AnyBlock | None:
    near = (blocks[number] for number in numbers[:_FARTHEST])
    return next((block for block in near if not block.hidden and not isinstance(block, _PASSED_OVER)), None)

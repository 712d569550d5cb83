"""Operations on the edges of a Document: chains of continuations, contracting them, and the graph for networkx."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from somark_tools.arguments import check_document
from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.model import AnyBlock, Block, Edge, Join, Relation

if TYPE_CHECKING:
    import networkx


_B = TypeVar("_B", bound=Block)


def chains(document: Document, kind: type[_B]) -> Iterator[tuple[list[_B], list[Edge]]]:
    """Yield each chain of CONTINUES edges between blocks of one kind: its blocks in order, its edges in order."""
    continues = [edge for edge in document.edges if edge.relation is Relation.CONTINUES]
    ends = {end: document.by_id[end] for edge in continues for end in (edge.source, edge.target)}
    of_kind = {end: block for end, block in ends.items() if isinstance(block, kind)}
    earlier = {edge.source: edge for edge in continues if edge.source in of_kind and edge.target in of_kind}
    later = {edge.target: edge for edge in earlier.values()}
    for first in later:
        if first not in earlier:
            edges = list(_along(later, first))
            yield [of_kind[first], *(of_kind[edge.source] for edge in edges)], edges


def _along(later: Mapping[str, Edge], block_id: str) -> Iterator[Edge]:
    while block_id in later:
        yield later[block_id]
        block_id = later[block_id].source


def contract(
    document: Document,
    merged: Mapping[str, Block],
    into: Mapping[str, str],
    joins: Iterable[Join],
    dropped: Set[str] = frozenset(),
) -> Document:
    """Return the document with blocks merged and the edges that they had moved to what they became part of.

    `merged` maps the id of a chain's first block to the merged block, `into` the id of every later block of a chain to
    the id of its first; the edges inside of the chains go, `joins` is their record. The blocks with an id in `dropped`
    and their edges go too.
    """
    if not merged:
        return document
    edges = []
    for edge in document.edges:
        source, target = into.get(edge.source, edge.source), into.get(edge.target, edge.target)
        if source != target and not (dropped and {source, target} & dropped):
            moved = source != edge.source or target != edge.target
            edges.append(replace(edge, source=source, target=target) if moved else edge)
    now = {**merged, **dict.fromkeys(into), **dict.fromkeys(dropped)}
    blocks = tuple([left for block in document.blocks if (left := now.get(block.id, block)) is not None])
    blocks = cast(tuple[AnyBlock, ...], blocks)
    return replace(document, blocks=blocks, edges=tuple(dict.fromkeys(edges)), joins=(*document.joins, *joins))


def to_networkx(document: Document) -> "networkx.MultiDiGraph":
    """Return the document as a `networkx.MultiDiGraph`: a node per block id (attribute `block`), an edge per Edge.

    The key of an edge is its relation, its attribute `evidence` the Evidence; `next` edges give the reading order.
    Needs the extra `graph`; raises OutputError without it.
    """
    check_document(document)
    try:
        import networkx
    except ImportError as error:
        raise OutputError("networkx is not installed: pip install 'somark-tools[graph]'") from error
    graph = networkx.MultiDiGraph(name=document.name)
    for block in document.blocks:
        graph.add_node(block.id, block=block)
    for block, following in zip(document.blocks, document.blocks[1:], strict=False):
        graph.add_edge(block.id, following.id, key="next")
    for edge in document.edges:
        graph.add_edge(edge.source, edge.target, key=edge.relation.value, evidence=edge.evidence)
    return graph

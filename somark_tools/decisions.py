"""What a person decides about joins: to make one, or not to make it, whatever was stated or found."""

from collections.abc import Mapping

from somark_tools.document import Document
from somark_tools.errors import FormatError
from somark_tools.model import AnyBlock, Edge, Evidence, Relation, Table, TextBlock

Address = tuple[int, int]  # page number and idx, as the service calls a block
Decisions = Mapping[tuple[Address, Address], bool]  # (earlier, later) → are they one?

_DECIDED = Evidence("decided", ("a person decided so",))


def decide(document: Document, decisions: Decisions) -> Document:
    """Return the document with its CONTINUES edges changed as decided; nothing is merged yet.

    A join that is wanted takes the place of what either block was joined to on that side. Raises FormatError for an
    address that names no block, for a pair that can't be joined (not in reading order, not both texts or tables), and
    for one to be left apart that is one block in what was read.
    """
    edges = list(document.edges)
    position = {block_id: number for number, block_id in enumerate(document.by_id)} if decisions else {}
    for (first, second), wanted in decisions.items():
        earlier, later = _block(document, first), _block(document, second)
        if earlier is later and wanted:
            continue
        if not wanted:
            _check_apart(earlier, later)
            edges = [edge for edge in edges if not _between(edge, earlier.id, later.id)]
            continue
        _check(position, earlier, later)
        edges = [edge for edge in edges if not (_goes_on(edge, earlier.id) or _begins(edge, later.id))]
        edges.append(Edge(later.id, Relation.CONTINUES, earlier.id, _DECIDED))
    return document.with_edges(edges) if decisions else document


def _block(document: Document, address: Address) -> AnyBlock:
    block = document.at(*address)
    if block is None:
        raise FormatError("there is no such block", place=f"{address[0]}:{address[1]}")
    return block


def _check_apart(earlier: AnyBlock, later: AnyBlock) -> None:
    if earlier is later:
        raise FormatError("it was merged already in what was read; decide about the result as sent", place=earlier.id)


def _check(position: Mapping[str, int], earlier: AnyBlock, later: AnyBlock) -> None:
    place = f"{earlier.id} and {later.id}"
    if position[earlier.id] >= position[later.id]:
        raise FormatError("the second block does not come after the first one", place=place)
    if not any(isinstance(earlier, kind) and isinstance(later, kind) for kind in (TextBlock, Table)):
        raise FormatError("only two texts or two tables can be one", place=place)


def _between(edge: Edge, earlier: str, later: str) -> bool:
    return _goes_on(edge, earlier) and _begins(edge, later)


def _goes_on(edge: Edge, block_id: str) -> bool:
    return edge.relation is Relation.CONTINUES and edge.target == block_id


def _begins(edge: Edge, block_id: str) -> bool:
    return edge.relation is Relation.CONTINUES and edge.source == block_id

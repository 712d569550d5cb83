"""What a person decides about joins: to make one, or not to make it, whatever was stated or found."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

from somark_tools.document import Document
from somark_tools.errors import FormatError
from somark_tools.model import AnyBlock, Edge, Evidence, Relation, Table, TextBlock

Address = tuple[int, int]  # page number and idx, as the service calls a block
Decisions = Mapping[tuple[Address, Address], bool]  # (earlier, later) → are they one?

_FORM = "decisions are {((page, idx), (page, idx)): True or False}"
_DECIDED = Evidence("decided", ("a person decided so",))


def decide(document: Document, decisions: Decisions) -> Document:
    """Return the document with its CONTINUES edges changed as decided; nothing is merged yet.

    A join that is wanted takes the place of what either block was joined to on that side. Raises FormatError for an
    address that names no block, for a pair that can't be joined (not in reading order, not both texts or tables), and
    for one to be left apart that is one block in what was read; TypeError for what are no decisions.
    """
    if not decisions:
        return document
    joins = _Joins(document.edges)
    position = {block_id: number for number, block_id in enumerate(document.by_id)}
    for (first, second), wanted in _checked(decisions):
        earlier, later = _block(document, first), _block(document, second)
        if earlier is later and wanted:
            continue
        if not wanted:
            _check_apart(earlier, later)
            joins.remove(joins.after[earlier.id] & joins.before[later.id])
            continue
        _check(position, earlier, later)
        joins.remove(joins.after[earlier.id] | joins.before[later.id])
        joins.add(Edge(later.id, Relation.CONTINUES, earlier.id, _DECIDED))
    return document.with_edges(joins.edges.values())


class _Joins:
    """The edges by number, in order, and the numbers of those that join a block to what comes after, and before it."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self.edges: dict[int, Edge] = {}
        self.after: defaultdict[str, set[int]] = defaultdict(set)
        self.before: defaultdict[str, set[int]] = defaultdict(set)
        self._next = 0
        for edge in edges:
            self.add(edge)

    def add(self, edge: Edge) -> None:
        """Put an edge behind all others."""
        self.edges[self._next] = edge
        if edge.relation is Relation.CONTINUES:
            self.after[edge.target].add(self._next)
            self.before[edge.source].add(self._next)
        self._next += 1

    def remove(self, numbers: Set[int]) -> None:
        """Take out the edges of these numbers."""
        for number in numbers:
            edge = self.edges.pop(number)
            self.after[edge.target].discard(number)
            self.before[edge.source].discard(number)


def _checked(decisions: Decisions) -> Iterator[tuple[tuple[Address, Address], bool]]:
    """Yield the decisions. Raises TypeError for what has another form."""
    if not isinstance(decisions, Mapping):
        raise TypeError(f"{_FORM}, not {type(decisions).__name__}")
    for pair, wanted in decisions.items():
        match pair, wanted:
            case ((int(), int()), (int(), int())), bool():
                yield pair, wanted
            case _:
                raise TypeError(f"{_FORM}, not {pair!r:.60}: {wanted!r:.60}")


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

"""The values of a Document that came from outside → where they contradict each other or what was sent, and how.

What renderers and look-ups rely on is checked here once, in time linear in the size of the values.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from somark_tools.geometry import BBox
from somark_tools.labels import label_named
from somark_tools.model import (
    Block,
    Edge,
    Evidence,
    Furniture,
    Heading,
    Join,
    Page,
    Piece,
    Place,
    Range,
    Relation,
    Table,
    TextBlock,
)
from somark_tools.tables import misplaced, read_table
from somark_tools.wire import Result

_MAX_PIXELS = 1e9
_BACKWARDS = frozenset((Relation.CONTINUES, Relation.CHILD_OF))


class Fault(NamedTuple):
    """What is wrong, and the JSON path, in the Document's JSON, of where it is."""

    message: str
    path: str


class Values(NamedTuple):
    """The values that a Document is made of, as far as they depend on each other."""

    source: Result
    pages: Sequence[Page]
    blocks: Sequence[Block]
    edges: Sequence[Edge]
    joins: Sequence[Join]
    title_id: str | None


def faults(values: Values) -> Iterator[Fault]:
    """Yield what is wrong with the values of a Document. Read no further than the first: later checks rely on it."""
    yield from _page_faults(values)
    yield from _block_faults(values)
    yield from _edge_faults(values)
    yield from _join_faults(values)
    title = next((block for block in values.blocks if block.id == values.title_id), None)
    if values.title_id is not None and not isinstance(title, Heading):
        yield Fault(f"there is no heading {values.title_id!r:.40}", "$.title_id")


def _page_faults(values: Values) -> Iterator[Fault]:
    if len(values.pages) != len(values.source.pages):
        yield Fault(f"{len(values.pages)} pages of {len(values.source.pages)} sent", "$.pages")
        return
    for at, (page, sent) in enumerate(zip(values.pages, values.source.pages, strict=True)):
        if page.number != (at if sent.page_num is None else sent.page_num):
            yield Fault(f"the page was sent with another number than {page.number}", f"$.pages[{at}].number")
        for name, size in (("width", page.width), ("height", page.height)):
            if size is not None and not 1 <= size <= _MAX_PIXELS:
                yield Fault(f"{size} is no size", f"$.pages[{at}].{name}")


def _block_faults(values: Values) -> Iterator[Fault]:
    ids: set[str] = set()
    places: set[Place] = set()
    joins = {join.later: join for join in values.joins}
    for at, block in enumerate(values.blocks):
        path = f"$.blocks[{at}]"
        if not block.id or block.id in ids:
            yield Fault(f"another block has the id {block.id!r:.40}" if block.id else "no id", f"{path}.id")
        ids.add(block.id)
        label = label_named(block.label)
        if label is None or label.name != block.label:
            yield Fault(f"there is no label {block.label!r:.40}", f"{path}.label")
        if not block.pieces:
            yield Fault("a block without pieces", f"{path}.pieces")
        found = [
            fault
            for number, piece in enumerate(block.pieces)
            for fault in _piece_faults(values, block, piece, places, f"{path}.pieces[{number}]")
        ]
        yield from found
        if isinstance(block, TextBlock) and any(one.end > two.start for one, two in pairwise(block.pieces)):
            yield Fault("pieces that overlap, or are not in order", f"{path}.pieces")
        if isinstance(block, Heading):
            yield from _level_faults(block, path)
        if isinstance(block, Furniture) and block.evidence is not None:
            yield from _evidence_faults(block.evidence, f"{path}.evidence")
        if isinstance(block, Table) and not found:
            yield from _table_faults(values, block, joins, path)


def _piece_faults(values: Values, block: Block, piece: Piece, places: set[Place], path: str) -> Iterator[Fault]:
    place = piece.place
    if not _is_sent(values, place):
        yield Fault(f"nothing was sent at pages[{place.page}].blocks[{place.block}]", path)
        return
    if place in places:
        yield Fault(f"another piece is from {place.path[1:]} too", path)
    places.add(place)
    sent = (values.source.pages[place.page].blocks or [])[place.block]
    if (piece.page, piece.idx) != (values.pages[place.page].number, place.block if sent.idx is None else sent.idx):
        yield Fault(f"{place.path[1:]} was sent with other numbers than {piece.page}:{piece.idx}", path)
    if piece.bbox is not None and not _is_box(piece.bbox):
        yield Fault("no box: corners out of order, or too far away", f"{path}[3]")
    length, offered = 0, 0
    if isinstance(block, TextBlock):
        length, offered = len(block.text), len(sent.content or "")
    elif isinstance(block, Table):
        length, offered = len(block.rows), len(block.rows)
    if not 0 <= piece.start <= piece.end <= length:
        yield Fault(f"{piece.start} to {piece.end} is no part of what has a length of {length}", path)
    if piece.offset < 0 or piece.offset + piece.end - piece.start > offered:
        yield Fault("longer than what was sent", path)


def _is_sent(values: Values, place: Place) -> bool:
    pages = values.source.pages
    return 0 <= place.page < len(pages) and 0 <= place.block < len(pages[place.page].blocks or ())


def _is_box(box: BBox) -> bool:
    return -_MAX_PIXELS <= box.x1 <= box.x2 <= _MAX_PIXELS and -_MAX_PIXELS <= box.y1 <= box.y2 <= _MAX_PIXELS


def _level_faults(heading: Heading, path: str) -> Iterator[Fault]:
    for name, level in (("stated", heading.stated), ("level", heading.level), ("depth", heading.depth)):
        if level is not None and level < 1:
            yield Fault("less than 1", f"{path}.{name}")


def _table_faults(values: Values, table: Table, joins: Mapping[Place, Join], path: str) -> Iterator[Fault]:
    sent = [(values.source.pages[at].blocks or [])[block] for at, block in (piece.place for piece in table.pieces)]
    grids = [read_table(block.content or "") for block in sent]
    if not 0 <= table.columns <= sum(grid.columns for grid in grids):
        yield Fault("more columns than were sent", f"{path}.columns")
        return
    row = misplaced(table.rows, table.columns)
    if row is not None:
        yield Fault("a cell overlaps another, or leaves the table", f"{path}.rows[{row}]")
    for number, (_, origins, _) in enumerate(table.rows):
        if not origins or not all(0 <= p < len(grids) and 0 <= n < len(grids[p].rows) for p, n in origins):
            yield Fault("it came from no row that was sent", f"{path}.rows[{number}][1]")
            return
    for number, piece in enumerate(table.pieces):
        if not all(any(at == number for at, _ in row.origins) for row in table.rows[piece.start : piece.end]):
            yield Fault("a row of it does not come from it", f"{path}.pieces[{number}]")
    yield from _column_faults(table, [grid.columns for grid in grids], joins, path)


def _column_faults(table: Table, sent: Sequence[int], joins: Mapping[Place, Join], path: str) -> Iterator[Fault]:
    """Yield the joins of a table that don't place the columns of its parts."""
    columns = sent[0]
    for number, (piece, width) in enumerate(zip(table.pieces[1:], sent[1:], strict=True), 1):
        join = joins.get(piece.place)
        if join is None or not (join.above or join.below):
            columns = max(columns, width)
            continue
        if (len(join.above), len(join.below)) != (columns, width) or not all(
            _is_range(columns_, table.columns) for columns_ in (*join.above, *join.below)
        ):
            yield Fault("its join tells of other columns", f"{path}.pieces[{number}]")
            return
        columns = max(start + width for start, width in (*join.above, *join.below))


def _is_range(columns: Range, of: int) -> bool:
    return columns.start >= 0 and columns.width >= 1 and columns.start + columns.width <= of


def _edge_faults(values: Values) -> Iterator[Fault]:
    position = {block.id: at for at, block in enumerate(values.blocks)}
    depths: dict[str, int] = {}
    for at, edge in enumerate(values.edges):
        path = f"$.edges[{at}]"
        lost = next((name for name in ("source", "target") if getattr(edge, name) not in position), None)
        if lost:
            yield Fault(f"there is no block {getattr(edge, lost)!r:.40}", f"{path}.{lost}")
            continue
        yield from _evidence_faults(edge.evidence, f"{path}.evidence")
        if edge.relation in _BACKWARDS and position[edge.target] >= position[edge.source]:
            yield Fault(f"{edge.relation.value} must lead to an earlier block", path)
        if edge.relation is Relation.CHILD_OF:
            parent, child = values.blocks[position[edge.target]], values.blocks[position[edge.source]]
            if not isinstance(parent, Heading) or not isinstance(child, Heading) or child.id in depths:
                yield Fault("not from a heading to the one that holds it", path)
                continue
            depths[child.id] = parent.depth + 1
    for at, block in enumerate(values.blocks):
        if isinstance(block, Heading) and block.depth != depths.get(block.id, 1):
            yield Fault(f"{block.depth} is not its place in the tree of headings", f"$.blocks[{at}].depth")


def _join_faults(values: Values) -> Iterator[Fault]:
    for at, join in enumerate(values.joins):
        for place in (join.earlier, join.later, *(dropped.place for dropped in join.dropped)):
            if not _is_sent(values, place):
                yield Fault(f"nothing was sent at pages[{place.page}].blocks[{place.block}]", f"$.joins[{at}]")
        for evidence in (join.evidence, *((join.seam,) if join.seam else ())):
            yield from _evidence_faults(evidence, f"$.joins[{at}]")


def _evidence_faults(evidence: Evidence, path: str) -> Iterator[Fault]:
    if not 0 <= evidence.confidence <= 1:
        yield Fault("a confidence is from 0 to 1", f"{path}.confidence")

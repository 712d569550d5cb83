"""Tables that are the left and the right half of one wide table: offered as BESIDE edges, joined only on demand.

A result can't tell such halves from two tables of equal height that happen to stand side by side, so they are found and
left apart; `join_halves` makes them one.
"""

from collections.abc import Iterator
from dataclasses import replace

from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.graph import contract
from somark_tools.layout import Flowing, Layout
from somark_tools.model import Block, Caption, Edge, Evidence, Join, Range, Relation, Row, Table
from somark_tools.tables.continued import begun_before
from somark_tools.tables.header import marked_header, normal

MIN_ROWS = 3
SAME_EXTENT = 0.02  # of the page's height: how far tops and bottoms may differ
REACHES = 0.03  # of the text area's width: how near to its edge a half that is cut there must come

_ON_ONE_PAGE = Evidence("inferred", ("side by side", "as many rows and as high"), confidence=0.6)
_ON_FACING_PAGES = Evidence(
    "inferred", ("on facing pages", "as many rows and as high", "both reach the edge"), confidence=0.6
)


def halves(document: Document) -> Document:
    """Return the document with a BESIDE edge from each right half of a table to its left half, with evidence."""
    layout = document.derived(Layout)
    known = {edge.source for edge in document.edges if edge.relation is Relation.BESIDE}
    edges = [
        Edge(right.id, Relation.BESIDE, left.id, evidence)
        for left, right, evidence in _pairs(document, layout)
        if right.id not in known
    ]
    return replace(document, edges=(*document.edges, *edges)) if edges else document


def join_halves(document: Document) -> Document:
    """Return the document with each pair of halves that `halves` offers made one table.

    The columns of the right half follow those of the left one, row by row; each row then has an origin in both. The
    record is a Join whose `above` and `below` tell which columns came from where. A caption of the right half stays.
    """
    merged: dict[str, Block] = {}
    into: dict[str, str] = {}
    joins = []
    for edge in document.edges:
        left, right = document.by_id[edge.target], document.by_id[edge.source]
        if edge.relation is Relation.BESIDE and isinstance(left, Table) and isinstance(right, Table):
            if len(left.rows) != len(right.rows) or {left.id, right.id} & {*merged, *into}:
                continue
            merged[left.id] = _joined(left, right)
            into[right.id] = left.id
            above = tuple(Range(column, 1) for column in range(left.columns))
            below = tuple(Range(left.columns + column, 1) for column in range(right.columns))
            places = left.pieces[-1].place, right.pieces[0].place
            joins.append(Join(*places, edge.evidence, above=above, below=below))
    return contract(document, merged, into, joins)


def _joined(left: Table, right: Table) -> Table:
    rows = []
    for one, other in zip(left.rows, right.rows, strict=True):
        cells = (*one.cells, *(cell._replace(column=cell.column + left.columns) for cell in other.cells))
        origins = (*one.origins, *(origin._replace(piece=origin.piece + len(left.pieces)) for origin in other.origins))
        rows.append(Row(cells, origins, one.header and other.header))
    columns = left.columns + right.columns
    return replace(left, rows=tuple(rows), columns=columns, pieces=(*left.pieces, *right.pieces))


def _pairs(document: Document, layout: Layout) -> Iterator[tuple[Table, Table, Evidence]]:
    before: Flowing | None = None
    caption = False  # one that is not "continued" stands between
    for piece in layout.flow:
        block = document.blocks[piece.number]
        if isinstance(block, Caption):
            caption = caption or not begun_before(block.text)
            continue
        left = document.blocks[before.number] if before else None
        if before and isinstance(left, Table) and isinstance(block, Table) and not caption and _alike(left, block):
            evidence = _placed(document, layout, before, piece)
            if evidence:
                yield left, block, evidence
        before, caption = piece, False


def _alike(left: Table, right: Table) -> bool:
    """Return whether two tables of one piece have as many rows and heads, and other headers."""
    if len(left.rows) != len(right.rows) or len(left.rows) < MIN_ROWS or len(left.pieces) + len(right.pieces) > 2:
        return False
    titles = [[normal(cell.text) for cell in table.rows[0].cells] for table in (left, right)]
    return marked_header(left.rows) == marked_header(right.rows) and titles[0] != titles[1]


def _placed(document: Document, layout: Layout, left: Flowing, right: Flowing) -> Evidence | None:
    pages = left.piece.place.page, right.piece.place.page
    height = document.pages[pages[0]].height or layout.area.y2
    if not _as_high(left.bbox, right.bbox, SAME_EXTENT * height):
        return None
    if pages[0] == pages[1]:
        return _ON_ONE_PAGE if left.bbox.x2 <= right.bbox.x1 else None
    reach = REACHES * layout.area.width
    reaches = left.bbox.x2 >= layout.area.x2 - reach and right.bbox.x1 <= layout.area.x1 + reach
    return _ON_FACING_PAGES if reaches and pages[1] == pages[0] + 1 else None


def _as_high(one: BBox, other: BBox, tolerance: float) -> bool:
    return abs(one.y1 - other.y1) <= tolerance and abs(one.y2 - other.y2) <= tolerance

"""Tables that are the left and the right half of one wide table: offered as BESIDE edges, joined only on demand.

A result can't tell such halves from two tables of equal height that happen to stand side by side, so they are found and
left apart; `join_halves` makes them one.
"""

from collections.abc import Iterator
from dataclasses import replace

from somark_tools.arguments import check_document
from somark_tools.document import Document
from somark_tools.graph import contract
from somark_tools.layout.areas import Layout
from somark_tools.model import Block, Caption, Edge, Evidence, Footnote, Furniture, Join, Range, Relation, Row, Table
from somark_tools.patterns.caption_text import is_continued
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
    known = {edge.source for edge in document.edges if edge.relation is Relation.BESIDE}
    edges = [
        Edge(right.id, Relation.BESIDE, left.id, evidence)
        for left, right in _neighbours(document)
        if right.id not in known and _alike(left, right) and (evidence := _placed(document, left, right))
    ]
    return document.with_edges((*document.edges, *edges)) if edges else document


def join_halves(document: Document) -> Document:
    """Return the document with each pair of halves that `halves` offers made one table.

    The columns of the right half follow those of the left one, row by row; each row then has an origin in both. The
    record is a Join whose `above` and `below` tell which columns came from where. A caption of the right half stays.
    """
    check_document(document)
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


def _neighbours(document: Document) -> Iterator[tuple[Table, Table]]:
    """Yield the tables that follow each other with nothing but furniture, notes and "continued" captions between."""
    left: Table | None = None
    for block in document.blocks:
        if isinstance(block, Table):
            if left:
                yield left, block
            left = block
        elif not isinstance(block, Furniture | Footnote) and not (
            isinstance(block, Caption) and is_continued(block.text)
        ):
            left = None


def _alike(left: Table, right: Table) -> bool:
    """Return whether two tables of one piece have as many rows and heads, and other headers."""
    if len(left.rows) != len(right.rows) or len(left.rows) < MIN_ROWS or len(left.pieces) + len(right.pieces) > 2:
        return False
    titles = [[normal(cell.text) for cell in table.rows[0].cells] for table in (left, right)]
    return marked_header(left.rows) == marked_header(right.rows) and titles[0] != titles[1]


def _placed(document: Document, left: Table, right: Table) -> Evidence | None:
    (page, _), (other, _) = left.pieces[0].place, right.pieces[0].place
    one, two = left.pieces[0].bbox, right.pieces[0].bbox
    if one is None or two is None or other - page > 1:
        return None
    area = document.derived(Layout).area
    tolerance = SAME_EXTENT * (document.pages[page].height or area.y2)
    if abs(one.y1 - two.y1) > tolerance or abs(one.y2 - two.y2) > tolerance:
        return None
    if page == other:
        return _ON_ONE_PAGE if one.x2 <= two.x1 else None
    reach = REACHES * area.width
    return _ON_FACING_PAGES if one.x2 >= area.x2 - reach and two.x1 <= area.x1 + reach else None

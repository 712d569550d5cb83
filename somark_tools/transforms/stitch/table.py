"""Merge tables along their CONTINUES edges: repeated headers go, cut rows and spans become whole; all is recorded."""

from collections.abc import Sequence
from dataclasses import replace

from somark_tools.document import Document
from somark_tools.glue import Glue, glue
from somark_tools.graph import chains, contract
from somark_tools.layout import Layout
from somark_tools.model import Block, Dropped, Edge, Join, Origin, Piece, Row, Table
from somark_tools.tables.header import repeated_header
from somark_tools.tables.seam import seam
from somark_tools.tables.weld import JoinCells, weld
from somark_tools.usage import Usage

_STATED_HEADER = {"target_has_header": True, "target_has_no_header": False}


def stitch_table(document: Document, usage: Usage, layout: Layout) -> Document:
    """Return the document with every chain of tables merged into its first one.

    A continuation's first rows are dropped only when they are the header of the first table again; data that looks
    alike stays. Rows that are repeated so are marked as header rows. A row cut by the break becomes one row, with two
    origins; a span over the break becomes one span.
    """

    def join_cells(upper: str, lower: str, others: Sequence[str]) -> Glue:
        return glue(upper, lower, usage, Usage(others))

    merged: dict[str, Block] = {}
    into: dict[str, str] = {}
    joins: list[Join] = []
    for tables, edges in chains(document, Table):
        merged[tables[0].id] = _merged(tables, edges, layout, join_cells, joins)
        into.update((table.id, tables[0].id) for table in tables[1:])
    return contract(document, merged, into, joins)


def _merged(
    tables: Sequence[Table], edges: Sequence[Edge], layout: Layout, join_cells: JoinCells, joins: list[Join]
) -> Table:
    first = tables[0]
    rows = list(first.rows)
    pieces: list[Piece] = list(first.pieces)
    for table, edge in zip(tables[1:], edges, strict=True):
        repeated = repeated_header(first.rows, table.rows, _stated_header(edge))
        rows[:repeated] = map(_as_header, rows[:repeated])
        below = [_moved(row, len(pieces)) for row in table.rows[repeated:]]
        decided = seam(rows, below, layout.room_below(pieces[-1]))
        rows, start, cells = weld(rows, below, cut=decided.cut, glue=join_cells)
        place = table.pieces[0].place
        dropped = (Dropped(place, 0, repeated, "the header is repeated"),) if repeated else ()
        joins.append(Join(pieces[-1].place, place, edge.evidence, dropped=dropped, cells=cells, seam=decided.evidence))
        pieces.append(table.pieces[0]._replace(start=start, end=len(rows)))
    columns = max(table.columns for table in tables)
    return replace(first, rows=tuple(rows), columns=columns, pieces=tuple(pieces))


def _stated_header(edge: Edge) -> bool | None:
    return next((_STATED_HEADER[rule] for rule in edge.evidence.rules if rule in _STATED_HEADER), None)


def _moved(row: Row, piece: int) -> Row:
    return row._replace(origins=(Origin(piece, row.origins[0].number),))


def _as_header(row: Row) -> Row:
    if row.header:
        return row
    return row._replace(cells=tuple(cell._replace(header=True) for cell in row.cells), header=True)

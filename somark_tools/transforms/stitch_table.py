"""Merge tables along their CONTINUES edges: rows are appended, a repeated header is dropped and recorded."""

from collections.abc import Sequence
from dataclasses import replace

from somark_tools.document import Document
from somark_tools.graph import chains, contract
from somark_tools.model import Block, Dropped, Edge, Join, Origin, Piece, Row, Table
from somark_tools.tables import header_rows


def stitch_table(document: Document) -> Document:
    """Return the document with every chain of tables merged into its first one.

    Rows keep the piece and the row number that they came with. A continuation's first rows are dropped only when they
    are the header rows of the first table again; data that looks alike stays. Rows that are repeated so are marked as
    header rows, where the service did not mark them.
    """
    merged: dict[str, Block] = {}
    into: dict[str, str] = {}
    joins: list[Join] = []
    for tables, edges in chains(document, Table):
        merged[tables[0].id] = _merged(tables, edges, joins)
        into.update((table.id, tables[0].id) for table in tables[1:])
    return contract(document, merged, into, joins)


def _merged(tables: Sequence[Table], edges: Sequence[Edge], joins: list[Join]) -> Table:
    first = tables[0]
    rows = list(first.rows)
    pieces: list[Piece] = list(first.pieces)
    for table, edge in zip(tables[1:], edges, strict=True):
        repeated = repeated_header(first, table, edge)
        if repeated:
            rows[:repeated] = map(_as_header, rows[:repeated])
        place = table.pieces[0].place
        dropped = (Dropped(place, 0, repeated, "the header is repeated"),) if repeated else ()
        joins.append(Join(pieces[-1].place, place, edge.evidence, dropped=dropped))
        start = len(rows)
        rows += [row._replace(origins=(Origin(len(pieces), row.origins[0].number),)) for row in table.rows[repeated:]]
        pieces.append(table.pieces[0]._replace(start=start, end=len(rows)))
    columns = max(table.columns for table in tables)
    return replace(first, rows=tuple(rows), columns=columns, pieces=tuple(pieces))


def repeated_header(first: Table, later: Table, edge: Edge) -> int:
    """Return how many rows at the top of `later` repeat the header of `first`: all of the header's rows, or none.

    Where no row is marked as header, the first row counts as one if the service says that the table has a header.
    """
    header = header_rows(first)
    if not header and "target_has_header" in edge.evidence.rules and first.rows:
        header = max((cell.rowspan for cell in first.rows[0].cells), default=1)
    if not 0 < header <= len(later.rows):
        return 0
    return header if list(map(_signature, first.rows[:header])) == list(map(_signature, later.rows[:header])) else 0


def _as_header(row: Row) -> Row:
    if row.header:
        return row
    return row._replace(cells=tuple(cell._replace(header=True) for cell in row.cells), header=True)


def _signature(row: Row) -> list[tuple[int, int, str]]:
    return [(cell.column, cell.colspan, "".join(cell.text.split()).casefold()) for cell in row.cells]

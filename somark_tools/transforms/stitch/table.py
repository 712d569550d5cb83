"""Merge tables along their CONTINUES edges: repeated headers go, cut rows and spans become whole; all is recorded."""

from collections.abc import Sequence
from dataclasses import replace

from somark_tools.document import Document
from somark_tools.graph import chains, contract
from somark_tools.layout.areas import Layout
from somark_tools.model import Block, Dropped, Edge, Join, Origin, Piece, Range, Row, Table
from somark_tools.tables.align import align, completed, in_place, moved, shared_header
from somark_tools.tables.header import repeated_header
from somark_tools.tables.seam import seam
from somark_tools.tables.weld import JoinCells, weld
from somark_tools.transforms.stitch.repeated_captions import RepeatedCaptions
from somark_tools.wording.glue import Glue, glue
from somark_tools.wording.usage import Usage

_STATED_HEADER = {"target_has_header": True, "target_has_no_header": False}


def stitch_table(document: Document, usage: Usage, layout: Layout) -> Document:
    """Return the document with every chain of tables merged into its first one.

    A continuation's first rows are dropped only when they are the header of the first table again; data that looks
    alike stays. Rows that are repeated so are marked as header rows. A row cut by the break becomes one row, with two
    origins; a span over the break becomes one span. Columns that a part lacks are filled with empty cells. A caption
    that repeats the first one, or says that the table goes on, is dropped. All of it is in the joins.
    """

    def join_cells(upper: str, lower: str, others: Sequence[str]) -> Glue:
        return glue(upper, lower, usage, Usage(others))

    captions = RepeatedCaptions(document)
    merged: dict[str, Block] = {}
    into: dict[str, str] = {}
    joins: list[Join] = []
    for tables, edges in chains(document, Table):
        merged[tables[0].id], made = _merged(tables, edges, layout, join_cells)
        joins += map(captions.record, made, tables[1:], [tables[0]] * len(made))
        into.update((table.id, tables[0].id) for table in tables[1:])
    return contract(document, merged, into, joins, captions.dropped)


def _merged(
    tables: Sequence[Table], edges: Sequence[Edge], layout: Layout, join_cells: JoinCells
) -> tuple[Table, list[Join]]:
    first = tables[0]
    rows, columns = list(first.rows), first.columns
    head: Sequence[Row] = first.rows
    pieces: list[Piece] = list(first.pieces)
    joins: list[Join] = []
    for table, edge in zip(tables[1:], edges, strict=True):
        below: Sequence[Row] = table.rows
        aligned = align(rows, below, (columns, table.columns), head)
        columns = aligned.columns if aligned else max(columns, table.columns)
        if aligned:
            below = moved(below, aligned.below)
            if not in_place(aligned.above):  # mostly they are, and the table grows from page to page
                rows, head = moved(rows, aligned.above), moved(head, aligned.above)
                joins = [_on_columns(join, aligned.above) for join in joins]
        compared = shared_header(head, below, aligned) if aligned else (head, below)
        repeated = repeated_header(*compared, _stated_header(edge))
        rows[:repeated] = map(_as_header, rows[:repeated])
        below = [_moved(row, len(pieces)) for row in below[repeated:]]
        decided = seam(rows, below, layout.room_below(pieces[-1]))
        rows, start, cells = weld(rows, below, cut=decided.cut, glue=join_cells)
        place = table.pieces[0].place
        dropped = (Dropped(place, 0, repeated, "the header is repeated"),) if repeated else ()
        joins.append(
            Join(
                pieces[-1].place,
                place,
                edge.evidence,
                dropped=dropped,
                cells=cells,
                seam=decided.evidence,
                above=aligned.above if aligned else (),
                below=aligned.below if aligned else (),
            )
        )
        pieces.append(table.pieces[0]._replace(start=start, end=len(rows)))
    if any(join.above for join in joins):
        rows = completed(rows, columns)
    return replace(first, rows=tuple(rows), columns=columns, pieces=tuple(pieces)), joins


def _on_columns(join: Join, above: Sequence[Range]) -> Join:
    """Return the record of an earlier join of the chain, its cells on the columns of the table of now."""
    cells = tuple(cell._replace(column=above[cell.column].start) for cell in join.cells)
    return replace(join, cells=cells) if cells else join


def _stated_header(edge: Edge) -> bool | None:
    return next((_STATED_HEADER[rule] for rule in edge.evidence.rules if rule in _STATED_HEADER), None)


def _moved(row: Row, piece: int) -> Row:
    return Row(row.cells, (Origin(piece, row.origins[0].number),), row.header)


def _as_header(row: Row) -> Row:
    if row.header:
        return row
    return row._replace(cells=tuple(cell._replace(header=True) for cell in row.cells), header=True)

"""Where what a block shows came from: its characters, rows and cells, in the blocks sent and on their pages.

Of tables, the service gives the box of the whole alone. The boxes of rows and cells are estimated from it, and say so.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from somark_tools.arguments import check_block, check_document
from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.layout.lines import Lines
from somark_tools.model import Cell, Join, Piece, Place, Range, Row, Table, TextBlock
from somark_tools.tables import read_table
from somark_tools.tables.edges import Edges, edges
from somark_tools.tables.grid import Grid

# The box of a line is as high as its type, or as the distance of two lines: what gives the smaller type is taken.
_TYPE_OF_LINE, _TYPE_OF_PITCH = 0.8, 0.62  # type in a table is smaller than in running text


class RowSource(NamedTuple):
    """A row of a block sent: `number` counts the rows of that block from 0, those that a join dropped included.

    `bbox` is in pixels of the page, None where the block has none; `estimated` tells that it is not the service's own.
    """

    page: int
    idx: int
    place: Place
    number: int
    bbox: BBox | None
    estimated: bool


class CellSource(NamedTuple):
    """A cell of a block sent, or empty cells one below the other that are the rest of a span.

    It begins at `row` and `column` there, both from 0, and goes over `rowspan` rows and `colspan` columns; the rest is
    as in RowSource.
    """

    page: int
    idx: int
    place: Place
    row: int
    column: int
    rowspan: int
    colspan: int
    bbox: BBox | None
    estimated: bool


def piece_at(block: TextBlock, position: int) -> Piece | None:
    """Return the character at a position of the block's text as a piece of its own: its page, idx, box, and `offset`.

    `offset` is its position in the content sent. None for glue, which no page has, and outside of the text.

    >>> from somark_tools.reading.reader import read
    >>> block = read({"pages": [{"blocks": [{"idx": 7, "type": "equation", "content": "$$a+b$$"}]}]}).blocks[0]
    >>> block.text, piece_at(block, 2).offset, piece_at(block, 3)
    ('a+b', 4, None)
    """
    return next(iter(pieces_between(block, position, position + 1)), None)


def pieces_between(block: TextBlock, start: int, end: int) -> list[Piece]:
    """Return the block's pieces, in order, cut to the characters `start` to `end` of its text: what to cite for them.

    What is said of pieces holds for these: `text[piece.start:piece.end]` is what stands in the content sent from
    `piece.offset` on. None of them is empty, and none holds glue.
    """
    check_block(block, TextBlock)
    found = []
    first = max(0, bisect_right(block.pieces, max(start, 0), key=_start) - 1)
    for piece in block.pieces[first:]:
        if piece.start >= end:
            break
        left, right = max(piece.start, start), min(piece.end, end)
        if left < right:
            found.append(piece._replace(start=left, end=right, offset=piece.offset + left - piece.start))
    return found


def _start(piece: Piece) -> int:
    return piece.start


_Cells = Mapping[tuple[int, int], Cell]  # of a part as it was sent, by row there and column in the whole table


class _Sent(NamedTuple):
    """A part of a table as it was sent; without edges where it has no box."""

    piece: Piece
    edges: Edges | None

    def box(self, top: int, bottom: int, left: int, right: int) -> tuple[BBox | None, bool]:
        """Return the box between two edges of rows and two of columns, and whether it is estimated."""
        if self.edges is None:
            return None, False
        rows, columns = self.edges
        box = BBox(columns[left], rows[top], columns[right], rows[bottom])
        return box, box != self.piece.bbox


def row_sources(document: Document, table: Table) -> list[tuple[RowSource, ...]]:
    """Return for each row of a table of the document where it came from: as many rows sent as it has origins.

    That is one, or more for a row that breaks cut: its parts in order. Boxes of rows of one block do not overlap, and
    lie in its box. Takes time linear in the cells of the table: ask once for a table, not once for a row.
    """
    check_document(document)
    check_block(table, Table)
    sent = _sent(document, table, _grids(document, table))
    return [tuple([_row_source(sent[origin.piece], origin.number) for origin in row.origins]) for row in table.rows]


def _row_source(part: _Sent, number: int) -> RowSource:
    piece = part.piece
    return RowSource(piece.page, piece.idx, piece.place, number, *part.box(number, number + 1, 0, -1))


def cell_sources(document: Document, table: Table) -> list[list[tuple[CellSource, ...]]]:
    """Return for each row of a table of the document, and for each cell in it, where the cell came from.

    That is one cell sent, or one for each page where a break cut its text or its span. Where a row was cut and one part
    has no such cell, that part is not named.
    """
    check_document(document)
    check_block(table, Table)
    grids = _grids(document, table)
    sent, cells = _sent(document, table, grids), _cells(document, table, grids)
    return [
        [tuple(_cell_sources(sent, cells, table.rows, number, cell)) for cell in row.cells]
        for number, row in enumerate(table.rows)
    ]


def _cell_sources(
    sent: Sequence[_Sent], cells: Sequence[_Cells], rows: tuple[Row, ...], number: int, cell: Cell
) -> Iterator[CellSource]:
    end = number + cell.rowspan
    for at in range(rows[number].origins[0].piece, rows[end - 1].origins[-1].piece + 1):
        part = sent[at]
        top, bottom = max(number, part.piece.start), min(end, part.piece.end)
        if top >= bottom:
            continue
        first, last = (_number(rows[n], at) for n in (top, bottom - 1))
        there = cells[at].get((first, cell.column))
        if there is not None:
            rowspan = max(there.rowspan, last + 1 - first)
            box = part.box(first, first + rowspan, there.column, there.column + there.colspan)
            piece = part.piece
            yield CellSource(piece.page, piece.idx, piece.place, first, there.column, rowspan, there.colspan, *box)


def _number(row: Row, piece: int) -> int:
    return next(origin.number for origin in row.origins if origin.piece == piece)


def _grids(document: Document, table: Table) -> list[Grid]:
    return [read_table(document.sent(piece).content or "") for piece in table.pieces]


def _sent(document: Document, table: Table, grids: Sequence[Grid]) -> list[_Sent]:
    boxed = [(grid, piece.bbox) for grid, piece in zip(grids, table.pieces, strict=True) if piece.bbox is not None]
    found = iter(edges(boxed, _size_of_type(document.derived(Lines))))
    return [_Sent(piece, None if piece.bbox is None else next(found)) for piece in table.pieces]


def _cells(document: Document, table: Table, grids: Sequence[Grid]) -> list[_Cells]:
    return [
        {
            (number, there[cell.column].start if there else cell.column): cell
            for number, row in enumerate(grid.rows)
            for cell in row.cells
        }
        for grid, there in zip(grids, _columns(document, table), strict=True)
    ]


def _columns(document: Document, table: Table) -> list[Sequence[Range]]:
    """Return for each piece where its columns went in the table; nothing where all kept their place."""
    joins = document.derived(_joins)
    found: list[Sequence[Range]] = []
    there: Sequence[Range] = ()  # where the columns of the table so far went
    for piece in reversed(table.pieces):
        join = joins.get(piece.place)
        found.append(_through(join.below if join else (), there))
        there = _through(join.above if join else (), there)
    return found[::-1]


def _joins(document: Document) -> Mapping[Place, Join]:
    return {join.later: join for join in document.joins}


def _through(ranges: Sequence[Range], there: Sequence[Range]) -> Sequence[Range]:
    if not ranges or not there:
        return ranges or there
    ends = [there[start + width - 1] for start, width in ranges]
    return [
        Range(there[part.start].start, end.start + end.width - there[part.start].start)
        for part, end in zip(ranges, ends, strict=True)
    ]


def _size_of_type(lines: Lines) -> float:
    """Return the size of type to expect in a table, in pixels."""
    return max(1.0, min(_TYPE_OF_LINE * lines.height, _TYPE_OF_PITCH * lines.pitch))

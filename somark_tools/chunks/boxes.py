"""A part of a block → where it stands on the pages: the pieces that it covers, each with a box of its own."""

import math
from collections.abc import Iterator, Sequence

from somark_tools.chunks.chunk import Range, Source
from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.layout.lines import Lines
from somark_tools.model import Block, Piece, Table, TextBlock
from somark_tools.provenance import RowSource, pieces_between, row_sources


def text_sources(document: Document, block: TextBlock, characters: Range) -> tuple[Source, ...]:
    """Return the pieces of a block of text that lie between two characters.

    The box of a piece that is not there as a whole is estimated: the lines that its characters take if all lines of the
    block are equally full, of a single line the stretch.
    """
    if characters == (0, len(block.text)):
        return whole_sources(block)
    whole = {piece.place: piece for piece in block.pieces}
    return tuple(
        _source(piece, whole[piece.place], document) for piece in pieces_between(block, characters[0], characters[1])
    )


def whole_sources(block: Block) -> tuple[Source, ...]:
    """Return all pieces of a block, with the boxes that the service gave."""
    return tuple(
        [
            Source(piece.page, piece.idx, piece.start, piece.end, piece.offset, piece.bbox, False)
            for piece in block.pieces
        ]
    )


def _source(piece: Piece, whole: Piece, document: Document) -> Source:
    box = piece.bbox
    cut = (piece.start, piece.end) != (whole.start, whole.end)
    if box is not None and cut:
        length = whole.end - whole.start
        box = _stretch(
            box, (piece.start - whole.start) / length, (piece.end - whole.start) / length, document.derived(Lines).pitch
        )
    return Source(piece.page, piece.idx, piece.start, piece.end, piece.offset, box, box is not None and cut)


def _stretch(box: BBox, start: float, end: float, pitch: float) -> BBox:
    lines = max(1, round(box.height / pitch)) if pitch > 0 else 1
    if lines == 1:
        return BBox(box.x1 + start * box.width, box.y1, box.x1 + end * box.width, box.y2)
    first, last = math.floor(start * lines), math.ceil(end * lines)
    return BBox(box.x1, box.y1 + first / lines * box.height, box.x2, box.y1 + last / lines * box.height)


Rows = Sequence[Sequence[RowSource]]


def rows_of(document: Document, table: Table) -> Rows:
    """Return where each row of a table came from: asked for once, for all the parts of a table."""
    return row_sources(document, table)


def table_sources(rows: Rows, part: Range) -> tuple[Source, ...]:
    """Return the pieces of a table that lie between two of its rows, the boxes of their rows as one."""
    return tuple(_grouped(rows, part))


def _grouped(rows: Rows, part: Range) -> Iterator[Source]:
    open_: Source | None = None
    for number in range(*part):
        for row in rows[number]:
            if open_ is not None and (open_.page, open_.idx) == (row.page, row.idx):
                open_ = open_._replace(
                    end=number + 1,
                    bbox=_around(open_.bbox, row.bbox),
                    estimated=open_.estimated or row.estimated,
                )
                continue
            if open_ is not None:
                yield open_
            open_ = Source(row.page, row.idx, number, number + 1, row.number, row.bbox, row.estimated)
    if open_ is not None:
        yield open_


def _around(one: BBox | None, other: BBox | None) -> BBox | None:
    if one is None or other is None:
        return one or other
    return BBox(min(one.x1, other.x1), min(one.y1, other.y1), max(one.x2, other.x2), max(one.y2, other.y2))

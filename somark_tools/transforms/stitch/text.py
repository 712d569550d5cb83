"""Merge blocks of text along their CONTINUES edges. What to merge is decided already; here it is done and recorded."""

from collections.abc import Sequence
from dataclasses import replace

from somark_tools.document import Document
from somark_tools.graph import chains, contract
from somark_tools.layout.lines import Lines
from somark_tools.model import Block, Code, Dropped, Edge, Join, Piece, TextBlock
from somark_tools.wording.glue import NOTHING, glue, glue_code
from somark_tools.wording.usage import Usage

# A continuation that repeats at least so many characters of what it continues is a copy, not a coincidence.
MIN_REPEATED = 16
COPIED = "it stands at the end of what it continues already"


def stitch_text(document: Document, usage: Usage, lines: Lines) -> Document:
    """Return the document with every chain of text blocks merged into its first block.

    The merged text is the pieces' texts with the glue that the Join records between them. A hyphen that a break put
    into a word is dropped, and so is a continuation whose text stands at the end of what it continues already; both are
    recorded.
    """
    merged: dict[str, Block] = {}
    into: dict[str, str] = {}
    joins: list[Join] = []
    for blocks, edges in chains(document, TextBlock):
        merged[blocks[0].id] = _merged(blocks, edges, usage, lines, joins)
        into.update((block.id, blocks[0].id) for block in blocks[1:])
    return contract(document, merged, into, joins)


def _merged(
    blocks: Sequence[TextBlock], edges: Sequence[Edge], usage: Usage, lines: Lines, joins: list[Join]
) -> TextBlock:
    parts = [blocks[0].text]
    pieces = list(blocks[0].pieces)
    length = len(parts[0])
    for block, edge in zip(blocks[1:], edges, strict=True):
        text = block.text
        copied = len(text) >= MIN_REPEATED and parts[-1].endswith(text)
        dropped = [_dropped(piece, piece.start, COPIED) for piece in block.pieces if copied]
        text = "" if copied else text
        if not text:
            between, cut, why = NOTHING
        elif isinstance(block, Code):
            between, cut, why = glue_code(parts[-1], text, lines.code_room(pieces[-1]))
        else:
            between, cut, why = glue(parts[-1], text, usage)
        earlier = pieces[-1].place
        if cut:
            number = next(n for n in range(len(pieces) - 1, -1, -1) if pieces[n].end == length > pieces[n].start)
            length -= cut
            dropped.append(_dropped(pieces[number], length, why))
            pieces[number:] = [piece._replace(start=min(piece.start, length), end=length) for piece in pieces[number:]]
            parts[-1] = parts[-1][:-cut]
        joins.append(Join(earlier, block.pieces[0].place, edge.evidence, between, tuple(dropped)))
        length += len(between)
        pieces += [_moved(piece, length, len(text)) for piece in block.pieces]
        length += len(text)
        if text:
            parts += (between, text) if between else (text,)
    return replace(blocks[0], text="".join(parts), pieces=tuple(pieces))


def _dropped(piece: Piece, start: int, why: str) -> Dropped:
    """Return the record of a piece's characters from `start` of the block's text on."""
    return Dropped(piece.place, piece.offset + start - piece.start, piece.offset + piece.end - piece.start, why)


def _moved(piece: Piece, by: int, length: int) -> Piece:
    return piece._replace(start=by + min(piece.start, length), end=by + min(piece.end, length))

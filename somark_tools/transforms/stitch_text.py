"""Merge blocks of text along their CONTINUES edges. What to merge is decided already; here it is done and recorded."""

from collections.abc import Sequence
from dataclasses import replace

from somark_tools.document import Document
from somark_tools.glue import glue
from somark_tools.graph import chains, contract
from somark_tools.model import Block, Code, Dropped, Edge, Join, Piece, TextBlock

# A continuation that repeats at least so many characters of what it continues is a copy, not a coincidence.
MIN_REPEATED = 16


def stitch_text(document: Document) -> Document:
    """Return the document with every chain of text blocks merged into its first block.

    The merged text is the pieces' texts with the glue that the Join records between them. A continuation whose text
    already stands at the end of what it continues is dropped, and recorded so.
    """
    merged: dict[str, Block] = {}
    into: dict[str, str] = {}
    joins: list[Join] = []
    for blocks, edges in chains(document, TextBlock):
        merged[blocks[0].id] = _merged(blocks, edges, joins)
        into.update((block.id, blocks[0].id) for block in blocks[1:])
    return contract(document, merged, into, joins)


def _merged(blocks: Sequence[TextBlock], edges: Sequence[Edge], joins: list[Join]) -> TextBlock:
    first = blocks[0]
    texts = [first.text]
    length = len(first.text)
    pieces = list(first.pieces)
    for block, edge in zip(blocks[1:], edges, strict=True):
        copied = len(block.text) >= MIN_REPEATED and texts[-1].endswith(block.text)
        text = "" if copied else block.text
        between = ("\n" if isinstance(first, Code) else glue(texts[-1], text)) if text else ""
        dropped = tuple(_dropped(piece) for piece in block.pieces) if copied else ()
        joins.append(Join(pieces[-1].place, block.pieces[0].place, edge.evidence, between, dropped))
        length += len(between)
        pieces += [_moved(piece, length, len(text)) for piece in block.pieces]
        length += len(text)
        if text:
            texts.append(between + text)
    return replace(first, text="".join(texts), pieces=tuple(pieces))


def _dropped(piece: Piece) -> Dropped:
    end = piece.offset + piece.end - piece.start
    return Dropped(piece.place, piece.offset, end, "the text stands at the end of what it continues already")


def _moved(piece: Piece, by: int, length: int) -> Piece:
    return piece._replace(start=by + min(piece.start, length), end=by + min(piece.end, length))

"""What must hold for every result that loads: cheap forms of the laws, for documents of any shape."""

import json
from collections import Counter
from typing import Any

from somark_tools import Document, SomarkError, Table, apply, merge_cross_page, read, render_json, unmerge


def hold(data: bytes) -> Document:
    """Return the merged document, or raise AssertionError where a law is broken. SomarkErrors go through."""
    plain = read(data)
    merged = merge_cross_page(data)
    assert Document.from_json(plain.to_json()) == plain, "JSON of the document as read"
    assert Document.from_json(merged.to_json()) == merged, "JSON of the merged document"
    assert apply(merged) == merged, "transforms applied twice"
    assert unmerge(merged) == (unmerge(plain) if plain.merged else plain), "unmerge"
    if not plain.merged:
        _nothing_lost(plain, merged)
        _read_again(merged)
    return merged


def _nothing_lost(plain: Document, merged: Document) -> None:
    places = Counter(piece.place for block in merged.blocks for piece in block.pieces)
    assert not places or max(places.values()) == 1, "a block in two pieces"
    dropped = {drop.place for join in merged.joins for drop in join.dropped}
    sent = {block.pieces[0].place for block in plain.blocks}
    assert sent - set(places) <= dropped, "a block lost"
    assert set(places) <= sent, "a block invented"
    assert all(edge.source in merged.by_id and edge.target in merged.by_id for edge in merged.edges), (
        "an edge to nothing"
    )


def _read_again(merged: Document) -> None:
    written = render_json(merged)
    json.loads(written)
    try:
        again = merge_cross_page(written)
    except SomarkError as error:
        raise AssertionError(f"the JSON that was written is refused: {error}") from error
    assert [_shown(block) for block in again.blocks] == [_shown(block) for block in merged.blocks], "merged JSON"
    assert render_json(again) == written, "merged JSON written twice"


def _shown(block: Any) -> object:
    if isinstance(block, Table):
        return block.kind, [[(cell.column, _words(cell.text)) for cell in row.cells] for row in block.rows]
    return block.kind, block.text, getattr(block, "level", None)


def _words(text: str) -> list[str]:
    return text.replace("\0", "\ufffd").split()  # there is no U+0000 in HTML

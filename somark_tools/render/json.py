"""Document → SoMark's own JSON again, merged: continuations stand in the block that they continue."""

import json
from typing import Any

from somark_tools.document import Document
from somark_tools.model import Block, Place, Table, TextBlock
from somark_tools.tables import write_html


def render_json(document: Document) -> str:
    """Return the result as JSON, readable by whatever reads `outputs.json`.

    The first block of each chain holds the merged content; the blocks that continue it are gone, and so are references
    to them. Everything else is as sent, unknown fields included.
    """
    heads = {block.pieces[0].place: block for block in document.blocks}
    gone = {piece.place for block in document.blocks for piece in block.pieces[1:]}
    result = document.source.model_dump(by_alias=True, exclude_unset=True)
    for position, page in enumerate(result["pages"]):
        if document.joins and page.get("merge_content_from_pre_page"):
            page["merge_content_from_pre_page"] = False
        sent = page.get("blocks") or []
        numbered = [(Place(position, number), wire) for number, wire in enumerate(sent)]
        gone_idx = {wire.get("idx") for place, wire in numbered if place in gone}
        if sent:
            page["blocks"] = [_block(wire, heads[place], gone_idx) for place, wire in numbered if place not in gone]
    return json.dumps(result, ensure_ascii=False)


def _block(wire: dict[str, Any], block: Block, gone: set[int]) -> dict[str, Any]:
    if gone and wire.get("captions"):
        wire["captions"] = [idx for idx in wire["captions"] if idx not in gone]
    if len(block.pieces) > 1:
        wire["content"] = _content(block)
    return wire


def _content(block: Block) -> str:
    if isinstance(block, Table):
        return write_html(block)
    return block.text if isinstance(block, TextBlock) else ""

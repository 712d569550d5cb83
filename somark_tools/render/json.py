"""Document → SoMark's own JSON again, merged: continuations stand in the block that they continue."""

from typing import Any

from pydantic_core import to_json

from somark_tools.document import Document
from somark_tools.model import Block, Place, Table, TextBlock
from somark_tools.tables import write_html


def render_json(document: Document) -> str:
    """Return the result as JSON, readable by whatever reads `outputs.json`.

    The first block of each chain holds the merged content; the blocks that continue it are gone, and with them what
    names them in captions and references. Everything else is as sent, unknown fields included.
    """
    heads = {block.pieces[0].place: block for block in document.blocks}
    kept = {(block.pieces[0].page, block.pieces[0].idx) for block in document.blocks}
    result = document.source.model_dump(by_alias=True, exclude_unset=True)
    for position, page in enumerate(result["pages"]):
        if document.joins and page.get("merge_content_from_pre_page"):
            page["merge_content_from_pre_page"] = False
        if page.get("blocks"):
            places = [Place(position, number) for number in range(len(page["blocks"]))]
            page["blocks"] = [
                _block(wire, heads[place], kept)
                for place, wire in zip(places, page["blocks"], strict=True)
                if place in heads
            ]
    return to_json(result, inf_nan_mode="null").decode()


def _block(wire: dict[str, Any], block: Block, kept: set[tuple[int, int]]) -> dict[str, Any]:
    if wire.get("captions"):
        gone = {idx for idx in wire["captions"] if (block.page, idx) not in kept}
        wire["captions"] = [idx for idx in wire["captions"] if idx not in gone]
    for field in ("text_cross_page", "table_cross_page"):
        reference = wire.get(field)
        if reference and (reference["page_num"], reference["block_idx"]) not in kept:
            wire[field] = None
    if len(block.pieces) > 1:
        wire["content"] = _content(block)
        if isinstance(block, Table):
            wire["format"] = "html"
    return wire


def _content(block: Block) -> str:
    if isinstance(block, Table):
        return write_html(block)
    return block.text if isinstance(block, TextBlock) else ""

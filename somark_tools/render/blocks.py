"""Document → JSON Lines, one logical block a line, in document order: the plainest form for other programs."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from somark_tools.arguments import check_document
from somark_tools.document import Document
from somark_tools.layout.margins import margin
from somark_tools.model import (
    Block,
    Caption,
    Code,
    Contents,
    Figure,
    Footnote,
    Formula,
    Furniture,
    Heading,
    Paragraph,
    Region,
    Relation,
    Table,
    TextBlock,
)
from somark_tools.tables import write_html

KIND_NAMES: Mapping[type[Block], str] = MappingProxyType(
    {
        Heading: "title",
        Paragraph: "text",
        Table: "table",
        Figure: "figure",
        Formula: "formula",
        Code: "code",
        Caption: "caption",
        Footnote: "footnote",
        Furniture: "header",  # or footer, or sider: see `margin`
        Contents: "text",
        Region: "text",
    }
)


def render_blocks(document: Document) -> str:
    """Return the blocks as JSON Lines, every block of the document in a line of its own.

    `kind`      title, text, code, table, figure, formula, caption, footnote; of furniture the margin that it stands
                in: header, footer, sider
    `text`      the text; of a figure its description; of a formula or program text without delimiters or fences
    `html`      of a table, instead of `text`
    `level`     of a title, from 1
    `parent`    of a title: the line, from 0, of the title of the section that holds it, or null
    `captions`  of figures and tables: the pieces of their captions
    `pieces`    what the block was made of, in order: [[page_num, idx], ...]
    `hidden`    true for what the service says is not shown; else the key is not there
    """
    check_document(document)
    lines = {block.id: line for line, block in enumerate(document.blocks)}
    return "".join(json.dumps(_entry(document, block, lines), ensure_ascii=False) + "\n" for block in document.blocks)


def _entry(document: Document, block: Block, lines: Mapping[str, int]) -> dict[str, Any]:
    kind = margin(document, block) if isinstance(block, Furniture) else KIND_NAMES[type(block)]
    entry: dict[str, Any] = {"kind": kind}
    if isinstance(block, Table):
        entry["html"] = write_html(block)
    elif isinstance(block, TextBlock):
        entry["text"] = block.text
    if isinstance(block, Heading):
        parents = document.outgoing(block.id, Relation.CHILD_OF)
        entry["level"] = block.level
        entry["parent"] = lines[parents[0].target] if parents else None
    if isinstance(block, Table | Figure):
        entry["captions"] = _addresses(document.captions(block.id))
    entry["pieces"] = _addresses((block,))
    if block.hidden:
        entry["hidden"] = True
    return entry


def _addresses(blocks: tuple[Block, ...]) -> list[list[int]]:
    return [[piece.page, piece.idx] for block in blocks for piece in block.pieces]

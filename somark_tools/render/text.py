"""Document → plain text, for search indexes: what a reader sees, without layout and markup."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from somark_tools.arguments import check_document
from somark_tools.document import Document
from somark_tools.inlines import is_literal, parse_inlines, plain_text
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
    Row,
    Table,
    TextBlock,
)


def render_text(document: Document) -> str:
    """Return the document as plain text: a blank line between blocks, a line feed at the end.

    A heading is one line; a row of a table is one line, its cells parted by tabs, a merged cell once. Formulas are
    LaTeX, in running text between `$`; pictures are their description. Captions stand right before or after what they
    speak of. Furniture and hidden blocks are left out.
    """
    check_document(document)
    shown = [text for block in _in_order(document) if (text := TEXTS[type(block)](block))]
    return "\n\n".join(shown) + "\n" if shown else ""


def _in_order(document: Document) -> list[Block]:
    """Return the visible blocks, each caption with a place of its own moved next to its owner."""
    blocks: list[Block] = [block for block in document.blocks if not block.hidden]
    number = {block.id: at for at, block in enumerate(blocks)}

    def place(block: Block) -> tuple[int, int]:
        own = number[block.id]
        owners = document.outgoing(block.id, Relation.CAPTION_OF) if isinstance(block, Caption) else ()
        owner = next((number[edge.target] for edge in owners if edge.target in number), own)
        return owner, (own > owner) - (own < owner)

    return sorted(blocks, key=place)


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if is_literal(text) else plain_text(parse_inlines(text))


def _lines(block: TextBlock) -> str:
    lines = (" ".join(line.split()) for line in _plain(block.text).split("\n"))
    return "\n".join([line for line in lines if line])


def _line(block: TextBlock) -> str:
    return " ".join(_plain(block.text).split())


def _verbatim(block: TextBlock) -> str:
    return block.text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _table(block: Table) -> str:
    return "\n".join([_row(row) for row in block.rows])


def _row(row: Row) -> str:
    return "\t".join([" ".join(_plain(cell.text).split()) for cell in row.cells])


TEXTS: Mapping[type[Block], Callable[[Any], str]] = MappingProxyType(
    {
        Heading: _line,
        Paragraph: _lines,
        Table: _table,
        Figure: _lines,
        Formula: _verbatim,
        Code: _verbatim,
        Caption: _lines,
        Footnote: _lines,
        Furniture: lambda block: "",
        Contents: _lines,
        Region: _lines,
    }
)

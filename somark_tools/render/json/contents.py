"""A merged block → the content that reading turns into its text or table again."""

from somark_tools.model import Block, Code, Formula, Table, TextBlock
from somark_tools.patterns.wrapping import delimited, fenced, without_delimiters, without_fences
from somark_tools.tables import read_table, write_html


def merged_content(block: Block, sent: str) -> str | None:
    """Return the content of a block with what was merged into it; None if that is what was sent for its first piece."""
    added = any(piece.end > piece.start for piece in block.pieces[1:])
    if isinstance(block, Table):
        # A part that only repeats the header adds no row, but tells what the header is.
        return None if len(block.pieces) == 1 or not (added or _differs(block, sent)) else write_html(block)
    if not added:
        return None
    if isinstance(block, Code):
        plain = not block.pieces[0].offset and without_fences(block.text)[0] == block.text
        return block.text if plain else fenced(block.text, block.language)
    if isinstance(block, Formula):
        return block.text if without_delimiters(block.text)[0] == block.text else delimited(block.text)
    return block.text if isinstance(block, TextBlock) else None


def _differs(table: Table, sent: str) -> bool:
    grid = read_table(sent)
    return (grid.rows, grid.columns) != (table.rows, table.columns)

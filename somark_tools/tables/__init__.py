"""Tables: the content of a block ↔ rows of cells on a grid."""

from somark_tools.model import Cell
from somark_tools.tables.grid import Grid, filled, lay_out, misplaced
from somark_tools.tables.html import closed_header_rows, header_rows, is_html, plain_cell, read_html, write_html
from somark_tools.tables.pipe import fits_pipe, is_pipe, read_pipe, write_pipe

__all__ = [
    "Grid", "closed_header_rows", "filled", "fits_pipe", "header_rows", "misplaced", "plain_cell", "read_table",
    "write_html", "write_pipe",
]  # fmt: skip


def read_table(content: str) -> Grid:
    """Return the grid of a table block's content, whatever it is: HTML, a pipe table, or text (a table of one cell)."""
    if not content.strip():
        return Grid((), 0, ())
    repairs: list[str] = []
    if is_pipe(content):
        rows = read_pipe(content)
    elif is_html(content):
        rows, repairs = read_html(content)
    else:
        text = content.strip().replace("\r\n", "\n").replace("\r", "\n")  # as one that is written and read again has it
        rows, repairs = [[Cell(0, text)]], ["the content is no table; it is kept as one cell"]
    grid = lay_out(rows)
    return grid._replace(repairs=(*repairs, *grid.repairs))

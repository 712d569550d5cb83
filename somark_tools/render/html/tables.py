"""A table → `table`: rebuilt from its grid, with spans, `thead`, and scopes of header cells."""

from collections.abc import Sequence

from somark_tools.model import Cell, Table
from somark_tools.render.html.context import Context
from somark_tools.render.html.escape import attributes
from somark_tools.render.html.inlines import spot_html
from somark_tools.tables import closed_header_rows, filled
from somark_tools.wording.note_marks import Spot


def table_html(table: Table, caption: str, context: Context, *, marks: str = "") -> str:
    """Return the table with its caption (HTML or ""); `marks` are attributes of the element.

    Header rows at the top stand in `thead`, as far as no span goes on below it.
    """
    lines = [_row(table, number, cells, context) for number, cells in enumerate(filled(table))]
    head = closed_header_rows(table)
    parts = [f"<table{marks}>", *([f"<caption>{caption}</caption>"] if caption else [])]
    for group, rows in (("thead", lines[:head]), ("tbody", lines[head:])):
        if rows:
            parts += [f"<{group}>", *rows, f"</{group}>"]
    return "\n".join([*parts, "</table>"])


def _row(table: Table, number: int, cells: Sequence[Cell], context: Context) -> str:
    header = table.rows[number].header
    return f"<tr>{''.join([_cell(table.id, number, cell, header, context) for cell in cells])}</tr>"


def _cell(table: str, row: int, cell: Cell, in_header_row: bool, context: Context) -> str:
    column, text, rowspan, colspan, header = cell
    inner = spot_html(text, Spot(table, row, column), context) if text else ""
    if rowspan == colspan == 1 and not header:
        return f"<td>{inner}</td>"
    spans = attributes(
        rowspan=str(rowspan) if rowspan > 1 else None,
        colspan=str(colspan) if colspan > 1 else None,
        scope=_scope(cell, in_header_row) if header else None,
    )
    tag = "th" if header else "td"
    return f"<{tag}{spans}>{inner}</{tag}>"


def _scope(cell: Cell, in_header_row: bool) -> str:
    """Return what a header cell speaks of: the columns below it, or the rows beside it."""
    if in_header_row:
        return "colgroup" if cell.colspan > 1 else "col"
    return "rowgroup" if cell.rowspan > 1 else "row"

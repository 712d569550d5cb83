"""A table → a pipe table or HTML with spans, as the options want it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from somark_tools.model import Cell, Table
from somark_tools.render.markdown.context import Context
from somark_tools.render.markdown.escape import escaped
from somark_tools.render.markdown.inlines import cell_markdown, html, markdown, spot_marked
from somark_tools.tables import filled, fits_pipe, header_rows, write_html, write_pipe
from somark_tools.wording.note_marks import Spot

# Beyond it a table of wide spans is mostly holes, and stays HTML: a few bytes must not make megabytes of bars.
MAX_PLACES_A_CELL = 64


def table_markdown(table: Table, context: Context) -> str:
    """Return a table that has rows."""
    return _WAYS[context.options.tables](table, context)


def _auto(table: Table, context: Context) -> str:
    return _fitting_pipe(table, context) if fits_pipe(table) else _html(table, context)


def _html(table: Table, context: Context) -> str:
    if not context.somarkdown and _is_plain(table, context):
        return write_html(table, str, newline="\n")
    cell = cell_markdown if context.somarkdown else html
    return write_html(table, lambda text: cell(text, context), newline="\n")


def _is_plain(table: Table, context: Context) -> bool:
    """Return whether each cell reads as itself: the cells of most tables do, and are asked together."""
    return context.escapes.is_plain(" ".join([cell.text for row in table.rows for cell in row.cells]))


def _fitting_pipe(table: Table, context: Context) -> str:
    if context.footnotes.labels:
        return _by_places(table, context)
    return write_pipe(table, str if _is_plain(table, context) else lambda text: _pipe_cell(text, context))


def _pipe(table: Table, context: Context) -> str:
    """Return the table as a pipe table whatever it loses: a merged cell's text stands in the first of its places."""
    if fits_pipe(table):
        return _fitting_pipe(table, context)
    cells = sum(len(row.cells) for row in table.rows)
    if not table.columns or len(table.rows) * table.columns > MAX_PLACES_A_CELL * (cells + len(table.rows)):
        return _html(table, context)
    return _by_places(table, context)


def _by_places(table: Table, context: Context) -> str:
    lines = [_line(_texts(table, number, cells, context), table.columns) for number, cells in enumerate(filled(table))]
    head = lines[:1] if header_rows(table) else [_line([], table.columns)]
    return "\n".join([*head, "|" + " --- |" * table.columns, *lines[header_rows(table) > 0 :]])


def _texts(table: Table, row: int, cells: Sequence[Cell], context: Context) -> Iterator[str]:
    """Yield the text of each place up to the last cell, those under spans empty."""
    column = 0
    for cell in cells:
        yield from [""] * (cell.column - column)
        yield _pipe_cell(cell.text, context, Spot(table.id, row, cell.column))
        column = cell.column + 1


def _line(texts: Sequence[str] | Iterator[str], columns: int) -> str:
    found = list(texts)
    return "| " + " | ".join(found + [""] * (columns - len(found))) + " |"


def _pipe_cell(text: str, context: Context, spot: Spot | None = None) -> str:
    if spot is not None and spot in context.footnotes.marks:
        content = escaped(spot_marked(text, spot, context), context.escapes)
    elif context.escapes.is_plain(text):
        return text
    else:
        content = markdown(text, context)
    return content.replace("\\\n", "<br>").replace("|", r"\|")


_WAYS: Mapping[str, Callable[[Table, Context], str]] = MappingProxyType({"auto": _auto, "pipe": _pipe, "html": _html})

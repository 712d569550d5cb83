"""A table → a pipe table where that loses nothing, else HTML with spans."""

from somark_tools.model import Table
from somark_tools.render.markdown.context import Context
from somark_tools.render.markdown.inlines import html, markdown
from somark_tools.tables import fits_pipe, write_html, write_pipe


def table_markdown(table: Table, context: Context) -> str:
    """Return a table that has rows."""
    if fits_pipe(table):
        return write_pipe(table, lambda text: _pipe_cell(text, context))
    return write_html(table, lambda text: html(text, context), newline="\n")


def _pipe_cell(text: str, context: Context) -> str:
    return markdown(text, context).replace("\\\n", "<br>").replace("|", r"\|")

"""Checks of tables: rows of different lengths, columns without content, a header parted from its rows."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from somark_tools.linter.checked import Checked
from somark_tools.linter.finding import Found
from somark_tools.model import Table

_FEW = 2  # cells: a column of fewer may be empty by chance


def table_ragged(checked: Checked) -> Iterator[Found]:
    """Find tables with a row that has fewer columns than the others."""
    for table in checked.sent.blocks:
        if isinstance(table, Table) and not table.hidden:
            widths = _widths(table)
            short = [number for number, width in enumerate(widths, 1) if width < table.columns]
            if short:
                what = f"row {short[0]} has {widths[short[0] - 1]} of {table.columns} columns"
                others = f", and {len(short) - 1} other rows are short" if len(short) > 1 else ""
                yield Found(what + others, checked.path(table, "content"))


def _widths(table: Table) -> Sequence[int]:
    """Return how many columns are filled in each row, by cells of the row and of those above."""
    change = [0] * (len(table.rows) + 1)
    for number, row in enumerate(table.rows):
        for cell in row.cells:
            change[number] += cell.colspan
            change[number + cell.rowspan] -= cell.colspan
    return list(accumulate(change[:-1]))


def table_empty_column(checked: Checked) -> Iterator[Found]:
    """Find columns of merged tables in which no cell of their own has a text."""
    for table in checked.merged.blocks:
        if isinstance(table, Table) and not table.hidden and table.columns > 1:
            cells = [0] * table.columns
            texts = [0] * table.columns
            for row in table.rows:
                for cell in row.cells:
                    if cell.colspan == 1:
                        cells[cell.column] += 1
                        texts[cell.column] += bool(cell.text.strip())
            if not any(texts):  # it is all empty
                continue
            empty = [str(at + 1) for at in range(table.columns) if cells[at] >= _FEW and not texts[at]]
            if empty:
                which = "column" if len(empty) == 1 else "columns"
                what = f"{which} {', '.join(empty)} of {table.columns} without text"
                yield Found(what, checked.path(table, "content"))


def table_header_alone(checked: Checked) -> Iterator[Found]:
    """Find tables that are nothing but a header, last on their page, and were not joined to what follows."""
    pages = list(checked.flow(checked.merged))
    for page in pages[:-1]:
        last = page[-1][0] if page else None
        if isinstance(last, Table) and len(last.pieces) == 1 and last.rows and all(row.header for row in last.rows):
            yield Found("the table is a header alone at the end of its page", checked.path(last))

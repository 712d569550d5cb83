"""A table → its rows as lines of text, and some of its rows as a table of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from somark_tools.chunks.chunk import Range
from somark_tools.chunks.writing import Writing
from somark_tools.model import Cell, Row, Table
from somark_tools.render.markdown.inlines import markdown
from somark_tools.tables import header_rows

LONGEST_REPEATED_CELL = 80  # characters; of a longer cell that goes on in the next chunk an empty one is left

Open = tuple[tuple[int, Cell], ...]  # cells that span on below a row: the row after their last one, the cell


def open_below(rows: Sequence[Row], part: Range, before: Open) -> Open:
    """Return the cells that go on below some rows, given those that went on above them."""
    start, end = part
    below = [(n + cell.rowspan, cell) for n in range(start, end) for cell in rows[n].cells if cell.rowspan > 1]
    return tuple((last, cell) for last, cell in (*before, *below) if last > end)


def is_between_spans(table: Table) -> list[bool]:
    """Return for each row whether no cell goes on from the row above into it."""
    reach = 0
    found = []
    for number, row in enumerate(table.rows):
        found.append(reach <= number)
        reach = max([reach, *[number + cell.rowspan for cell in row.cells]])
    return found


def sliced(table: Table, part: Range, head: int, open_: Open) -> Table:
    """Return some rows below the first `head` ones; cells that span in or out of them are clipped.

    A cell that began above is there again, with its text if that is short.
    """
    start, end = part
    rows = [_clipped(table.rows[n], head - n) for n in range(head if start else 0)]
    for number in range(start, end):
        row = _clipped(table.rows[number], end - number)
        if number == start and open_:
            row = row._replace(cells=tuple(sorted((*row.cells, *_continued(open_, part)), key=_column)))
        rows.append(row)
    return replace(table, rows=tuple(rows))


def _column(cell: Cell) -> int:
    return cell.column


def _continued(open_: Open, part: Range) -> Iterator[Cell]:
    start, end = part
    for last, cell in open_:
        text = cell.text if len(cell.text) <= LONGEST_REPEATED_CELL else ""
        yield cell._replace(text=text, rowspan=min(last, end) - start)


def _clipped(row: Row, height: int) -> Row:
    if not any([cell.rowspan > height for cell in row.cells]):
        return row
    return row._replace(cells=tuple(cell._replace(rowspan=min(cell.rowspan, height)) for cell in row.cells))


def column_names(table: Table, writing: Writing) -> tuple[str, ...]:
    """Return the name of each column: what its header cells say, from the top; "" where there are none."""
    names: list[list[str]] = [[] for _ in range(table.columns)]
    for row in table.rows[: header_rows(table)]:
        for cell in row.cells:
            text = line(cell.text, writing)
            for column in range(cell.column, cell.column + cell.colspan):
                if text and text not in names[column]:
                    names[column].append(text)
    return tuple(" / ".join(parts) for parts in names)


def line(text: str, writing: Writing) -> str:
    """Return the text of a cell as Markdown on one line."""
    return markdown(" ".join(text.split()), writing.context)


def sentence(cells: Sequence[Cell], names: Sequence[str], writing: Writing) -> str:
    """Return cells as one line: `Year: 2023; Revenue: 5`."""
    told = [(names[cell.column], line(cell.text, writing)) for cell in cells]
    return "; ".join([f"{name}: {text}" if name else text for name, text in told if text])


def sentences(table: Table, head: int, names: Sequence[str], writing: Writing) -> str:
    """Return each row of a table as a sentence on its line; the first `head` rows are what the columns are called."""
    called = [[line(cell.text, writing) for cell in row.cells] for row in table.rows[:head]]
    heads = ["; ".join(filter(None, texts)) for texts in called]
    body = [sentence(row.cells, names, writing) for row in table.rows[head:]]
    return "\n".join(filter(None, (*heads, *body)))

"""Pipe tables (GFM): read into loose rows; written where a table has no spans."""

import re
from collections.abc import Callable

from somark_tools.model import Cell, Row, Table
from somark_tools.tables.html import header_rows

# A cell ends at a `|` that is not escaped and not inside a formula or code span of the same line.
_CELL = re.compile(r"((?:\\.|\$[^$\n]*\$|`[^`\n]*`|[^|\\]|\\)*)(?:\||$)")
_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")


def is_pipe(content: str) -> bool:
    """Return whether the content is a pipe table: its second line is a delimiter row."""
    lines = content.strip().splitlines()
    return len(lines) > 1 and "|" in lines[0] and "-" in lines[1] and bool(_DELIMITER.fullmatch(lines[1]))


def read_pipe(content: str) -> list[list[Cell]]:
    """Return the rows of a pipe table; the first one is the header."""
    lines = content.strip().splitlines()
    return [
        [Cell(column, text.replace("\\|", "|"), header=number == 0) for column, text in enumerate(_cells(line))]
        for number, line in enumerate(lines)
        if number != 1 and line.strip()
    ]


def _cells(line: str) -> list[str]:
    line = line.strip().removeprefix("|")
    texts = [match[1].strip() for match in _CELL.finditer(line) if match.end() > match.start()]
    return texts[:-1] if len(texts) > 1 and line.endswith("|") and not texts[-1] else texts


def fits_pipe(table: Table) -> bool:
    """Return whether a pipe table shows the table without loss: one header row, no spans, no gaps, no line breaks."""
    return (
        header_rows(table) == 1
        and table.columns > 0
        and all(_is_plain(row, table.columns) for row in table.rows)
        and not any(row.cells[0].header for row in table.rows[1:])
    )


def _is_plain(row: Row, columns: int) -> bool:
    return len(row.cells) == columns and not any(
        cell.rowspan > 1 or cell.colspan > 1 or "\n" in cell.text for cell in row.cells
    )


def write_pipe(table: Table, cell: Callable[[str], str]) -> str:
    """Return a table that `fits_pipe` as a pipe table; `cell` turns a cell's text into Markdown with `|` escaped."""
    lines = ["| " + " | ".join(cell(item.text) for item in row.cells) + " |" for row in table.rows]
    lines.insert(1, "|" + " --- |" * table.columns)
    return "\n".join(lines)

"""Pipe tables (GFM): read into loose rows; written where a table has no spans."""

import re
from collections.abc import Callable
from itertools import pairwise

from somark_tools.model import Cell, Row, Table
from somark_tools.tables.html import header_rows

_LINE_END = re.compile(r"\r\n|\n|\r")
_DELIMITER = re.compile(r":?-+:?")
_BAR = re.compile(r"(?<!\\)\|")
# A formula by the rule of `inlines` (a `$` next to a digit on its outer side is money), a code span, or a bar.
_SPAN_OR_BAR = re.compile(r"(?<![\\\d])\$(?:[^$\\]|\\.)++\$(?!\d)|`[^`]*`|(?<!\\)\|")


def is_pipe(content: str) -> bool:
    """Return whether the content is a pipe table: its second line is a delimiter row."""
    if "|" not in content or "-" not in content:
        return False
    first, *others = _LINE_END.split(content.strip(), 2)
    return "|" in first and bool(others) and all(map(_DELIMITER.fullmatch, _split(others[0], _BAR)))


def read_pipe(content: str) -> list[list[Cell]]:
    """Return the rows of a pipe table; the first one is the header."""
    lines = _LINE_END.split(content.strip())
    columns = len(_split(lines[1], _BAR))
    return [
        [
            Cell(column, text.replace("\\|", "|"), header=number == 0)
            for column, text in enumerate(_cells(line, columns))
        ]
        for number, line in enumerate(lines)
        if number != 1 and line.strip()
    ]


def _cells(line: str, columns: int) -> list[str]:
    """Return the texts of a row: a bar in a formula or code span is text, unless only then the row has its columns."""
    texts = _split(line, _SPAN_OR_BAR)
    if len(texts) == columns:
        return texts
    strict = _split(line, _BAR)
    return strict if len(strict) == columns else texts


def _split(line: str, pattern: re.Pattern[str]) -> list[str]:
    """Return the texts between the bars that the pattern finds; bars at the ends of the line are its frame."""
    line = line.strip()
    bars = [match.start() for match in pattern.finditer(line) if match[0] == "|"]
    texts = [line[before + 1 : bar].strip(" \t") for before, bar in pairwise([-1, *bars, len(line)])]
    return texts[line.startswith("|") : -1 if bars and bars[-1] == len(line) - 1 else None]


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
        [cell.rowspan > 1 or cell.colspan > 1 or "\n" in cell.text for cell in row.cells]
    )


def write_pipe(table: Table, cell: Callable[[str], str]) -> str:
    """Return a table that `fits_pipe` as a pipe table; `cell` turns a cell's text into Markdown with `|` escaped."""
    lines = ["| " + " | ".join([cell(item.text) for item in row.cells]) + " |" for row in table.rows]
    lines.insert(1, "|" + " --- |" * table.columns)
    return "\n".join(lines)

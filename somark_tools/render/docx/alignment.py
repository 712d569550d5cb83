"""A table → how its columns are aligned: numbers to the right, a header over several in the middle."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Literal

from somark_tools.model import Cell, Table
from somark_tools.tables import header_rows

Alignment = Literal["", "right", "center"]

FEW = 2  # numbers make a column of numbers
SHARE = 0.8  # of the filled cells of the column must be numbers

_LONGEST = 40  # characters of a number with its signs
_MATH = re.compile(r"^\$([^$]*)\$$")
_NUMBER = re.compile(
    r"[(（]?[<>≤≥≈~±]?\s*+[-+−–±]?\s*+[$€£¥￥₩]?\s*+"
    r"(?:\d{1,3}(?:[,'’ \u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)?"
    r"(?:\s*[×x]\s*10\^?[{]?[-−]?\d+[}]?|[eE][-+]?\d+)?\s*[%‰°]?[*†‡]?[)）]?"
)
_IDENTIFIER = re.compile(r"0\d+")  # a number that begins with a zero names something
_NONE = frozenset(["", "-", "–", "—", "−", "--", "/", "n/a", "N/A", "n.a.", "..", "…", "...", "nil"])


class Alignments:
    """The alignment of each cell of a table; `numbers` are the columns of numbers."""

    def __init__(self, table: Table) -> None:
        self._header = max(header_rows(table), 1 if len(table.rows) > 1 else 0)
        self.numbers = _columns_of_numbers(table, self._header)

    def of(self, cell: Cell, row: int) -> Alignment:
        """Return how a careful typist sets the cell; "" is the usual way, to the left."""
        if row < self._header:
            spanned = {column in self.numbers for column in range(cell.column, cell.column + cell.colspan)}
            return "" if True not in spanned else "center" if cell.colspan > 1 else "right"
        if cell.colspan > 1 or cell.column not in self.numbers:
            return ""
        all_numbers = self.numbers[cell.column]
        return "right" if all_numbers or cell.text.strip() in _NONE or is_number(cell.text) else ""


def is_number(text: str) -> bool:
    """Return whether a text is a number, with signs, units of no letters, and brackets.

    >>> [is_number(text) for text in ("1,534", "(177)", "−92.6 %", "$5.1$", "007", "3 kg", "")]
    [True, True, True, True, False, False, False]
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return False
    inner = _MATH.match(text)
    text = inner[1].strip().replace("\\%", "%") if inner else text
    return bool(_NUMBER.fullmatch(text)) and not _IDENTIFIER.fullmatch(text)


def _columns_of_numbers(table: Table, header: int) -> Mapping[int, bool]:
    """Return the columns of numbers, and for each whether it has nothing else."""
    filled: Counter[int] = Counter()
    numbers: Counter[int] = Counter()
    for row in table.rows[header:]:
        for cell in row.cells:
            if cell.colspan == 1 and cell.text.strip() not in _NONE:
                filled[cell.column] += 1
                numbers[cell.column] += is_number(cell.text)
    return {
        column: count == filled[column]
        for column, count in numbers.items()
        if count >= FEW and count >= SHARE * filled[column]
    }

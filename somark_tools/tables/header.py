"""Whether a continuation repeats the header of its table, compared as a whole and forgiving what OCR gets wrong."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from somark_tools.model import Row

# Characters that OCR takes for one another, as one of them.
_CONFUSED = str.maketrans({"l": "i", "1": "i", "|": "i", "!": "i", "0": "o", "5": "s", "8": "b", "，": ",", "：": ":"})
_ALIKE = 0.9  # of the characters of the whole header
_ALIKE_STATED = 0.75  # where the service says that there is a header
MAX_HEADER = 8  # rows


def repeated_header(first: Sequence[Row], later: Sequence[Row], stated: bool | None) -> int:
    """Return how many rows at the top of `later` repeat the header of the table that begins with `first`.

    All of the header's rows, or none. `stated` is what the service says about the table having a header. Where no rows
    are marked as header, rows that are equal count as one only if the service says so, or, where it says nothing, if
    they hold words in every cell, and few numbers: equal rows of data stay.
    """
    marked = marked_header(first)
    if marked:
        return marked if _repeats(first, later, marked, _ALIKE_STATED if stated else _ALIKE) else 0
    for count in range(1, min(MAX_HEADER, len(first), len(later)) + 1):
        if not _closed(first, count):
            continue
        if stated:
            return count if _repeats(first, later, count, _ALIKE_STATED) else 0
        return count if stated is None and _worded(first[:count]) and _repeats(first, later, count, _ALIKE) else 0
    return 0


def marked_header(rows: Sequence[Row]) -> int:
    """Return how many rows are marked as header, with the rows that their spans reach into."""
    count = next((number for number, row in enumerate(rows) if not row.header), len(rows))
    while 0 < count < len(rows) and not _closed(rows, count):
        count += 1
    return count


def _worded(rows: Sequence[Row]) -> bool:
    """Return whether the cells of these rows are all filled, and nearly all with words: numbers are data."""
    texts = [cell.text for row in rows for cell in row.cells]
    numbers = sum(any(map(str.isdigit, text)) for text in texts)
    return all(texts) and numbers * 3 <= len(texts)


def _closed(rows: Sequence[Row], count: int) -> bool:
    return all(number + cell.rowspan <= count for number, row in enumerate(rows[:count]) for cell in row.cells)


def _repeats(first: Sequence[Row], later: Sequence[Row], count: int, alike: float) -> bool:
    if count > len(later) or not _closed(later, count):
        return False
    here, there = ([_shape(row) for row in rows[:count]] for rows in (first, later))
    if here != there:
        return False
    left, right = ([normal(cell.text) for row in rows[:count] for cell in row.cells] for rows in (first, later))
    same = sum(a == b for a, b in zip(left, right, strict=True))
    if same == len(left) or 2 * same < len(left) - 1:
        return same == len(left)
    return SequenceMatcher(None, " ".join(left), " ".join(right), autojunk=False).ratio() >= alike


def _shape(row: Row) -> list[tuple[int, int, int]]:
    return [(cell.column, cell.rowspan, cell.colspan) for cell in row.cells]


def normal(text: str) -> str:
    """Return a text as it is compared: without blanks and case, characters that OCR confuses as one."""
    return "".join(text.split()).casefold().replace("rn", "m").translate(_CONFUSED)

"""Whether a continuation repeats the header of its table, compared as a whole and forgiving what OCR gets wrong."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from somark_tools.model import Row

# Characters that OCR takes for one another, as one of them.
_CONFUSED = str.maketrans({"l": "i", "1": "i", "|": "i", "!": "i", "0": "o", "5": "s", "8": "b", "，": ",", "：": ":"})
_ALIKE = 0.9  # of the characters of the whole header
_ALIKE_STATED = 0.75  # where the service says that there is a header
_LONGEST = 600  # characters: of longer headers only whole cells are compared, or the time would grow with their cube
MAX_HEADER = 8  # rows
SEEN = 30  # rows below a header that it is compared with
FORM = 40  # characters of a cell
NUMBER = "1"  # the form of a mere number

_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERS = re.compile(r"\d[\d.,]*")
_LETTERS = re.compile(r"[^\W\d_]+")


def repeated_header(first: Sequence[Row], later: Sequence[Row], stated: bool | None) -> int:
    """Return how many rows at the top of `later` repeat the header of the table that begins with `first`.

    All of the header's rows, or none. `stated` is what the service says about the table having a header. Where no rows
    are marked as header, rows that are equal count as one only if the service says so, or, where it says nothing, if
    every cell is filled and nearly none looks like data: equal rows of data stay.
    """
    marked = marked_header(first)
    if marked:
        return marked if _repeats(first, later, marked, _ALIKE_STATED if stated else _ALIKE) else 0
    for count in range(1, min(MAX_HEADER, len(first), len(later)) + 1):
        if not _closed(first, count):
            continue
        if stated:
            return count if _repeats(first, later, count, _ALIKE_STATED) else 0
        heads = stated is None and _heads(first[:count], first[count:])
        return count if heads and _repeats(first, later, count, _ALIKE) else 0
    return 0


def marked_header(rows: Sequence[Row]) -> int:
    """Return how many rows are marked as header, with the rows that their spans reach into."""
    count = next((number for number, row in enumerate(rows) if not row.header), len(rows))
    while 0 < count < len(rows) and not _closed(rows, count):
        count += 1
    return count


def is_lone_header(rows: Sequence[Row], later: Sequence[Row]) -> bool:
    """Return whether a table is one row of words, and the rows of the later one hold numbers below some of them."""
    if len(rows) != 1 or not later or any(map(str.isdigit, "".join(cell.text for cell in rows[0].cells))):
        return False
    numbers = (forms == {NUMBER} for forms in _forms(later).values())
    return all(cell.text for cell in rows[0].cells) and any(numbers)


def _heads(rows: Sequence[Row], below: Sequence[Row]) -> bool:
    """Return whether the cells of these rows are all filled, and nearly all with words: numbers are data.

    A year, or words with a number, are no data above mere numbers: "2023年" above amounts of money. A number that looks
    like one below it is data, whatever the other cells are.
    """
    forms = _forms(below)
    cells = [(_form(cell.text), forms.get(cell.column, set())) for row in rows for cell in row.cells]
    numbered = [(form, forms_below) for form, forms_below in cells if NUMBER in form]
    doubtful = sum(form == NUMBER or NUMBER not in forms_below for form, forms_below in numbered)
    alike = any(form in forms_below for form, forms_below in numbered)
    return all(form for form, _ in cells) and not alike and doubtful * 3 <= len(cells)


def _forms(rows: Sequence[Row]) -> dict[int, set[str]]:
    """Return the forms of the cells in each column."""
    forms: dict[int, set[str]] = {}
    for row in rows[:SEEN]:
        for cell in row.cells:
            if cell.text:
                forms.setdefault(cell.column, set()).add(_form(cell.text))
    return forms


def _closed(rows: Sequence[Row], count: int) -> bool:
    return all(number + cell.rowspan <= count for number, row in enumerate(rows[:count]) for cell in row.cells)


def _repeats(first: Sequence[Row], later: Sequence[Row], count: int, alike: float) -> bool:
    if count > len(later) or not _closed(later, count):
        return False
    shapes, shapes_there = ([_shape(row) for row in rows[:count]] for rows in (first, later))
    if shapes != shapes_there:
        return False
    left, right = ([normal(cell.text) for row in rows[:count] for cell in row.cells] for rows in (first, later))
    same = sum(a == b for a, b in zip(left, right, strict=True))
    if same == len(left) or 2 * same < len(left) - 1:
        return same == len(left)
    here, there = " ".join(left), " ".join(right)
    if len(here) + len(there) > 2 * _LONGEST:
        equal = sum(len(a) for a, b in zip(left, right, strict=True) if a == b)
        return 2 * equal >= alike * sum(map(len, (*left, *right)))
    common = (Counter(here) & Counter(there)).total()
    if 2 * common / (len(here) + len(there)) < alike:  # it can't be more alike than its characters, and mostly is less
        return False
    return SequenceMatcher(None, here, there, autojunk=False).ratio() >= alike


def _shape(row: Row) -> list[tuple[int, int, int]]:
    return [(cell.column, cell.rowspan, cell.colspan) for cell in row.cells]


def normal(text: str) -> str:
    """Return a text as it is compared: without blanks and case, characters that OCR confuses as one."""
    return "".join(text.split()).casefold().replace("rn", "m").translate(_CONFUSED)


def _form(text: str) -> str:
    """Return the form of a text: `1` for each number, `a` for each run of letters; signs alone don't count."""
    if _YEAR.fullmatch(text):
        return f"year {NUMBER}"
    form = _LETTERS.sub("a", _NUMBERS.sub(NUMBER, text[:FORM]))
    return NUMBER if NUMBER in form and "a" not in form else form

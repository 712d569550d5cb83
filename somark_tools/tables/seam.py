"""Where two parts of a table meet: are the last row above and the first row below one row that the break cut in two?

Decided by what the cells say (an empty cell where others are filled, a text that goes on), how the column looks
elsewhere, and whether the upper part reaches the bottom of the text area: a row that is cut does.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from somark_tools.model import Cell, Evidence, Row

WINDOW = 30  # rows on each side of the seam that a column's habits are learnt from
LONGEST_SPAN = 200  # rows; a span that began further up is not looked for
FILLED = 0.85  # a column with this share of filled cells is empty for a reason
BREAKS_OFF = "a cell breaks off"
CLOSES = "a cell goes on with closing punctuation"
BRACKET = "a bracket is open"
GOES_ON = frozenset((BREAKS_OFF, CLOSES, BRACKET))  # reasons that need no other to tell that a text goes on

NO_EMPTY = "no cell is empty"
ROOM = "there is room below the upper part"

FEW = 4  # of fewer cells, habits say little
OFF_BOTTOM = 6.0  # pixels
RARE = 0.3
THRESHOLD = 1.0
# Up to so many pixels of room below the upper part, the weight of that.
_ROOM = (
    (1.0, 1.5, "the upper part reaches the bottom of the text area"),
    (3.0, 0.2, "the upper part nearly reaches the bottom of the text area"),
    (OFF_BOTTOM, 0.0, ""),
    (float("inf"), -0.7, ROOM),
)

_SENTENCE_ENDS = frozenset(".。!！?？;；:：…")
_CLOSED = "\"'”’)）"  # may stand behind them
_OPEN_END = re.compile(r"[-\u2010/,，、（(\[{=+&|<“‘\u00ad]$")
_TOKEN = r"([^\W\d_]+|\d+|\s+|[\W_])"
_BEGINNING = 40  # characters
_THREE_TOKENS = re.compile(f"{_TOKEN}{_TOKEN}?{_TOKEN}?")
_SIGN = re.compile(r"[^\w\s]")
_RARE_SIGN = re.compile(r"[^\w\s.,;:!?'\"()\[\]“”‘’，。、；：！？（）·_/-]")
_BRACKETS = (("(", ")"), ("（", "）"), ("[", "]"), ("{", "}"), ("“", "”"))
_CLOSING_START = re.compile(r"[)\]}）】」』”’,，、。;；:：!！?？%]")


class Seam(NamedTuple):
    """Whether the row is cut, and why."""

    cut: bool
    evidence: Evidence


class Covering(NamedTuple):
    """A cell that covers a row, and the row in which it begins."""

    row: int
    cell: Cell


def covering(rows: Sequence[Row], number: int) -> Mapping[int, Covering]:
    """Return the cells that cover a row, by first column; cells of rows above reach into it by their row spans."""
    found: dict[int, Covering] = {}
    width = 0
    for above in range(number, max(-1, number - LONGEST_SPAN), -1):
        for cell in rows[above].cells:
            width = max(width, cell.column + cell.colspan)
            if above + cell.rowspan > number:
                found[cell.column] = Covering(above, cell)
        if above < number and sum(part.cell.colspan for part in found.values()) >= width:
            break
    return found


class Habit:
    """How a column's cells look: how many were seen, the share that is filled, how they begin and end, their texts."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.texts = [cell.text for cell in cells if cell.text]
        self.seen = len(cells)
        self.filled = len(self.texts) / len(cells) if cells else 1.0
        self.spans = any([cell.rowspan > 1 for cell in cells])

    @cached_property
    def starts(self) -> Counter[str]:
        """How often each shape of beginning occurs."""
        return Counter(map(_start, self.texts))

    @cached_property
    def ends(self) -> Counter[str]:
        """How often each kind of end occurs; `end` is that of a sentence."""
        return Counter(map(_end, self.texts))

    def marks(self) -> Mapping[str, tuple[int, int]]:
        """Return the signs (no letters, digits, blanks) that nine cells in ten have: how often at least, at most."""
        if len(self.texts) < FEW:
            return {}
        lack = len(self.texts) // 10  # so many may lack a sign: of any more texts, one has it
        first, last = self.texts[: lack + 1], self.texts[-lack - 1 :]
        signs = set(_SIGN.findall("".join(first))) & set(_SIGN.findall("".join(last)))
        counts = {sign: sorted([text.count(sign) for text in self.texts]) for sign in signs}
        return {sign: (found[lack], found[-1]) for sign, found in counts.items() if found[lack]}


def habits(rows: Sequence[Row]) -> Mapping[int, Habit]:
    """Return the habits of each column, from the cells of one column width in these rows."""
    columns: dict[int, list[Cell]] = {}
    for row in rows:
        for cell in row.cells:
            if cell.colspan == 1 and not cell.header:
                of_column = columns.get(cell.column)
                if of_column is None:
                    columns[cell.column] = of_column = []
                of_column.append(cell)
    return {column: Habit(cells) for column, cells in columns.items()}


def _start(text: str) -> str:
    """Return the shape of a text's beginning: `a` for a word in lower case, `A` in upper case, `字`, `1`, signs."""
    found = _THREE_TOKENS.match(text, 0, _BEGINNING)
    return "".join([_class(token[0]) for token in found.groups() if token]) if found else ""


def _end(text: str) -> str:
    """Return the kind of a text's end: `end` for that of a sentence, else the class of its last character."""
    if text[-1].isalnum():
        return _class(text[-1])
    last = text.removesuffix("\n").rstrip(_CLOSED)[-1:]
    return "end" if last in _SENTENCE_ENDS else _class(text[-1])


def _class(character: str) -> str:
    if character.isalpha():
        return "a" if character.islower() else "A" if character.isupper() else "字"
    return "1" if character.isdigit() else character


_UNSEEN = Habit(())


def seam(above: Sequence[Row], below: Sequence[Row], room: float | None) -> Seam:
    """Return whether the last row above and the first row below are one row.

    `room` is how many pixels of the text area are free below the upper part, None where that is not known.
    """
    if not above or not below or not below[0].cells:
        return Seam(False, Evidence("inferred", vetoes=("there is no row on one side",)))
    last, first = covering(above, len(above) - 1), covering(below, 0)
    if any(column not in last or last[column].cell.colspan != part.cell.colspan for column, part in first.items()):
        return Seam(False, Evidence("inferred", vetoes=("the cells have other columns",)))
    if len(first) > 1 and _all_filled(last, first) and room is not None and room > OFF_BOTTOM:
        # What texts say could hardly outweigh these two, and most seams end here.
        return Seam(False, Evidence("inferred", vetoes=(NO_EMPTY, ROOM), confidence=0.95))
    columns = habits([*above[-WINDOW:-1], *below[1:WINDOW]])
    pairs = [(last[column].cell, part.cell, columns.get(column, _UNSEEN)) for column, part in first.items()]
    said = [point for pair in pairs for point in _column(*pair)]
    points = [*_geometry(room), *said]
    if above[-1].header:
        points.append((-1.2, "the row above is a header"))
    if len(pairs) > 1 and _all_filled(last, first):
        points.append((-1.2, NO_EMPTY))
    elif sum(bool(upper.text and lower.text) for upper, lower, _ in pairs) > 1 and not any(w > 0 for w, _ in said):
        points.append((-0.8, "no text goes on"))
    if _complement(pairs):
        points.append((0.8, "each part has what the other lacks"))
    if sum(bool(upper.text or lower.text) for upper, lower, _ in pairs) == 1 < len(pairs):
        points.append((0.4, "both rows have one cell alone, the same"))
    strongest: dict[str, float] = {}  # one reason counts once, however many cells give it
    for weight, why in points:
        strongest[why] = max(strongest.get(why, 0.0), weight, key=abs)
    total = sum(strongest.values())
    rules = tuple(why for why, weight in strongest.items() if weight > 0)
    vetoes = tuple(why for why, weight in strongest.items() if weight < 0)
    confidence = min(0.99, 0.5 + abs(total - THRESHOLD) / 4)
    return Seam(total > THRESHOLD, Evidence("inferred", rules, vetoes, round(confidence, 2)))


def _all_filled(last: Mapping[int, Covering], first: Mapping[int, Covering]) -> bool:
    """Return whether no cell of the two rows is empty, but for the rest of a span."""
    return all(last[c].cell.text and (part.cell.text or part.cell.rowspan > 1) for c, part in first.items())


def _complement(pairs: Sequence[tuple[Cell, Cell, Habit]]) -> bool:
    """Return whether each of the two rows has cells that are empty in the other one, in columns that are filled."""
    filled = [(bool(upper.text), bool(lower.text)) for upper, lower, habit in pairs if habit.filled >= FILLED]
    return (True, False) in filled and (False, True) in filled


def _geometry(room: float | None) -> Iterator[tuple[float, str]]:
    if room is not None:
        for limit, weight, why in _ROOM:
            if room <= limit:
                yield weight, why
                return


def _column(upper: Cell, lower: Cell, habit: Habit) -> Iterator[tuple[float, str]]:
    if upper.text and lower.text:
        yield from _texts(upper.text, lower.text, habit)
    elif (upper.text or lower.text) and habit.filled >= FILLED:
        span = not lower.text and (lower.rowspan > 1 or habit.spans)
        yield (0.3 if span else 1.0), "a cell is empty in a column that is filled"


def _texts(upper: str, lower: str, habit: Habit) -> Iterator[tuple[float, str]]:
    begins, ends = _start(lower), _end(upper)
    begun, ended = _share(habit.starts, begins), _share(habit.ends, ends)
    if _OPEN_END.search(upper) and ended < RARE:
        yield 1.2, BREAKS_OFF
    if _CLOSING_START.match(lower) and begun < RARE:
        yield 1.2, CLOSES
    if any(upper.count(a) > upper.count(b) and lower.count(b) > lower.count(a) for a, b in _BRACKETS):
        yield 1.0, BRACKET
    if lower[0].islower():
        usual = sum(number for start, number in habit.starts.items() if start[0] == "a") > habit.starts.total() / 2
        yield (0.2 if usual else 0.8), "a cell goes on in lower case"
    if ends == "end" and ended > RARE:
        yield -0.8, "a sentence ends"
    if 0 < len(habit.texts) < FEW and _rare_signs(upper) & _rare_signs(lower) & _rare_signs(habit.texts[0]):
        yield -0.8, "each of the cells has the signs of others"
    marks = habit.marks()
    if any(upper.count(sign) + lower.count(sign) > most for sign, (_, most) in marks.items()):
        yield -0.8, "together the cells have more than any other"
    elif any(text.count(sign) < least for sign, (least, _) in marks.items() for text in (upper, lower)):
        yield 0.5, "a cell lacks what others have"
    if habit.seen >= FEW:
        for share, name in ((begun, "begins"), (ended, "ends")):
            if share < 0.1:
                yield 0.5, f"a cell {name} as no other does"
            elif share > 0.6:
                yield -0.4, f"a cell {name} as others do"


def _rare_signs(text: str) -> set[tuple[str, int]]:
    """Return the signs, but for punctuation, that a text has, with their number."""
    return set(Counter(_RARE_SIGN.findall(text)).items())


def _share(counter: Counter[str], what: str) -> float:
    total = counter.total()
    return counter[what] / total if total else 0.5

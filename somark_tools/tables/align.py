"""Which columns of a continuation are which of its table, where a part lost or gained some, or has other spans.

Columns keep their order, so this is an alignment of two sequences: header texts decide where the header is repeated,
the look of the cells elsewhere. A column that one part lacks is empty there, or lies under a span of its neighbour.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from somark_tools.model import Cell, Range, Row
from somark_tools.tables.header import MAX_HEADER, marked_header, normal

EMPTY = "empty"
SHORT = 15  # characters
WINDOW = 30  # rows on each side that the look of a column is learnt from
MOST_COLUMNS = 200  # of wider tables, columns are not compared
MARGIN = 0.5  # by so much an alignment must be better than putting column under column
HEADER_REPEATED = 0.6  # share of the narrower part's header cells that must be found in the other header
_SAME_HEADER, _OTHER_HEADER = 2.0, -1.0
_FIRST, _LAST = 0.6, 0.3  # rows begin with their key: parts lose inner columns more often than outer ones
_LOST = -0.4  # what it costs that a column is in one part only, and that its cells are filled


class Alignment(NamedTuple):
    """For each column of the part above and of the part below, the columns that it takes in the table of both."""

    above: tuple[Range, ...]
    below: tuple[Range, ...]

    @property
    def columns(self) -> int:
        """The number of columns of the table of both."""
        return max(start + width for start, width in (*self.above, *self.below))


class _Column(NamedTuple):
    first: bool
    last: bool
    header: str
    spanned: bool  # the header cell of the column before spans this one too
    begins: bool  # a cell of the body begins here
    looks: Mapping[str, float]  # shares of kinds of content; none if all cells are empty


def align(
    above: Sequence[Row], below: Sequence[Row], columns: tuple[int, int], head: Sequence[Row]
) -> Alignment | None:
    """Return where the columns of both parts go, or None if each column stands under its like already.

    `columns` are the numbers of columns above and below, `head` are the first rows of the table.
    """
    if not above or not below or max(columns) > MOST_COLUMNS or min(columns) < 1:
        return None
    if columns[0] == columns[1] and not (_has_empty(above[-1]) and _has_empty(below[-1])):
        return None
    header = min(marked_header(head) or 1, MAX_HEADER, len(below))
    repeated = _header_is_repeated(head[:header], below[:header])
    body = below[header if repeated else 0 :][:WINDOW]
    upper = _columns(head[:header], above[-WINDOW:], columns[0])
    lower = _columns(below[:header], body or below[:header], columns[1])
    if columns[0] == columns[1] and not _moved(upper, lower):
        return None
    pairs, score = _best(upper, lower, repeated)
    straight = [(number, number) for number in range(min(columns))]
    if score < _score(upper, lower, straight, repeated) + MARGIN:
        pairs = straight
    found = _ranges(pairs, upper, lower)
    return None if columns[0] == columns[1] and pairs == straight else found


def _header_is_repeated(here: Sequence[Row], there: Sequence[Row]) -> bool:
    texts = Counter(normal(cell.text) for row in here for cell in row.cells if cell.text)
    found = Counter(normal(cell.text) for row in there for cell in row.cells if cell.text)
    common = (texts & found).total()
    return common > 1 and common >= HEADER_REPEATED * min(texts.total(), found.total())


def _has_empty(row: Row) -> bool:
    return any(not cell.text for cell in row.cells)


def _moved(upper: Sequence[_Column], lower: Sequence[_Column]) -> bool:
    """Return whether each part has an empty column, but not the same one."""
    empty = [{n for n, column in enumerate(part) if not column.looks} for part in (upper, lower)]
    return bool(empty[0] and empty[1] and empty[0] != empty[1])


def _columns(header: Sequence[Row], body: Sequence[Row], count: int) -> list[_Column]:
    titles, spanned = [""] * count, [False] * count
    for row in header:
        for cell in row.cells:
            for column in range(cell.column, min(cell.column + cell.colspan, count)):
                titles[column] += f"\n{normal(cell.text)}"
                spanned[column] = column > cell.column
    texts: list[list[str]] = [[] for _ in range(count)]
    for row in body:
        for cell in row.cells:
            if not row.header and cell.column < count:
                texts[cell.column].append(cell.text)
    return [
        _Column(n == 0, n == count - 1, titles[n], spanned[n], bool(texts[n]), _looks(texts[n])) for n in range(count)
    ]


def _looks(texts: Sequence[str]) -> Mapping[str, float]:
    if not any(texts):
        return {}
    return {kind: number / len(texts) for kind, number in Counter(map(_kind, texts)).items()}


def _kind(text: str) -> str:
    if not text:
        return EMPTY
    digits = sum(map(str.isdigit, text))
    if 2 * digits >= len(text):
        return "fraction" if "." in text else "number"
    words = "code" if digits else "text" if text.isascii() else "字"
    return f"{words} {len(text) > SHORT}"


def _alike(upper: _Column, lower: _Column, repeated: bool) -> float:
    """Return from about -2 to 4 how alike two columns are."""
    alike = _FIRST * (upper.first and lower.first) + _LAST * (upper.last and lower.last)
    if repeated and upper.header and lower.header:
        alike += _SAME_HEADER if upper.header == lower.header else _OTHER_HEADER
    if not upper.looks or not lower.looks:
        return alike + (0.2 if upper.looks == lower.looks else -0.5)
    return alike + 2 * sum(min(share, lower.looks.get(kind, 0.0)) for kind, share in upper.looks.items()) - 1


def _alone(column: _Column) -> float:
    if not column.looks or column.spanned:
        return 0.0
    return _LOST * (1 - column.looks.get(EMPTY, 0.0))


def _score(
    upper: Sequence[_Column], lower: Sequence[_Column], pairs: Sequence[tuple[int, int]], repeated: bool
) -> float:
    left = [column for side, part in enumerate((upper, lower)) for column in _others(part, pairs, side)]
    return sum(_alike(upper[a], lower[b], repeated) for a, b in pairs) + sum(map(_alone, left))


def _others(part: Sequence[_Column], pairs: Sequence[tuple[int, int]], side: int) -> list[_Column]:
    taken = {pair[side] for pair in pairs}
    return [column for number, column in enumerate(part) if number not in taken]


def _best(upper: Sequence[_Column], lower: Sequence[_Column], repeated: bool) -> tuple[list[tuple[int, int]], float]:
    """Return the pairs of columns with the highest score, and that score.

    Sequence alignment by dynamic programming, as by Needleman and Wunsch.
    """
    rows, width = len(upper), len(lower)
    score = [[0.0] * (width + 1) for _ in range(rows + 1)]
    for b in range(width - 1, -1, -1):
        score[rows][b] = score[rows][b + 1] + _alone(lower[b])
    for a in range(rows - 1, -1, -1):
        score[a][width] = score[a + 1][width] + _alone(upper[a])
        for b in range(width - 1, -1, -1):
            score[a][b] = max(
                score[a + 1][b + 1] + _alike(upper[a], lower[b], repeated),
                score[a + 1][b] + _alone(upper[a]),
                score[a][b + 1] + _alone(lower[b]),
            )
    pairs = []
    a = b = 0
    while a < rows and b < width:
        if score[a][b] == score[a + 1][b + 1] + _alike(upper[a], lower[b], repeated):
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif score[a][b] == score[a + 1][b] + _alone(upper[a]):
            a += 1
        else:
            b += 1
    return pairs, score[0][0]


def _ranges(pairs: Sequence[tuple[int, int]], upper: Sequence[_Column], lower: Sequence[_Column]) -> Alignment:
    """Return the columns of both parts in the table of both: pairs are one, the others stand on their own."""
    above: list[Range] = []
    below: list[Range] = []
    at = 0
    for a, b in [*pairs, (len(upper), len(lower))]:
        for part, end, columns, other in ((above, a, upper, below), (below, b, lower, above)):
            while len(part) < end:
                column = columns[len(part)]
                part.append(Range(at, 1))
                if other and (column.spanned or not column.begins):  # the neighbour of the other part reaches over it
                    other[-1] = Range(other[-1].start, at + 1 - other[-1].start)
                at += 1
        if a < len(upper) and b < len(lower):
            above.append(Range(at, 1))
            below.append(Range(at, 1))
            at += 1
    return Alignment(tuple(above), tuple(below))


def shared_header(head: Sequence[Row], below: Sequence[Row], found: Alignment) -> tuple[list[Row], list[Row]]:
    """Return the header and the rows below without the cells in columns that the other part has not.

    A cell with text in a column that is new below stays: it is said nowhere else.
    """
    known, new = ({column for start, width in part for column in range(start, start + width)} for part in found)
    return (
        [_only(row, lambda cell: cell.column in new) for row in head],
        [_only(row, lambda cell: cell.column in known or bool(cell.text)) for row in below],
    )


def _only(row: Row, wanted: Callable[[Cell], bool]) -> Row:
    return row._replace(cells=tuple(filter(wanted, row.cells)))


def in_place(ranges: Sequence[Range]) -> bool:
    """Return whether every column keeps its place."""
    return all(part == (number, 1) for number, part in enumerate(ranges))


def moved(rows: Sequence[Row], ranges: Sequence[Range]) -> list[Row]:
    """Return the rows with their cells on the columns of the whole table."""
    if in_place(ranges):
        return list(rows)
    return [row._replace(cells=tuple([_placed(cell, ranges) for cell in row.cells])) for row in rows]


def _placed(cell: Cell, ranges: Sequence[Range]) -> Cell:
    start = ranges[cell.column].start
    last = ranges[cell.column + cell.colspan - 1]
    return cell._replace(column=start, colspan=last.start + last.width - start)


def completed(rows: Sequence[Row], columns: int) -> list[Row]:
    """Return the rows with an empty cell wherever none covers a column."""
    free_from = [0] * columns  # for each column, the first row that no cell from above reaches
    found = []
    for number, row in enumerate(rows):
        for cell in row.cells:
            end = number + cell.rowspan
            free_from[cell.column : cell.column + cell.colspan] = [end] * cell.colspan
        gaps = [Cell(c, "", header=row.header) for c, free in enumerate(free_from) if free <= number]
        found.append(row._replace(cells=tuple(sorted((*row.cells, *gaps)))) if gaps else row)
    return found

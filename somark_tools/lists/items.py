"""A Document → the lists in its paragraphs: which lines are items, with which marker, and how deep they are nested.

One marker alone makes no list, an unmistakable bullet aside: numbers must count on, in one family and with the same
signs around them, and a doubtful bullet must have another one after it. A heading ends every list, and so does a
paragraph that stands no further in than its items; whatever else lies between (pictures, tables, formulas, programs,
other lists) does not. Nothing is changed: an item says where its marker stands, and any renderer may show it as sent.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.inlines import LineBreak, Text, is_literal, parse_inlines
from somark_tools.layout.areas import SAME_EDGE, Layout
from somark_tools.layout.lines import Lines
from somark_tools.model import Block, Contents, Heading, Paragraph, Region, Relation
from somark_tools.patterns.list_markers import PLAIN, UNMISTAKABLE, Marker, marker_of

DEEPEST = 8  # levels count from 0
MOST_OPEN = 16  # lists that may go on at one place; of more, the outermost are forgotten
_ENDS = frozenset((Heading, Contents))  # they end every list
_LINE_END = re.compile(r"\r\n|\r|\n")
_ALIKE = str.maketrans("（）．", "().")  # signs that count as the same; each item keeps its own


class Item(NamedTuple):
    """An item of a list: line `line` of a block's text, at `text[start:end]`, and the lines up to the next item.

    Its marker is `before`, `body` and `after` as printed, and the rest of the line begins at `offset`. Items of one
    `list` (from 0, by their first items) belong together; in a `family` of numbers, those after the first count on.
    """

    list: int
    level: int
    family: str
    number: int
    before: str
    body: str
    after: str
    line: int
    start: int
    offset: int
    end: int

    @property
    def marker(self) -> str:
        """The marker as printed."""
        return f"{self.before}{self.body}{self.after}"

    @property
    def is_plain_bullet(self) -> bool:
        """Whether the marker is a bullet that says no more than that an item begins, whatever it looks like."""
        return self.family == "bullet" and self.body in PLAIN


@dataclass(frozen=True, slots=True)
class Lists:
    """The items of each block that has some, by its id, in order, and the paragraphs `inside` of a list.

    Such a paragraph has no marker: it stands further in than the items, between two of them; the first one is given.
    """

    items: Mapping[str, tuple[Item, ...]]
    inside: Mapping[str, Item]


NO_LISTS = Lists(MappingProxyType({}), MappingProxyType({}))


class _Found(NamedTuple):
    """A line that begins with a marker: where it is, and how far in (None: unknown). An `option` is one of an exam."""

    block: str
    option: bool
    line: int
    start: int
    end: int
    marker: Marker
    edge: float | None


_Marked = tuple[int, int, int, Marker]


@dataclass(slots=True, eq=False)
class _Run:
    """A list while it is read. `expected` is the next number in each family that is still possible."""

    shape: tuple[str, str, str]
    edge: float | None
    below: tuple["_Run", ...]  # the lists that were open when it began, the innermost last
    first: int
    last: int
    option: bool = False  # of an exam
    expected: dict[str, int] = field(default_factory=dict)
    members: list[_Found] = field(default_factory=list)

    def add(self, found: _Found, number: int) -> None:
        self.expected = _counted_on(found.marker, self.expected) if self.members else _following(found.marker)
        self.members.append(found)
        self.last = number


def list_items(document: Document) -> Lists:
    """Return the items of all lists of a document, and the paragraphs between them."""
    reader = _Reader(document)
    for block in document.blocks:
        if not block.hidden:
            reader.read(block)
    return reader.lists()


class _Reader:
    """Reads the blocks in order; `open` are the lists that may go on, the innermost last."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._layout = document.derived(Layout)
        self._step = max(SAME_EDGE, document.derived(Lines).height / 3)
        self._open: list[_Run] = []
        self._runs: list[_Run] = []
        self._count = 0  # of lines with a marker so far
        self._between: list[tuple[str, int, _Run]] = []

    def read(self, block: Block) -> None:
        if type(block) in _ENDS:
            self._open.clear()
        if not isinstance(block, Paragraph):
            return
        marked = _marked(block)
        if not (marked or self._open) or not block.text.strip():  # nearly all
            return
        if self._is_entry(block):
            self._open.clear()
            return
        if self._document.outgoing(block.id, Relation.NOTE_OF):
            return
        edge = self._edge(block)
        found = list(_found(block, marked, edge, self._step))
        if (not found or found[0].line) and block.label != "choice":
            self._pass(block, edge, whole=not found)
        for each in found:
            self._add(each)

    def lists(self) -> Lists:
        kept = [run for run in self._runs if self._stands(run)]
        levels: dict[_Run, int] = {}
        nested: set[tuple[_Run | None, tuple[str, str, str]]] = set()  # lists, and the shapes of those in them
        items: dict[str, list[Item]] = {}
        numbered: dict[_Run, list[Item]] = {}
        for number, run in enumerate(kept):
            around = [each for each in reversed(run.below) if each in levels]
            outer = next((each for each in around if (each, run.shape) in nested or self._holds(each, run)), None)
            levels[run] = min(levels[outer] + 1, DEEPEST) if outer else 0
            nested.add((outer, run.shape))
            numbered[run] = list(_items(run, number, levels[run]))
            for found, item in zip(run.members, numbered[run], strict=True):
                items.setdefault(found.block, []).append(item)
        inside = {
            block: numbered[run][position - 1]
            for block, position, run in self._between
            if run in levels and position < len(run.members)
        }
        in_order = {
            block.id: tuple(sorted(items[block.id], key=lambda item: item.line))
            for block in self._document.blocks
            if block.id in items
        }
        return Lists(MappingProxyType(in_order), MappingProxyType(inside))

    def _is_entry(self, block: Paragraph) -> bool:
        """Return whether the service or a region says that a block is an entry of a bibliography."""
        regions = (self._document.by_id[edge.target] for edge in self._document.outgoing(block.id, Relation.PART_OF))
        return block.label == "reference" or any(isinstance(r, Region) and r.label == "reference" for r in regions)

    def _edge(self, block: Block) -> float | None:
        """Return how far in from the left edge of its column a block begins, in pixels."""
        box = block.pieces[0].bbox
        return None if box is None else box.x1 - self._layout.left_edge(self._layout.column(box))

    def _pass(self, block: Block, edge: float | None, *, whole: bool) -> None:
        """Go over text without a marker: the lists whose items stand further out may go on behind it.

        An item's own text often begins where its marker does. So where the text is set in, lists at its edge may go on
        too if a list further out does, or if their numbers do.
        """
        outer = [run for run in self._open if self._is_further_in(edge, run)]
        if outer and whole:
            self._between.append((block.id, len(outer[-1].members), outer[-1]))
        self._open = [run for run in self._open if run in outer or self._is_aligned(edge, run, bool(outer))]

    def _is_aligned(self, edge: float | None, run: _Run, inside: bool) -> bool:
        if edge is None or run.edge is None or abs(run.edge - edge) > self._step:
            return False
        return inside or (edge > 2 * self._step and not run.shape[0])

    def _is_further_in(self, edge: float | None, run: _Run) -> bool:
        """Return whether an edge is further in than the items of a list: where either is unknown, it is not."""
        return edge is not None and run.edge is not None and run.edge + self._step < edge

    def _add(self, found: _Found) -> None:
        self._count += 1
        run = self._goes_on(found)
        if run is None:
            run = _Run(_shape(found.marker), found.edge, tuple(self._open), self._count, self._count, found.option)
            self._runs.append(run)
            self._open = [*self._open, run][-MOST_OPEN:]
        else:
            del self._open[self._open.index(run) + 1 :]
        run.add(found, self._count)

    def _goes_on(self, found: _Found) -> _Run | None:
        """Return the open list that goes on with the marker: of several, the one that stands where it stands."""
        shape = _shape(found.marker)
        may = [
            (_apart(run.edge, found.edge), -number, run)
            for number, run in enumerate(self._open)
            if run.shape == shape and not run.expected.items().isdisjoint(found.marker.readings)
        ]
        if shape[0]:  # nothing but the edge tells one list of bullets from another
            may = [each for each in may if each[0] <= self._step]
        return min(may, key=lambda each: each[:2])[2] if may else None

    def _holds(self, outer: _Run, inner: _Run) -> bool:
        """Return whether a list is inside another: the other one goes on behind its start, or stands further out."""
        deeper = not outer.shape[0] and _is_deeper(inner.shape[1], outer.shape[1])
        return inner.option or deeper or outer.last > inner.first or self._is_further_in(inner.edge, outer)

    def _stands(self, run: _Run) -> bool:
        """Return whether a run of markers is a list: there is no doubt, or there are two, and none of them is cited."""
        if run.shape[0] and run.shape[0] in UNMISTAKABLE:
            return True
        if len(run.members) < 2 or 2 * sum(found.marker.named for found in run.members) > len(run.members):
            return False
        return not any(self._document.incoming(found.block, Relation.REFERS_TO) for found in run.members)


def _apart(one: float | None, other: float | None) -> float:
    return 0.0 if one is None or other is None else abs(one - other)


def _marked(block: Paragraph) -> Sequence[_Marked]:
    """Return the lines of a block that look as if they began with a marker: number, start, end, marker."""
    text, choice = block.text, block.label == "choice"
    if "\n" not in text and "\r" not in text:  # as most are
        marker = marker_of(text, choice=choice)
        return () if marker is None else ((0, 0, len(text), marker),)
    lines = [(number, *ends, marker_of(text[slice(*ends)], choice=choice)) for number, ends in enumerate(_lines(text))]
    return [(number, start, end, marker) for number, start, end, marker in lines if marker is not None]


def _found(block: Paragraph, marked: Sequence[_Marked], edge: float | None, indent: float) -> Iterator[_Found]:
    """Yield the lines of a block that begin with a marker. A blank before a marker counts as `indent` pixels.

    A line must be one as read too (a line end may stand in the description of a picture), and the marker plain text.
    """
    if not marked:
        return
    begun = _begun(block.text)
    if len(begun) != len(_lines(block.text)):
        marked = [(number, start, len(block.text), marker) for number, start, _, marker in marked if not number]
    for number, start, end, marker in marked:
        if len(begun[number]) >= marker.offset:
            at = None if edge is None else edge + indent * marker.start
            yield _Found(block.id, block.label == "choice", number, start, end, marker, at)


def _lines(text: str) -> Sequence[tuple[int, int]]:
    if "\n" not in text and "\r" not in text:
        return [(0, len(text))]
    ends = list(_LINE_END.finditer(text))
    return list(zip([0, *[end.end() for end in ends]], [*[end.start() for end in ends], len(text)], strict=True))


def _begun(text: str) -> list[str]:
    """Return the plain text with which each line begins, as read."""
    if is_literal(text):
        return [text]
    begun = [""]
    fresh = True
    for run in parse_inlines(_LINE_END.sub("\n", text)):
        if isinstance(run, LineBreak):
            begun.append("")
        elif fresh and isinstance(run, Text):
            begun[-1] = run.text
        fresh = isinstance(run, LineBreak)
    return begun


def _shape(marker: Marker) -> tuple[str, str, str]:
    """Return what the items of a list have in common: their bullet, or the signs around their numbers."""
    bullet = marker.body if marker.readings[0].family == "bullet" else ""
    return bullet, marker.before.translate(_ALIKE), marker.after.translate(_ALIKE)


def _is_deeper(inner: str, outer: str) -> bool:
    """Return whether what stands before the numbers of a list tells that it is below another: `1.2.` is below `1.`."""
    return inner.count(".") > outer.count(".") and inner.startswith(outer)


def _following(marker: Marker) -> dict[str, int]:
    return {family: number + (family != "bullet") for family, number in marker.readings}


def _counted_on(marker: Marker, expected: Mapping[str, int]) -> dict[str, int]:
    """Return what comes after a marker in the families in which it is the next one."""
    readings = {family for family, number in marker.readings if expected.get(family) == number}
    return {family: after for family, after in _following(marker).items() if family in readings}


def _items(run: _Run, number: int, level: int) -> Iterator[Item]:
    family, after = next(iter(run.expected.items()))
    first = 0 if family == "bullet" else after - len(run.members)
    for place, found in enumerate(run.members):
        marker = found.marker
        yield Item(
            number,
            level,
            family,
            first if family == "bullet" else first + place,
            marker.before,
            marker.body,
            marker.after,
            found.line,
            found.start,
            found.start + marker.offset,
            found.end,
        )

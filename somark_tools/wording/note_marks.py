"""REFERS_TO edges → the marks in the texts as runs that know what they speak of, and which notes stand apart.

The rules of an edge name its marks (`mark 1 at 120`, `mark a in row 3, column 1 at 5`); what a mark is made of is told
by `marks`. A text is split at its marks only if its parts read as the whole does: a mark inside of a link
stays as it is.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.inlines import Inline, NoteMark, joined_texts, parse_inlines
from somark_tools.model import Block, Contents, Footnote, Furniture, Relation, Table, TextBlock
from somark_tools.patterns.marks import Mark, marks, openings

_PLACE = r"(\d{1,9})"  # rules may come from outside: `int` refuses numbers without end
_RULE = re.compile(rf"mark .* at {_PLACE}", re.DOTALL)
_CELL_RULE = re.compile(rf"mark .* in row {_PLACE}, column {_PLACE} at {_PLACE}", re.DOTALL)


class Spot(NamedTuple):
    """A text with marks: a block, and of a table a cell by row and column."""

    block: str
    row: int = -1
    column: int = -1


class SpotMark(NamedTuple):
    """A mark at `text[start:end]` of a spot: its id, and for each key that it names the block that answers to it."""

    id: str
    start: int
    end: int
    targets: Mapping[str, str]


def note_marks(document: Document) -> Mapping[Spot, tuple[SpotMark, ...]]:
    """Return the marks that speak of a visible block, by the text that they stand in, in order.

    A text whose parts would not read as the whole does has none.
    """
    at: defaultdict[Spot, defaultdict[int, list[Block]]] = defaultdict(lambda: defaultdict(list))
    for spot, offset, target in references(document):
        at[spot][offset].append(target)
    found = {spot: tuple(_marks(document, spot, targets)) for spot, targets in at.items()}
    return MappingProxyType({spot: of_spot for spot, of_spot in found.items() if of_spot})


def references(document: Document) -> Iterator[tuple[Spot, int, Block]]:
    """Yield where a mark stands (text and offset) and a visible block that it speaks of."""
    for edge in document.edges:
        if edge.relation is not Relation.REFERS_TO:
            continue
        source: Block = document.by_id[edge.source]
        target: Block = document.by_id[edge.target]
        if not isinstance(source, Contents) and is_shown(target):
            for spot, offset in _spots(source, edge.evidence.rules):
                yield spot, offset, target


def noted_runs(
    text: str, found: Sequence[SpotMark], clean: Callable[[str], str] = lambda text: text
) -> tuple[Inline, ...]:
    """Return the runs of a text, its marks as NoteMarks; `clean` is applied to each of its parts first."""
    runs: list[Inline] = []
    for number, part in enumerate(_parts(text, found, clean)):
        if number % 2:
            runs.append(NoteMark(found[number // 2].id, found[number // 2].targets, part))
        else:
            runs += part
    return tuple(runs)


def mark_id(spot: Spot, offset: int) -> str:
    """Return the id of the mark there: `0:3@12`, in a table `0:3/2/0@12`."""
    cell = "" if spot.row < 0 else f"/{spot.row}/{spot.column}"
    return f"{spot.block}{cell}@{offset}"


def is_shown(block: Block) -> bool:
    """Return whether a mark can lead to the block: every rendering shows it."""
    return (
        isinstance(block, TextBlock)
        and not isinstance(block, Furniture)
        and not block.hidden
        and bool(block.text.strip())
    )


def is_gathered(document: Document, block: Block) -> bool:
    """Return whether a note can stand anywhere: a mark leads to it, and it is no note below a table.

    Of other notes only their place tells what they speak of.
    """
    return (
        isinstance(block, Footnote)
        and is_shown(block)
        and any(
            not isinstance(document.by_id[e.source], Contents) for e in document.incoming(block.id, Relation.REFERS_TO)
        )
        and not document.outgoing(block.id, Relation.NOTE_OF)
    )


def _spots(source: Block, rules: Iterable[str]) -> Iterator[tuple[Spot, int]]:
    for rule in rules:
        if isinstance(source, Table):
            if found := _CELL_RULE.fullmatch(rule):
                yield Spot(source.id, int(found[1]), int(found[2])), int(found[3])
        elif found := _RULE.fullmatch(rule):
            yield Spot(source.id), int(found[1])


def _marks(document: Document, spot: Spot, targets: Mapping[int, Sequence[Block]]) -> Iterator[SpotMark]:
    text = _text(document.by_id[spot.block], spot)
    found = [
        SpotMark(mark_id(spot, mark.start), mark.start, mark.end, _by_key(mark, targets[mark.start]))
        for mark in marks(text)
        if mark.start in targets
    ]
    if len(found) == len(targets) and _reads_as_whole(text, found):
        yield from found


def _reads_as_whole(text: str, found: Sequence[SpotMark]) -> bool:
    parts = [run for part in _parts(text, found) for run in part]
    return joined_texts(parts) == list(parse_inlines(text))


def _parts(
    text: str, found: Sequence[SpotMark], clean: Callable[[str], str] = lambda text: text
) -> Iterator[tuple[Inline, ...]]:
    """Yield the runs before the first mark, of the first mark, between it and the second one, and so on."""
    ends = [0, *[end for mark in found for end in (mark.start, mark.end)], len(text)]
    for start, end in pairwise(ends):
        yield parse_inlines(clean(text[start:end]))


def _text(block: Block, spot: Spot) -> str:
    if isinstance(block, TextBlock):
        return block.text
    if not isinstance(block, Table) or spot.row >= len(block.rows):
        return ""
    return next((cell.text for cell in block.rows[spot.row].cells if cell.column == spot.column), "")


def _by_key(mark: Mark, targets: Sequence[Block]) -> dict[str, str]:
    if len(targets) == 1:
        return dict.fromkeys(mark.keys, targets[0].id)
    found: dict[str, str] = {}
    for target in targets:
        named = {key for each in openings(target.text) for key in each.keys} if isinstance(target, TextBlock) else ()
        found.update({key: target.id for key in mark.keys if key in named and key not in found})
    return found or {mark.keys[0]: targets[0].id}

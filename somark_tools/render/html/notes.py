"""REFERS_TO edges → where in the texts the marks stand that become links, and which marks lead to a block.

The rules of an edge name its marks (`mark 1 at 120`, `mark a in row 3, column 1 at 5`); what a mark is made of is told
by `marks`. A text is split at its marks only if its parts read as the whole does: a mark inside of a link
stays as it is.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.inlines import Inline, Text, parse_inlines
from somark_tools.marks import Mark, marks, openings
from somark_tools.model import Block, Contents, Footnote, Furniture, Relation, Table, TextBlock
from somark_tools.render.html.escape import anchor, clean

_RULE = re.compile(r"mark .* at (\d+)", re.DOTALL)
_CELL_RULE = re.compile(r"mark .* in row (\d+), column (\d+) at (\d+)", re.DOTALL)


class Spot(NamedTuple):
    """A text with marks: a block, and of a table a cell by row and column."""

    block: str
    row: int = -1
    column: int = -1


class MarkLink(NamedTuple):
    """A mark that is a link: its own `id` in the page, and each key that it names with the block that answers to it."""

    id: str
    targets: Mapping[str, Block]


class Part(NamedTuple):
    """Runs of a text, and the link around them, if they are a mark."""

    runs: tuple[Inline, ...]
    link: MarkLink | None = None


@dataclass(frozen=True, slots=True)
class Referring:
    """`parts` of the texts with marks; `back`: for each block referred to the ids of what refers to it, in order."""

    parts: Mapping[Spot, tuple[Part, ...]]
    back: Mapping[str, tuple[str, ...]]


def referring(document: Document) -> Referring:
    """Return the marks and back links of the document; links lead to blocks that are shown only."""
    at: defaultdict[Spot, defaultdict[int, list[Block]]] = defaultdict(lambda: defaultdict(list))
    back: defaultdict[str, list[str]] = defaultdict(list)
    for edge in document.edges:
        source: Block = document.by_id[edge.source]
        target: Block = document.by_id[edge.target]
        if edge.relation is not Relation.REFERS_TO or isinstance(source, Contents) or not is_shown(target):
            continue
        for spot, offset in _spots(source, edge.evidence.rules):
            at[spot][offset].append(target)
    parts: dict[Spot, tuple[Part, ...]] = {}
    for spot, targets in at.items():
        split = tuple(_split(document, spot, targets))
        if split:
            parts[spot] = split
        for offset, of_mark in targets.items():
            for target in of_mark:
                back[target.id].append(_mark_id(spot, offset) if split else anchor(spot.block))
    return Referring(parts, {target: tuple(dict.fromkeys(ids)) for target, ids in back.items()})


def is_shown(block: Block) -> bool:
    """Return whether a link can lead to the block: it is in every page."""
    return (
        isinstance(block, TextBlock)
        and not isinstance(block, Furniture)
        and not block.hidden
        and bool(block.text.strip())
    )


def is_gathered(document: Document, block: Block) -> bool:
    """Return whether a note goes to the end of the page: a mark leads to it, and it is no note below a table.

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


def _split(document: Document, spot: Spot, targets: Mapping[int, Sequence[Block]]) -> Iterator[Part]:
    """Yield the parts of the text; none if they do not read as the whole."""
    text = _text(document.by_id[spot.block], spot)
    found = [mark for mark in marks(text) if mark.start in targets]
    ends = [0, *[end for mark in found for end in (mark.start, mark.end)], len(text)]
    runs = [parse_inlines(clean(text[start:end])) for start, end in pairwise(ends)]
    if len(found) < len(targets) or _joined(runs) != _joined([parse_inlines(clean(text))]):
        return
    for number, part in enumerate(runs):
        mark = found[number // 2] if number % 2 else None
        if part:
            yield Part(part, mark and MarkLink(_mark_id(spot, mark.start), _by_key(mark, targets[mark.start])))


def _text(block: Block, spot: Spot) -> str:
    if isinstance(block, TextBlock):
        return block.text
    if not isinstance(block, Table) or spot.row >= len(block.rows):
        return ""
    return next((cell.text for cell in block.rows[spot.row].cells if cell.column == spot.column), "")


def _joined(parts: Iterable[Sequence[Inline]]) -> list[Inline]:
    """Return the runs of all parts, texts that touch as one."""
    joined: list[Inline] = []
    for part in parts:
        for run in part:
            if isinstance(run, Text) and joined and isinstance(last := joined[-1], Text):
                joined[-1] = Text(last.text + run.text)
            else:
                joined.append(run)
    return joined


def _by_key(mark: Mark, targets: Sequence[Block]) -> dict[str, Block]:
    if len(targets) == 1:
        return dict.fromkeys(mark.keys, targets[0])
    found: dict[str, Block] = {}
    for target in targets:
        named = {key for each in openings(target.text) for key in each.keys} if isinstance(target, TextBlock) else ()
        found.update({key: target for key in mark.keys if key in named and key not in found})
    return found or {mark.keys[0]: targets[0]}


def _mark_id(spot: Spot, offset: int) -> str:
    cell = "" if spot.row < 0 else f"-{spot.row}-{spot.column}"
    return f"r{anchor(spot.block)[1:]}{cell}-{offset}"

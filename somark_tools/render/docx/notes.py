"""A Document → its real footnotes: which texts they are, where they are referred to first, what their marks show.

A footnote whose printed mark is the one that Word would count gets its number from Word; any other keeps its mark as
text, and Word does not count it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.inlines import Inline, NoteMark, joined_texts, parse_inlines
from somark_tools.model import Block, Caption, Footnote, Heading, Paragraph, Region, Table, TextBlock
from somark_tools.patterns.marks import openings
from somark_tools.render.docx.grids import MAX_COLUMNS
from somark_tools.render.docx.note_counts import Count, best_count
from somark_tools.render.docx.note_tokens import Token, keys, tokens
from somark_tools.render.docx.xml import with_line_feeds
from somark_tools.wording.note_marks import Spot, SpotMark, is_gathered, note_marks, noted_runs

_REFERRING = (Heading, Paragraph, Caption, Region)  # besides tables; a note can't hold the mark of another one in Word


class Part(NamedTuple):
    """One of the notes in a block: `text[start:end]`, its own mark up to `mark_end`, and the keys that this names."""

    block: str
    keys: tuple[str, ...]
    start: int
    mark_end: int
    end: int


class Note(NamedTuple):
    """A footnote of the file: its number in the file, its text, the mark and key that refer to it first.

    `shown` is its printed mark; `automatic` whether Word's own number shows the same.
    """

    number: int
    part: Part
    mark: str
    key: str
    shown: str
    automatic: bool


@dataclass(frozen=True, slots=True)
class Notes:
    """The marks of a document's texts, its footnotes by reference and by block, and how Word counts them."""

    marks: Mapping[Spot, tuple[SpotMark, ...]]
    by_reference: Mapping[tuple[str, str], Note]  # (id of a mark, key)
    by_block: Mapping[str, tuple[Note, ...]]
    count: Count

    def rests(self, block: TextBlock) -> Iterator[tuple[int, int]]:
        """Yield which parts of a block of notes stay where they are: start and end in its text."""
        at = 0
        for note in sorted(self.by_block.get(block.id, ()), key=lambda note: note.part.start):
            if stays := block.text[at : note.part.start].rstrip():
                yield at, at + len(stays)
            at = note.part.end
        if block.text[at:].strip():
            yield at, len(block.text)


def notes_of(document: Document) -> Notes:
    """Return the footnotes of the document, in the order in which they are referred to."""
    marks = note_marks(document)
    texts = {block.id: block.text for block in document.blocks if isinstance(block, Footnote)}
    parts = {
        block.id: _by_key(_parts(block))
        for block in document.blocks
        if isinstance(block, Footnote) and is_gathered(document, block)
    }
    references: dict[tuple[str, str], tuple[Part, str]] = {}
    for mark, runs in _marks(document, marks):
        printed = list(keys(runs))
        for key, shown in printed:
            part = _part(parts.get(mark.targets.get(key, ""), {}), key, printed[0][0], mark.targets)
            if part is not None:
                references.setdefault((mark.id, key), (part, shown))
    return _indexed(marks, references, texts)


def inlines_of(text: str, marks: Sequence[SpotMark], start: int = 0) -> tuple[Inline, ...]:
    """Return the runs of the part of a text that begins at `start`, with those of its marks that lie in it."""
    end = start + len(text)
    first = bisect_left(marks, start, key=lambda mark: mark.start)
    inside = [
        mark._replace(start=mark.start - start, end=mark.end - start)
        for mark in takewhile(lambda mark: mark.end <= end, marks[first:] if first else marks)
    ]
    return noted_runs(text, inside, with_line_feeds) if inside else parse_inlines(with_line_feeds(text))


def _parts(block: TextBlock) -> Iterator[Part]:
    """Yield the notes in a block; one, if its text could not be cut without being read otherwise."""
    found = openings(block.text)
    starts = [mark.start for mark in found]
    cuts = [0, *starts[1:], len(block.text)] if starts and not block.text[: starts[0]].strip() else []
    if len(found) > 1 and cuts and _reads_alike(block.text, cuts):
        for mark, (start, end) in zip(found, pairwise(cuts), strict=True):
            yield Part(block.id, mark.keys, start, mark.end, end)
    elif cuts:
        yield Part(block.id, found[0].keys, 0, found[0].end, len(block.text))
    else:
        yield Part(block.id, (), 0, 0, len(block.text))


def _reads_alike(text: str, cuts: Iterable[int]) -> bool:
    runs = [run for start, end in pairwise(cuts) for run in parse_inlines(text[start:end])]
    return joined_texts(runs) == list(parse_inlines(text))


def _marks(
    document: Document, marks: Mapping[Spot, tuple[SpotMark, ...]]
) -> Iterator[tuple[SpotMark, tuple[Inline, ...]]]:
    """Yield the marks that may refer to a footnote, in the order in which Word meets them, with their runs."""
    of_block: defaultdict[str, list[Spot]] = defaultdict(list)
    for spot in marks:
        of_block[spot.block].append(spot)
    for block in document.blocks:
        if block.hidden or block.id not in of_block:
            continue
        if isinstance(block, _REFERRING) or (isinstance(block, Table) and block.columns <= MAX_COLUMNS):
            for spot in sorted(of_block[block.id]):
                by_id = {mark.id: mark for mark in marks[spot]}
                for run in noted_runs(_text(block, spot), marks[spot], with_line_feeds):
                    if isinstance(run, NoteMark):
                        yield by_id[run.id], run.runs


def _text(block: Block, spot: Spot) -> str:
    if isinstance(block, Table):
        return next(cell.text for cell in block.rows[spot.row].cells if cell.column == spot.column)
    return block.text if isinstance(block, TextBlock) else ""


def _by_key(parts: Iterable[Part]) -> dict[str, Part]:
    """Return the notes of a block by the keys that they name, the first note also as ""."""
    found: dict[str, Part] = {}
    for part in parts:
        for key in ("", *part.keys):
            found.setdefault(key, part)
    return found


def _part(parts: Mapping[str, Part], key: str, first: str, named: Iterable[str]) -> Part | None:
    """Return the note that answers to a key; the first key of a mark of which no note knows any has the first one."""
    if key in parts or key != first or any(each in parts for each in named):
        return parts.get(key)
    return parts.get("")


def _begins_with(text: str, part: Part, shown: str) -> bool:
    """Return whether the note's own mark is that key with signs around it, and ends where the text behind it begins."""
    text, mark_end = text[part.start : part.end], part.mark_end - part.start
    printed = list(tokens(parse_inlines(with_line_feeds(text[:mark_end].strip()))))
    others = [each for each in printed if not isinstance(each, Token) or any(map(str.isalnum, each.text))]
    return [each.text for each in others if isinstance(each, Token)] == [shown] and _reads_alike(
        text, (0, mark_end, len(text))
    )


def _indexed(
    marks: Mapping[Spot, tuple[SpotMark, ...]],
    references: Mapping[tuple[str, str], tuple[Part, str]],
    texts: Mapping[str, str],
) -> Notes:
    first: dict[Part, tuple[str, str, str]] = {}
    for (mark, key), (part, shown) in references.items():
        first.setdefault(part, (mark, key, shown))
    printed = [shown if _begins_with(texts[part.block], part, shown) else "" for part, (_, _, shown) in first.items()]
    count, automatic = best_count(printed)
    by_part: dict[Part, Note] = {}
    by_block: defaultdict[str, list[Note]] = defaultdict(list)
    for number, (part, found) in enumerate(first.items(), 1):
        by_part[part] = Note(number, part, *found, automatic=automatic[number - 1])
        by_block[part.block].append(by_part[part])
    return Notes(
        marks,
        MappingProxyType({reference: by_part[part] for reference, (part, _) in references.items()}),
        MappingProxyType({block: tuple(of_block) for block, of_block in by_block.items()}),
        count,
    )

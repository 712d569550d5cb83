"""The furniture of a Document → the running heads and feet that a typist would set: what recurs, with page numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from statistics import median
from typing import Literal, NamedTuple

from somark_tools.document import Document
from somark_tools.model import Furniture, Page, Piece
from somark_tools.patterns.numerals import roman
from somark_tools.render.docx.chapters import chapters, on_one_line

Side = Literal["header", "footer"]
Slot = Literal["left", "center", "right"]
Which = Literal["default", "even", "first"]

SIDES: tuple[Side, Side] = ("header", "footer")
MOST = 0.5  # of the pages must have a text, if it is to stand on all
ONE_SIDED = 0.6  # the odd pages have a text so much oftener than the even ones, or the reverse: it is one of theirs
FEW = 4  # pages: fewer do not tell odd from even
MAX_LENGTH = 300  # characters: longer text is no running head

_MARGINAL = "sider"
_OUTER = 0.38  # of the width: a text whose middle is nearer to an edge of the page stands at that edge
_SAME_LINE = 0.012  # of the height
_NUMBER = re.compile(r"(?<![A-Za-z0-9.,])(?:\d{1,5}|[ivxlcdm]{1,9})(?![A-Za-z0-9]|[.,]\d)")
_TRIED = 4  # numbers in a text


class Field(Enum):
    """What Word counts by itself."""

    PAGE = "PAGE"
    NUMPAGES = "NUMPAGES"


class Chapter(NamedTuple):
    """The heading of that level which the page stands under: Word looks it up."""

    level: int


class Text(NamedTuple):
    """A text as it recurs: where it stands, and its parts."""

    side: Side
    slot: Slot
    parts: tuple[str | Field | Chapter, ...]


Line = tuple[Text, ...]  # the texts of one line, each in a slot of its own


class Numbering(NamedTuple):
    """How pages are numbered: the number of the first page, and whether numerals are roman."""

    start: int = 1
    roman: bool = False


class Heads(NamedTuple):
    """The running heads and feet: lines from top to bottom, for each side and the pages on which they stand."""

    lines: Mapping[tuple[Side, Which], Sequence[Line]]
    numbering: Numbering

    def has(self, which: Which) -> bool:
        """Return whether the even pages, or the first one, have their own."""
        return any(key == which for _, key in self.lines)


class _Reading(NamedTuple):
    """A way to read a text; `numbering` is how pages are numbered if a number in it is that of the page."""

    text: Text
    numbering: Numbering | None = None


class _Seen(NamedTuple):
    """A text on a page: the page's position, how high it stands there, and the ways to read it, as it stands first."""

    page: int
    height: float
    readings: tuple[_Reading, ...]


def heads(document: Document) -> Heads | None:
    """Return what recurs of the furniture, or None where nothing does.

    A text recurs if more than MOST of the pages have it, the same but for the number of the page; where odd and even
    pages differ, of the odd or of the even ones. A text that is always the heading of the chapter is one. What the
    first page lacks of it, it does not get. Other texts that change, margin text and pictures are left out.
    """
    seen = list(_seen(document))
    found = Counter([reading for line in seen for reading in line.readings])
    numbering = _numbering(found)
    pages: defaultdict[Text, set[int]] = defaultdict(set)
    heights: defaultdict[Text, list[float]] = defaultdict(list)
    for line in seen:
        text = _as_read(line, found, numbering)
        pages[text].add(line.page)
        heights[text].append(line.height)
    first = max(numbering.start, 1) if numbering else 1
    chosen: defaultdict[Which, list[Text]] = defaultdict(list)
    for text, on in pages.items():
        for which in _stands(on, len(document.pages), first):
            chosen[which].append(text)
    if not chosen:
        return None
    kinds: dict[Which, list[Text]] = {"default": chosen["default"]}
    if {*chosen["default"]} != {*chosen["even"]}:
        kinds["even"] = chosen["even"]
    on_first = chosen["even" if first % 2 == 0 else "default"]
    if any([0 not in pages[text] for text in on_first]):
        kinds["first"] = [text for text in on_first if 0 in pages[text]]
    lines = {
        (side, which): _lines([text for text in texts if text.side == side], heights)
        for side in SIDES
        for which, texts in kinds.items()
    }
    return Heads(lines, Numbering(first, bool(numbering and numbering.roman)))


def _seen(document: Document) -> Iterator[_Seen]:
    total = len(document.pages)
    above = chapters(document)
    for block in document.blocks:
        if not isinstance(block, Furniture) or block.label == _MARGINAL or block.hidden:
            continue
        text = on_one_line(block.text) if len(block.text) <= MAX_LENGTH else ""
        piece = block.pieces[0]
        page = document.pages[piece.place.page]
        side = _side(block, piece, page)
        if text and side:
            slot, height = _place(piece, page)
            readings = list(_readings(side, slot, text, piece.place.page, total))
            level = above[piece.place.page].get(text)
            if level is not None:
                readings.append(_Reading(Text(side, slot, (Chapter(level),))))
            yield _Seen(piece.place.page, height, tuple(readings))


def _side(block: Furniture, piece: Piece, page: Page) -> Side | None:
    if block.label in ("header", "footer"):
        return "header" if block.label == "header" else "footer"
    if piece.bbox is None or not page.height:
        return None
    return "header" if piece.bbox.y1 + piece.bbox.y2 < page.height else "footer"


def _place(piece: Piece, page: Page) -> tuple[Slot, float]:
    """Return where on its line the text stands, and how high, as a share of the page."""
    if piece.bbox is None or not page.width or not page.height:
        return "center", 0.0
    middle = (piece.bbox.x1 + piece.bbox.x2) / 2 / page.width
    slot: Slot = "left" if middle < _OUTER else "right" if middle > 1 - _OUTER else "center"
    return slot, (piece.bbox.y1 + piece.bbox.y2) / 2 / page.height


def _readings(side: Side, slot: Slot, text: str, page: int, total: int) -> Iterator[_Reading]:
    """Yield the text as it stands, and with each of its numbers in turn as that of the page."""
    yield _Reading(Text(side, slot, (text,)))
    for found in list(_NUMBER.finditer(text))[:_TRIED]:
        digits = found[0].isdigit()
        value = int(found[0]) if digits else roman(found[0])
        if value:
            before, after = text[: found.start()], text[found.end() :]
            parts = (*_with_total(before, total), Field.PAGE, *_with_total(after, total))
            kept = tuple([part for part in parts if part])
            yield _Reading(Text(side, slot, kept), Numbering(value - page, not digits))


def _with_total(text: str, total: int) -> Iterator[str | Field]:
    """Yield the parts of what stands beside a page number: the number of all pages is one that Word counts."""
    at = 0
    for found in _NUMBER.finditer(text):
        if found[0] == str(total):
            yield text[at : found.start()]
            yield Field.NUMPAGES
            at = found.end()
    yield text[at:]


def _numbering(found: Mapping[_Reading, int]) -> Numbering | None:
    """Return how most texts say that pages are numbered; what a single text says counts only if it begins with 1."""
    counts: Counter[Numbering] = Counter()
    for reading, number in found.items():
        if reading.numbering is not None and (number > 1 or reading.numbering.start == 1):
            counts[reading.numbering] += number
    return max(counts, key=lambda each: (counts[each], each.start == 1)) if counts else None


def _as_read(line: _Seen, found: Mapping[_Reading, int], numbering: Numbering | None) -> Text:
    """Return how a text is read: with the number of its page, if its number is that one, and at least as often.

    Or as the heading of its chapter, if other pages have other ones.
    """
    plain = line.readings[0]
    others = [reading for reading in line.readings[1:] if reading.numbering in (None, numbering)]
    best = max(others, key=found.__getitem__, default=plain)
    enough = found[plain] if best.numbering else found[plain] + 1
    return best.text if found[best] >= enough else plain.text


def _stands(on: set[int], total: int, first: int) -> tuple[Which, ...]:
    """Return on which pages a text is to stand: those with odd numbers are `default`, if there are even ones."""
    even, odd = range(first % 2, total, 2), range((first + 1) % 2, total, 2)
    if total >= FEW:
        of_even, of_odd = (len(on.intersection(pages)) / len(pages) for pages in (even, odd))
        if abs(of_odd - of_even) >= ONE_SIDED:
            return ("default",) if of_odd > of_even else ("even",)
    return ("default", "even") if len(on) > MOST * total else ()


def _lines(texts: Sequence[Text], heights: Mapping[Text, Sequence[float]]) -> Sequence[Line]:
    """Return the texts in lines, from top to bottom, each from left to right; a slot taken means another line."""
    lines: list[list[Text]] = []
    last = 0.0
    order = {text: median(heights[text]) for text in texts}
    for text in sorted(texts, key=lambda text: (order[text], str(text))):
        if lines and order[text] - last <= _SAME_LINE and all(text.slot != other.slot for other in lines[-1]):
            lines[-1].append(text)
        else:
            lines.append([text])
        last = order[text]
    return [tuple(line) for line in lines]

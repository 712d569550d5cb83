"""A text → where it may be cut: at the ends of sentences, of clauses, between words, last of all anywhere."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from somark_tools.inlines.spans import Span, Spans, run_spans

_HAN = r"\u2e80-\u2fff\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WIDE_CLOSERS, _WIDE_STOPS = "”’）】」』》〉", "，。！？；：、…"
_CLOSERS = rf"[\"')\]{_WIDE_CLOSERS}]*"
_SENTENCE = re.compile(
    rf"(?:\r\n|[\n\r])\s*|(?:[。！？]|……?)+{_CLOSERS}\s*|(?P<stop>(?<![.!?])[.!?]++){_CLOSERS}(?:\s+|(?=[{_HAN}]))"
)
_CLAUSE = re.compile(r"[，；：、]\s*|[,;:—–]\s+")
_WORD = re.compile(
    rf"\s+|(?<=[{_HAN}{_WIDE_STOPS}{_WIDE_CLOSERS}])(?=[^\s{_WIDE_STOPS}{_WIDE_CLOSERS}.,;:!?)])|(?<=\w)(?=[{_HAN}])"
)
_LINES = re.compile(r"\r\n|[\n\r]")
_BLANKS = re.compile(r"\s+")
# What readers see as one character: a letter with its accents, a sign with its variant, signs joined to one.
_ONE_CHARACTER = re.compile(
    "(?s)\r\n|.(?:[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u093c-\u094d\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a"
    "\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff]|\u200d.){1,8}"
)

# What a full stop ends without ending a sentence; those of `_BEFORE_NUMBERS` only where a number follows.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st vs etc e.g i.e cf al approx dept est inc ltd co corp u.s u.k ph.d jan feb mar apr jun "
    "jul aug sep sept oct nov dec resp ca viz ed eds rev gen col sgt hon".split()
)
_BEFORE_NUMBERS = frozenset("no nos fig figs eq eqs sec secs tab vol vols pp p ch art para ref refs app pt".split())
_LAST_WORD = re.compile(r"(?:^|(?<=[\s(\[“\"'（]))[^\s(\[“\"'（]{1,12}\Z")
_FAR_ENOUGH = 14  # characters before a full stop, in which such a word and what stands before it lie
_ITEM = re.compile(r"(?:\A|[\n\r])\s*\d{1,3}\Z")  # `1. First` is one item


def _ends_sentence(text: str, found: re.Match[str]) -> bool:
    if found["stop"] != ".":
        return True
    after = text[found.end() : found.end() + 1]
    before = text[max(0, found.start() - _FAR_ENOUGH) : found.start()]
    word = _LAST_WORD.search(before)
    last = word[0].lower() if word else ""
    is_initial = len(last) == 1 and last.isascii() and last.isalpha()
    is_item = last.isdigit() and _ITEM.search(before) is not None
    names_number = last in _BEFORE_NUMBERS and after.isdigit()
    return not (after.islower() or is_initial or is_item or names_number or last in _ABBREVIATIONS)


Breaks = Callable[[str], Iterator[int]]


def _sentences(text: str) -> Iterator[int]:
    return (found.end() for found in _SENTENCE.finditer(text) if _ends_sentence(text, found))


def _at(pattern: re.Pattern[str]) -> Breaks:
    return lambda text: (found.end() for found in pattern.finditer(text))


# From the places where a cut hurts least to those where it hurts most; below the last one stand single characters.
TEXT_LEVELS: tuple[Breaks, ...] = (_sentences, _at(_CLAUSE), _at(_WORD))
CODE_LEVELS: tuple[Breaks, ...] = (_at(_LINES), _at(_BLANKS))
_REMEMBERED = 4  # texts whose spans and cuts are: a text is cut piece by piece
_WHOLE_HOLDERS = 2  # levels at which strong and emphasised runs stay whole


class Cuts:
    """Where one text may be cut, found level by level when that is asked for."""

    def __init__(self, text: str, *, code: bool = False) -> None:
        self._text = text
        self._levels = CODE_LEVELS if code else TEXT_LEVELS
        self._code = code
        self._found: dict[int, list[int]] = {}

    @property
    def levels(self) -> int:
        """How many levels there are; the next one would be single characters."""
        return len(self._levels)

    @cached_property
    def _spans(self) -> Spans:
        return Spans() if self._code else spans_of(self._text)

    @cached_property
    def _solids(self) -> list[Span]:
        """What is never cut: leaves, delimiters with the character inside of them, what is one character to readers."""
        leaves, _, pairs = self._spans
        inner = [span for start, end, width in pairs for span in ((start, start + width + 1), (end - width - 1, end))]
        single = [] if self._text.isascii() and "\r" not in self._text else _ONE_CHARACTER.finditer(self._text)
        return _united([*leaves, *inner, *[found.span() for found in single]])

    def between(self, start: int, end: int, level: int) -> list[int]:
        """Return the places inside of a range at which a level allows a cut, in order."""
        found = self._found.get(level)
        if found is None:
            found = self._found[level] = self._places(level)
        return found[bisect_right(found, start) : bisect_left(found, end)]

    def is_whole(self, start: int, end: int) -> bool:
        """Return whether the range is one formula, link or the like, which is never cut."""
        solid = self._solid_at(start)
        return solid is not None and end <= solid[1]

    def beside(self, place: int, start: int, end: int) -> int:
        """Return the place nearest to one, before it if possible, at which a cut goes through nothing."""
        solid = self._solid_at(place)
        if solid is None or solid[0] == place:
            return place
        return solid[0] if solid[0] > start else min(solid[1], end)

    def _solid_at(self, place: int) -> Span | None:
        solids = self._solids
        at = bisect_right(solids, (place, len(self._text) + 1)) - 1
        return solids[at] if at >= 0 and place < solids[at][1] else None

    def _places(self, level: int) -> list[int]:
        _, holders, _ = self._spans
        places = set(self._levels[level](self._text))
        if level < _WHOLE_HOLDERS:
            return _outside(_outside(sorted(places), self._solids), holders)
        return _outside(sorted({*places, *[place for solid in self._solids for place in solid]}), self._solids)


@lru_cache(maxsize=_REMEMBERED)
def spans_of(text: str) -> Spans:
    """Return the spans of a text, remembered while it is cut."""
    return run_spans(text)


@lru_cache(maxsize=_REMEMBERED)
def cuts_of(text: str, *, code: bool = False) -> Cuts:
    """Return where a text may be cut, remembered while it is: its pieces may have to be cut once more."""
    return Cuts(text, code=code)


def _united(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that have a character in common as one."""
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start < united[-1][1]:
            united[-1] = united[-1][0], max(end, united[-1][1])
        else:
            united.append((start, end))
    return united


def _outside(places: Sequence[int], spans: Sequence[Span]) -> list[int]:
    """Return the places that lie in none of the spans; both are in order."""
    kept = []
    number = 0
    for place in places:
        while number < len(spans) and spans[number][1] <= place:
            number += 1
        if number == len(spans) or place <= spans[number][0]:
            kept.append(place)
    return kept

"""A text → where it may be cut: at the ends of sentences, of clauses, between words, last of all anywhere."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property

from somark_tools.inlines.spans import Spans, run_spans

_HAN = r"\u2e80-\u2fff\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WIDE_CLOSERS, _WIDE_STOPS = "”’）】」』》〉", "，。！？；：、…"
_CLOSERS = rf"[\"')\]{_WIDE_CLOSERS}]*"
_SENTENCE = re.compile(
    rf"(?:\r\n|[\n\r])\s*|(?:[。！？]|……?)+{_CLOSERS}\s*|(?P<stop>[.!?]+){_CLOSERS}(?:\s+|(?=[{_HAN}]))"
)
_CLAUSE = re.compile(r"[，；：、]\s*|[,;:—–]\s+")
_WORD = re.compile(
    rf"\s+|(?<=[{_HAN}{_WIDE_STOPS}{_WIDE_CLOSERS}])(?=[^\s{_WIDE_STOPS}{_WIDE_CLOSERS}.,;:!?)])|(?<=\w)(?=[{_HAN}])"
)
_LINES = re.compile(r"\r\n|[\n\r]")
_BLANKS = re.compile(r"\s+")

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
    is_item = last.isdigit() and (len(before) < _FAR_ENOUGH or "\n" in before) and _ITEM.search(before) is not None
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
        return Spans() if self._code else run_spans(self._text)

    def between(self, start: int, end: int, level: int) -> list[int]:
        """Return the places inside of a range at which a level allows a cut, in order."""
        found = self._found.get(level)
        if found is None:
            found = self._found[level] = self._places(level)
        return found[bisect_right(found, start) : bisect_left(found, end)]

    def is_whole(self, start: int, end: int) -> bool:
        """Return whether the range is one formula, link or the like, which is never cut."""
        leaves = self._spans.leaves
        at = bisect_right(leaves, (start, len(self._text) + 1)) - 1
        return at >= 0 and leaves[at][0] <= start and end <= leaves[at][1]

    def _places(self, level: int) -> list[int]:
        leaves, holders = self._spans
        places = _outside(sorted(set(self._levels[level](self._text))), leaves)
        if level < _WHOLE_HOLDERS:
            return _outside(places, holders)
        return sorted({*places, *[place for leaf in leaves for place in leaf]})


def _outside(places: list[int], spans: tuple[tuple[int, int], ...]) -> list[int]:
    """Return the places that lie in none of the spans; both are in order."""
    kept = []
    number = 0
    for place in places:
        while number < len(spans) and spans[number][1] <= place:
            number += 1
        if number == len(spans) or place <= spans[number][0]:
            kept.append(place)
    return kept

"""The lines at one edge of the pages → which of them recur, as running heads and page numbers do, and why."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.patterns.caption_text import is_note, name_in
from somark_tools.patterns.page_numbers import Reading, normal, readings
from somark_tools.transforms.furniture.lines import Line

MANY = 3  # pages on which a title must recur, because a title of a document may well occur twice

_NUMBERING = re.compile(
    r"(?:(?:chapter|section|part|appendix|annex)\s*)?(?:[\divxlc]{1,5}|[a-z])(?:\.\d{1,3}){0,4}[.):：、]?\s+"
    r"|第\s*[\d一二三四五六七八九十百]{1,5}\s*[章节節编篇部条]\s*",
    re.IGNORECASE,
)


class Reason(NamedTuple):
    """Why a line recurs: the rule, on how many pages, and how sure it is, 0 to 1."""

    rule: str
    pages: int
    confidence: float


def recurring(lines: Sequence[Line], titles: Mapping[str, int], pages: int) -> dict[int, Reason]:
    """Return the lines that recur, by their position in the document.

    `titles` counts the titles of the document by each form of `forms`, `pages` its pages. Lines recur where the same
    words, or the number of the page, stand at one height on several pages, or where they are a title that stands
    elsewhere.
    """
    found: dict[int, Reason] = {}
    read = [(line, readings(line.text)) for line in lines if not _names_something(line.text)]
    for line, ways in read:
        if not line.titled and _stands_elsewhere(line, ways, titles):
            found[line.number] = Reason("it is a title of the document", 1, 0.8)
    for rule, keys in _KEYS.items():
        for group in _grouped(read, keys):
            on = len({line.page for line in group})
            if on > 1:
                reason = Reason(rule, on, min(0.99, 0.65 + 0.05 * on))
                titled = _titles_may_recur(group, on, titles, pages)
                found |= {line.number: reason for line in group if titled or not line.titled}
    return found


@lru_cache(maxsize=256)
def forms(text: str) -> frozenset[str]:
    """Return the ways in which a title may stand in a running head: with its number, and without it.

    >>> sorted(forms("Chapter 2.  The Archive"))
    ['chapter 2. the archive', 'the archive']
    """
    whole = normal(text)
    numbered = _NUMBERING.match(whole)
    bare = whole[numbered.end() :] if numbered else whole
    return frozenset(form for form in (whole, bare) if form)


def _stands_elsewhere(line: Line, ways: Iterable[Reading], titles: Mapping[str, int]) -> bool:
    texts = (line.text, *(reading.words for reading in ways))
    return any(form in titles for text in texts for form in forms(text))


def _titles_may_recur(group: Sequence[Line], on: int, titles: Mapping[str, int], pages: int) -> bool:
    """Return whether the titles in a group may be furniture: they are on most pages, or name a title of the text.

    Otherwise the pages of a presentation that have one title would lose it.
    """
    in_group = sum(line.titled for line in group)
    return on >= MANY and (2 * on >= pages or titles.get(normal(group[0].text), 0) > in_group)


def _names_something(text: str) -> bool:
    """Return whether a text is a caption or note: those are repeated where a table goes on."""
    return name_in(text) is not None or is_note(text)


def _grouped(read: Iterable[tuple[Line, tuple[Reading, ...]]], keys: "_Keys") -> Iterable[Sequence[Line]]:
    groups: defaultdict[Hashable, list[Line]] = defaultdict(list)
    for line, ways in read:
        for key in keys(line, ways):
            groups[line.slot, key].append(line)
    return groups.values()


def _counting(line: Line, ways: Iterable[Reading]) -> Iterable[Hashable]:
    return [reading.number - line.page for reading in ways if not reading.words]


def _words_counting(line: Line, ways: Iterable[Reading]) -> Iterable[Hashable]:
    return [(reading.words, reading.number - line.page) for reading in ways if reading.words]


def _words(line: Line, ways: Iterable[Reading]) -> Iterable[Hashable]:
    return [normal(line.text)]


_Keys = Callable[[Line, Iterable[Reading]], Iterable[Hashable]]
_KEYS: Mapping[str, _Keys] = MappingProxyType(
    {
        "it counts with the pages": _counting,
        "the same words stand with the number of the page": _words_counting,
        "the same words stand on other pages": _words,
    }
)  # what lines must have in common; a later rule says more than an earlier one

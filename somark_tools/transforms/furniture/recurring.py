"""The lines at one edge of the pages → which of them recur, as running heads and page numbers do, and why."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from somark_tools.caption_text import is_note, name_in
from somark_tools.page_numbers import normal, readings
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
    for line in lines:
        if not line.titled and not _names_something(line.text) and _stands_elsewhere(line, titles):
            found[line.number] = Reason("it is a title of the document", 1, 0.8)
    for rule, groups in (
        ("it counts with the pages", _grouped(lines, _counting)),
        ("the same words stand with the number of the page", _grouped(lines, _words_counting)),
        ("the same words stand on other pages", _grouped(lines, _words)),
    ):
        for group in groups:
            on = len({line.page for line in group})
            if on > 1:
                reason = Reason(rule, on, min(0.99, 0.65 + 0.05 * on))
                found |= {line.number: reason for line in group if _may_recur(line, group, on, titles, pages)}
    return found


def forms(text: str) -> frozenset[str]:
    """Return the ways in which a title may stand in a running head: with its number, and without it.

    >>> sorted(forms("Chapter 2.  The Archive"))
    ['chapter 2. the archive', 'the archive']
    """
    whole = normal(text)
    bare = _NUMBERING.sub("", whole, count=1) if _NUMBERING.match(whole) else whole
    return frozenset(form for form in (whole, bare) if form)


def _stands_elsewhere(line: Line, titles: Mapping[str, int]) -> bool:
    read = (line.text, *(reading.words for reading in readings(line.text)))
    return any(form in titles for text in read for form in forms(text))


def _may_recur(line: Line, group: Iterable[Line], on: int, titles: Mapping[str, int], pages: int) -> bool:
    """Return whether a line of a group may be furniture: a title must recur on most pages, or name a title of the flow.

    Otherwise the pages of a presentation that have one title would lose it.
    """
    if not line.titled:
        return True
    in_group = sum(other.titled for other in group)
    return on >= MANY and (2 * on >= pages or titles.get(normal(line.text), 0) > in_group)


def _names_something(text: str) -> bool:
    """Return whether a text is a caption or note: those are repeated where a table goes on."""
    return name_in(text) is not None or is_note(text)


def _grouped(lines: Iterable[Line], keys: Callable[[Line], Iterable[Hashable]]) -> Iterable[Sequence[Line]]:
    groups: defaultdict[Hashable, list[Line]] = defaultdict(list)
    for line in lines:
        if not _names_something(line.text):
            for key in keys(line):
                groups[line.slot, key].append(line)
    return groups.values()


def _counting(line: Line) -> Iterable[Hashable]:
    return [reading.number - line.page for reading in readings(line.text) if not reading.words]


def _words_counting(line: Line) -> Iterable[Hashable]:
    return [(reading.words, reading.number - line.page) for reading in readings(line.text) if reading.words]


def _words(line: Line) -> Iterable[Hashable]:
    return [normal(line.text)]

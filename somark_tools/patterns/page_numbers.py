"""A line of text → the page number that may stand in it, and the words beside it.

What looks like a page number need not be one: `readings` says how a text can be read, whoever knows the other pages
decides.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from somark_tools.patterns.numerals import HAN_DIGITS, HAN_UNITS, han, roman

MAX_LENGTH = 300  # a longer text is no line at the edge of a page
_NEAR_THE_END = 48  # characters: no page number with its words is longer
_MAX_PAGE = 99_999
_MOST_NUMBERS = 4  # in a line, that are tried

_NUMBER = r"(?:\d{1,5}|[ivxlcdm]{1,9}|[IVXLCDM]{1,9}|[〇零一二三四五六七八九十百]{1,5})"
_WORD = r"(?:page|pages|pg|p|s|seite|página|pagina|strona|sida|side|стр|第|頁|页|ページ)\.?"
_OF = r"(?:/|\||of|von|sur|de|di|из|共|总|[,，、;；])"
_AFTER = r"(?:页|頁|ページ|쪽|page|pages)"
_SIGNS = " \t\u3000\u00a0-‐‑‒–—―−_=~～·•∙.|｜/*<>«»()（）[]【】〔〕「」『』"
_PAGE = re.compile(
    rf"(?:{_WORD}\s*[|:：]?\s*)?(?P<page>{_NUMBER})\s*{_AFTER}?"
    rf"(?:\s*{_OF}\s*(?:[共总]\s*|{_WORD}\s*)?{_NUMBER}\s*{_AFTER}?|\s*\|\s*{_AFTER})?",
    re.IGNORECASE,
)
# What a page number alone begins with; most words begin otherwise, and are not looked at further.
_BEGINS = re.compile(rf"[{re.escape(_SIGNS)}]*+[\divxlcdmpsс第頁页ペ共〇零一二三四五六七八九十百]", re.IGNORECASE)
_TOTAL_FIRST = re.compile(rf"共\s*{_NUMBER}\s*[页頁]\s*[,，、;；/|]?\s*第\s*(?P<page>{_NUMBER})\s*[页頁]")
_PARTED = re.compile(r"\s{2,}|[\s\u3000]*[|｜·•∙/—–]+[\s\u3000]*|[\u3000\t]+|\s")
_BY_CHAPTER = re.compile(r"(?P<words>(?:[A-Za-z]|\d{1,3}|[IVX]{1,5})[-‐‑–.:])(?P<page>\d{1,4})")
# "Chapter 3" counts chapters: the number behind such a word is no page number.
_COUNTS_OTHERS = re.compile(
    r"(?:\b(?:chapter|section|part|lesson|unit|module|step|figure|fig|table|question|exercise|appendix|annex|article|act"
    r"|scene|volume|vol|book|no|nr|day|week|year|slide|exam|test|version|phase|stage|level|chap|sec|kapitel|teil"
    r"|[a-z])|[章节条款课题步图表卷册篇部编期级届])[.:：]?\s*$",
    re.IGNORECASE,
)
# Each begins with its characters, and looks back from them: so `re` finds them quickly.
_WITHIN = re.compile(r"\d(?<![\w.,]\d)\d{0,4}+(?!\w|[.,]\d)")
_HAS_DIGIT = re.compile(r"[\d〇零一二三四五六七八九十百]")
_ROMAN = "ivxlcdmIVXLCDMıİ"
_HAS_ROMAN = re.compile(rf"[{_ROMAN}](?<![^\W_].)[{_ROMAN}]*+(?![^\W_])")


class Reading(NamedTuple):
    """A text read as a page number with words beside it; `words` is empty where there is nothing else."""

    words: str
    number: int


@lru_cache(maxsize=256)  # running heads are the same on many pages
def readings(text: str) -> tuple[Reading, ...]:
    """Return the ways to read a text as a page number, alone or at either end of other words; words as in `normal`.

    >>> readings("— 12 —")
    (Reading(words='', number=12),)
    >>> readings("第 3 页 共 10 页")
    (Reading(words='', number=3),)
    >>> readings("12  The Archive"), readings("The Archive · xiv")
    ((Reading(words='the archive', number=12),), (Reading(words='the archive', number=14),))
    >>> readings("Chapter 3"), readings("It ends here.")
    ((), ())
    """
    line = _plain(text)
    if not line or len(line) > MAX_LENGTH or not (_HAS_DIGIT.search(line) or _HAS_ROMAN.search(line)):
        return ()
    alone = _alone(line)
    return (Reading("", alone),) if alone is not None else tuple(_beside(line))


@lru_cache(maxsize=256)
def normal(text: str) -> str:
    """Return a text in the form in which lines are compared: no case, no blanks at the ends, single ones within."""
    return " ".join(_plain(text).casefold().split())


def _plain(text: str) -> str:
    # Full-width digits and letters, and ligatures, are compared by what they mean.
    line = text[: MAX_LENGTH + 1]
    return (line if line.isascii() else unicodedata.normalize("NFKC", line)).strip()


def _alone(line: str, start: int = 0) -> int | None:
    if not _BEGINS.match(line, start):
        return None
    bare = line[start:].strip(_SIGNS)
    found = _PAGE.fullmatch(bare) or _TOTAL_FIRST.fullmatch(bare)
    return _value(found["page"]) if found else None


def _beside(line: str) -> Iterator[Reading]:
    by_chapter = _BY_CHAPTER.fullmatch(line.strip(_SIGNS))
    if by_chapter:
        yield Reading(by_chapter["words"].casefold(), int(by_chapter["page"]))
        return
    at_the_ends = [*_at_the_start(line), *_at_the_end(line)]
    yield from at_the_ends or _within(line)


def _at_the_start(line: str) -> Iterator[Reading]:
    parted = _PARTED.search(line[:_NEAR_THE_END])
    number = _value(line[: parted.start()].strip(_SIGNS), upper=False) if parted else None
    if parted and number is not None:
        yield Reading(_words(line[parted.end() :]), number)


def _at_the_end(line: str) -> Iterator[Reading]:
    for parted in _PARTED.finditer(line, max(0, len(line) - _NEAR_THE_END)):
        number = _alone(line, parted.end())
        if number is None:
            continue
        before, last = line[: parted.start()], line[parted.end() :]
        if before and not _counts_others(before, parted[0]) and not last.isupper():
            yield Reading(_words(before), number)
            return


def _within(line: str) -> Iterator[Reading]:
    for found in islice(_WITHIN.finditer(line), _MOST_NUMBERS):
        before = line[: found.start()]
        if not _counts_others(before.rstrip(), " "):
            yield Reading(normal(f"{before}#{line[found.end() :]}"), int(found[0]))


def _counts_others(before: str, parted: str) -> bool:
    return parted in (" ", "\u00a0") and bool(_COUNTS_OTHERS.search(before[-24:]))


def _words(text: str) -> str:
    return normal(text.strip(_SIGNS))


def _value(number: str, *, upper: bool = True) -> int | None:
    """Return what a number says; None if it is none, or, without `upper`, a roman one in capitals."""
    if number.isascii() and number.isdigit():
        return int(number) if int(number) <= _MAX_PAGE else None
    if number and all(character in HAN_DIGITS or character in HAN_UNITS for character in number):
        return han(number)
    value = roman(number)
    return value if value and (upper or number.islower()) else None

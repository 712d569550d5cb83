"""A line of text → the marker of a list with which it may begin: a bullet, a number and what is printed around it.

What a marker looks like is all that is decided here; whether the line is an item of a list is for the document to tell.
`[1]` is no marker: bibliographies number so.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from somark_tools.patterns.numerals import HAN_DIGITS, HAN_UNITS, han, letter, roman, sign

UNMISTAKABLE = "•●▪■◦◆▶►➢➤✓✔❖‣⁃"
DOUBTFUL = "-–*+·○□▫◇★☆→☐☑"  # bullets, and other things too: one alone is none
PLAIN = "•●▪▫◦◆◇▶►➢➤❖‣⁃-–*+·"  # say nothing but that an item begins; others may be ticks, boxes, ratings


class Reading(NamedTuple):
    """One way to read the number of a marker."""

    family: str
    number: int


class Marker(NamedTuple):
    """A marker: what stands before the number, the number or bullet as printed, what is behind it.

    `readings` are the ways to read the number, the likeliest first: `c` is a letter or a hundred; a bullet is number 0.
    The marker begins at `start` of the line, the rest of the line at `offset`; `named` tells that it may be a person
    (`A. Smith, B. Jones`).
    """

    before: str
    body: str
    after: str
    readings: tuple[Reading, ...]
    start: int
    offset: int
    named: bool = False

    @property
    def text(self) -> str:
        """The marker as printed."""
        return f"{self.before}{self.body}{self.after}"


class Family(NamedTuple):
    """A way to write numbers: the pattern of one, and its value, 0 for what is none."""

    name: str
    pattern: re.Pattern[str]
    read: Callable[[str], int]


_HAN = f"[{''.join(HAN_DIGITS)}{''.join(HAN_UNITS)}]{{1,5}}"
FAMILIES: tuple[Family, ...] = tuple(
    Family(name, re.compile(pattern), read)
    for name, pattern, read in (
        ("decimal", r"0|[1-9][0-9]{0,2}", int),
        ("two digits", r"[0-9]{2}", int),
        ("wide", r"[１-９][０-９]{0,2}", int),
        ("lower roman", r"i|v|x", roman),  # as single letters they are seldom anything else
        ("upper roman", r"I|V|X", roman),
        ("lower letter", r"[a-z]", letter),
        ("upper letter", r"[A-Z]", letter),
        ("lower roman", r"[ivxlcdm]{1,7}", roman),
        ("upper roman", r"[IVXLCDM]{1,7}", roman),
        ("han", _HAN, han),
        ("circle", r"[①-⑳]", sign),
        ("parenthesis", r"[⑴-⒇]", sign),
        ("full stop", r"[⒈-⒛]", sign),
    )
)

_DIGITS = "[0-9]{1,3}|[０-９]{1,3}"
_LETTERS = rf"[ivxlcdm]{{2,7}}|[IVXLCDM]{{2,7}}|[a-z]|[A-Z]|{_HAN}"
_CJK = "\u2e80-\u2fdf\u3001-\u3029\u3031-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff5e"
_BEGINS = rf"\s|$|[{_CJK}“‘\"'$!(\[]"
_BLANK = r"[ \t\u3000\u00a0]"


def _form(before: str, body: str, after: str, behind: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<before>{before})(?P<body>{body})(?P<after>{after})(?={behind})")


# What may be printed around a number, and what must stand behind it.
_FORMS: tuple[re.Pattern[str], ...] = (
    _form("", f"[{re.escape(UNMISTAKABLE)}]", "", rf"{_BLANK}+\S|[{_CJK}]"),
    _form("", f"[{re.escape(DOUBTFUL)}]", "", rf"{_BLANK}+\S|(?<=·)[{_CJK}]"),
    _form("[(（] ?", f"{_DIGITS}|{_LETTERS}", " ?(?:）|[)）][.、])", ""),  # a wide sign brings its own blank
    _form("[(（] ?", f"{_DIGITS}|{_LETTERS}", r" ?\)", rf"{_BEGINS}|[A-Z]"),
    _form("", f"{_DIGITS}|{_LETTERS}", r"、|\.?）", ""),
    _form("", f"{_DIGITS}|{_LETTERS}", "．", "[^0-9０-９]|$"),
    _form("", _DIGITS, r"\.", rf"{_BEGINS}|[A-Z]"),
    _form("", _LETTERS, r"\.", _BEGINS),
    _form("", _DIGITS, r"\.?\)", "[^0-9０-９]|$"),
    _form("", _LETTERS, r"\.?\)", _BEGINS),
    _form(r"(?:[0-9]{1,2}\.){1,7}", "[0-9]{1,2}", r"\.?", rf"{_BLANK}+[^\W\d_]|[{_CJK}]"),
    _form("第 ?", f"[0-9]{{1,3}}|{_HAN}", " ?[条條款项項]", r"\s"),
    _form("", "[①-⑳⑴-⒇⒈-⒛]", "[.、]?", ""),
)
# What most lines begin with, and no marker: a word of more than one letter, or a Chinese character that is no number.
_WORD = re.compile(rf"[A-Za-z]{{2,}}(?:[ ,]|$)|[A-Za-z]{{8}}|(?!第|{_HAN})[\u3400-\u9fff]")
_CHOICE = _form("", "[A-Za-z]", "[.．、)）]", "")
_BLANKS = re.compile(f"{_BLANK}*")
_PERSON = re.compile(r"(?:[A-Z]\.[ -]?)*[A-Z][\w’'-]+(?:,| and | & )")


def marker_of(line: str, *, choice: bool = False) -> Marker | None:
    """Return the marker with which a line may begin, or None. A `choice` (`A.25`) may go on with anything.

    >>> marker_of("(ii) the second").readings
    (Reading(family='lower roman', number=2),)
    >>> [marker_of(line) for line in ("2019. The year", "3.14", "i.e. that", "-5", "[1] An entry")]
    [None, None, None, None, None]
    """
    start = _end_of_blanks(line, 0)
    if _WORD.match(line, start):
        return None
    for form in (_CHOICE, *_FORMS) if choice else _FORMS:
        found = form.match(line, start)
        readings = _readings(found["body"]) if found else ()
        if found and readings:
            offset = _end_of_blanks(line, found.end())
            named = found["body"].isupper() and bool(_PERSON.match(line, offset))
            return Marker(found["before"], found["body"], found["after"], readings, start, offset, named)
    return None


def _end_of_blanks(line: str, start: int) -> int:
    if line[start : start + 1].isalnum():  # most lines begin with a word: asked at once
        return start
    found = _BLANKS.match(line, start)
    return found.end() if found else start


def _readings(body: str) -> tuple[Reading, ...]:
    if body in UNMISTAKABLE or body in DOUBTFUL:
        return (Reading("bullet", 0),)
    found: dict[str, int] = {}
    for family in FAMILIES:
        if family.pattern.fullmatch(body):
            found.setdefault(family.name, family.read(body))
    return tuple(Reading(name, value) for name, value in found.items() if value or body == "0")

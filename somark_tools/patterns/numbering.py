"""The text of a heading → how it is numbered: family, path of numbers, the rest of the text.

`FORMS` is the grammar, a row for each way of numbering. Full-width digits, letters and signs read like half-width ones.
A single text can be ambiguous (`I.` is a roman one or the ninth letter) or accidental (`3 ways to win`); `number`
reads the headings of a document together and settles both by sequence.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.patterns.numerals import HAN_DIGITS, HAN_UNITS, han, letter, roman, sign


class Numbering(NamedTuple):
    """How a heading is numbered.

    `family` names the way of numbering, `path` the numbers from the outermost on (`2.1.3` → (2, 1, 3), `B.2` → (2, 2)),
    `rest` is the text behind the number. A `weak` reading may be an accident: it needs a neighbour in the sequence.
    """

    family: str
    path: tuple[int, ...]
    rest: str
    weak: bool = False

    @property
    def depth(self) -> int:
        """How many levels the number itself shows: 3 for `2.1.3`."""
        return len(self.path)


class Form(NamedTuple):
    """A way of numbering: its family, the pattern of its number, how the number is read, and whether it is `weak`.

    `rank` orders families that a document itself does not order (0 is outermost).
    """

    family: str
    rank: int
    pattern: re.Pattern[str]
    read: Callable[[str], int]
    weak: bool = False


_ENGLISH = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()


def _arabic(text: str) -> int:
    return int(text)


def _roman(text: str) -> int:
    """Return the value of a roman numeral, one in a single character too, 0 for letters that are none."""
    return sign(text) if len(text) == 1 and not text.isascii() else roman(text)


def _any(text: str) -> int:
    """Return the value of a number behind a word (`Chapter 3`, `Part II`, `Annex B`, `第十二`), 0 for what is none."""
    if text.isdigit():
        return _arabic(text)
    if text[0] in HAN_DIGITS or text[0] in HAN_UNITS:
        return han(text)
    if text.lower() in _ENGLISH:
        return _ENGLISH.index(text.lower()) + 1
    if len(text) == 1 and text.isascii() and text.lower() not in "ivx":
        return letter(text)
    return _roman(text)


_H = "[零〇一二三四五六七八九十百千两壹贰貳叁參肆伍陆陸柒捌玖拾佰]{1,6}"
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_DOTTED = r"(?:\s?\.\s?\d{1,3}){1,8}"
_ROMANS = r"(?:[IVXLCDM]{1,7}|[Ⅰ-Ⅻ])"
_BEHIND = rf"(?=\s|$|[{_CJK}“‘《「\"'(\[])"  # a number ends before a blank, an ideograph, a bracket or a quotation
_AFTER_WORD = r"(?=[\s.:,)\]—–-]|$)[.:]?"
_ANY = rf"\d{{1,3}}(?:\.\d{{1,3}}){{0,6}}|[IVXLCDM]{{1,7}}|[A-Z]|(?ai:{'|'.join(_ENGLISH)})"
# What stands behind a number that measures (`2.4 GHz`) or counts (`3 年`, `12 months`).
_UNITS = r"(?!\s*(?:万|萬|亿|億|倍|%|[kMG]?Hz\b|[kMGT]i?B\b|[cmk]?m\b|k?g\b|°|pct\b|percent\b))"
_COUNTS = (
    r"(?!\s*(?:年|月|日(?![志常期本])|号(?!码)|個|个(?![人体])|次(?!要)|种(?!植)|期(?![货权])|届|天(?!气)|周(?![边期])|季|点(?!击)"
    r"|小时|分钟|秒|人(?![员工力物事])|名(?![词称])|位(?!置)|元(?![数素件])|岁|项(?!目)|米|吨|(?:year|month|week|day|hour|minute|second"
    r"|time)s?\b))"
)


def _form(family: str, rank: int, pattern: str, read: Callable[[str], int], *, weak: bool = False) -> Form:
    return Form(family, rank, re.compile(pattern), read, weak)


def _word(family: str, rank: int, words: str) -> Form:
    """A word, then a number of any kind: Chapter 3, Part II, Section 2.1, Annex B."""
    joined = "|".join(words.split())
    return _form(family, rank, rf"(?i:{joined})\s{{1,3}}(?P<n>{_ANY}){_AFTER_WORD}", _any)


def _ordinal(family: str, rank: int, units: str) -> Form:
    """第, a number of any kind, a unit: 第一章, 第 3 节, 제1장."""
    joined = "|".join(units.split())
    return _form(family, rank, rf"[第제]\s?(?P<n>\d{{1,4}}|{_H})\s?(?:{joined})", _any)


FORMS: tuple[Form, ...] = (
    _ordinal("part", 0, "部分 部份 编 編 篇 卷 册 冊 편 부"),
    _ordinal("chapter", 1, "章 讲 講 课 課 单元 單元 장"),
    _ordinal("section", 2, "节 節 절"),
    _ordinal("article", 3, "条 條 조"),
    _ordinal("paragraph", 4, "款 项(?!目) 項(?!目) 항"),
    _word("part", 0, "Part Volume Book Teil Partie Parte Часть"),
    _word("chapter", 1, "Chapter Chap\\. Unit Module Lesson Kapitel Chapitre Cap[ií]tulo Capitolo Hoofdstuk Глава"),
    _word("section", 2, "Section Sec\\. Abschnitt Sección Seção Sezione Раздел"),
    _word("Article", 2, "Article Art\\. Clause Artikel Art[ií]culo Artigo Articolo Статья"),
    _word("appendix", 1, "Appendix Annex Annexe Schedule Exhibit Attachment Anhang Anlage Anexo Ap[eé]ndice Allegato"),
    _form("appendix", 1, rf"(?:附录|附錄|附件|附則|付録)\s?(?P<n>\d{{1,3}}|[A-Z](?![A-Za-z])|{_H}|[Ⅰ-Ⅻ])[.:、]?", _any),
    _form("section", 2, r"§{1,2}\s?(?P<n>\d{1,3}(?:\.\d{1,3}){0,6})\.?", _arabic),
    _form("一、", 4, rf"(?P<n>{_H})\s?[、.,]", han),
    _form("（一）", 5, rf"\(\s?(?P<n>{_H})\s?\)[、.]?|(?P<s>[㈠-㈩])", han),
    _form("一", 4, rf"(?P<n>{_H})\s", han, weak=True),
    _form("decimal", 6, rf"(?P<n>\d{{1,3}}{_DOTTED})[.、]?(?:{_BEHIND}|(?=[A-Z][a-z])){_UNITS}", _arabic),
    _form("decimal", 6, r"(?P<n>\d{1,3})\s?\.(?!\s?\d)|(?P<s>[⒈-⒛])", _arabic),
    _form("1、", 6, r"(?P<n>\d{1,3})\s?、", _arabic),
    _form("1)", 7, r"(?P<n>\d{1,3})\s?\)[、.]?", _arabic),
    _form("(1)", 7, r"\(\s?(?P<n>\d{1,3})\s?\)[、.]?|(?P<s>[⑴-⒇])", _arabic),
    _form("①", 8, r"(?P<s>[①-⑳㉑-㉟㊱-㊿➀-➉❶-❿])[、.]?", sign),
    _form("decimal", 6, rf"(?P<n>\d{{1,2}})(?=\s|$|[{_CJK}]){_UNITS}{_COUNTS}", _arabic, weak=True),
    _form("letter", 5, rf"(?P<n>[A-Z](?:\.\d{{1,3}}){{1,6}})\.?{_BEHIND}", letter),
    _form("roman", 3, rf"(?P<n>{_ROMANS}(?:\.\d{{1,3}}){{0,6}})(?:\.|、){_BEHIND}", _roman, weak=True),
    _form("letter", 5, rf"(?P<n>[A-Z])(?:\.|、){_BEHIND}", letter, weak=True),
    _form("roman", 3, rf"(?P<n>{_ROMANS})(?=\s)", _roman, weak=True),
    _form("letter", 5, r"(?P<n>[A-Z])(?=\s)", letter, weak=True),
    _form("A)", 6, r"(?P<n>[A-Z])\)", letter),
    _form("(A)", 6, r"\((?P<n>[A-Z])\)", letter),
    _form("i)", 9, rf"(?P<n>[ivxl]{{1,6}})(?:\)|\.{_BEHIND})", _roman, weak=True),
    _form("(i)", 9, r"\((?P<n>[ivxl]{1,6})\)", _roman, weak=True),
    _form("a)", 8, rf"(?P<n>[a-z])(?:\)|\.{_BEHIND})", letter, weak=True),
    _form("(a)", 8, r"\((?P<n>[a-z])\)", letter, weak=True),
)  # fmt: skip
_OF_DIGITS = tuple(form for form in FORMS if form.read is _arabic)
_OF_WORDS = tuple(form for form in FORMS if form.read in (_any, _roman))
RANKS: Mapping[str, int] = MappingProxyType({form.family: form.rank for form in FORMS})
# What a document calls by the first number of a decimal one: `3.1` stands in Chapter 3, `B.2` in Annex B.
OUTER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "decimal": ("chapter", "section", "article", "Article", "part", "appendix", "一、", "一", "1、"),
        "letter": ("appendix",),
        "section": ("chapter", "Article"),
        "roman": ("part", "chapter"),
    }
)

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_DOT = re.compile(r"\s?\.\s?")
_FORMULA = re.compile(r"\s*\${1,2}([^$]*)\${1,2}\s*")
_COMMAND = re.compile(r"\\(?:math|text|bold)?(?:bf|rm|it|sf|symbol|text|normal)?\s?(?=\{)|[{}]|\\(?=[ ,;:!])|\\q?quad")


def readings(text: str) -> tuple[Numbering, ...]:
    """Return how a text may be numbered, the likeliest reading first; () where it is not.

    >>> readings("2.1.3 Parts")
    (Numbering(family='decimal', path=(2, 1, 3), rest='Parts', weak=False),)
    >>> readings("第十二条　合同生效")
    (Numbering(family='article', path=(12,), rest='合同生效', weak=False),)
    >>> readings("3D Printing"), readings("2019 年")
    ((), ())
    """
    text = bare(text)
    narrow = text if text.isascii() else text.translate(_NARROW)
    found: dict[str, Numbering] = {}
    for form in _forms_of(narrow):
        match = form.pattern.match(narrow)
        if match is None or form.family in found:
            continue
        path = _path(match, form)
        if path[0] > 0:
            found[form.family] = Numbering(form.family, path, text[match.end() :].lstrip(" \t\n\u3000"), form.weak)
    certain = [reading for reading in found.values() if not reading.weak]
    return tuple(certain[:1]) or tuple(found.values())


def _forms_of(narrow: str) -> Sequence[Form]:
    """Return the forms that may match, by the first characters: most headings begin with a digit or a word."""
    start = narrow[:2]
    if not start.isascii():
        return FORMS
    return _OF_DIGITS if start[:1].isdigit() else _OF_WORDS if len(start) == 2 and start.isalpha() else FORMS


def bare(text: str) -> str:
    """Return the text without the delimiters and font commands of a formula that is the whole of it.

    >>> bare(r"$\\mathbf{1.\\ Introduction}$")
    '1. Introduction'
    """
    formula = _FORMULA.fullmatch(text) if "$" in text else None
    if formula:
        text = re.sub(r"(?<=\d)\s?\.\s?(?=\d)", ".", _COMMAND.sub("", formula[1]).replace("~", " "))
    return text.strip()


def _path(match: re.Match[str], form: Form) -> tuple[int, ...]:
    if match.lastgroup == "s":
        return (sign(match["s"]),)
    if "." not in match["n"]:
        return (form.read(match["n"]),)
    first, *others = _DOT.split(match["n"])
    return (form.read(first), *map(int, others))


def number(texts: Sequence[str]) -> list[Numbering | None]:
    """Return how each heading of a document is numbered, in order; None where it is not.

    Ambiguous readings are settled by what comes before and after. A weak one stands only where the sequence has a
    neighbour of it: `3 ways to win` is numbered only where a heading 2 came before or a heading 4 comes later.
    """
    sequence = [readings(text) for text in texts]
    seen = _Seen(sequence)
    last: dict[str, tuple[int, ...]] = {}
    chosen: list[Numbering | None] = []
    for at, candidates in enumerate(sequence):
        standing = [reading for reading in candidates if not reading.weak or seen.has_neighbour(at, reading)]
        reading = _settled(standing, last, sequence[at + 1 : at + 2])
        if reading is not None:
            last[reading.family] = reading.path
        chosen.append(reading)
    return chosen


def _settled(
    readings: Sequence[Numbering], last: Mapping[str, tuple[int, ...]], following: Sequence[Sequence[Numbering]]
) -> Numbering | None:
    """Return the reading that goes on where its family stopped, or begins one, or is gone on with; else the last."""
    if len(readings) < 2:
        return readings[0] if readings else None
    for reading in readings:
        if last.get(reading.family) == _neighbour(reading.path, -1):
            return reading
    for reading in readings:
        if reading.path == (1,):
            return reading
    for reading in readings:
        after = _neighbour(reading.path, 1)
        if any(other.family == reading.family and other.path == after for others in following for other in others):
            return reading
    return readings[-1]


def _neighbour(path: tuple[int, ...], step: int) -> tuple[int, ...]:
    return (*path[:-1], path[-1] + step)


class _Seen:
    """Where each number of each family comes first and last."""

    def __init__(self, sequence: Iterable[Sequence[Numbering]]) -> None:
        self._first: dict[tuple[str, tuple[int, ...]], int] = {}
        self._last: dict[tuple[str, tuple[int, ...]], int] = {}
        for at, readings in enumerate(sequence):
            for reading in readings:
                self._first.setdefault((reading.family, reading.path), at)
                self._last[reading.family, reading.path] = at

    def has_neighbour(self, at: int, reading: Numbering) -> bool:
        family, path = reading.family, reading.path
        before = self._first.get((family, _neighbour(path, -1)), at)
        begins_again = path[-1] == 1 and (family, _neighbour(path, 1)) in self._first
        after = (_neighbour(path, 1), (*path, 1))
        return before < at or begins_again or any(self._last.get((family, other), at) > at for other in after)

"""A caption → its label, place by place; a running text → the labels that it mentions (`see Table 3`, `见图2`)."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.patterns.numerals import roman

# Word of a label → the series that it counts in. Only these words become names of series, whatever a text holds.
SERIES: Mapping[str, str] = MappingProxyType(
    {
        word: series
        for series, words in {
            "Table": "table tables tab tabs",
            "Figure": "figure figures fig figs",
            "Tabelle": "tabelle tabellen",
            "Abbildung": "abbildung abbildungen abb",
            "表": "表 表格 续表 續表",
        }.items()
        for word in words.split()
    }
    | {word: word for word in "附表 图 圖 図 图表 附图 插图 照片 算法 代码 程序清单 清单".split()}
    | {
        word: word.capitalize()
        for word in "tableau tabla tabela tabella figura chart diagram scheme plate algorithm listing".split()
    }
)
_PREFIXES: Mapping[str, str] = MappingProxyType(
    {"supplementary": "Supplementary", "supplemental": "Supplementary", "extended data": "Extended_Data"}
)
_PLURALS = "tables tabs figures figs tabellen abbildungen"
# Before a Chinese word of a label: not the end of another word (发表 3, 代表 3), unless it is one of these.
_BEFORE_CHINESE = "见見如由在据據从從参與与和及按以对對将將把看于於至到或详詳即照跟该本上下的,、，"

_LATIN, _CHINESE = (
    "|".join(sorted((word for word in SERIES if word.isascii() == ascii_), key=len, reverse=True))
    for ascii_ in (True, False)
)
_DIGITS = r"[A-Z]{0,2}[.\-–—]?\d{1,4}(?:[.\-–—]\d{1,4}){0,3}"
_END = r"(?![A-Za-z0-9_%°])(?![.,]\d)"
_NUMBER = (
    rf"(?:{_DIGITS}[a-z]?{_END}|(?:VIII|VII|VI|IV|IX|III|II|[A-Z]|[一二三四五六七八九十])(?=[\s.,:;)\]】、。，：]|$))"
)
_PREFIX = rf"(?:(?ai:(?P<prefix>{'|'.join(_PREFIXES)}))\s+)?"  # `a`: a dotless i is no i
_LABEL = re.compile(
    rf"\s*[(\[【]?(?P<label>{_PREFIX}(?:(?ai:(?P<latin>{_LATIN}))|(?P<chinese>{_CHINESE}))\s*\.?\s*(?P<number>{_NUMBER}))"
)
_MENTION = re.compile(
    rf"(?P<label>(?:(?<![A-Za-z0-9]){_PREFIX}(?ai:(?P<latin>{_LATIN}))(?:\.|(?=[\s\d]))"
    rf"|(?:(?<![\u3400-\u9fff])|(?<=[{_BEFORE_CHINESE}]))(?P<chinese>{_CHINESE}))\s*(?P<number>{_NUMBER}))"
)
_FURTHER = re.compile(rf"\s*(?:[,&–~-]|and|or|to)\s*(?:and\s+)?(?P<number>{_DIGITS}[a-z]?{_END})")
_COUNTED = re.compile(r"(?P<value>[1-9]\d{0,3})[a-z]?$")
_OF_FULL_WIDTH = {0x3000: 0x20} | {character: character - 0xFEE0 for character in range(0xFF01, 0xFF5F)}
_FULL_WIDTH = re.compile("[\u3000\uff01-\uff5e]")
_WIDE_LETTER = re.compile("[\uff21-\uff3a\uff41-\uff5a]")
_HEAD = 80  # characters of a caption that are looked at
_STEMS = tuple(word for word in SERIES if not any(other in word for other in SERIES if other != word))
_LATIN_STEMS, _CHINESE_STEMS = (tuple(stem for stem in _STEMS if stem.isascii() == ascii_) for ascii_ in (True, False))


class Label(NamedTuple):
    """A label at `start` to `end` of a text, its number at `number_start` to `number_end`.

    `series` and `number` are what two spellings of one label have in common.
    """

    series: str
    number: str
    start: int
    number_start: int
    number_end: int

    @property
    def key(self) -> tuple[str, str]:
        """What a caption and a mention of it share."""
        return self.series, self.number


class Count(NamedTuple):
    """The part of a label's number that counts, at `start` to `end` of the text: its value, and whether it is roman."""

    value: int
    roman: bool
    start: int
    end: int


def label_in(text: str) -> Label | None:
    """Return the label with which a caption begins, or None.

    >>> label_in("Fig. 2a: the flow"), label_in("表 3－1　价格")
    (Label(series='Figure', number='2a', start=0, number_start=5, number_end=7), \
Label(series='表', number='3-1', start=0, number_start=2, number_end=5))
    """
    found = _LABEL.match(_plain(text[:_HEAD]))
    return _label(found) if found else None


def counted(text: str, label: Label) -> Count | None:
    """Return the last step of the label's number, which a field may count; None where it is a letter or Chinese.

    >>> text = "Table 2.13. Prices"
    >>> label = label_in(text)
    >>> counted(text, label)
    Count(value=13, roman=False, start=8, end=10)
    """
    number = text[label.number_start : label.number_end]
    if value := roman(number) if number.isascii() and number.isupper() else None:
        single = len(number) == 1 and number not in "IVX"
        return None if single else Count(value, True, label.number_start, label.number_end)
    found = _COUNTED.search(number) if number.isascii() else None
    before = number[: found.start()] if found else "0"
    if found is None or before[-1:].isdigit():
        return None
    start = label.number_start + found.start("value")
    return Count(int(found["value"]), False, start, start + len(found["value"]))


def may_mention(text: str) -> bool:
    """Return whether a word of a label may begin in the text: most texts have none, and this is told fast.

    >>> may_mention("See TABLES 1 and 2"), may_mention("see page 2, as established")
    (True, False)
    """
    plain = _plain(text) if not text.isascii() and _WIDE_LETTER.search(text) else text
    folded = plain.casefold()
    if not plain.isascii() and (len(folded) != len(plain) or any([stem in folded for stem in _CHINESE_STEMS])):
        return any([stem in folded for stem in _STEMS])
    return any([stem in folded and _begins_word(stem, plain, folded) for stem in _LATIN_STEMS])


def _begins_word(stem: str, plain: str, folded: str) -> bool:
    """Return whether letters stand at the beginning of a word of the text: not behind a letter, as in `establish`."""
    at = folded.find(stem)
    while at > 0 and plain[at - 1].isascii() and plain[at - 1].isalnum():
        at = folded.find(stem, at + 1)
    return at >= 0


def mentions_in(text: str) -> Iterator[Label]:
    """Yield the labels that a running text mentions, in order; after a plural, each number by itself.

    >>> [label.key for label in mentions_in("as Tables 1 and 2 (cf. fig. 3) 见图4-1，代表5")]
    [('Table', '1'), ('Table', '2'), ('Figure', '3'), ('图', '4-1')]
    """
    plain = _plain(text)
    for found in _MENTION.finditer(plain):
        label = _label(found)
        yield label
        if (found["latin"] or "").casefold() in _PLURALS.split():
            end = found.end()
            while further := _FURTHER.match(plain, end):
                start, end = further.span("number")
                yield Label(label.series, _folded(further["number"]), start, start, end)


def without_letter(label: Label) -> Label:
    """Return the label of the whole figure of which it names a part (`2a`), or itself."""
    if len(label.number) < 2 or not label.number[-1].islower():
        return label
    return label._replace(number=label.number[:-1], number_end=label.number_end - 1)


def _label(found: re.Match[str]) -> Label:
    series = SERIES[(found["latin"] or found["chinese"]).casefold()]
    prefix = found["prefix"] and _PREFIXES[" ".join(found["prefix"].casefold().split())]
    return Label(
        f"{prefix}_{series}" if prefix else series,
        _folded(found["number"]),
        found.start("label"),
        *found.span("number"),
    )


def _folded(number: str) -> str:
    return number.replace("–", "-").replace("—", "-")


def _plain(text: str) -> str:
    """Return the text with characters of full width as others, each in its place."""
    return text.translate(_OF_FULL_WIDTH) if not text.isascii() and _FULL_WIDTH.search(text) else text

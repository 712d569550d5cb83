"""The text of a caption or note → what it names (a table, a figure, a program) and its number. Imports nothing."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Named = Literal["table", "figure", "code"]

WORDS: Mapping[Named, str] = MappingProxyType(
    {
        "table": "table tab tabelle tableau tabla tabela tabella 表 表格 附表 续表 續表",
        "figure": "figure fig figs abbildung abb figura chart diagram scheme plate 图 圖 図 图表 附图 插图 照片",
        "code": "algorithm listing 算法 代码 程序清单 清单",
    }
)
_KIND_OF: Mapping[str, Named] = {word: kind for kind, words in WORDS.items() for word in words.split()}
_WORD = "|".join(sorted(_KIND_OF, key=len, reverse=True))
_SMALL = {numeral: value for row in ("I II III IV V VI VII VIII IX X", "一 二 三 四 五 六 七 八 九 十")
          for value, numeral in enumerate(row.split(), 1)}  # fmt: skip
_NAMED = re.compile(
    rf"[(\[【]?(?i:(?:supplementary|supplemental|extended data)\s+)?(?ai:(?P<word>{_WORD}))\s*\.?\s*"
    r"(?P<number>[A-Z]{0,2}[.\-–—]?\d{1,4}(?:[.\-–—]\d{1,4}){0,3}[a-z]?(?![\w%°])(?![.,]\d)"
    r"|[A-Z]{0,2}[.\-–—]?\d{1,4}(?:[.\-–—]\d{1,4}){0,3}(?=[^\W\da-zA-Z_])"
    rf"|(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))}|[A-Z])(?=[\s.:)\]】、]|$))"
)
# Behind the number of a table or figure that a sentence speaks of: "Table 3 shows", "图3所示".
_SENTENCE = re.compile(
    r"\s+[a-z]|\s*(?:[,、]\s*)?(?:[和与及或至到]|[所给列显展说描总概汇反表比对][示明出述结括总映较列]|[是为中的可将把里内上下]|\(?见)"
)
_ENDS = re.compile(r"[。!?;；]$|[a-z]{2,}\.$")
_SEPARATED = re.compile(r"\s*[:.|–—-]\s*\S")  # then a caption may end as a sentence does
_CONTINUED = re.compile(
    r"\bcontinued\b|\bcont['’.]?d?\b|\bcontinuation\b|[续續]表|[（(]\s*[续續]\s*[）)]|接上[页頁表]|続き",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"[(\[【*]{0,2}\s*(?:notes?|sources?|sources? and notes?|(?:资料|数据)?来源|出处|注释?|附注|备注|说明|表注|图注)\s*"
    r"(?:\d{1,2}|[一二三])?\s*[:.】\]]"
    r"|\(?\s*(?:(?:to be )?continued(?: on (?:the )?next page)?|[续續转轉接][下后後][页頁]|未完待[续續]|下[页頁][续續])"
    r"\s*[.。]?\)?$",
    re.IGNORECASE,
)
_PART = re.compile(r"[(\[]\s*[a-zA-Z]\s*[)\]]|[a-z]\)")
_HEAD = 80  # characters of a text that are looked at
LONGEST = 160  # characters of a text without label that may be a caption


class Name(NamedTuple):
    """What a caption names: the kind of thing, its number as a path, and the words behind it."""

    kind: Named
    number: tuple[int, ...]
    words: str


def name_in(text: str) -> Name | None:
    """Return what the beginning of a text names, or None.

    >>> name_in("Table 3-1. Prices")
    Name(kind='table', number=(3, 1), words='. Prices')
    >>> name_in("图 2a：流程"), name_in("表一　明细")
    (Name(kind='figure', number=(2, 97), words=':流程'), Name(kind='table', number=(1,), words=' 明细'))
    >>> name_in("Table of contents"), name_in("表示法")
    (None, None)
    """
    plain = _composed(text.lstrip()[: LONGEST + 1])
    found = _NAMED.match(plain[:_HEAD])
    if not found:
        return None
    return Name(_KIND_OF[found["word"].casefold()], _path(found["number"]), plain[found.end() :])


def names_alone(text: str) -> Name | None:
    """Return what a text without label names, if it is written as a caption: short, and no sentence about the thing.

    >>> names_alone("Table 3 Prices of all parts")
    Name(kind='table', number=(3,), words=' Prices of all parts')
    >>> names_alone("Table 3 shows the prices."), names_alone("表3列出了价格。")
    (None, None)
    """
    if len(text) > LONGEST or "\n" in text.strip():
        return None
    name = name_in(text)
    if name is None:
        return None
    ends = _ENDS.search(name.words.rstrip()) and not _SEPARATED.match(name.words)
    return None if ends or _SENTENCE.match(name.words) else name


def is_continued(text: str) -> bool:
    """Return whether a caption says that what it names was begun before.

    >>> is_continued("Table 1 - continued from previous page"), is_continued("续表 1")
    (True, True)
    """
    return bool(_CONTINUED.search(text))


def same_caption(text: str, other: str) -> bool:
    """Return whether two captions are the same but for blanks and case."""
    return "".join(text.split()).casefold() == "".join(other.split()).casefold()


def same_number(text: str, other: str) -> bool:
    """Return whether two captions name the same number, or one of them none.

    >>> same_number("Table 3. Prices", "续表 3"), same_number("Table 3. Prices", "Table 4 (continued)")
    (True, False)
    """
    here, there = name_in(text), name_in(other)
    return here is None or there is None or here.number == there.number


def is_note(text: str) -> bool:
    """Return whether a text is a note or a source, such as stands under a table.

    >>> is_note("Source: our own counts"), is_note("注：含税"), is_note("Notes on the text")
    (True, True, False)
    """
    return bool(_NOTE.match(_composed(text.lstrip()[:_HEAD])))


def is_part(text: str) -> bool:
    """Return whether a text is the caption of a part: `(a) Before`."""
    return bool(_PART.match(_composed(text.lstrip()[:_HEAD])))


def _composed(text: str) -> str:
    """Return the text with characters of full width and ligatures as others."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _path(number: str) -> tuple[int, ...]:
    if number in _SMALL:
        return (_SMALL[number],)
    return tuple(int(step) if step.isdigit() else ord(step[0]) for step in re.findall(r"\d+|[A-Za-z]+", number))

"""What captions and notes say about a table that goes on: "Table 3 (continued)", 续表 3, "to be continued"."""

import re

_BEGUN_BEFORE = re.compile(
    r"\bcontinued\b|\bcont['’.]?d?\b|\bcontinuation\b|续表|[（(]\s*[续續]\s*[）)]|[续續]表|接上[页頁表]|続き",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\bto be continued\b|\bcontinue[sd]? (?:on|over)\b(?: the)? ?(?:next|following)?|下[页頁][续續]|转下[页頁]|轉下頁"
    r"|[续接見见][下后後][页頁表]|未完待[续續]|次[ペ頁]",
    re.IGNORECASE,
)
_LONGEST_NOTE = 80  # characters
_NUMBER = re.compile(r"\d+(?:[.-]\d+)*")


def begun_before(text: str) -> bool:
    """Return whether a caption says that its table was begun before."""
    return bool(_BEGUN_BEFORE.search(text))


def to_be_continued(text: str) -> bool:
    """Return whether a text is a note that the table above it goes on."""
    return len(text) <= _LONGEST_NOTE and bool(_GOES_ON.search(text))


def same_caption(text: str, other: str) -> bool:
    """Return whether two captions are the same but for blanks and case."""
    return "".join(text.split()).casefold() == "".join(other.split()).casefold()


def of_one_number(text: str, other: str) -> bool:
    """Return whether two captions name the same number, or one of them none."""
    here, there = _NUMBER.search(text), _NUMBER.search(other)
    return here is None or there is None or here[0] == there[0]

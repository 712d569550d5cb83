"""What the words say about one text going on in another: how the one ends, how the other begins. Texts in, points out.

A point is a weight and its reason: above zero for their being one paragraph, below zero against it. Only the REACH
characters nearest to the break count, so that no text, however long, takes more than a moment.
"""

import re
from collections.abc import Iterator

Point = tuple[float, str]

REACH = 300
_NEAR = 16  # characters at the end: an abbreviation or a linking word has fewer

_TERMINAL = re.compile(r"[.!?。！？…][\"'”’»)\]）】』」]*(?:\s?\[\d+\]|\s\d{1,3}|\^\{[^}]*\}|\$\{\}\^\{[^}]*\}\$)?$")
_TERMINAL_INSIDE = re.compile(r"[.!?。！？…][\"'”’»]*[)\]）】]$")  # perhaps only what is in the brackets ends
_ABBREVIATION = re.compile(
    r"(?:^|[\s(（\[“])(?:e\.\s?g|i\.\s?e|cf|vs|viz|Figs?|Eqs?|Nos?|Dr|Prof|Mrs?|Ms"
    r"|bzw|vgl|z\.\s?B|d\.\s?h|u\.\s?a|p\.\s?ex)\.$"
)
_CLOSED = re.compile(r"[)\]）】』」”’]$")
_STOP = re.compile(r"[:;：；][\"'”’»)\]）】』」]*$")
_HYPHEN = re.compile(r"[^\W\d_][-\u2010\u00ad]$")
_COMMA = re.compile(r"[,，、/–—(（\[“‘]$")
_PATH = re.compile(r"/[^\s/]*/$")  # its last slash does not promise that anything follows
_LINKING = re.compile(
    r"(?:\b(?:a|an|and|are|as|at|be|but|by|for|from|if|in|into|is|it|its|may|not|of|on|or|should|such|than|that|the|their"
    r"|these|this|to|was|which|will|with|you|your)|[的和与及或在是将把被为对从向到等以由并])$",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"[)\]}）】」』”’,，、。;；:：!！?？%]")
_MARKER = re.compile(
    r"(?:[•◦▪●○■‣·*–—-]\s|[(（]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5}|[一二三四五六七八九十百]{1,4})[)）.．、](?!\d)\s?"
    r"|\d{1,3}(?:\.\d{1,3})+\.\s|第[一二三四五六七八九十百\d]+[章节条款部编]|[①-⑳]|Note[:：]|注[:：])"
)
_CLOSING_AHEAD = re.compile(r"\w{1,5}[)）]")
# Alone in its block it is a page's or a section's.
_NUMBER = re.compile(
    r"(?:[-–—]\s?)?(?:Page\s|第\s?)?\d[\d.]*(?:\s?(?:/|of)\s?\d+)?(?:\s?页)?(?:\s?[-–—])?(?<!\.)$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w(/:@]| \( )")  # not the name of a command or function
_PAIRS = (("(", ")"), ("（", "）"), ("[", "]"), ("“", "”"), ("《", "》"), ("「", "」"))
# A formula that the sentence calls for keeps its place between the two texts, as it does in the middle of a page.
_CALLS_FOR_FORMULA = re.compile(
    r"(?:\b(?:is|are|be|by|as|that|have|has|satisf(?:y|ies)|gives?|yields?|obtain|reads?)|[,，:：是为得有由下])$",
    re.IGNORECASE,
)
_EXPLAINS_FORMULA = re.compile(r"(?:where|with|in which)\b|其中|式中|这里|此处")
_PROMPT = re.compile(r"(?:\$|#|>>>|>|%|[\w.-]+@[\w.-]+[:~].*[$#])\s")
_OPEN_LINE = re.compile(r"[,({\[\\|&=;]$")


def phrase_points(earlier: str, later: str) -> Iterator[Point]:
    """Yield what the end of one text and the beginning of another say about their being one sentence.

    >>> [reason for _, reason in phrase_points("It runs over the", "page.")]
    ['it ends with a linking word', 'the other begins in lower case']
    """
    open_bracket = any(earlier.count(a) > earlier.count(b) and b in later for a, b in _PAIRS)
    yield _end(earlier.rstrip()[-REACH:])
    yield from _start(later.lstrip()[:REACH], open_bracket)
    if open_bracket:
        yield 0.8, "a bracket is open"


def formula_point(earlier: str, later: str) -> Point:
    """Return what a display formula between two texts says: the sentence may go on over it, or need it."""
    if _CALLS_FOR_FORMULA.search(earlier.rstrip()[-REACH:]) or _EXPLAINS_FORMULA.match(later.lstrip()):
        return -4.5, "the formula between is a part of the sentence"
    return -2.5, "a formula stands between"


def program_points(earlier: str, later: str) -> Iterator[Point]:
    """Yield what two parts of program text say about their being one program."""
    yield 0.8, "program text on both sides"
    if later[:1].isspace():
        yield 1.5, "the other begins indented"
    if _PROMPT.match(later[:REACH]):
        yield -0.2, "the other begins with a prompt"
    if _OPEN_LINE.search(earlier.rstrip()[-REACH:]):
        yield 0.8, "its last line is open"


def is_item(text: str) -> bool:
    """Return whether a text begins with what marks an item of a list, or a numbered heading."""
    return bool(_MARKER.match(text.lstrip()))


def is_running(text: str) -> bool:
    """Return whether a text might be a running head as far as its words tell: no sentence begins or ends in it."""
    words = text.strip()
    end = words[-REACH:]
    return words[:1].isalpha() and not words[0].islower() and not _TERMINAL.search(end) and not _STOP.search(end)


def _end(text: str) -> Point:
    near = max(0, len(text) - _NEAR)
    if _ABBREVIATION.search(text, near):
        return 2.0, "it ends with an abbreviation"
    if _TERMINAL_INSIDE.search(text):
        return -2.0, "it ends a sentence in brackets"
    if _TERMINAL.search(text):
        return -2.8, "it ends a sentence"
    if _STOP.search(text):
        return -0.6, "it ends with a colon or semicolon"
    if _HYPHEN.search(text):
        return 2.0, "it ends with a hyphen"
    if _PATH.search(text):
        return 0.2, "it ends with a path"
    if _COMMA.search(text):
        return 2.0, "it ends with a comma or an opening"
    if _LINKING.search(text, near):
        return 2.0, "it ends with a linking word"
    if _CLOSED.search(text):
        return 0.4, "it ends with a closing bracket"
    return 1.0, "it does not end a sentence"


def _start(text: str, open_bracket: bool) -> Iterator[Point]:
    first = text[:1]
    if _NUMBER.match(text):
        yield -2.5, "the other is a number alone"
    elif _MARKER.match(text) and not (open_bracket and _CLOSING_AHEAD.match(text)):
        yield -2.5, "the other begins an item"
    elif _CLOSING.match(text):
        yield 2.0, "the other begins with closing punctuation"
    elif first.islower() and _WORD.match(text):
        yield 1.8, "the other begins in lower case"
    elif first.islower():
        yield 0.5, "the other begins with a name in lower case"
    elif first.isupper() and _WORD.match(text):
        yield -1.2, "the other begins with a capital"
    elif first.isdigit():
        yield -0.3, "the other begins with a digit"

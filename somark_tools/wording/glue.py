"""What stands between two texts that a break has parted: nothing, a blank, or a line break; and hyphens that go."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from somark_tools.wording.usage import HAN, WIDE, Usage, kind_of


class Glue(NamedTuple):
    """How two parts go together: `between` them, and how many characters at the end of the left one are dropped."""

    between: str
    dropped: int = 0
    why: str = ""


BLANK, NOTHING, LINE_BREAK = Glue(" "), Glue(""), Glue("\n")

_NEARLY = 0.8  # of a line's characters: shorter lines are not cut
_REACH = 300  # characters on each side of the break that are looked at: no token is longer
_LONG = 24  # characters without a blank: a hash, a key, an encoded value, not a word
SOFT_HYPHEN = "\u00ad"
_HYPHENS = "-\u2010"  # first in a class of characters: the one is a sign there
_OPENING = "([{“‘«‹（［｛〈《「『【〔"
_CLOSING = ")]}”’»›,;!?%…"
_WIDE = re.compile(f"[{WIDE}]")
_HAN = re.compile(f"[{HAN}]")
_HYPHENATED = re.compile(
    rf"(?<![{_HYPHENS}\w'’./:@+~])((?:[^\W\d_]*+[{_HYPHENS}\d_'’./:@+~])*)([^\W\d_]++)[{_HYPHENS}]$"
)
_WORD_AHEAD = re.compile(r"([^\W\d_]+)((?:[-\u2010][^\W\d_]+)*)")
_LAST_TOKEN = re.compile(rf"[^\s{HAN}{WIDE}]*$")
_FIRST_TOKEN = re.compile(rf"[^\s{HAN}{WIDE}]*")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer
_LONE_STOP = re.compile(r"[.:](?!\S)")
# "pre- and post-war": the hyphen stands for the rest of a word that comes later.
_SUSPENDING: Mapping[str, frozenset[str]] = {
    "en": frozenset(("and", "or", "to")),
    "de": frozenset(("und", "oder", "bis", "bzw")),
    "nl": frozenset(("en", "of", "tot")),
}
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|www\.|~?/|[\w.+-]+@")
_DOLLAR = re.compile(r"(?<!\\)\$")
_LATEX = re.compile(r"[\\^_{}=]")
_BULLET = re.compile(r"[•◦▪●○■]\s")
_ITEM = re.compile(r"\s*(?:[•◦▪●○■–*-]\s|\(?\d{1,3}[.)]\s|[A-H][.)、．]\s?|[（(][一二三四五六七八九十\d]+[）)])")


def glue(left: str, right: str, usage: Usage, near: Usage | None = None) -> Glue:
    """Return how two parts of one paragraph go together in a document that writes as `usage` says.

    `near` is how the nearest texts write (the other cells of a column): it decides about blanks beside signs.

    >>> usage = Usage(["an international state-of-the-art test"])
    >>> glue("inter-", "national", usage).dropped, glue("state-of-the-", "art", usage).dropped
    (1, 0)
    >>> [glue(*parts, usage).between for parts in [("页面的", "结尾"), ("the end of", "the page"), ("see (", "below)")]]
    ['', ' ', '']
    """
    if not left or not right or left[-1].isspace() or right[0].isspace():
        return NOTHING
    if "\n" in left and _ITEM.match(right) and _ITEM.match(left.rpartition("\n")[2]):
        return LINE_BREAK
    if _inside_formula(left, right):
        return BLANK
    left, right = left[-_REACH:], right[:_REACH]
    if left[-1] == SOFT_HYPHEN:
        return Glue("", 1, "a soft hyphen at the break")
    last, first = left[-1], right[0]
    if last in _HYPHENS and left[-2:-1].isalnum() and first.isalnum() and not _HAN.match(first):
        return _at_hyphen(left, right, usage)
    if _BULLET.match(right):
        return BLANK
    habit = near.spaces_at_sign(last, first) if near is not None else None
    if habit is not None:
        return BLANK if habit else NOTHING
    if _LONE_STOP.match(right) or (_UNSPACED.match(last) and _UNSPACED.match(first)):
        return NOTHING
    if _WIDE.match(last) or _WIDE.match(first) or last in _OPENING or (first in _CLOSING and not _HAN.match(last)):
        return NOTHING
    if _HAN.match(last) or _HAN.match(first):
        return _between_scripts(left, right, usage)
    return NOTHING if _inside_token(left, right, usage) else BLANK


def glue_code(left: str, right: str, room: float | None = None) -> Glue:
    """Return how two parts of a program go together: by a line break, unless there is one or a long line was cut.

    `room` is how many characters fit into a line. A line was cut where it is nearly full, the next word would not have
    fitted, and the rest does not begin indented.
    """
    if not left or not right or left.endswith("\n") or right.startswith("\n"):
        return NOTHING
    last, word = left.rpartition("\n")[2], (right.split(maxsplit=1) or [""])[0]
    if room is None or right[0].isspace() or last.endswith(");") or not _NEARLY * room <= len(last) <= room + 1:
        return LINE_BREAK
    if len(last) + 1 + len(word) <= room - 1:
        return LINE_BREAK
    return NOTHING if last[-1] in "-+" else BLANK


def _inside_formula(left: str, right: str) -> bool:
    """Return whether the break lies inside of `$..$` with LaTeX between the signs: shells and prices have `$` too."""
    if "$" not in right or len(_DOLLAR.findall(left)) % 2 == 0:
        return False
    return bool(_LATEX.search(left.rpartition("$")[2] + right.partition("$")[0]))


def _between_scripts(left: str, right: str, usage: Usage) -> Glue:
    classes = [("han" if _HAN.match(c) else kind_of(c)) for c in (left[-1], right[0])]
    if classes == ["han", "han"]:
        return NOTHING
    here = Usage([left, right]).spaces(*classes)
    spaced = usage.spaces(*classes) if here is None else here
    return BLANK if spaced else NOTHING


def _at_hyphen(left: str, right: str, usage: Usage) -> Glue:
    """Decide about a hyphen at the break: it goes where the whole word is known, or where the halves are no words."""
    before, after = _HYPHENATED.search(left.rsplit(maxsplit=1)[-1]), _WORD_AHEAD.match(right)
    if before is None or after is None:
        return NOTHING  # a digit at the break: COVID-19, 2019-2020
    head, half, other, tail = before[1].lower(), before[2], after[1], after[2].lower()
    if other[0].isupper() and not half.isupper():
        return NOTHING
    word, compound = (half + other).lower(), f"{half}-{other}".lower()
    stem = head.rpartition("/")[2] if head.endswith(("-", "\u2010")) else ""
    hyphenated = usage.count(f"{stem}{compound}{tail}") or usage.count(compound)
    enough = max(1, hyphenated)
    whole = usage.count(f"{stem}{word}{tail}", enough) or usage.count(word, enough)
    if whole or hyphenated:
        return Glue("", 1, f"{word!r} occurs in the document") if whole >= hyphenated else NOTHING
    if _ADDRESS.match(head) or (head and is_word(f"{head}{compound}{tail}", usage.language)):
        return NOTHING
    if len(half) > 1 and is_word(word, usage.language):
        return Glue("", 1, f"{word!r} is a word")
    if not tail and after[1] in _SUSPENDING.get(usage.language, ()):
        return BLANK
    if head or tail or any(_known(part, usage) for part in (half, other)):
        return NOTHING
    return Glue("", 1, f"neither {half!r} nor {other!r} is a word")


def _known(part: str, usage: Usage) -> bool:
    return usage.count(part.lower(), 2) > 1 or is_word(part.lower(), usage.language)


@lru_cache(maxsize=10_000)  # the words come from documents, without end
def is_word(word: str, language: str) -> bool:
    """Return whether a word list of the language knows the word in any of its forms."""
    from simplemma import is_known  # takes 0.1 s, and its word list more: only an undecided hyphen pays for it

    return is_known(word, lang=language)


def _inside_token(left: str, right: str, usage: Usage) -> bool:
    """Return whether the break lies inside of a path, an address, a number or an option."""
    last, first = left[-1], right[0]
    token = _LAST_TOKEN.search(left.rsplit(maxsplit=1)[-1])[0]  # type: ignore[index]
    following = _FIRST_TOKEN.match(right)[0]  # type: ignore[index]
    bare = token.lstrip(_OPENING + "\"'")
    if len(token) >= _LONG and len(following) >= _LONG / 2 and last not in ",;":
        return True
    if last == "/":
        return bare != "/" or "/" in following
    if bare in ("-", "--"):
        return bare == "--" or f"-{following.rstrip('.,;:)')}" in usage.options
    if last in "_=@\\" and len(bare) > 1:
        return True
    if _URL.match(bare) and (last in "/.?&=#-_%~+:" or any(sign in following for sign in "/=&")):
        return True
    if "@" in bare and last == "." and following[:1].islower():
        return True
    if last in "–—" and len(token) > 1:
        return True
    if last in ",." and first.isdigit():
        return bool(re.search(r"\d,$", left) and re.match(r"\d{3}(?!\d)", right)) or bool(
            re.search(r"(?<![\w.])\d{1,3}(?:\.\d+)*\.$", left) and re.search(r"\d+\.\d+\.$", left)
        )
    return first == "_" or (last in "\"'" and not left[-2:-1].strip())

r"""A text → the marks in it that may speak of a note or an entry, and the marks with which notes and entries begin.

A mark is raised (`^{1}`, `${}^{[2]}$`, `¹`) or stands on the line (`[3, 5-7]`, `①`, `*`, `†`). What it looks like is
all that is decided here; whether anything answers to it is for the document to tell.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Shape = Literal["plain", "bracket", "round", "circle", "symbol"]  # 1 or a, [1], (1) or 1), ①, *

LONGEST_RANGE = 100  # a longer one counts as its two ends: nobody cites so much at once
_LONGEST_MATH = 80  # a formula of more characters is no mark

_SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_AROUND: Mapping[Shape, tuple[str, str]] = MappingProxyType({"bracket": ("[", "]"), "round": ("(", ")")})
_FOLDED = str.maketrans("［］【】〔〕（），、；：–—―−－～~＊０１２３４５６７８９", "[][][](),,;:-------*0123456789")
_COMMANDS = (  # LaTeX → what it shows
    (re.compile(r"\\textcircled\s*\{?\s*(1\d|20|[1-9])\s*\}?(?!\d)"), lambda found: _CIRCLES[int(found[1]) - 1]),
    (re.compile(r"\\(?:text|mathrm|mathbf|textbf|rm|bf)(?![A-Za-z])"), lambda found: ""),
    (re.compile(r"\\dagger(?![A-Za-z])"), lambda found: "†"),
    (re.compile(r"\\ddagger(?![A-Za-z])"), lambda found: "‡"),
    (re.compile(r"\\(?:ast|star)(?![A-Za-z])"), lambda found: "*"),
    (re.compile(r"\\S(?![A-Za-z])"), lambda found: "§"),
    (re.compile(r"\\P(?![A-Za-z])"), lambda found: "¶"),
    (re.compile(r"\\parallel(?![A-Za-z])|\\\|"), lambda found: "‖"),
    (re.compile(r"\\[,;:! ]"), lambda found: ""),
)
_BLANKS = re.compile(r"[{}\s]+")

_RAISED_MATH = re.compile(r"(?:\s|\{\s*\}|\\[,;:! ])*\^(.+)", re.DOTALL)
_OPEN, _SHUT = r"[\[［【〔]", r"[\]］】〕]"
_BRACKETED = rf"{_OPEN}(?P<bracket>[^\[\]［］【】〔〕\n]{{1,60}}){_SHUT}"
_TOKEN = re.compile(
    rf"""
      `(?!\s)[^`\n]{{1,200}}(?<!\s)`                         # program text
    | !\[[^\[\]]*+\]\([^()\s]*+\) | \]\([^()\s]*+\)          # pictures, the addresses of links
    | (?<![\w)\]*])\*{{1,2}}(?=[^\s*])[^*\n]{{1,200}}(?<!\s)\*{{1,2}}(?!\w)   # emphasis
    | \$(?P<mathmark>\s*+(?:\{{\s*+\}})?\s*+\^[^$\n]{{1,{_LONGEST_MATH}}})\$
    | (?<![\d\\])\$\$?(?P<math>[^$]++)\$\$?(?!\d)
    | \^\{{(?P<raised>[^{{}}\n]{{1,60}})\}}
    | (?<![⁻⁺])(?P<small>[⁰¹²³⁴-⁹]+)
    | (?P<circle>[{_CIRCLES}])
    | {_OPEN}(?P<from>\d{{1,3}}){_SHUT}\s?[-–—~～至]\s?{_OPEN}(?P<to>\d{{1,3}}){_SHUT}
    | {_BRACKETED}(?:\((?:https?:|[#/])[^()\s]*+\))?           # also as the text of a link
    | (?P<dagger>[†‡]{{1,3}})
    | (?<=[^\W_]|[.,;:!?)\]}}"'”’。，；：！？）】」』》%])(?P<symbol>[*＊]{{1,4}}|※)(?![\w*＊])
    """,
    re.VERBOSE,
)
# What a token begins with. To look for it first is ten times as fast as to try every alternative at every character.
_FIRST = re.compile(rf"[`!\]*＊※$^⁰¹²³⁴-⁹{_CIRCLES}\[［【〔†‡]")
_OPENING = re.compile(
    rf"""\s{{0,8}}+(?P<mark>
      \$(?P<math>[^$\n]{{1,{_LONGEST_MATH}}})\$
    | \^\{{(?P<raised>[^{{}}\n]{{1,60}})\}}
    | (?P<small>[⁰¹²³⁴-⁹]+)
    | (?P<circle>[{_CIRCLES}])
    | {_BRACKETED}
    | [(（](?P<round>\d{{1,3}}|[a-z])[)）]
    | (?P<symbol>[*＊]{{1,4}}|[†‡]{{1,3}}|[§¶‖※])
    | (?P<plain>(?:(?:注|註|[Nn]ote\ ?)\d{{1,3}}(?=\s*[:：.．、])|\d{{1,3}}(?![.,]?\d|%)|[a-z](?=[.)）]))[.．)）、:：]?)
    )""",
    re.VERBOSE,
)
# Where a further note may begin: at the start of a line, or after a blank or the end of a sentence.
_FURTHER = re.compile(rf"(?<=\n)(?=\S)|(?<=[\s;；。])(?=[\^$\[［【〔*＊†‡⁰¹²³⁴-⁹{_CIRCLES}])")

_ITEM = re.compile(
    r"(?:注|註|[Nn]ote)?(?P<number>\d{1,4})|(?P<first>\d{1,4})-(?P<last>\d{1,4})|[a-z]|[ivx]{2,5}"
    rf"|\*{{1,4}}|†{{1,3}}|‡{{1,3}}|[§¶‖※#]|[{_CIRCLES}]"
)
_LOCATOR = re.compile(r"(?:pp?|vol|ch|chap|sec|sect|fig|tab|eq|thm|S|Kap|第|页|見|见)[.\d\s第]|§")
_LABEL = re.compile(r"[^\W\d_][\w.+:&-]{1,20}")

# A raised number is an exponent after a lone letter, a unit of length, or 10. (Nobody writes a first power.)
_LETTER_BASE = re.compile(r"(?<![A-Za-zα-ωΑ-Ω\d])[A-Za-zα-ωΑ-Ω]$")
_UNIT_BASE = re.compile(r"(?<![A-Za-z])(?:[kcmdhnµμ]m|ft|in|yd|mi)$")
_TEN_BASE = re.compile(r"(?<![\d.,])10$")
_PROGRAM = re.compile(r"(?<![^\W_])[A-Za-z]$|_\w{0,30}$")  # x[1], some_name[1]
_ENUMERATED = re.compile(r"[：:；;、，,（(]\s?$")  # 包括：①…；②…


class Mark(NamedTuple):
    """A mark at `text[start:end]`: the `keys` that it names ("12", "a", "*"), its shape, and whether it is raised.

    Keys of numbers have no leading zeros and no circle, and a range names each of its numbers, first to last.
    """

    keys: tuple[str, ...]
    shape: Shape
    raised: bool
    start: int
    end: int

    @property
    def shown(self) -> str:
        """The mark as one would write it on a line: `[5-7]` as `[5,6,7]`."""
        before, after = _AROUND.get(self.shape, ("", ""))
        keys = [_CIRCLES[int(key) - 1] for key in self.keys] if self.shape == "circle" else self.keys
        return f"{before}{','.join(keys)}{after}"


def marks(text: str) -> Iterator[Mark]:
    r"""Yield what may be marks in a running text, in order; exponents, program text and pictures are none.

    >>> [mark.keys for mark in marks(r"as shown^{[2,4-6]}, over 3 km^{2} of $x^{2}$ land${}^{1}$ [7]")]
    [('2', '4', '5', '6'), ('1',), ('7',)]
    """
    end = 0
    for place in _FIRST.finditer(text):
        found = _TOKEN.match(text, place.start()) if place.start() >= end else None
        if found is not None:
            end = found.end()
            mark = _mark(found)
            if mark is not None and not _denied(text, mark):
                yield mark


def openings(text: str, *, plain: bool = True) -> tuple[Mark, ...]:
    """Return the marks with which the notes or entries in a text begin, in order: the first at the start of the text.

    Further ones begin a line, or follow a blank or a full stop if they are written as the first one and count on from
    it. Without `plain`, only raised marks count at the start.

    >>> [(mark.keys, mark.start) for mark in openings("[3] http://a.example/ [4] http://b.example/")]
    [(('3',), 0), (('4',), 22)]
    """
    first = _opening(text, 0)
    found = [first] if first is not None and (plain or first.raised) else []
    if not found and "\n" not in text:
        return ()
    for place in _FURTHER.finditer(text):
        mark = _opening(text, place.start())
        if mark is not None and (not found or mark.start >= found[-1].end) and (plain or mark.raised):
            begins_line = text[place.start() - 1] == "\n"
            if _counts_on(found[-1], mark) if found else begins_line:
                found.append(mark)
    return tuple(found)


def _mark(found: re.Match[str]) -> Mark | None:
    kind, start, end = found.lastgroup, found.start(), found.end()
    match kind:
        case "mathmark" | "math":
            return _math(found[kind], start, end)
        case "raised":
            return _of(found[kind], True, start, end)
        case "small":
            return Mark((_number(found[kind].translate(_SMALL)),), "plain", True, start, end)
        case "to":
            return Mark(_range(int(found["from"]), int(found["to"])), "bracket", False, start, end)
        case "bracket":
            return _of(f"[{found[kind]}]", False, start, end)
        case "circle" | "dagger" | "symbol":
            return _of(found[kind], False, start, end)
    return None


def _opening(text: str, at: int) -> Mark | None:
    found = _OPENING.match(text, at)
    if found is None:
        return None
    (kind,) = (name for name, value in found.groupdict().items() if value is not None and name != "mark")
    start, end = found.span("mark")
    match kind:
        case "math":
            return _math(found[kind], start, end)
        case "raised":
            return _of(found[kind], True, start, end)
        case "small":
            return Mark((_number(found[kind].translate(_SMALL)),), "plain", True, start, end)
        case "bracket":
            return _of(f"[{found[kind]}]", False, start, end)
        case "round":
            return _of(f"({found[kind]})", False, start, end)
        case "plain":
            return _of(found[kind].rstrip(".．)）、:："), False, start, end)
    return _of(found[kind], False, start, end)


def _math(latex: str, start: int, end: int) -> Mark | None:
    """Return the mark that a formula is: nothing but a raised mark, or a symbol."""
    if len(latex) > _LONGEST_MATH:
        return None
    raised = _RAISED_MATH.fullmatch(latex)
    mark = _of(raised[1] if raised else latex, raised is not None, start, end)
    return mark if mark is not None and (raised or mark.shape == "circle" or mark.keys[0] in "†‡") else None


def _of(content: str, raised: bool, start: int, end: int) -> Mark | None:
    written = content.translate(_FOLDED)
    content = written
    for command, replaced in _COMMANDS if "\\" in written else ():
        content = command.sub(replaced, content)
    content = _BLANKS.sub("", content)
    for between, plain in (("][", ","), ("],[", ","), ("]-[", "-")):
        content = content.replace(between, plain)
    shape: Shape = "plain"
    if content.startswith("[") and content.endswith("]"):
        shape, content = "bracket", content[1:-1]
    elif content.endswith(")"):
        shape, content = "round", content.removeprefix("(")[:-1]
    keys = _keys(content)
    if not keys and shape == "bracket" and not raised:
        labels = [item.strip() for item in re.split(r"[,;]", written.strip()[1:-1])]
        keys = tuple(labels) if all(map(_LABEL.fullmatch, labels)) else ()
    if not keys:
        return None
    if all(key in _CIRCLES for key in keys):
        return Mark(tuple(str(_CIRCLES.index(key) + 1) for key in keys), "circle", raised, start, end)
    return Mark(keys, "symbol" if shape == "plain" and not keys[0].isalnum() else shape, raised, start, end)


def _keys(content: str) -> tuple[str, ...]:
    keys: list[str] = []
    for item in re.split(r"[,;]", content):
        found = _ITEM.fullmatch(item)
        if found is None:
            return tuple(keys) if keys and _LOCATOR.match(item) else ()
        if found["first"]:
            keys += _range(int(found["first"]), int(found["last"]))
        else:
            keys.append(_number(found["number"]) if found["number"] else item)
    return tuple(dict.fromkeys(keys))


def _range(first: int, last: int) -> tuple[str, ...]:
    if 0 <= last - first < LONGEST_RANGE:
        return tuple(map(str, range(first, last + 1)))
    return str(first), str(last)


def _number(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _denied(text: str, mark: Mark) -> bool:
    """Return whether what stands around a mark makes it something else."""
    if not mark.raised:
        if mark.shape == "bracket":
            return bool(_PROGRAM.search(text, max(0, mark.start - 32), mark.start))
        return mark.shape == "circle" and (
            mark.start == 0 or bool(_ENUMERATED.search(text, max(0, mark.start - 2), mark.start))
        )
    before, after = text[mark.start - 1 : mark.start], text[mark.end : mark.end + 1]
    if after.isascii() and after.isupper() and (not before or before.isspace()):
        return True  # ^{14}C
    key = mark.keys[0]
    if mark.shape != "plain" or not key.isdecimal() or key == "1" or len(mark.keys) > 1:
        return False
    bases = (_LETTER_BASE, _TEN_BASE, _UNIT_BASE) if key in ("2", "3") else (_LETTER_BASE, _TEN_BASE)
    return any(base.search(text, max(0, mark.start - 4), mark.start) for base in bases)


_SYMBOLS = "*†‡§¶‖"


def _counts_on(earlier: Mark, later: Mark) -> bool:
    """Return whether the later mark is written as the earlier one and the next after it."""
    if (earlier.shape, earlier.raised) != (later.shape, later.raised):
        return False
    one, two = earlier.keys[-1], later.keys[0]
    if one.isdecimal() and two.isdecimal():
        return int(two) == int(one) + 1
    if one in _SYMBOLS and two in _SYMBOLS:
        return _SYMBOLS.index(two) == _SYMBOLS.index(one) + 1
    return two == one + one[:1] if one[:1] in _SYMBOLS else len(one) == len(two) == 1 and ord(two) == ord(one) + 1

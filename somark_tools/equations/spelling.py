r"""LaTeX → LaTeX that says the same in words that makers of MathML know: a table, pattern → what stands for it."""

import re
from collections.abc import Callable

_MOST_COLUMNS = 99  # that a command may ask for
_LARGEST_CIRCLED = 20  # Unicode has circled numbers up to here, from ① on

_BETWEEN_COLUMNS = re.compile(r"[@!><]\s*+\{[^{}]*+\}")
_PARAGRAPH = re.compile(r"[pmbX]\s*+\{[^{}]*+\}")
_REPEATED = re.compile(r"\*\s*+\{\s*+(\d{1,2})\s*+\}\s*+\{([lcr|]*+)\}")
_NO_CHARACTERS = frozenset("\\{}$&#^_~%")


def spelled(text: str) -> str:
    r"""Return the formula with other words for some of its commands.

    >>> spelled(r"\textcircled{1} \begin{array}{*{2}{c}p{2cm}} \unicode{x263A}")
    '① \\begin{array}{ccl} ☺'
    """
    for pattern, replace in _SPELLINGS:
        text = pattern.sub(replace, text)
    return text if "#" not in text or _OWN_HASHES.search(text) else _HASH.sub(r"\1\\#", text)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    is_one = code < 0x110000 and chr(code).isprintable() and chr(code) not in _NO_CHARACTERS
    return chr(code) if is_one else found[0]


def _circled(found: re.Match[str]) -> str:
    inner = found[1] or found[2]
    if inner.isdecimal():
        return chr(ord("①") + int(inner) - 1) if 1 <= int(inner) <= _LARGEST_CIRCLED else found[0]
    first = ("Ⓐ", "A") if inner.isupper() else ("ⓐ", "a")
    return chr(ord(first[0]) + ord(inner) - ord(first[1]))


def _columns(found: re.Match[str]) -> str:
    columns = _PARAGRAPH.sub("l", _BETWEEN_COLUMNS.sub("", found[2]))
    columns = _REPEATED.sub(lambda repeated: repeated[2] * int(repeated[1]), columns)
    return f"{found[1]}{{{columns}}}"


def _cells(found: re.Match[str]) -> str:
    return "&".join([found[2], *[""] * (min(int(found[1]), _MOST_COLUMNS) - 1)])


def _dots(found: re.Match[str]) -> str:
    return "&".join([r"\dots "] * min(int(found[1]), _MOST_COLUMNS))


def _text(found: re.Match[str]) -> str:
    return found[1] + _SCRIPT_SIGN.sub(r"\1\\_", found[2]) + "}"


_SCRIPT_SIGN = re.compile(r"(?<!\\)((?:\\\\)*+)_")
_OWN_HASHES = re.compile(r"\\(?:[gex]?def|(?:re)?newcommand|providecommand|newenvironment|ce|pu)(?![A-Za-z])")
_HASH = re.compile(r"(?<!\\)((?:\\\\)*+)#")
_GROUP = r"\{((?:[^{}]|\{[^{}]*+\})*+)\}"

# The columns of an array may have `p{..}`, `@{..}` and `*{3}{c}`, which stand for a column, nothing, and columns;
# those of an `IEEEeqnarray` are known.
_SPELLINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\\unicode\s*+\{\s*+(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))\s*+\}"), _character),
    (re.compile(r"\\textcircled\s*+(?:\{\s*+(?:\\(?:small|scriptsize)\s+)?(\d{1,2}|[A-Za-z])\s*+\}|(\d))"), _circled),
    (
        re.compile(rf"\\DeclareMathOperator\s*+(\*?)\s*+\{{?\s*+(\\[A-Za-z]++)\s*+\}}?\s*+{_GROUP}"),
        lambda found: rf"\newcommand{{{found[2]}}}{{\operatorname{found[1]}{{{found[3]}}}}}",
    ),
    (
        re.compile(rf"(\\begin\s*+\{{\s*+(?:array|tabular)\s*+\*?\}})\s*+(?:\[[^\[\]]*+\])?\s*+{_GROUP}"),
        _columns,
    ),
    (re.compile(r"(\\begin\s*+\{IEEEeqnarray\*?\})\s*+(?:\[[^\[\]]*+\])?\s*+\{[^{}]*+\}"), lambda found: found[1]),
    (re.compile(rf"\\multicolumn\s*+\{{\s*+(\d{{1,2}})\s*+\}}\s*+\{{[^{{}}]*+\}}\s*+{_GROUP}"), _cells),
    (re.compile(r"\\hdotsfor\s*+(?:\[[^\[\]]*+\])?\s*+\{\s*+(\d{1,2})\s*+\}"), _dots),
    (re.compile(r"(\\(?:text[a-z]*+|mbox|hbox)\s*+\{)([^{}$]*+)\}"), _text),
    (
        re.compile(r"\\(?:leftroot|uproot|skew|moveleft|moveright|label|vspace\*?|require)\s*+(?:\{[^{}]*+\}|-?\d)"),
        lambda found: "",
    ),
    (re.compile(r"\\bbox\s*+(?:\[[^\[\]]*+\])?"), lambda found: ""),
    (
        re.compile(
            r"\\buildrel\s*+([^\\{}]*+|\\[A-Za-z]++\s*+|\{[^{}]*+\}\s*+)\\over\s*+(\\[A-Za-z]++|\{[^{}]*+\}|\S)"
        ),
        lambda found: rf"\stackrel{{{found[1]}}}{{{found[2]}}}",
    ),
)

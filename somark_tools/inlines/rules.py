"""The inline syntax of texts as rules of markdown-it-py: what opens and closes a run, and what only looks like it.

The text of a page is no Markdown: `DEB_*_ARCH`, `__init__`, `x == y`, `3~5` and `2*3*4` are printed characters. So a
delimiter counts only where nothing else can be meant: it stands outside of a Latin word, opens right before what it
encloses and closes right after. Beyond CommonMark, it may stand between Chinese or Japanese and punctuation.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import postProcess as emphasis_pairs
from markdown_it.rules_inline.state_inline import Delimiter
from mdit_py_plugins.dollarmath import dollarmath_plugin

# What may stand outside of a delimiter, beside white space, the ends of the text and wide characters; and what stands
# inside of none, first or last, because it belongs to what is before or after it.
_BEFORE = frozenset("([{<\"'“‘«—–-")
_AFTER = frozenset(".,;:!?)]}>\"'”’»…—–-([^$")
NEVER_FIRST = frozenset(".,;:!?)]}>/\\|%，。；：！？）】」』》、…")
NEVER_LAST = frozenset("([{“‘«（【「『《/\\|")
_QUOTES = frozenset("\"'“”‘’")
_WIDE = re.compile(  # Chinese, Japanese, Korean: no blanks between words
    r"[\u2e80-\u303f\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
)

_RUN = re.compile(r"\*+|_+|~+|=+|\++")
_MOST_BESIDE = 8  # delimiters next to each other
_LONGEST = {"*": 3, "_": 3, "~": 2, "=": 2, "+": 2}
_PAIRS = {ord("~"): "s", ord("="): "mark", ord("+"): "ins"}  # delimiters of two characters → their token
_DUNDER = re.compile(r"__[A-Za-z0-9]\w{0,60}?__(?!\w)", re.ASCII)

_TICKS = re.compile(r"`+")
_CODE = re.compile(r"`(?![\s`])[^`\n]*(?<!\s)`(?![\w`])|``(?!`)(?:[^`\n]|`(?!`))*``(?![\w`])")
_RAISED = re.compile(r"\^\{([^{}\n]*)\}|\^([^\s^{}$_]{1,16})\^(?![^\W_])")
_LOWERED = re.compile(r"~(?!~)([a-z]{0,4}\d{0,4}[+-]?)~(?!~)", re.ASCII)
_RAISED_BASE, _LOWERED_BASE = re.compile(r"[\w)\]}”’\"']"), re.compile(r"[A-Za-z)\]]")

# `$HOME and $PATH`, `"$a", "$b"`: a formula that begins right after its `$` ends right before the other one. None ends
# with a quotation mark that opens: `“$PS1” 和 “$?”`. (`‘` right after a letter may be meant as a prime.)
_VARIABLE = re.compile(
    r"""
    \$(?:\{|[A-Za-z_])[^$\\^]*(?:[\s"'`(\[{/:=;（【《「『]|(?<![A-Za-z])‘)\$(?=[A-Za-z_{(])
    | \$[^$]*“\$
    """,
    re.VERBOSE,
)


def parser() -> MarkdownIt:
    """Return a parser of the inline syntax. Links come as `link_open` and `link_close`; all else is told in `parse`."""
    made = MarkdownIt("zero").enable(["image", "link", "balance_pairs", "fragments_join"])
    made.use(dollarmath_plugin, allow_digits=False, double_inline=True)
    made.inline.ruler.before("math_inline", "shell_variable", _shell_variable)
    for rule in (_code, _raised, _lowered, _delimiters):
        made.inline.ruler.push(rule.__name__, rule)
    made.inline.ruler2.before("fragments_join", "pairs", _pairs)
    made.inline.ruler2.before("fragments_join", "emphasis_pairs", emphasis_pairs)
    made.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return made


def _shell_variable(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$" or not _VARIABLE.match(state.src, state.pos):
        return False
    if not silent:
        state.append_pending("$")
    state.pos += 1
    return True


def _code(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "`":
        return False
    before = state.src[state.pos - 1]
    found = _CODE.match(state.src, state.pos, state.posMax)
    if found is None or before.isalnum() or before == "_":
        ticks = _TICKS.match(state.src, state.pos)
        return _as_text(state, silent, ticks.end() if ticks else state.posMax)
    width = 2 if found[0].startswith("``") else 1
    content = found[0][width:-width]
    if not silent:
        state.push("code_inline", "code", 0).content = content.strip(" ") or content if width == 2 else content
    state.pos = found.end()
    return True


def _raised(state: StateInline, silent: bool) -> bool:
    found = _RAISED.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "^" else None
    if found is None or (found[1] is None and not _RAISED_BASE.match(state.src, state.pos - 1)):
        return False
    if not silent:
        state.push("superscript", "sup", 0).content = found[found.lastindex or 0]
    state.pos = found.end()
    return True


def _lowered(state: StateInline, silent: bool) -> bool:
    found = _LOWERED.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "~" else None
    if found is None or not _LOWERED_BASE.match(state.src, state.pos - 1):
        return False
    if not silent:
        state.push("subscript", "sub", 0).content = found[1]
    state.pos = found.end()
    return True


def _delimiters(state: StateInline, silent: bool) -> bool:
    """Put each delimiter as a text of its own, and on the list of those that may pair."""
    marker = state.src[state.pos]
    if silent or marker not in _LONGEST:
        return False
    run = _RUN.match(state.src, state.pos, state.posMax)
    assert run is not None  # the marker
    length = run.end() - state.pos
    dunder = _DUNDER.match(state.src, state.pos) if marker == "_" else None
    if dunder:
        return _as_text(state, silent, dunder.end())
    opens, closes = _sides(state, length)
    if length > _LONGEST[marker] or (ord(marker) in _PAIRS and length != 2) or not (opens or closes):
        return _as_text(state, silent, run.end())
    in_pairs = ord(marker) in _PAIRS
    for _ in range(1 if in_pairs else length):
        state.push("text", "", 0).content = marker * (2 if in_pairs else 1)
        state.delimiters.append(
            Delimiter(ord(marker), 0 if in_pairs else length, len(state.tokens) - 1, -1, opens, closes)
        )
    state.pos += length
    return True


def _sides(state: StateInline, length: int) -> tuple[bool, bool]:
    """Return whether the delimiter may open, and whether it may close; other delimiters beside it are looked past."""
    text, start, end = state.src, state.pos, state.pos + length
    outer_start, outer_end = start, end
    while max(0, start - _MOST_BESIDE) < outer_start and text[outer_start - 1] in _LONGEST:
        outer_start -= 1
    while outer_end - end < _MOST_BESIDE and outer_end < len(text) and text[outer_end] in _LONGEST:
        outer_end += 1
    before, after = text[outer_start - 1 : outer_start], text[outer_end : outer_end + 1]
    wide_before = bool(_WIDE.match(before)) and not (length == 1 and before.isalnum())  # 长*宽*高
    if before in _QUOTES and after in _QUOTES:  # the delimiter itself is quoted
        return False, False
    opens = (before.isspace() or before in _BEFORE or wide_before) and not (
        after == "" or after.isspace() or after in NEVER_FIRST
    )
    closes = (after == "" or after.isspace() or after in _AFTER or bool(_WIDE.match(after))) and not (
        before.isspace() or before in NEVER_LAST
    )
    return opens, closes


def _as_text(state: StateInline, silent: bool, end: int) -> bool:
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _pairs(state: StateInline) -> None:
    """Make tokens of the pairs of `~~`, `==` and `++`."""
    for delimiters in _lists(state):
        for opening in delimiters:
            if opening.marker in _PAIRS and opening.end >= 0:
                name = _PAIRS[opening.marker]
                for end, at in (("open", opening.token), ("close", delimiters[opening.end].token)):
                    token = state.tokens[at]
                    token.type, token.tag, token.nesting = f"{name}_{end}", name, 1 if end == "open" else -1
                    token.markup, token.content = token.content, ""


def _lists(state: StateInline) -> Iterator[list[Delimiter]]:
    yield state.delimiters
    for meta in state.tokens_meta:
        if meta and "delimiters" in meta:
            yield meta["delimiters"]

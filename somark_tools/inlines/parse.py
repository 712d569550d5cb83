"""A block's text → inline runs: text, formulas, emphasis, program text, superscripts, pictures, links, line breaks.

The syntax is what SoMark writes into text (`$latex$`, bare `^{..}` and `${}^{..}$`, Markdown pictures and links), and
the inline syntax of its Markdown dialect, where it can't be meant otherwise: see `rules`. All else is literal.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from markdown_it import MarkdownIt
from markdown_it.token import Token

from somark_tools.inlines.rules import parser
from somark_tools.inlines.runs import (
    Code,
    Emphasis,
    Holder,
    Image,
    Inline,
    Insert,
    LineBreak,
    Link,
    Mark,
    Math,
    Strike,
    Strong,
    Subscript,
    Superscript,
    Text,
)

MAX_DEPTH = 16  # of runs in runs; delimiters nested more deeply are text

# Most texts have none of this. A `_` inside a word, and a sign between blanks, never begins anything. The pattern
# begins with its characters and looks back at them: so `re` finds them quickly.
_SYNTAX = re.compile(
    r"""
    [$`^*_~=+\]](?:
      (?<=[$`]) | (?<=\^)(?=[^\s^]) | (?<=\])(?=\() | (?<=\*)(?=\S)
    | (?<=_)(?<![^\W_]_)(?=[^\s_]|_\S) | (?<=~)(?=[^\s~]|~\S) | (?<==)(?==[^\s=]) | (?<=\+)(?=\+[^\s+])
    )
    """,
    re.VERBOSE,
)
_DELIMITERS = ("$", "`", "^", "*", "_", "~", "==", "++")
_EMPTY_BASE = re.compile(r"\{\s*\}\s*\^\s*\{([^{}$\\]*)\}")

_Made = Strong | Emphasis | Strike | Mark | Insert
_HOLDERS: Mapping[str, type[_Made]] = MappingProxyType(
    {"strong": Strong, "em": Emphasis, "s": Strike, "mark": Mark, "ins": Insert}
)


def is_literal(text: str) -> bool:
    """Return whether the text holds nothing but literal characters on one line: most texts do."""
    return "\n" not in text and not _has_syntax(text)


def _has_syntax(text: str) -> bool:
    """Return whether there may be a run in a text: delimiters stand in pairs, but for those of `^{..}` and links."""
    if _SYNTAX.search(text) is None:
        return False
    for delimiter in _DELIMITERS:
        if text.count(delimiter) > 1:
            return True
    return "^{" in text or "](" in text


def parse_inlines(text: str) -> tuple[Inline, ...]:
    r"""Return the runs of a text, in order. Joined again they hold every character but the syntax.

    >>> parse_inlines(r"mass $m$ is conserved^{[3]}")
    (Text(text='mass '), Math(latex='m', display=False), Text(text=' is conserved'), Superscript(text='[3]'))
    >>> parse_inlines("from $5 to $10, 2*3*4, __init__")
    (Text(text='from $5 to $10, 2*3*4, __init__'),)
    >>> parse_inlines("**Note:** H~2~O")
    (Strong(runs=(Text(text='Note:'),)), Text(text=' H'), Subscript(text='2'), Text(text='O'))
    """
    if not _has_syntax(text):
        return tuple(_lines(text))
    # Rules look at the character before, and at the start of a text they would take the last one for it.
    tokens = _parser().inline.parse(f" {text}", _parser(), {}, [])
    first, *others = _runs(tokens)
    assert isinstance(first, Text)  # the blank put before it
    return (Text(first.text[1:]), *others) if len(first.text) > 1 else tuple(others)


def joined_texts(runs: Iterable[Inline]) -> list[Inline]:
    """Return the runs with texts that touch as one."""
    joined: list[Inline] = []
    for run in runs:
        if isinstance(run, Text) and joined and isinstance(last := joined[-1], Text):
            joined[-1] = Text(last.text + run.text)
        else:
            joined.append(run)
    return joined


@cache
def _parser() -> MarkdownIt:
    return parser()


def _runs(tokens: Iterable[Token]) -> list[Inline]:
    waiting: list[tuple[Token | None, list[Inline]]] = [(None, [])]
    too_deep = 0
    for token in tokens:
        runs = waiting[-1][1]
        if token.nesting == 0:
            runs += _LEAVES[token.type](token)
        elif too_deep or (token.nesting > 0 and len(waiting) > MAX_DEPTH):
            too_deep += token.nesting
            runs += _literal(token)
        elif token.nesting > 0:
            waiting.append((token, []))
        else:
            opening, inner = waiting.pop()
            assert opening is not None  # tokens are balanced
            waiting[-1][1].append(_holder(opening, tuple(joined_texts(inner))))
    return joined_texts(waiting[0][1])


def _holder(opening: Token, runs: tuple[Inline, ...]) -> Holder:
    if opening.type == "link_open":
        return Link(str(opening.attrs.get("href", "")), runs)
    return _HOLDERS[opening.type.removesuffix("_open")](runs)


def _literal(token: Token) -> Iterator[Inline]:
    if token.type == "link_open":
        yield Text("[")
    elif token.type == "link_close":
        yield Text("]")
    else:
        yield Text(token.markup)


def _text(token: Token) -> Iterator[Inline]:
    return _lines(token.content)


def _math(token: Token) -> Iterator[Inline]:
    latex, delimiter = token.content.lstrip("$"), token.markup
    if len(latex) < len(token.content):  # `$$$a$$`: a formula begins with no dollar
        yield Text("$" * (len(token.content) - len(latex)))
    raised = _EMPTY_BASE.fullmatch(latex.strip())
    if raised:
        yield Superscript(raised[1].strip())
    elif not latex.strip():
        yield Text(f"{delimiter}{' ' if latex else ''}{delimiter}")
    else:
        yield Math(latex, display=delimiter == "$$")


def _lines(text: str) -> Iterator[Inline]:
    first, *others = text.split("\n")
    if first:
        yield Text(first)
    for line in others:
        yield LineBreak()
        if line:
            yield Text(line)


_LEAVES: Mapping[str, Callable[[Token], Iterable[Inline]]] = MappingProxyType(
    {
        "text": _text,
        "code_inline": lambda token: (Code(token.content),),
        "math_inline": _math,
        "math_inline_double": _math,
        "superscript": lambda token: (Superscript(token.content),),
        "subscript": lambda token: (Subscript(token.content),),
        "image": lambda token: (Image(str(token.attrs.get("src", "")), token.content),),
    }
)

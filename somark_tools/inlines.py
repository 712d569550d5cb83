"""A block's text → inline runs: text, formulas, superscripts, pictures, links and line breaks.

The syntax is what SoMark writes into text: `$latex$`, bare `^{..}` and `${}^{..}$`, Markdown pictures and links. All
else is literal: a `*` or `_` in the text of a page is a character of that page. Built on markdown-it-py.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin


@dataclass(frozen=True, slots=True)
class Text:
    """Literal characters, none of them a line break."""

    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """A formula in LaTeX, without delimiters."""

    latex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class Superscript:
    """Raised text: a note mark, a citation."""

    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in the text, `alt` its description."""

    address: str
    alt: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link around runs."""

    address: str
    runs: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The end of a line that the author set."""


Inline = Text | Math | Superscript | Image | Link | LineBreak
INLINES: tuple[type[Inline], ...] = (Text, Math, Superscript, Image, Link, LineBreak)

_SYNTAX = re.compile(r"[\n$]|\^\{|\]\(")
_EMPTY_BASE = re.compile(r"\{\s*\}\s*\^\s*\{([^{}$\\]*)\}")


def is_literal(text: str) -> bool:
    """Return whether the text holds nothing but literal characters on one line: most texts do."""
    return not _SYNTAX.search(text)


def parse_inlines(text: str) -> tuple[Inline, ...]:
    r"""Return the runs of a text, in order. Joined again they hold every character but the syntax.

    >>> parse_inlines(r"mass $m$ is conserved^{[3]}")
    (Text(text='mass '), Math(latex='m', display=False), Text(text=' is conserved'), Superscript(text='[3]'))
    >>> parse_inlines("from $5 to $10")
    (Text(text='from $5 to $10'),)
    """
    if is_literal(text):
        return (Text(text),) if text else ()
    # The plugin looks at the character before a `$`, and at the start of a text it would take the last one for it.
    tokens = _parser().parseInline(f" {text}")[0].children or []
    first, *others = _runs(iter(tokens))
    assert isinstance(first, Text)  # the blank put before it
    return (Text(first.text[1:]), *others) if len(first.text) > 1 else tuple(others)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["image", "link"])
    parser.use(dollarmath_plugin, allow_digits=False, double_inline=True)
    parser.inline.ruler.push("bare_superscript", _bare_superscript)
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


def _bare_superscript(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("^{", state.pos):
        return False
    end = state.src.find("}", state.pos)
    content = state.src[state.pos + 2 : end]
    if end < 0 or end >= state.posMax or "{" in content or "\n" in content:
        return False
    if not silent:
        state.push("superscript", "sup", 0).content = content
    state.pos = end + 1
    return True


def _runs(tokens: Iterator[Token]) -> Iterator[Inline]:
    for token in tokens:
        if token.type == "text":
            yield from _lines(token.content)
        elif token.type == "superscript":
            yield Superscript(token.content)
        elif token.type in ("math_inline", "math_inline_double"):
            yield _math(token.content, token.markup)
        elif token.type == "image":
            yield Image(str(token.attrs.get("src", "")), token.content)
        elif token.type == "link_open":
            yield Link(str(token.attrs.get("href", "")), tuple(_runs(tokens)))
        elif token.type == "link_close":
            return


def _math(latex: str, delimiter: str) -> Inline:
    raised = _EMPTY_BASE.fullmatch(latex.strip())
    if raised:
        return Superscript(raised[1].strip())
    if not latex.strip():
        return Text(f"{delimiter}{' ' if latex else ''}{delimiter}")
    return Math(latex, display=delimiter == "$$")


def _lines(text: str) -> Iterator[Inline]:
    first, *others = text.split("\n")
    if first:
        yield Text(first)
    for line in others:
        yield LineBreak()
        if line:
            yield Text(line)


def plain_text(runs: Sequence[Inline]) -> str:
    """Return the runs as plain text: formulas as LaTeX between `$`, pictures as their description."""
    return "".join(map(_plain, runs))


def _plain(run: Inline) -> str:
    match run:
        case Text(text) | Superscript(text):
            return text
        case Math(latex):
            return f"${latex}$"
        case Image(_, alt):
            return alt
        case Link(_, runs):
            return plain_text(runs)
        case LineBreak():
            return "\n"

"""The runs of a note mark → its tokens: the printed keys, and the signs around and between them."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from somark_tools.inlines import Inline, Link, Math, Superscript, Text
from somark_tools.patterns.marks import Mark, marks, openings
from somark_tools.render.docx.links import link_target

_TOKEN = re.compile(r"\d+|[A-Za-z][\w.+:&-]{1,20}|[a-z]|\*+|†+|‡+|[§¶‖※#①-⑳]")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class Token(NamedTuple):
    """A part of a mark as printed: whether it is raised, and the key that it shows ("" for signs between keys)."""

    text: str
    kind: type[Inline]
    key: str = ""


def tokens(runs: Iterable[Inline]) -> Iterator[Token | Inline]:
    """Yield the tokens of a mark in order; runs that are neither text nor a raised number come as they are."""
    for run in runs:
        if isinstance(run, Text | Superscript):
            yield from _tokens(run.text, type(run))
        elif isinstance(run, Link) and not link_target(run.address):
            yield from tokens(run.runs)
        elif isinstance(run, Math) and (mark := _mark_alone(f"${run.latex}$")):
            yield from _tokens(mark.shown, Superscript if mark.raised else Text)
        else:
            yield run


def keys(runs: Iterable[Inline]) -> Iterator[tuple[str, str]]:
    """Yield the keys that a mark prints, each with its text: ("1", "①")."""
    for token in tokens(runs):
        if isinstance(token, Token) and token.key:
            yield token.key, token.text


def _tokens(text: str, kind: type[Inline]) -> Iterator[Token]:
    end = 0
    for found in _TOKEN.finditer(text):
        if found.start() > end:
            yield Token(text[end : found.start()], kind)
        yield Token(found[0], kind, _key(found[0]))
        end = found.end()
    if end < len(text):
        yield Token(text[end:], kind)


def _key(printed: str) -> str:
    if printed in _CIRCLED:
        return str(_CIRCLED.index(printed) + 1)
    return (printed.lstrip("0") or "0") if printed.isdecimal() else printed


def _mark_alone(text: str) -> Mark | None:
    """Return the mark that a formula is, if it names one thing: a range would lose its dash."""
    found = next(marks(text), None) or next(iter(openings(text)), None)
    return found if found and len(found.keys) == 1 and (found.start, found.end) == (0, len(text)) else None

"""A text → where its runs stand in it: what must not be cut, for whoever takes a text apart.

The parser says what the runs are, not where. So it is asked while it reads: each rule that takes something tells from
where to where.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from somark_tools.inlines.parse import MAX_DEPTH, is_literal
from somark_tools.inlines.rules import parser

Span = tuple[int, int]

_DELIMITERS = "_delimiters"
_DEEPEST = 2 * MAX_DEPTH  # pairs in pairs, two for strong text: those in more of them are sure to be literal
_LITERAL = frozenset(("text", "shell_variable"))


class Pair(NamedTuple):
    """Two delimiters of `width` characters with all between them: strong text is two pairs, one in the other."""

    start: int
    end: int
    width: int


class Spans(NamedTuple):
    """The `leaves` (formulas, program text, links, pictures, raised text), the `holders` (strong, emphasis, ..).

    Both are outermost ones; `pairs` are those of all delimiters, nested ones too.
    """

    leaves: tuple[Span, ...] = ()
    holders: tuple[Span, ...] = ()
    pairs: tuple[Pair, ...] = ()


def run_spans(text: str) -> Spans:
    """Return the ranges of the runs of a text that are not literal, in order.

    >>> run_spans("mass $m$ is *always* kept")
    Spans(leaves=((5, 8),), holders=((12, 20),), pairs=(Pair(start=12, end=20, width=1),))
    """
    if is_literal(text):
        return Spans()
    seen: list[Span] = []
    delimiters: list[_Seen] = []
    made = _recorder()
    made.inline.parse(f" {text}", made, {"leaves": seen, "delimiters": delimiters}, [])
    pairs = list(_within_depth(sorted(_pairs(delimiters), key=lambda pair: (pair.start, -pair.end))))
    return Spans(
        tuple(_outermost(seen)),
        tuple(_outermost([(pair.start, pair.end) for pair in pairs])),
        tuple(pair._replace(start=pair.start - 1, end=pair.end - 1) for pair in pairs),
    )


class _Seen(NamedTuple):
    """A delimiter: the list that it stands in, its number there, and its range in the text."""

    among: list[Any]
    number: int
    start: int
    end: int


@cache
def _recorder() -> MarkdownIt:
    made = parser()
    ruler = made.inline.ruler
    for name, rule in zip(ruler.get_active_rules(), ruler.getRules(""), strict=True):
        if name == _DELIMITERS:
            ruler.at(name, _noting_delimiters(rule))
        elif name not in _LITERAL:
            ruler.at(name, _noting(rule))
    return made


def _noting(rule: Any) -> Any:
    def noted(state: StateInline, silent: bool) -> bool:
        start = state.pos
        taken: bool = rule(state, silent)
        if taken and not silent:
            state.env["leaves"].append((start, state.pos))
        return taken

    return noted


def _noting_delimiters(rule: Any) -> Any:
    def noted(state: StateInline, silent: bool) -> bool:
        start, among, before = state.pos, state.delimiters, len(state.delimiters)
        taken: bool = rule(state, silent)
        if taken and len(among) > before:
            width = (state.pos - start) // (len(among) - before)
            for number in range(before, len(among)):
                at = start + (number - before) * width
                state.env["delimiters"].append(_Seen(among, number, at, at + width))
        return taken

    return noted


def _pairs(delimiters: Iterable[_Seen]) -> Iterator[Pair]:
    by_number = {(id(seen.among), seen.number): seen for seen in delimiters}
    for seen in by_number.values():
        closing = by_number.get((id(seen.among), seen.among[seen.number].end))
        if closing is not None:
            yield Pair(seen.start, closing.end, seen.end - seen.start)


def _within_depth(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield the pairs, sorted by their start, that are in no more others than a parser goes into."""
    ends: list[int] = []
    for pair in pairs:
        while ends and ends[-1] <= pair.start:
            ends.pop()
        if len(ends) < _DEEPEST:
            ends.append(pair.end)
            yield pair


def _outermost(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans that lie in no other one, counted in the text: what was read has a blank before it."""
    reached = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end > reached:
            yield max(start, reached) - 1, end - 1
            reached = end

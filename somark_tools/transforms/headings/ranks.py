"""The styles of a document's headings → the level of each style, as if the service had stated none.

Numbers come first: `2.1` is one below `2`, and of two families the one is below whose count begins again when the
other goes on. Sizes of type order what numbers don't, and give the styles without numbers their places between.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log
from statistics import median
from typing import NamedTuple

from somark_tools.patterns.numbering import RANKS, Numbering
from somark_tools.transforms.headings.styles import Style, Styled, middle_size
from somark_tools.transforms.headings.words import is_section_word

# What speaks for one family being above another, and how much of it settles the matter.
_NESTING, _SIZE, _RANK, _FIRST = 3.0, 3.0, 1.0, 0.5
_SETTLED = 0.9
_MOST_IN_RUNS = 0.6  # of a style without numbers: so many between numbered siblings put it below them
_SHORT = 8  # headings: in so short a document a size that occurs once is no exception
_NEAR = 0.15  # a section called References is first-level though its type differs by so much


class _Pair(NamedTuple):
    upper: int
    lower: int


def ranks(known: Styled) -> list[int]:
    """Return the level of each heading, from 1, by its number and its size alone."""
    numbered = [at for at, style in enumerate(known.styles) if style.numbered]
    levels = _numbered_levels(known, numbered)
    levels = _with_unnumbered(known, levels)
    return _of_headings(known, levels)


# -- numbered styles -------------------------------------------------------------------------------------------------


def _numbered_levels(known: Styled, numbered: Sequence[int]) -> dict[int, int]:
    """Return the levels of the numbered styles, by position among the styles."""
    parents = _parents(known, numbered)
    nesting = _nesting(known)
    above: dict[_Pair, float] = {}
    for n, one in enumerate(numbered):
        for other in numbered[n + 1 :]:
            if _ancestor(parents, one, other) or _ancestor(parents, other, one):
                continue
            score = _above(known, nesting, one, other)
            if abs(score) >= _SETTLED:
                above[_Pair(one, other) if score > 0 else _Pair(other, one)] = abs(score)
    wins = Counter(pair.upper for pair in above)
    losses = Counter(pair.lower for pair in above)
    order = sorted(numbered, key=lambda at: (losses[at] - wins[at], known.styles[at].members[0]))
    levels: dict[int, int] = {}
    for at in _parents_first(order, parents):
        if at in parents:
            levels[at] = levels[parents[at][0]] + parents[at][1]
        else:
            uppers = [levels[pair.upper] for pair in above if pair.lower == at and pair.upper in levels]
            levels[at] = 1 + max(uppers, default=0)
    return levels


def _parents(known: Styled, numbered: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """Return for each style the one that most of its numbers are linked to, and how many levels lie between."""
    parents: dict[int, tuple[int, int]] = {}
    for at in numbered:
        votes = Counter(
            (known.entries[link.parent].style, link.steps)
            for member in known.styles[at].members
            if (link := known.entries[member].link) is not None
        )
        if votes:
            parent, steps = votes.most_common(1)[0][0]
            if parent != at and not _ancestor(parents, at, parent):
                parents[at] = (parent, steps)
    return parents


def _ancestor(parents: Mapping[int, tuple[int, int]], upper: int, lower: int) -> bool:
    while lower in parents:
        lower = parents[lower][0]
        if lower == upper:
            return True
    return False


def _parents_first(order: Sequence[int], parents: Mapping[int, tuple[int, int]]) -> Iterable[int]:
    done: set[int] = set()
    for at in order:
        line = [at]
        while line[-1] in parents:
            line.append(parents[line[-1]][0])
        for each in reversed(line):
            if each not in done:
                done.add(each)
                yield each


def _nesting(known: Styled) -> Mapping[_Pair, int]:
    """Return for pairs of styles how often the lower one began to count again behind the upper one, less how often it
    went on counting over it."""
    votes: defaultdict[_Pair, int] = defaultdict(int)
    last: dict[int, int] = {}  # style → the position of its last heading
    for at, entry in enumerate(known.entries):
        if entry.number is None:
            continue
        before = last.get(entry.style)
        if before is not None:
            earlier = known.entries[before].number
            assert earlier is not None
            on = goes_on(earlier, entry.number)
            explained = not on and entry.link is not None  # it begins again below what its number names
            between = [] if explained else [other for other, seen in last.items() if seen > before]
            if not on:  # the outermost of them is why it begins again
                outermost = min((RANKS[known.styles[other].family] for other in between), default=0)
                between = [other for other in between if RANKS[known.styles[other].family] == outermost]
            for other in between:
                votes[_Pair(other, entry.style)] += -1 if on else 1
        last[entry.style] = at
    return votes


def goes_on(earlier: Numbering, later: Numbering) -> bool:
    """Return whether a number of the same family counts on where the earlier one stopped, with or without a gap."""
    return earlier.path[:-1] == later.path[:-1] and earlier.path[-1] < later.path[-1]


def _above(known: Styled, nesting: Mapping[_Pair, int], one: int, other: int) -> float:
    """Return how much speaks for a style being above another one; negative where it is below."""
    first, second = known.styles[one], known.styles[other]
    score = _FIRST if first.members[0] < second.members[0] else -_FIRST
    over, under = nesting.get(_Pair(one, other), 0), nesting.get(_Pair(other, one), 0)
    if (over or under) and not (over < 0 and under < 0):  # both count on over the other: 章 and 条 do
        score += _NESTING * (over - under) / max(2, abs(over) + abs(under))
    if first.depth == second.depth == 1:
        score += _by_family(first.family, second.family)
    ratio = _ratio(first.size, second.size)
    if abs(ratio) > known.tolerance:
        score += _SIZE * max(-1.5, min(1.5, ratio / (2 * known.tolerance)))
    return score


def _by_family(one: str, other: str) -> float:
    """Return what the usual order of two families says: 编 章 节 条 is a firm one, an appendix has no place in it."""
    order = RANKS[other] - RANKS[one]
    if not order or "appendix" in (one, other):
        return 0.0
    firm = max(RANKS[one], RANKS[other]) <= RANKS["article"]
    return (2 * _RANK if firm else _RANK) * (1 if order > 0 else -1)


def _ratio(one: float | None, other: float | None) -> float:
    return log(one / other) if one is not None and other is not None else 0.0


# -- styles without numbers ------------------------------------------------------------------------------------------


def _with_unnumbered(known: Styled, numbered: Mapping[int, int]) -> dict[int, int]:
    """Return the levels of all styles: those without numbers above, beside, between and below the numbered ones."""
    by_level: defaultdict[int, list[int]] = defaultdict(list)
    for at, level in numbered.items():
        by_level[level] += known.styles[at].members
    steps = {level: middle_size(known.entries[m].size for m in by_level[level]) for level in sorted(by_level)}
    start = min((style.members[0] for style in known.styles if style.numbered), default=len(known.entries))
    plain = sorted(
        (at for at, style in enumerate(known.styles) if not style.numbered and style.size is not None),
        key=lambda at: (-(known.styles[at].size or 0), at),
    )
    bounds = _bounds(known, numbered)
    higher: list[int] = []
    levels = dict(numbered)
    lower: list[int] = []
    for at in plain:
        beside = _beside(known, known.styles[at], steps, bounds)
        if beside is None:
            higher.append(at)
        elif beside > max(steps):
            lower.append(at)
        else:
            levels[at] = beside
    levels |= {at: max(steps) + number for number, at in enumerate(lower, 1)}
    return _with_higher(known, levels, higher, start)


def _bounds(known: Styled, levels: Mapping[int, int]) -> Mapping[int, int]:
    """Return for headings without number, by position, the level of the numbered run in which they stand.

    Between `2.1` and `2.2`, or between `2` and `2.1`, a heading without number belongs to what the former begins.
    """
    bounds: dict[int, int] = {}
    last: dict[tuple[int, tuple[int, ...]], int] = {}  # style and numbers before the last one → position
    waiting: list[int] = []
    for at, entry in enumerate(known.entries):
        if entry.number is None:
            waiting.append(at)
            continue
        key = (entry.style, entry.number.path[:-1])
        sibling = last.get(key)
        if sibling is not None:
            earlier = known.entries[sibling].number
            if earlier is None or earlier.path[-1] >= entry.number.path[-1]:
                sibling = None
        opener = sibling if sibling is not None else entry.link.parent if entry.link is not None else None
        if opener is not None:
            level = levels[known.entries[opener].style]
            bounds.update((held, level) for held in waiting if held > opener)
        waiting.clear()
        last[key] = at
    return bounds


def _beside(known: Styled, style: Style, steps: Mapping[int, float | None], bounds: Mapping[int, int]) -> int | None:
    """Return the level of a style without numbers by the sizes of the numbered levels; None: above all of them."""
    sized = {level: size for level, size in steps.items() if size is not None}
    if not sized:
        return None
    held = [bounds[member] for member in style.members if member in bounds]
    inside = len(held) >= _MOST_IN_RUNS * len(style.members)
    nearest = min(sized, key=lambda level: (round(abs(_ratio(style.size, sized[level])), 2), level))
    reach = max(known.tolerance, 1.2 / sized[nearest] if len(style.members) == 1 else 0)
    if abs(_ratio(style.size, sized[nearest])) <= reach:
        return max(nearest, round(median(held)) + 1) if inside else nearest
    if not held and all(is_section_word(known.entries[m].heading.text) for m in style.members):
        top = min(sized)
        if abs(_ratio(style.size, sized[top])) <= _NEAR:
            return top
    if _ratio(style.size, max(sized.values())) > 0:
        return None
    return min((level for level, size in sized.items() if _ratio(style.size, size) > 0), default=max(steps) + 1)


def _with_higher(known: Styled, levels: Mapping[int, int], higher: Sequence[int], start: int) -> dict[int, int]:
    """Put the styles above all numbered ones (largest first) on levels of their own, and move the others down.

    A style of a single heading has a level of its own only as the title, the largest of all, or in a short document:
    else a cover with three sizes of type would push the chapters down to the fourth level.
    """
    own: dict[int, int] = {}
    short = not levels and len(known.entries) <= _SHORT
    for at in higher:
        members = known.styles[at].members
        cover = bool(levels) and all(member < start for member in members)
        alone = len(members) == 1
        if (at == higher[0] if alone else not cover) or (alone and short):
            own[at] = len(own) + 1
    result = {at: level + len(own) for at, level in levels.items()} | own
    following = min((result[at] for at in levels), default=len(own) + 1)
    for at in reversed(higher):  # a style without a level of its own goes with the next smaller one
        following = result.setdefault(at, following)
    return result


def _of_headings(known: Styled, levels: Mapping[int, int]) -> list[int]:
    """Return the level of each heading; one of which nothing is known goes with the one before it."""
    found: list[int] = []
    for entry in known.entries:
        level = levels.get(entry.style)
        found.append(level if level is not None else found[-1] if found else 1)
    return found

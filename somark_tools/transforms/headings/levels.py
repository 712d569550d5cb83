"""Stated levels held against the styles of headings → the level of each heading, why, and issues where they disagree.

What the service states wins. A single heading that differs from its family (and from its neighbours in it) is put
right by the majority. Levels of headings without numbers are doubted only where the stated levels are unreliable all
over the document: where many differ from their like, and each in another way.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import Evidence, Issue
from somark_tools.transforms.headings.styles import Styled
from somark_tools.transforms.headings.words import is_section_word

RULES = frozenset(("level-against-numbering", "level-against-size"))

_FEW = 3  # a majority of fewer is none
_MAJORITY = 0.5
_CLEAR = 0.6
_UNRELIABLE = 0.06  # of the headings whose level can be checked: from here on levels are doubted
_ONE_WAY = 0.5  # of all differences: if so many are the same one, they are meant
_RARE = 0.15  # of a style: a level that more of its headings have is meant

_STATED = Evidence("stated", ("title_level",))
_NUMBERED = Evidence("inferred", ("its number",), confidence=0.95)
_SIZED = Evidence("inferred", ("the size of its type",), confidence=0.8)
_LISTED = Evidence("inferred", ("the table of contents",), confidence=0.95)
_LIKE_OTHERS = Evidence("inferred", ("the levels stated for its like",), confidence=0.9)
_BY_ORDER = Evidence("inferred", ("the heading before it",), confidence=0.5)


class Decided(NamedTuple):
    """The level of a heading, from 1, what tells it, and the issue with the level that was stated."""

    level: int
    evidence: Evidence
    issue: Issue | None = None


def decided(document: Document, known: Styled, ranks: Sequence[int], listed: Mapping[int, int]) -> list[Decided]:
    """Return the level of each heading. `ranks` are those told by numbers and sizes, `listed` by the contents."""
    ranks = _with_contents(known, ranks, listed)
    stated = [entry.heading.stated for entry in known.entries]
    found = [_told(known, at, ranks[at], listed) for at in range(len(ranks))]
    if not any(stated):
        return found
    shift = Counter(level - rank for level, rank in zip(stated, ranks, strict=True) if level).most_common(1)[0][0]
    judge = _Judge(known, stated, [max(1, rank + shift) for rank in ranks])
    return [_judged(document, known, judge, at, found[at]) for at in range(len(ranks))]


def _judged(document: Document, known: Styled, judge: "_Judge", at: int, told: Decided) -> Decided:
    entry = known.entries[at]
    level = judge.level(at)
    if entry.heading.stated is None:
        return Decided(level, _LIKE_OTHERS if judge.usual[entry.style] else told.evidence)
    if level == entry.heading.stated:
        return Decided(level, _STATED)
    path = f"{document.root}{entry.heading.pieces[0].place.path}.title_level"
    message = f"level {entry.heading.stated} is stated; its like have level {level}, which is taken"
    if entry.number is None:
        return Decided(level, _LIKE_OTHERS, Issue("level-against-size", message, path))
    return Decided(level, _LIKE_OTHERS, Issue("level-against-numbering", message, path))


def _told(known: Styled, at: int, rank: int, listed: Mapping[int, int]) -> Decided:
    entry = known.entries[at]
    if at in listed:
        return Decided(rank, _LISTED)
    if entry.number is not None:
        return Decided(rank, _NUMBERED)
    return Decided(rank, _BY_ORDER if entry.size is None else _SIZED)


def _with_contents(known: Styled, ranks: Sequence[int], listed: Mapping[int, int]) -> list[int]:
    """Return the ranks put right by the contents: by steps there, and for headings of a style of which others are
    listed, by those. What stands above the first step, but before all that is listed (the title), is first-level too.
    """
    if len(set(listed.values())) < 2:
        return list(ranks)
    shift = Counter(ranks[at] - level for at, level in listed.items()).most_common(1)[0][0]
    right = list(ranks)
    first = min(listed)
    for at in range(first):
        if is_section_word(known.entries[at].heading.text):
            right[at] = shift + 1
    if all(at < first for at, rank in enumerate(ranks) if rank <= shift):
        right = [max(1, level - shift) for level in right]
        ranks, shift = [rank - shift for rank in ranks], 0
    for style in known.styles:
        moves = Counter(listed[at] + shift - ranks[at] for at in style.members if at in listed)
        if moves:
            move = moves.most_common(1)[0][0]
            for at in style.members:
                right[at] = max(1, (listed[at] + shift) if at in listed else ranks[at] + move)
    return right


class _Judge:
    """What is usual in each style of headings, and which headings differ from it by mistake."""

    def __init__(self, known: Styled, stated: Sequence[int | None], expected: Sequence[int]) -> None:
        self._known = known
        self._stated = stated
        self._expected = expected
        self._counts = [Counter(level for m in style.members if (level := stated[m])) for style in known.styles]
        self._runs = _runs(known, stated)
        self.usual = [_usual(counts) for counts in self._counts]
        self._unreliable = self._many_differ()

    def level(self, at: int) -> int:
        """Return the level of a heading: as stated, as usual for its style, or as expected of it."""
        stated, usual = self._stated[at], self.usual[self._known.entries[at].style]
        if stated is None:
            return usual or self._expected[at]
        if usual is None:
            return self._expected[at] if self._unreliable else stated
        return stated if stated == usual or self._meant(at, stated) else usual

    def _meant(self, at: int, stated: int) -> bool:
        """Return whether a level that is unusual is no mistake: siblings have it, or many headings of the style."""
        style = self._known.entries[at].style
        counts = self._counts[style]
        if self._known.styles[style].numbered:
            return self._runs[at] >= (_FEW if self._unreliable else 2)
        return not self._unreliable or counts[stated] > max(1, _RARE * counts.total())

    def _many_differ(self) -> bool:
        """Return whether the stated levels are unreliable: many differ from what is usual, not all in one way."""
        differing: Counter[tuple[int, int]] = Counter()
        checked = 0
        for at, (entry, level) in enumerate(zip(self._known.entries, self._stated, strict=True)):
            usual, counts = self.usual[entry.style], self._counts[entry.style]
            if level is not None and usual is not None and counts[usual] >= _CLEAR * counts.total():
                checked += 1
                differing[entry.style, level] += level != usual and self._runs.get(at, 1) < 2
        total = differing.total()
        if total < max(_FEW, _UNRELIABLE * checked):
            return False
        return differing.most_common(1)[0][1] <= _ONE_WAY * total


def _usual(counts: Counter[int]) -> int | None:
    """Return the level that most headings of a style have, None where no majority has one."""
    if not counts:
        return None
    level, count = counts.most_common(1)[0]
    return level if counts.total() >= _FEW and count > _MAJORITY * counts.total() else None


def _runs(known: Styled, stated: Sequence[int | None]) -> Mapping[int, int]:
    """Return for each numbered heading with a stated level how many there are of its run: headings of one style and
    level that are counted one by one. Steps 1, 2, 3 inside of chapter 2 are a run, and so are the chapters."""
    runs: dict[int, list[int]] = {}
    last: dict[tuple[int, int], int] = {}
    for at, (entry, level) in enumerate(zip(known.entries, stated, strict=True)):
        if entry.number is None or level is None:
            continue
        before = last.get((entry.style, level))
        earlier = None if before is None else known.entries[before].number
        path = entry.number.path
        counted_on = earlier is not None and (*earlier.path[:-1], earlier.path[-1] + 1) == path
        runs[at] = runs[before] if counted_on and before is not None else []
        runs[at].append(at)
        last[entry.style, level] = at
    return {at: len(run) for at, run in runs.items()}

"""Stated levels held against the styles of headings → the level of each heading, why, and issues where they disagree.

What the service states wins. A single heading that differs from its family (and from its neighbours in it) is put
right by the majority. Levels of headings without numbers are doubted only where the stated levels are unreliable all
over the document: where many differ from their like, and each in another way.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import Evidence, Issue
from somark_tools.transforms.headings.ranks import goes_on
from somark_tools.transforms.headings.styles import Styled

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
    listed, by those."""
    if len(set(listed.values())) < 2:
        return list(ranks)
    shift = Counter(ranks[at] - level for at, level in listed.items()).most_common(1)[0][0]
    right = list(ranks)
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
        self.usual = [_usual(counts) for counts in self._counts]
        self._runs = _runs(known)
        self._of_run: defaultdict[int, list[int]] = defaultdict(list)
        for at, run in self._runs.items():
            if (level := stated[at]) is not None:
                self._of_run[run].append(level)
        self._unreliable = self._many_differ()

    def level(self, at: int) -> int:
        """Return the level of a heading: as stated, as usual for its style, or as expected of it."""
        style = self._known.entries[at].style
        stated, usual = self._stated[at], self.usual[style]
        if stated is None:
            return usual or self._expected[at]
        if usual is None:
            return self._expected[at] if self._unreliable else stated
        if stated == usual or self._meant(at, stated):
            return stated
        return usual

    def _meant(self, at: int, stated: int) -> bool:
        style = self._known.entries[at].style
        if self._known.styles[style].numbered:
            run = self._of_run[self._runs[at]]
            least = _FEW if self._unreliable else 2
            return len(run) >= least and run.count(stated) >= _CLEAR * len(run)
        counts = self._counts[style]
        return not self._unreliable or counts[stated] > max(1, _RARE * counts.total())

    def _many_differ(self) -> bool:
        """Return whether the stated levels are unreliable: many differ from what is usual, not all in one way."""
        differing: Counter[tuple[int, int]] = Counter()
        checked = 0
        for number, (counts, usual) in enumerate(zip(self._counts, self.usual, strict=True)):
            if usual is not None and counts[usual] >= _CLEAR * counts.total():
                checked += counts.total()
                differing.update({(number, level): count for level, count in counts.items() if level != usual})
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


def _runs(known: Styled) -> Mapping[int, int]:
    """Return for each numbered heading the run that it belongs to: siblings that are counted on, by the first's
    position."""
    runs: dict[int, int] = {}
    last: dict[int, int] = {}
    for at, entry in enumerate(known.entries):
        if entry.number is None:
            continue
        before = last.get(entry.style)
        earlier = None if before is None else known.entries[before].number
        on = before is not None and earlier is not None and goes_on(earlier, entry.number)
        runs[at] = runs[before] if on and before is not None else at
        last[entry.style] = at
    return runs

"""Choose the owner of each caption that has none stated: the cheapest pairs first, then what figures share."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.layout.neighbours import Seen, Side
from somark_tools.model import Caption, Evidence, Relation
from somark_tools.transforms.captions.breaks import over_breaks
from somark_tools.transforms.captions.pairs import Habits, Pair, Wanted, kind_of, pairs, stated_sides, wanted
from somark_tools.transforms.captions.rows import in_row

SHARED = 0.4  # what it costs to believe that a block has two captions


class Owned(NamedTuple):
    """A caption and its owner, as positions in the document, where the caption stands, and why."""

    caption: int
    owner: int
    side: Side | None
    evidence: Evidence


def owned(document: Document, pages: Mapping[int, Sequence[Seen]], habits: Habits) -> list[Owned]:
    """Return the owners of the captions that have none stated; `habits` learns what the document does."""
    position = {block.id: number for number, block in enumerate(document.blocks)}
    stated = [
        (position[edge.source], position[edge.target])
        for edge in document.edges
        if edge.relation is Relation.CAPTION_OF and edge.evidence.origin == "stated"
    ]
    has_owner = {caption for caption, _ in stated}
    captions = {n: wanted(b) for n, b in enumerate(document.blocks) if isinstance(b, Caption)}
    loose = {number: want for number, want in captions.items() if number not in has_owner}
    for kind, side in stated_sides(document, pages):
        habits.learn(kind, side)
    _learn(document, _all_pairs(document, pages, loose, habits), habits)
    choice = _Choice(captions, stated)
    chosen = choice.of([*_all_pairs(document, pages, loose, habits), *over_breaks(document, loose, habits)])
    return [*chosen, *_shared(pages, chosen, choice)]


def _all_pairs(
    document: Document, pages: Mapping[int, Sequence[Seen]], loose: Mapping[int, Wanted], habits: Habits
) -> list[Pair]:
    return [pair for page in pages.values() for pair in pairs(document, page, loose, habits)] if loose else []


def _learn(document: Document, possible: Sequence[Pair], habits: Habits) -> None:
    """Learn from the captions and owners that have nobody but each other."""
    of_caption = Counter(pair.caption for pair in possible)
    of_owner = Counter(pair.owner for pair in possible)
    for pair in possible:
        kind = kind_of(document.blocks[pair.owner])
        if kind and pair.side and of_caption[pair.caption] == of_owner[pair.owner] == 1:
            habits.learn(kind, pair.side)


class _Choice:
    """Who has which caption so far."""

    def __init__(self, captions: Mapping[int, Wanted], stated: Iterable[tuple[int, int]]) -> None:
        self._captions = captions
        self.captions_of: defaultdict[int, list[int]] = defaultdict(list)
        for caption, owner in stated:
            self.captions_of[owner].append(caption)

    def of(self, possible: Sequence[Pair]) -> list[Owned]:
        """Return an owner for each caption that can have one: one of its own, or, at a cost, together with another."""
        chosen: list[Owned] = []
        done: set[int] = set()
        costs = [(pair.cost, pair) for pair in possible] + [(pair.cost + SHARED, pair) for pair in possible]
        for cost, pair in sorted(costs, key=lambda item: item[0]):
            if pair.caption not in done and self._may_have(pair, shared=cost > pair.cost):
                done.add(pair.caption)
                self.captions_of[pair.owner].append(pair.caption)
                evidence = Evidence("inferred", pair.rules, confidence=round(max(0.2, 0.95 - cost / 2), 2))
                chosen.append(Owned(pair.caption, pair.owner, pair.side, evidence))
        return chosen

    def _may_have(self, pair: Pair, *, shared: bool) -> bool:
        want = self._captions[pair.caption]
        others = [self._captions[other] for other in self.captions_of[pair.owner] if other in self._captions]
        names = [other.name for other in others if other.name]
        if want.name and any(name[:2] != want.name[:2] for name in names):
            return False
        return shared or want.extra or all(other.extra for other in others) or bool(want.name and names)

    def has_main(self, owner: int) -> bool:
        """Return whether a block has a caption that is more than a note or the caption of a part."""
        captions = [self._captions[caption] for caption in self.captions_of[owner] if caption in self._captions]
        return not all(caption.extra for caption in captions)

    def is_main(self, caption: int) -> bool:
        """Return whether a caption is more than a note or the caption of a part."""
        return not self._captions[caption].extra


def _shared(pages: Mapping[int, Sequence[Seen]], chosen: Sequence[Owned], choice: _Choice) -> list[Owned]:
    """Return the other figures of each row that has one caption below or above it."""
    by_owner = {found.owner: found for found in chosen if found.side in ("above", "below")}
    shared: list[Owned] = []
    for page in pages.values() if by_owner else ():
        boxes = {seen.number: seen.bbox for seen in page}
        for at, seen in enumerate(page):
            found = by_owner.get(seen.number)
            box = boxes.get(found.caption) if found else None
            if found is None or box is None or not choice.is_main(found.caption):
                continue
            for other in in_row(page, at, box):
                if not choice.has_main(other.number):
                    rules = ("one caption stands at a row of figures", *found.evidence.rules)
                    evidence = replace(found.evidence, rules=rules)
                    choice.captions_of[other.number].append(found.caption)
                    shared.append(Owned(found.caption, other.number, found.side, evidence))
    return shared

"""Captions that came as text: short ones that name the table or figure they stand at, with a number in sequence."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.layout.neighbours import Seen, Side, placement
from somark_tools.model import Caption, Evidence, Paragraph
from somark_tools.patterns.caption_text import Name, is_continued, name_in, names_alone
from somark_tools.transforms.captions.owners import Owned
from somark_tools.transforms.captions.pairs import Habits, goes_on_as_stated, kind_of

NEAR = 0.03  # of the page's height
_LIKELY = 0.4  # of the captions of that kind stand on this side


class _Numbered(NamedTuple):
    """A caption, or a text that may be one, in the order of the document."""

    number: int
    name: Name
    side: Side | None = None  # None: it is a caption already
    owner: int = -1


def mislabelled(
    document: Document, pages: Mapping[int, Sequence[Seen]], owners: Container[int], habits: Habits
) -> Iterator[Owned]:
    """Yield the texts that are captions, with what they belong to; `owners` have a caption already.

    A text must be written as a caption (see `names_alone`), stand directly at a block of the kind that it names, on
    the side where such captions stand, and its number must come between those of its neighbours.
    """
    bound = {end for edge in document.edges if goes_on_as_stated(edge) for end in (edge.source, edge.target)}
    found = [
        candidate
        for page in pages.values()
        for candidate in _candidates(document, page, owners)
        if document.blocks[candidate.number].id not in bound
    ]
    times = Counter(entry.number for entry in found)
    for entry in found:
        if entry.side and times[entry.number] == 1:  # it stands at one block only
            habits.learn(entry.name.kind, entry.side)
    found = [entry for entry in found if entry.side and habits.share(entry.name.kind, entry.side) >= _LIKELY]
    if not found:
        return
    captions = [
        _Numbered(number, name)
        for number, block in enumerate(document.blocks)
        if isinstance(block, Caption) and not is_continued(block.text) and (name := name_in(block.text))
    ]
    given: set[int] = set()
    for candidate in _in_sequence(sorted([*found, *captions], key=lambda entry: entry.number)):
        if candidate.side is not None and candidate.owner not in given:
            given.add(candidate.owner)
            kind = candidate.name.kind
            rules = (f"it stands {candidate.side} the {kind}", f"its text names a {kind}", "its number is in sequence")
            yield Owned(candidate.number, candidate.owner, candidate.side, Evidence("inferred", rules, confidence=0.75))


def _candidates(document: Document, page: Sequence[Seen], owners: Container[int]) -> Iterator[_Numbered]:
    for at, other in enumerate(page):
        kind = kind_of(other.block)
        if kind is None or other.number in owners or other.bbox is None:
            continue
        for text in (*page[max(0, at - 1) : at], *page[at + 1 : at + 2]):
            if not isinstance(text.block, Paragraph) or text.block.label != "text" or len(text.block.pieces) > 1:
                continue
            name = names_alone(text.block.text)
            if name is None or name.kind != kind or text.bbox is None:
                continue
            found = placement(text.bbox, other.bbox)
            near = NEAR * (document.pages[text.block.pieces[0].place.page].height or 1e3)
            if found and found.side != "beside" and found.gap <= near:
                yield _Numbered(text.number, name, found.side, other.number)


def _in_sequence(entries: Sequence[_Numbered]) -> Iterator[_Numbered]:
    """Yield the entries whose numbers come after the one before and before the one behind, kind by kind."""
    for kind in ("table", "figure", "code"):
        same = [entry for entry in entries if entry.name.kind == kind]
        for at, entry in enumerate(same):
            before = same[at - 1].name.number if at > 0 else ()
            behind = same[at + 1].name.number if at + 1 < len(same) else None
            if before < entry.name.number and (behind is None or entry.name.number < behind):
                yield entry

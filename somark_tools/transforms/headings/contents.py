"""The entries of a table of contents → the headings that they name, and the levels that they show.

An entry names a heading by its text, without dot leaders and page number. How deep it is shows in its number, as it
does in the heading, and in how far it is set in.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import Contents, Edge, Evidence, Heading, Relation
from somark_tools.patterns.numbering import readings
from somark_tools.transforms.headings.words import key

_SAME_INDENT = 0.6  # of the height of an entry: what is set in by less is not set in
_AGREE = 0.9  # so many of the entries must be set in as entries with such numbers are, and no deeper than one step
_MOST_STEPS = 6  # as HTML has headings
_SHORT = 4  # a text of fewer characters names nothing without its number
_PAGE = re.compile(r"(?:\d{1,4}|[ivxlcIVXLC]{1,7})\s*$")
_LEADERS = " \t\u3000.．…·‧・⋯_-–—―"


class Line(NamedTuple):
    """A line of a table of contents: the id of its block, its text, its left edge and height in pixels if known."""

    block: str
    text: str
    left: float | None
    height: float


def entries(document: Document) -> tuple[Line, ...]:
    """Return the lines of the tables of contents, in order; a block may hold one or many."""
    return tuple(_lines(document))


def _lines(document: Document) -> Iterator[Line]:
    for block in document.blocks:
        if not isinstance(block, Contents) or block.hidden:
            continue
        texts = [line for line in block.text.split("\n") if line.strip()]
        box = block.pieces[0].bbox if len(texts) == 1 else None
        for text in texts:
            yield Line(block.id, text, box.x1 if box else None, box.height if box else 0)


def named(lines: Sequence[Line], headings: Sequence[Heading]) -> Mapping[int, int]:
    """Return which heading each line names, both as positions: the first one of its text behind the one before."""
    if not lines:
        return {}
    whole: defaultdict[str, list[int]] = defaultdict(list)
    rest: defaultdict[str, list[int]] = defaultdict(list)
    for at, heading in enumerate(headings):
        whole[key(heading.text)].append(at)
        rest[_unnumbered(heading.text)].append(at)
    found: dict[int, int] = {}
    reached = -1
    for number, line in enumerate(lines):
        text = title_of(line.text)
        short = _unnumbered(text)
        alike = rest.get(short) if len(short) >= _SHORT else None
        for places in (whole.get(key(text)), whole.get(key(line.text)), alike):
            if places:
                behind = bisect_right(places, reached)
                reached = found[number] = places[behind if behind < len(places) else 0]
                break
    return found


def title_of(text: str) -> str:
    """Return the text of an entry without leaders and page number.

    >>> title_of("1.2 Energy delivered ........ 3")
    '1.2 Energy delivered'
    """
    page = _PAGE.search(text)
    if page and page.start() and text[page.start() - 1] in _LEADERS:
        text = text[: page.start()]
    return text.rstrip(_LEADERS).strip()


def _unnumbered(text: str) -> str:
    found = readings(text)
    return key(found[0].rest if found else text)


def links(lines: Sequence[Line], headings: Sequence[Heading], names: Mapping[int, int]) -> tuple[Edge, ...]:
    """Return a REFERS_TO edge from each block of contents to each heading that it names."""
    evidence = Evidence("inferred", ("its text is that of the heading",), confidence=0.95)
    edges = (Edge(lines[n].block, Relation.REFERS_TO, headings[at].id, evidence) for n, at in names.items())
    return tuple(dict.fromkeys(edges))


def listed(lines: Sequence[Line], names: Mapping[int, int]) -> Mapping[int, int]:
    """Return the level, from 1, that the contents show for each heading that they name; {} where they show none."""
    steps = _indents(lines)
    return {names[number]: step for number, step in steps.items() if number in names}


def _indents(lines: Sequence[Line]) -> Mapping[int, int]:
    """Return how far each line is set in, in steps from 1; {} where the indents don't follow an order."""
    placed = [(number, line) for number, line in enumerate(lines) if line.left is not None]
    edges: list[float] = []
    for left, height in sorted((line.left or 0.0, line.height) for _, line in placed):
        if not edges or left - edges[-1] > _SAME_INDENT * height:
            edges.append(left)
    if not 2 <= len(edges) <= _MOST_STEPS:
        return {}
    steps = {number: sum(edge <= (line.left or 0.0) for edge in edges) for number, line in placed}
    return steps if _in_order(list(steps.values())) and _as_numbered(lines, steps) else {}


def _in_order(steps: Sequence[int]) -> bool:
    jumps = sum(after > before + 1 for before, after in pairwise(steps))
    return steps[0] == 1 and jumps <= (1 - _AGREE) * len(steps)


def _as_numbered(lines: Sequence[Line], steps: Mapping[int, int]) -> bool:
    """Return whether lines with such numbers are set in alike."""
    groups: defaultdict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    for number, step in steps.items():
        found = readings(lines[number].text)
        if found and not found[0].weak:
            groups[found[0].family, found[0].depth][step] += 1
    total = sum(counts.total() for counts in groups.values())
    return sum(max(counts.values()) for counts in groups.values()) >= _AGREE * total

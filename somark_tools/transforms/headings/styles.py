"""The headings of a document → what is known of each (number, size, parent by number) and the style that it has.

Headings of one style are of one level: they are numbered alike, or, without numbers, set in type of one size.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log
from statistics import fmean
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.layout.sizes import Sizes
from somark_tools.model import Heading
from somark_tools.patterns.numbering import OUTER, Numbering, bare
from somark_tools.transforms.headings.clusters import clusters

_IN_CAPITALS = " in capitals"
_FEW = 3  # in a split by capitals each side has so many headings


class Link(NamedTuple):
    """The heading (a position) that a number names as the one above, and how many levels lie between."""

    parent: int
    steps: int


class Entry(NamedTuple):
    """A heading with what is known of it: how it is numbered, its size, what its number links it to, its style."""

    heading: Heading
    number: Numbering | None
    size: float | None
    link: Link | None
    style: int


class Style(NamedTuple):
    """A way of setting headings: family and depth of its numbers ("" and 0 without), size, members (positions)."""

    family: str
    depth: int
    size: float | None
    members: tuple[int, ...]

    @property
    def numbered(self) -> bool:
        """Whether its headings have numbers."""
        return bool(self.family)


class Styled(NamedTuple):
    """The headings of a document, their styles, and by which ratio sizes that are the same may differ."""

    entries: tuple[Entry, ...]
    styles: tuple[Style, ...]
    tolerance: float


def styled(document: Document) -> Styled:
    """Return the headings of a document in reading order, each with its style."""
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    measured = document.derived(Sizes)
    numbers = [measured.numbers.get(heading.id) for heading in headings]
    sizes = [measured.of(heading.id) for heading in headings]
    links = _links(numbers, sizes, measured.tolerance)
    keys = [*_numbered_keys(numbers, links)]
    for at, key in _unnumbered_keys(headings, numbers, sizes, measured.tolerance).items():
        keys[at] = key
    members: defaultdict[tuple[str, int, str], list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        members[key].append(at)
    order = {key: rank for rank, key in enumerate(members)}
    entries = [
        Entry(heading, found, size, link, order[key])
        for heading, found, size, link, key in zip(headings, numbers, sizes, links, keys, strict=True)
    ]
    alike: defaultdict[tuple[str, int, str], list[float | None]] = defaultdict(list)
    for key, size in zip(keys, sizes, strict=True):
        alike[_without_case(key)].append(size)
    styles = [Style(key[0], key[1], middle_size(alike[_without_case(key)]), tuple(of)) for key, of in members.items()]
    return Styled(tuple(entries), tuple(styles), measured.tolerance)


def _links(
    numbers: Sequence[Numbering | None], sizes: Sequence[float | None], tolerance: float
) -> Sequence[Link | None]:
    """Return the heading that each number names as the one above: `2.1` is linked to the last `2` or `Chapter 2`."""
    last: dict[tuple[str, tuple[int, ...]], int] = {}
    links: list[Link | None] = []
    for at, found in enumerate(numbers):
        links.append(None)
        if found is None:
            continue
        for length in range(found.depth - 1, 0, -1):
            prefix = found.path[:length]
            families = (found.family, *(OUTER.get(found.family, ()) if length == 1 else ()))
            known = [last[family, prefix] for family in families if (family, prefix) in last]
            known = [other for other in known if not _larger(sizes[at], sizes[other], tolerance)]
            if known:
                links[at] = Link(max(known), found.depth - length)
                break
        last[found.family, found.path] = at
    return links


def _larger(size: float | None, other: float | None, tolerance: float) -> bool:
    return size is not None and other is not None and log(size / other) > tolerance


def _numbered_keys(numbers: Sequence[Numbering | None], links: Sequence[Link | None]) -> Iterable[tuple[str, int, str]]:
    """Yield for each number its family, its depth, and the family of the outermost heading that it is linked to.

    So `3.1` below `3` and `3.1` below `Chapter 3` differ. A number that is linked to none goes with most of its like.
    """
    roots: list[str] = []
    usual: defaultdict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for found, link in zip(numbers, links, strict=True):
        roots.append("" if found is None else found.family if link is None else roots[link.parent])
        if found is not None and (link is not None or found.depth == 1):
            usual[found.family, found.depth][roots[-1]] += 1
    for found, link, root in zip(numbers, links, roots, strict=True):
        if found is None:
            yield "", 0, ""
        elif link is None and usual[found.family, found.depth]:
            yield found.family, found.depth, usual[found.family, found.depth].most_common(1)[0][0]
        else:
            yield found.family, found.depth, root


def _unnumbered_keys(
    headings: Sequence[Heading],
    numbers: Sequence[Numbering | None],
    sizes: Sequence[float | None],
    tolerance: float,
) -> Mapping[int, tuple[str, int, str]]:
    """Return, by position, the style of each heading without number: its size, and whether it is in capitals."""
    plain = [at for at, found in enumerate(numbers) if found is None]
    groups = clusters({at: size for at in plain if (size := sizes[at]) is not None}, tolerance)
    by_group: defaultdict[int, list[int]] = defaultdict(list)
    for at in plain:
        by_group[groups.get(at, -1)].append(at)
    keys: dict[int, tuple[str, int, str]] = {}
    for group, members in by_group.items():
        capitals = {at for at in members if _capitals(headings[at].text)}
        others = [at for at in members if at not in capitals]
        split = min(len(capitals), len(others)) >= _FEW and min(capitals) < min(others)
        for at in members:
            keys[at] = ("", 0, f"{group}{_IN_CAPITALS}" if split and at in capitals else f"{group}")
    return keys


def _without_case(key: tuple[str, int, str]) -> tuple[str, int, str]:
    return key[0], key[1], key[2].removesuffix(_IN_CAPITALS)


def _capitals(text: str) -> bool:
    """Return whether a text is all in capitals; a single word may be an abbreviation."""
    words = [word for word in bare(text).split() if word.isalpha()]
    return len(words) >= 2 and all(word.isupper() for word in words)


def middle_size(sizes: Iterable[float | None]) -> float | None:
    """Return the mean of the middle half of the sizes, None where there is none."""
    known = sorted(size for size in sizes if size is not None)
    quarter = len(known) // 4
    return fmean(known[quarter : len(known) - quarter]) if known else None

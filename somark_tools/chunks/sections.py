"""Groups of blocks → the same as they are written, section by section; counted, where a section is not one chunk."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple, TypeVar

from somark_tools.chunks.groups import Group
from somark_tools.chunks.tables import whole_table
from somark_tools.chunks.tokens import estimate
from somark_tools.chunks.writing import Item, Writing
from somark_tools.model import Block, Heading, Table

_AT_ONCE = 256  # groups that are counted at once

T = TypeVar("T")


class Written(NamedTuple):
    """A group with its blocks as items, those of the notes in the order of the notes."""

    group: Group
    headings: tuple[Item, ...]
    above: tuple[Item, ...]
    main: tuple[Item, ...]  # one, or none
    below: tuple[Item, ...]
    notes: tuple[Item, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All of them, in the order in which they stand in a chunk."""
        return (*self.headings, *self.above, *self.main, *self.below, *self.notes)


class Section(NamedTuple):
    """The headings that stand above some groups, with their lines for a prefix; `fits`: seems to be one chunk."""

    number: int
    path: tuple[Heading, ...]
    lines: tuple[str, ...]
    fits: bool


def in_sections(groups: Iterable[Group], writing: Writing) -> Iterator[tuple[Section, Written]]:
    """Yield the groups as they are written, with their sections."""
    for number, (path, of_section) in enumerate(groupby(groups, key=attrgetter("path"))):
        written = (_written(group, writing) for group in of_section)
        ahead: list[Written] = []
        left = writing.options.max_tokens if writing.options.min_tokens is None else 0
        for one in written:
            ahead.append(one)
            left -= sum([estimate(item.text) for item in one.items])
            if left < 0:
                break
        lines = tuple([writing.line(heading) for heading in path]) if writing.options.headings else ()
        section = Section(number, path, lines, left >= 0)
        yield from [(section, one) for one in ahead]
        yield from ((section, one) for one in written)


def counted(groups: Iterable[tuple[Section, Written]], writing: Writing) -> Iterator[tuple[Section, Written]]:
    """Yield the groups with their items counted, many at once, except those of sections that seem to fit."""
    for some in windows(groups, _AT_ONCE):
        sections = {section.number: section for section, _ in some}
        writing.count_prefixes(_prefixes(sections.values(), writing))
        with_tokens = iter(recounted([one for section, one in some if not section.fits], writing))
        yield from [(section, one if section.fits else next(with_tokens)) for section, one in some]


def _prefixes(sections: Iterable[Section], writing: Writing) -> Iterator[str]:
    """Yield the prefixes of the chunks of these sections, as far as they can be told."""
    for section in sections:
        yield writing.prefix(section.lines)
        if not section.fits:
            yield writing.prefix(section.lines[:-1])  # of the first one, in which the heading itself stands


def recounted(groups: Sequence[Written], writing: Writing) -> Iterator[Written]:
    """Yield the groups with their items counted at once."""
    items = iter(writing.counted([item for one in groups for item in one.items]))
    for group, *of_kinds in groups:
        yield Written(group, *[tuple(islice(items, len(of_kind))) for of_kind in of_kinds])


def _written(group: Group, writing: Writing) -> Written:
    main = () if group.main is None else (_whole(group.main, writing),)
    if not (group.headings or group.above or group.below or group.notes):  # as most are
        return Written(group, (), (), main, (), ())
    return Written(
        group,
        tuple([writing.whole(block, "next") for block in group.headings]),
        tuple([writing.whole(block, "next") for block in group.above]),
        main,
        tuple([writing.whole(block, "previous") for block in group.below]),
        tuple([writing.whole(note.block, "previous") for note in group.notes]),
    )


def _whole(block: Block, writing: Writing) -> Item:
    return whole_table(block, writing) if isinstance(block, Table) else writing.whole(block)


def windows(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of so many."""
    source = iter(items)
    while window := list(islice(source, size)):
        yield window

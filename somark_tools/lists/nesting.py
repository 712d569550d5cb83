"""Blocks in the order in which they are shown → the items that each of them stands in, the outermost first.

For formats in which a list is a tree. Nothing is moved: what stands between two items of a list, whatever it is, is in
the first of them.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from somark_tools.lists.items import Item, Lists


class Open(NamedTuple):
    """An item that what follows may stand in. `number` is its own: equal items of two blocks are told apart by it."""

    item: Item
    number: int


Path = tuple[Open, ...]
NOWHERE: tuple[Path, ...] = ((),)  # of a block that is one part, in no list


def nested(blocks: Sequence[str], lists: Lists) -> Iterator[tuple[Path, ...]]:
    """Yield for each block, given by its id, a path for each of its parts.

    Its parts are what stands before its first item, if anything does, and its items; a block without items is one part.
    The path of an item ends with itself. Only blocks that are shown may be given: a list is closed by what follows its
    last item.
    """
    ends = _ends(blocks, lists)
    open_: list[Open] = []
    count = 0
    for place, block in enumerate(blocks):
        items = lists.items.get(block, ())
        if not (items or open_):  # most blocks
            yield NOWHERE
            continue
        paths: list[Path] = []
        if not items or items[0].line:
            _close(open_, lists.inside.get(block), ends, place)
            paths.append(tuple(open_))
        for item in items:
            _make_room(open_, item)
            open_.append(Open(item, count))
            count += 1
            paths.append(tuple(open_))
        yield tuple(paths)


def _ends(blocks: Sequence[str], lists: Lists) -> dict[int, int]:
    """Return for each list the place of the last block with an item of it, or of a list in it."""
    ends: dict[int, int] = {}
    outer: dict[int, int] = {}
    open_: list[Open] = []
    for place, block in enumerate(blocks):
        for item in lists.items.get(block, ()):
            _make_room(open_, item)
            if open_ and item.list not in ends:
                outer[item.list] = open_[-1].item.list
            ends[item.list] = place
            open_.append(Open(item, 0))
    for inner in reversed(outer):  # lists that began later first: none is in one that began after it
        ends[outer[inner]] = max(ends[outer[inner]], ends[inner])
    return ends


def _close(open_: list[Open], inside: Item | None, ends: dict[int, int], place: int) -> None:
    """Close the items that a part without a marker does not stand in: those of lists that are over."""
    if inside is not None and any(each.item.list == inside.list for each in open_):
        while open_[-1].item.list != inside.list:
            del open_[-1]
    while open_ and ends[open_[-1].item.list] < place:
        del open_[-1]


def _make_room(open_: list[Open], item: Item) -> None:
    """Close the items that an item does not stand in: the one before it in its list with all in it, and deeper ones."""
    if any(each.item.list == item.list for each in open_):
        while open_[-1].item.list != item.list:
            del open_[-1]
        del open_[-1]
    while open_ and open_[-1].item.level >= item.level:
        del open_[-1]

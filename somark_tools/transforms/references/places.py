"""Where the blocks stand that marks can speak of: the nearest one of a key, and the page of a character."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable

from somark_tools.model import TextBlock


class Places:
    """Blocks by key: each as its number (position in the document) and id, added in reading order."""

    def __init__(self) -> None:
        self._blocks: defaultdict[Hashable, list[tuple[int, str]]] = defaultdict(list)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._blocks

    def __bool__(self) -> bool:
        return bool(self._blocks)

    def add(self, key: Hashable, number: int, block_id: str) -> None:
        """Add a block under a key."""
        self._blocks[key].append((number, block_id))

    def nearest(self, key: Hashable, number: int) -> str | None:
        """Return the id of the first block of that key after block `number`, else of the last one before it.

        Notes and lists of entries stand below what speaks of them. None if there is no such block, or if it is block
        `number` itself.
        """
        blocks = self._blocks.get(key)
        if blocks is None:
            return None
        at = bisect_left(blocks, (number, ""))
        found = blocks[at] if at < len(blocks) else blocks[-1]
        return None if found[0] == number else found[1]


def page_at(block: TextBlock, offset: int) -> int:
    """Return the position of the page on which the character at `offset` of a block's text stands."""
    at = bisect_right(block.pieces, offset, key=lambda piece: piece.start)
    return block.pieces[max(0, at - 1)].place.page

"""What was written → which lines of the Markdown are which block, for viewers and citations that go both ways."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from somark_tools.model import Block, Piece


class BlockLines(NamedTuple):
    """The lines of a block: `first` to `last`, from 1, both included, and its pieces with their pages and boxes."""

    block: str
    first: int
    last: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class MarkdownMap:
    """Markdown, and the lines of each block in it, in the order in which they stand there.

    Lines end with a line feed. Those in no range are blank, or hold what no block says: front matter, outline, page
    marks, anchors and empty comments.
    """

    text: str
    blocks: tuple[BlockLines, ...]

    def at(self, line: int) -> BlockLines | None:
        """Return the block that a line (from 1) belongs to, or None."""
        number = bisect_right(self.blocks, line, key=lambda lines: lines.first)
        found = self.blocks[number - 1] if number else None
        return found if found is not None and line <= found.last else None

    def lines(self, block_id: str) -> BlockLines | None:
        """Return the lines of a block, or None if it is not shown."""
        return next((lines for lines in self.blocks if lines.block == block_id), None)


def block_lines(head: str, written: Iterable[tuple[str, Block, str]]) -> tuple[BlockLines, ...]:
    """Return the lines of blocks written below a head: (what stands between it and the one before, block, Markdown)."""
    found: list[BlockLines] = []
    line = 1 + head.count("\n")
    for between, block, text in written:
        line += between.count("\n")
        last = line + text.count("\n")
        found.append(BlockLines(block.id, line, last, block.pieces))
        line = last
    return tuple(found)

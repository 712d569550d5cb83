"""Captions of continuations that say nothing new: "Table 3 (continued)", 续表 3, the first caption once more."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from somark_tools.document import Document
from somark_tools.model import Caption, Dropped, Furniture, Join, Relation, Table
from somark_tools.patterns.caption_text import is_continued, same_caption, same_number

CONTINUED = "the caption says that the table goes on"
REPEATED = "the caption is repeated"


class RepeatedCaptions:
    """Finds such captions, and remembers in `dropped` the ids of those that went into a record."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.dropped: set[str] = set()

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {b.id: number for number, b in enumerate(self._document.blocks) if isinstance(b, Table)}

    def record(self, join: Join, later: Table, first: Table) -> Join:
        """Return the join of `later` with the captions of `later` that repeat those of `first` recorded as dropped.

        A caption that names another number stays, and so does one that is the only one.
        """
        firsts = self._document.captions(first.id)
        known = [block.text for block in firsts if isinstance(block, Caption)]
        gone = []
        for caption in self._captions(later):
            repeated = any(same_caption(caption.text, text) for text in known)
            goes_on = is_continued(caption.text) and any(same_number(caption.text, text) for text in known)
            if (repeated or goes_on) and caption not in firsts and caption.id not in self.dropped:
                self.dropped.add(caption.id)
                why = REPEATED if repeated else CONTINUED
                gone += [Dropped(p.place, p.offset, p.offset + p.end - p.start, why) for p in caption.pieces]
        return replace(join, dropped=(*join.dropped, *gone)) if gone else join

    def _captions(self, table: Table) -> Iterator[Caption]:
        """Yield the captions of a table, and those right above it that belong to nothing."""
        document = self._document
        yield from (block for block in document.captions(table.id) if isinstance(block, Caption))
        for number in range(self._numbers[table.id] - 1, -1, -1):
            block = document.blocks[number]
            if isinstance(block, Caption) and not document.outgoing(block.id, Relation.CAPTION_OF):
                yield block
            elif not isinstance(block, Furniture | Caption):
                return

"""A Document → the marks in its running text and tables, each with its place and page."""

from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import AnyBlock, Caption, Footnote, Heading, Paragraph, Table
from somark_tools.patterns.marks import Mark, marks
from somark_tools.transforms.references.places import page_at

_MARKED = (Paragraph, Heading, Caption, Table, Footnote)  # a figure's text is a description, code is code


class Mention(NamedTuple):
    """A mark, the number and value of its block, where in it, and the positions of the pages to look for its note."""

    number: int
    block: AnyBlock
    mark: Mark
    where: str
    pages: tuple[int, ...]


def mentions(document: Document, begun: Mapping[str, Set[int]]) -> Iterator[Mention]:
    """Yield the marks of the visible blocks in reading order, but not those with which a note or entry begins.

    `begun` has the offsets of the latter, by block id.
    """
    for number, block in enumerate(document.blocks):
        if block.hidden or not isinstance(block, _MARKED):
            continue
        if isinstance(block, Table):
            yield from _in_table(number, block)
            continue
        starts = begun.get(block.id, frozenset())
        for mark in marks(block.text):
            if mark.start not in starts:
                page = page_at(block, mark.start)
                yield Mention(number, block, mark, f"mark {mark.shown} at {mark.start}", (page,))


def _in_table(number: int, table: Table) -> Iterator[Mention]:
    last = table.pieces[-1].place.page  # the notes of a table may stand below its last part
    for at, row in enumerate(table.rows):
        for cell in row.cells:
            for mark in marks(cell.text):
                pages = dict.fromkeys([*(table.pieces[origin.piece].place.page for origin in row.origins), last])
                where = f"mark {mark.shown} in row {at}, column {cell.column} at {mark.start}"
                yield Mention(number, table, mark, where, tuple(pages))

"""What the file's own links lead to, and where its blocks come from → the bookmarks of each block."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import Contents, Heading, Relation, Table
from somark_tools.render.docx.bookmarks import Bookmarks, first_rows, source_names
from somark_tools.render.docx.notes import Notes
from somark_tools.render.docx.options import Options
from somark_tools.wording.note_marks import is_shown


class Anchor(NamedTuple):
    """The name of a bookmark, and the row of the table at which it stands; None for the whole block."""

    name: str
    row: int | None = None


def anchors_of(
    document: Document, notes: Notes, options: Options, bookmarks: Bookmarks
) -> Mapping[str, tuple[Anchor, ...]]:
    """Return the bookmarks of each block: those that links lead to, and on request one for each of its pieces."""
    found: defaultdict[str, list[Anchor]] = defaultdict(list)
    for heading in _headings(document, every=options.toc):
        found[heading].append(Anchor(bookmarks.heading(heading)))
    for target in _referred(notes):
        found[target].append(Anchor(bookmarks.block(target)))
    names = source_names(document) if options.bookmarks else {}
    for block in document.blocks if names else ():
        if isinstance(block, Table) and block.rows:
            found[block.id] += [Anchor(names[piece], row) for row, piece in first_rows(block)]
        else:
            found[block.id] += [Anchor(names[piece]) for piece in block.pieces]
    return MappingProxyType({block: tuple(of_block) for block, of_block in found.items()})


def _headings(document: Document, *, every: bool) -> Iterator[str]:
    """Yield the ids of the headings that contents name, or of all of them."""
    if every:
        yield from (block.id for block in document.blocks if isinstance(block, Heading) and is_shown(block))
        return
    edges = [edge for edge in document.edges if edge.relation is Relation.REFERS_TO]
    named = {edge.target for edge in edges if isinstance(document.by_id[edge.source], Contents)}
    yield from (block.id for block in document.blocks if block.id in named and isinstance(block, Heading))


def _referred(notes: Notes) -> Iterator[str]:
    """Yield the ids of the notes and entries that stay in the text and that a mark leads to."""
    every = (target for marks in notes.marks.values() for mark in marks for target in mark.targets.values())
    return (target for target in dict.fromkeys(every) if target not in notes.by_block)

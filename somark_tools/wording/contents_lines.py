"""A block of a table of contents → the headings that its lines name."""

from collections.abc import Sequence

from somark_tools.document import Document
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.model import Contents, Heading, Relation
from somark_tools.wording.note_marks import is_shown


def headings_named(document: Document, block: Contents, lines: Sequence[str]) -> list[Heading | None]:
    """Return for each line of the block the heading that it names, if the graph says that the block refers to it.

    With one line in the block, that is the one heading referred to; else the one of the line's text.
    """
    edges = document.outgoing(block.id, Relation.REFERS_TO)
    found = [
        target for edge in edges if isinstance(target := document.by_id[edge.target], Heading) and is_shown(target)
    ]
    targets = {_bare(heading.text): heading for heading in found}
    if len(lines) == 1 and len(targets) == 1:
        return list(targets.values())
    return [targets.get(_bare(line)) for line in lines]


def _bare(text: str) -> str:
    """Return what a heading and its line in the contents have in common: no blanks, no dots and number at the end."""
    shown = "".join(plain_text(parse_inlines(text)).split())
    return shown.rstrip("0123456789.·…．").casefold()

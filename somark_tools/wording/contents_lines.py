"""The lines of a table of contents → their parts, and the headings that they name."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.model import Contents, Heading, Relation
from somark_tools.wording.note_marks import is_shown

_LEADER = re.compile(r"(.*?[^\s.·…．])([ \t]*(?:[.·…．][ \t]*){3,})([\dIVXLCivxlc][\w-]*)\s*")


class Entry(NamedTuple):
    """A line in parts: the title, the dots that lead to the page number, and that number; "" where there are none."""

    title: str
    leader: str = ""
    page: str = ""


def entry_of(line: str) -> Entry:
    """Return the parts of a line; one without dots and number is a title.

    >>> entry_of("1.2 Energy .... 14"), entry_of("Preface")
    (Entry(title='1.2 Energy', leader=' .... ', page='14'), Entry(title='Preface', leader='', page=''))
    """
    found = _LEADER.fullmatch(line)
    return Entry(*found.groups()) if found else Entry(line)


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

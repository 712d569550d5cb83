"""Which heading is the title of the document, told from the first-level headings."""

from collections.abc import Sequence
from math import exp, log

from somark_tools.document import Document
from somark_tools.model import Heading, Paragraph, Table
from somark_tools.transforms.headings.styles import Entry, Styled
from somark_tools.transforms.headings.words import is_section_word

_MUCH_TEXT = 400  # characters: a title does not stand behind so much, and its authors and date are no longer
_COVERS = 2  # the title stands on one of the first two pages


def title_of(document: Document, known: Styled, levels: Sequence[int]) -> str | None:
    """Return the id of the document's title, or None where it has none.

    It is the largest heading of the first page that has headings: without number, of the topmost level, not a usual
    name of a section, with little text before it. One that is no larger than others of its level must be the first,
    and have little text below.
    """
    shown = [at for at, entry in enumerate(known.entries) if not entry.heading.hidden]
    if not shown:
        return None
    page = known.entries[shown[0]].heading.pieces[0].place.page
    top = min(levels[at] for at in shown)
    first = [
        at
        for at in shown
        if known.entries[at].heading.pieces[0].place.page == page and levels[at] == top and _may_be(known.entries[at])
    ]
    if page >= _COVERS or not first:
        return None
    most = max(known.entries[at].size or 0 for at in first)
    best = next(at for at in first if not most or most <= (known.entries[at].size or 0) * exp(known.tolerance))
    others = [known.entries[at].size or 0 for at in shown if at != best]
    size = known.entries[best].size or 0
    largest = not others or (size > 0 and all(other <= 0 or log(size / other) > known.tolerance for other in others))
    only = sum(levels[at] == top for at in shown) == 1
    before, after = _text_around(document, known.entries[best].heading)
    if before >= _MUCH_TEXT or not (largest or only or (best == shown[0] and after < _MUCH_TEXT)):
        return None
    return known.entries[best].heading.id


def _may_be(entry: Entry) -> bool:
    return entry.number is None and not is_section_word(entry.heading.text)


def _text_around(document: Document, title: Heading) -> tuple[int, int]:
    """Return how much running text stands before a heading, and between it and the next one, in characters."""
    before = after = 0
    behind = False
    for block in document.blocks:
        if block.id == title.id:
            behind = True
        elif isinstance(block, Heading) and behind:
            break
        elif isinstance(block, Paragraph | Table) and not block.hidden:
            length = len(block.text) if isinstance(block, Paragraph) else _MUCH_TEXT
            before, after = (before, after + length) if behind else (before + length, after)
    return before, after

"""A Document → its sections in Word: from which block on pages have another size, or lie on their side for a table."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import AnyBlock, Furniture, Page, Region, Relation, Table
from somark_tools.render.docx.page import Layout, lay_out_page
from somark_tools.render.docx.widths import is_wider

MANY_COLUMNS = 8  # fewer are no reason to turn the page: long words in them can be broken
TOO_WIDE = 1.1  # times the width of the text: a table whose words need more is set on a page on its side
_SAME_SIZE = 0.03  # scans of one paper differ by less


class Stretch(NamedTuple):
    """Blocks that stand in one section of the Word file: the position of the first one, and their page."""

    start: int
    layout: Layout


def stretches(document: Document, template: Layout | None = None) -> list[Stretch]:
    """Return the sections, in order, the first one at block 0; neighbours differ in their page.

    A section begins with the first block that begins on a page of another size or on its side. A table of MANY_COLUMNS
    or more that is too wide for an upright page gets a section on its side, with its captions and notes beside it.
    With a `template`, all pages have its size, upright or on its side as the document's.
    """
    layouts = _layouts(document, template)
    turned = dict(_turned(document, layouts))
    found: list[Stretch] = []
    for number, block in enumerate(document.blocks):
        if _shows(block):
            layout = turned.get(number) or layouts[block.pieces[0].place.page]
            if not found or layout != found[-1].layout:
                found.append(Stretch(number if found else 0, layout))
    return found or [Stretch(0, template or lay_out_page(document.pages))]


def _shows(block: AnyBlock) -> bool:
    return not (block.hidden or isinstance(block, Furniture) or (isinstance(block, Region) and not block.text.strip()))


def _layouts(document: Document, template: Layout | None) -> list[Layout]:
    """Return the page of the Word file for each page of the document."""
    layouts: list[Layout] = []
    like: Page | None = None  # the page that the last layout was made from
    for page in document.pages:
        sized = bool(page.width and page.height)
        if layouts and (not sized or (like and _same_size(page, like))):
            layouts.append(layouts[-1])
            continue
        like = page if sized else None
        if template is None:
            layouts.append(lay_out_page((page,)))
        else:
            wide = bool(page.width and page.height and page.width > page.height)
            layouts.append(template.turned() if sized and wide != template.wide else template)
    return layouts


def _same_size(page: Page, other: Page) -> bool:
    pairs = ((page.width or 0, other.width or 0), (page.height or 0, other.height or 0))
    return all([abs(length - before) <= _SAME_SIZE * before for length, before in pairs])


def _turned(document: Document, layouts: Sequence[Layout]) -> Iterator[tuple[int, Layout]]:
    """Yield the positions of the blocks that need a page on its side, with that page."""
    for number, block in enumerate(document.blocks):
        if not isinstance(block, Table) or block.hidden or block.columns < MANY_COLUMNS:
            continue
        layout = layouts[block.pieces[0].place.page]
        if not layout.wide and is_wider(block, TOO_WIDE * layout.text_width):
            for beside in _with_its_own(document, number):
                yield beside, layout.turned()


def _with_its_own(document: Document, number: int) -> Iterator[int]:
    """Yield the position of a table, and of what stands beside it and belongs to it."""
    table = document.blocks[number]
    relations = (Relation.CAPTION_OF, Relation.NOTE_OF)
    own = {edge.source for relation in relations for edge in document.incoming(table.id, relation)}
    yield number
    for step in (-1, 1):
        beside = number + step
        while 0 <= beside < len(document.blocks) and document.blocks[beside].id in own:
            yield beside
            beside += step

"""A paragraph with items of a list → a paragraph of Word for each: numbered by Word, or as typed, its text set in."""

from collections.abc import Sequence

from somark_tools.inlines import Inline
from somark_tools.lists import Item, by_item, without_marker
from somark_tools.model import Paragraph
from somark_tools.render.docx.caption_fields import with_references
from somark_tools.render.docx.context import Context
from somark_tools.render.docx.numbering import Place
from somark_tools.render.docx.runs import Setting, write_inlines
from somark_tools.render.docx.xml import Element, add, paragraph


def write_items(block: Paragraph, runs: Sequence[Inline], context: Context) -> list[Element]:
    """Return the paragraphs of a block: what stands before its first item, then each item with its further lines.

    `runs` are those of the block's whole text. The options of a choice stay on one page, items or not.
    """
    items = context.lists.items.get(block.id, ())
    parts = by_item(runs, items)
    made = []
    for number, (item, inlines) in enumerate(parts, 1):
        last = number == len(parts)
        keep_next = block.id in context.kept_with_next if last else block.label == "choice"
        made.append(_paragraph(item, inlines, block, context, keep_next=keep_next))
    return made


def write_inside(block: Paragraph, runs: Sequence[Inline], context: Context) -> list[Element]:
    """Return the paragraph of a block that stands between two items of a list, set in as the text of the first one."""
    item = context.lists.inside[block.id]
    written = _written(runs, item, block, context)
    made = paragraph("ListContinue", written, keep_next=block.id in context.kept_with_next)
    add(made[0], "ind", left=str(context.numbering.indent(item).left))
    return [made]


def _paragraph(
    item: Item | None, inlines: Sequence[Inline], block: Paragraph, context: Context, *, keep_next: bool
) -> Element:
    keep_lines = block.label == "choice"
    if item is None:
        written = _written(inlines, item, block, context)
        return paragraph("", written, keep_next=keep_next, keep_lines=keep_lines)
    rest = without_marker(inlines, item)
    place = None if rest is None else context.numbering.place(item)
    written = _written(inlines if place is None else rest or (), item, block, context)
    made = paragraph("ListParagraph", written, keep_next=keep_next, keep_lines=keep_lines)
    if place is not None:
        _number(made[0], place)
    else:
        indent = context.numbering.indent(item)
        add(made[0], "ind", left=str(indent.left), hanging=str(indent.hanging))
    return made


def _written(inlines: Sequence[Inline], item: Item | None, block: Paragraph, context: Context) -> list[Element]:
    runs = write_inlines(inlines, _setting(item, context), context)
    return with_references(runs, block, context.captions, context.bookmarks)


def _number(properties: Element, place: Place) -> None:
    numbered = add(properties, "numPr")
    add(numbered, "ilvl", val=str(place.level))
    add(numbered, "numId", val=str(place.num))


def _setting(item: Item | None, context: Context) -> Setting:
    left = context.numbering.indent(item).left if item else 0
    return Setting(max(1, context.layout.text_width - left))

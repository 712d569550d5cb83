"""A block of text, or a part of it → its runs with everything that leads elsewhere: marks, labels, references."""

from somark_tools.inlines import Inline
from somark_tools.model import TextBlock
from somark_tools.render.docx.caption_fields import with_label, with_references
from somark_tools.render.docx.context import Context
from somark_tools.render.docx.notes import inlines_of
from somark_tools.render.docx.runs import runs_of
from somark_tools.render.docx.xml import Element
from somark_tools.wording.note_marks import Spot


def block_inlines(block: TextBlock, context: Context) -> tuple[Inline, ...]:
    """Return the inline runs of the block, with its marks."""
    return inlines_of(block.text, context.notes.marks.get(Spot(block.id), ()))


def block_runs(block: TextBlock, context: Context, start: int = 0, end: int | None = None) -> list[Element]:
    """Return the runs of `text[start:end]` of the block."""
    runs = runs_of(block.text[start:end], context, spot=Spot(block.id), start=start)
    caption = context.captions.by_block.get(block.id)
    if caption is not None and start == 0:
        runs = with_label(caption, runs, context.bookmarks)
    return with_references(runs, block, context.captions, context.bookmarks)

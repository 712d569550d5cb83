"""The blocks of a document → the elements of the Word file's body: one small function for each kind of block."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

from somark_tools.document import Document
from somark_tools.errors import FormulaError
from somark_tools.inlines import Link, Text
from somark_tools.model import (
    Block,
    Caption,
    Code,
    Contents,
    Figure,
    Footnote,
    Formula,
    Furniture,
    Heading,
    Paragraph,
    Region,
    Table,
    TextBlock,
)
from somark_tools.render.docx.block_runs import block_inlines, block_runs
from somark_tools.render.docx.breaks import Breaks, end_section, ends_section
from somark_tools.render.docx.contents import level_of, plan_contents, with_field, write_contents, write_entries
from somark_tools.render.docx.context import Context
from somark_tools.render.docx.equations import set_out, tabs_for_number
from somark_tools.render.docx.lists import write_inside, write_items
from somark_tools.render.docx.order import put
from somark_tools.render.docx.runs import Setting, literal_math, runs_of, write_inlines
from somark_tools.render.docx.tables import write_table
from somark_tools.render.docx.xml import Element, name, paragraph, run, w, with_line_feeds

SMILES = "SMILES"  # the label of a chemical structure that is shown as text
SHORT_CODE = 20  # lines: a shorter program is not broken across pages
BLANK = "_" * 24  # a place to fill in, where the text shows none

Handler = Callable[[Any, Context], Iterable[Element]]

_TABLE, _PARAGRAPH = name("w:tbl"), name("w:p")


def write_body(document: Document, context: Context, breaks: Breaks) -> Iterator[Element]:
    """Yield the elements of the body, in reading order; at least one, and the last one a paragraph.

    Word joins tables that touch, and asks for a paragraph at the end.
    """
    held: Element | None = None  # a paragraph that may have to end a section
    table = False  # whether the last element is one
    for element in _flow(document, context, breaks):
        if held is not None:
            ended = ends_section(element) and end_section(held, element)
            yield held
            held = None
            if ended:
                continue
        if element.tag == _TABLE and table:
            yield paragraph("Spacer", ())
        table = element.tag == _TABLE
        if element.tag == _PARAGRAPH:
            held = element
        else:
            yield element
        del element
    yield paragraph("Spacer", ()) if held is None else held


def _flow(document: Document, context: Context, breaks: Breaks) -> Iterator[Element]:
    plan = plan_contents(document) if context.options.toc else None
    for number, block in enumerate(document.blocks):
        if plan is not None and block.id == plan.above and not plan.own:
            yield write_contents(plan, context)
        if block.hidden:
            continue
        context.layout = breaks.layout(number)
        context.block = block
        made = HANDLERS[type(block)](block, context)
        anchors = context.anchors.get(block.id, ())
        if anchors or (plan is not None and block.id in plan.own):
            elements = list(made)
            for anchor in anchors if elements else ():
                context.bookmarks.put(anchor.name, elements, anchor.row)
            made = with_field(plan, block.id, elements) if plan is not None and block.id in plan.own else elements
        made = iter(made)
        for first in islice(made, 1):
            yield from breaks.before(block, first)
            yield first
            del first  # a table can be large: it is not kept while the next one is made
        yield from made


def _heading(block: Heading, context: Context) -> Iterable[Element]:
    return _styled(f"Heading{level_of(block)}", block, context)


def _paragraph(block: Paragraph, context: Context) -> Iterable[Element]:
    if block.label == "blank" and not block.text.strip():
        return (paragraph("", (run(BLANK),)),)
    if block.id in context.lists.items or block.label == "choice":
        return write_items(block, block_inlines(block, context), context)
    if block.id in context.lists.inside:
        return write_inside(block, block_inlines(block, context), context)
    return _styled("", block, context)


def _styled(style: str, block: TextBlock, context: Context) -> Iterable[Element]:
    if not block.text.strip():
        return ()
    return (paragraph(style, block_runs(block, context), keep_next=block.id in context.kept_with_next),)


def _note(block: Footnote, context: Context) -> Iterable[Element]:
    """Return what of a block of notes no mark leads to: the others stand at the foot of the page."""
    rests = context.notes.rests(block)
    return [paragraph("FootnoteText", block_runs(block, context, start, end)) for start, end in rests]


def _in_style(style: str) -> Handler:
    return lambda block, context: _styled(style, block, context)


def _code(block: Code, context: Context) -> Iterable[Element]:
    if not block.text.strip():
        return ()
    text = with_line_feeds(block.text).strip("\n")
    short = text.count("\n") < SHORT_CODE
    return (paragraph("Code", (run(text),), keep_next=block.id in context.kept_with_next, keep_lines=short),)


def _formula(block: Formula, context: Context) -> Iterable[Element]:
    if not block.text.strip():
        return _picture_only(block, context)
    latex = with_line_feeds(block.text).strip()
    keep_next = block.id in context.kept_with_next
    try:
        if block.notation != "latex":
            raise FormulaError(f"{block.notation} is not read")
        math, number = context.equations.equation(latex, display=True)
    except FormulaError as error:
        context.report("formula-unconverted", str(error))
        drawing = context.drawing(block.image, latex, width=context.layout.text_width) if block.image else None
        shown = drawing if drawing is not None else context.crop(block, latex)
        return (paragraph("Formula", (literal_math(latex) if shown is None else shown,), keep_next=keep_next),)
    if not number:
        return (paragraph("Formula", context.equations.bookmarked(latex, set_out(math)), keep_next=keep_next),)
    in_line = [w("r", w("tab")), *context.equations.bookmarked(latex, math), w("r", w("tab")), run(number)]
    made = paragraph("Formula", in_line, keep_next=keep_next)
    put(made, tabs_for_number(context.layout.text_width))
    put(made, w("jc", val="left"))
    return (made,)


def _table(block: Table, context: Context) -> Iterable[Element]:
    if block.rows and block.columns:
        return write_table(block, context)
    return _picture_only(block, context)


def _picture_only(block: Formula | Table, context: Context) -> Iterable[Element]:
    """Return the picture of a block without content; nothing where there is none, and none is spoken of."""
    if block.image:
        return _picture(block, context)
    drawing = context.crop(block, "")
    return () if drawing is None else (paragraph("Figure", (drawing,), keep_next=block.id in context.kept_with_next),)


def _picture(block: Figure | Formula | Table, context: Context) -> Iterable[Element]:
    keep_next = block.id in context.kept_with_next
    description = "" if isinstance(block, Table) else block.text
    drawing = context.drawing(
        block.image, description, width=context.layout.text_width, wanted=context.width_on_page(block)
    )
    if drawing is None:
        drawing = context.crop(block, description)
    if drawing is not None:
        return (paragraph("Figure", (drawing,), keep_next=keep_next),)
    return (paragraph("PicturePlaceholder", _stand_in(block, description, context), keep_next=keep_next),)


def _stand_in(block: Figure | Formula | Table, description: str, context: Context) -> list[Element]:
    """Return what is shown instead of a picture: its description, else its address, else its label.

    What describes a chemical structure is no prose: brackets in SMILES are not those of links.
    """
    if block.label == "cs" and description.strip():
        return [run(f"{SMILES}: "), run(description.strip(), w("rStyle", val="CodeInline"))]
    if description.strip():
        return runs_of(description, context)
    if not block.image or block.image.startswith("data:"):
        return [run(f"[{block.label}]")]
    return write_inlines((Link(block.image, (Text(block.image),)),), Setting(context.layout.text_width), context)


def _nothing(block: Furniture, context: Context) -> Iterable[Element]:
    return ()


HANDLERS: Mapping[type[Block], Handler] = MappingProxyType(
    {
        Heading: _heading,
        Paragraph: _paragraph,
        Table: _table,
        Figure: _picture,
        Formula: _formula,
        Code: _code,
        Caption: _in_style("Caption"),
        Footnote: _note,
        Furniture: _nothing,
        Contents: write_entries,
        Region: _in_style(""),
    }
)

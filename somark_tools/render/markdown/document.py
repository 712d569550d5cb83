"""A document → Markdown: its blocks in reading order, put together so that none becomes part of another."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Unpack

from somark_tools.arguments import check_document
from somark_tools.assets.beside import Assets
from somark_tools.collector import collector_paused
from somark_tools.document import Document
from somark_tools.lists import NOWHERE, nested
from somark_tools.model import Block, Paragraph
from somark_tools.render.markdown.anchors import anchors, page_marks
from somark_tools.render.markdown.blocks import HANDLERS
from somark_tools.render.markdown.captions import Part, Role, with_captions, without_roles
from somark_tools.render.markdown.context import Context
from somark_tools.render.markdown.front_matter import front_matter
from somark_tools.render.markdown.joins import BLANK_LINE, JOINS
from somark_tools.render.markdown.line_map import MarkdownMap, block_lines
from somark_tools.render.markdown.lists import Indents, Lines, as_text, list_lines, set_in
from somark_tools.render.markdown.options import Options, Wanted
from somark_tools.render.markdown.outline import OMITTED, is_omitted, outline

Written = tuple[str, Block, str]  # what stands before a block, the block, its Markdown


def render_markdown(document: Document, *, assets: Assets | None = None, **options: Unpack[Wanted]) -> str:
    """Return the document as Markdown, one blank line between blocks (none between items), a line feed at the end.

    Furniture and hidden blocks are left out; everything else is there, in reading order. Nothing in the text becomes
    markup that was not meant as such, and addresses other than http(s), relative ones and pictures as data are dropped.

    Options, by keyword, with their defaults:

    * `dialect="gfm"`: GitHub's Markdown with `$math$`; `"somarkdown"`: SoMark's own.
    * `tables="auto"`: pipe tables where those lose nothing, else HTML with spans; `"html"`: all are HTML; `"pipe"`: all
      are pipe tables, though a merged cell then is one cell with empty ones beside it.
    * `lists=True`: items of lists as Markdown's, nested, with the numbers that were printed; without it all are
      paragraphs as printed.
    * `page_marks=False`: `<!-- page N -->` before the first block of each page, N being the service's number of it.
    * `anchors=False`: `<a id="b-PAGE-IDX"></a>` before each block, the same ids as in the HTML page.
    * `front_matter=False`: YAML with the file's name, the title, and how many pages and blocks there are.
    * `outline=False`: the headings as a list of links at the top, or `[[toc]]`.
    * `images="keep"`: pictures by their address; `"folder"`: those at hand by the paths that `markdown_images` gives
      them; `"data"`: those at hand as data; `"drop"`: only what describes them. `assets` says where pictures are.
    * `descriptions=True`: what the service says about pictures.
    * `footnotes=False`: notes that a mark in running text leads to as footnotes, `[^1]`, defined at the end.
    * `furniture=False`: running heads, page numbers and margin texts too, as paragraphs.
    * `heading_shift=0`: how many levels to add; levels stay between 1 and 6.

    Raises OutputError for a value that an option does not have.
    """
    with collector_paused():
        before, written, after = _assembled(_context(document, assets, options))
        return "".join([before, *chain.from_iterable([(join, text) for join, _, text in written]), after])


def render_with_map(document: Document, *, assets: Assets | None = None, **options: Unpack[Wanted]) -> MarkdownMap:
    """Return what `render_markdown` returns, with the lines of each block. Takes the same options."""
    before, written, after = _assembled(_context(document, assets, options))
    text = "".join([before, *chain.from_iterable([(join, text) for join, _, text in written]), after])
    return MarkdownMap(text, block_lines(before, written))


def _context(document: Document, assets: Assets | None, options: Wanted) -> Context:
    check_document(document, assets)
    return Context(document, Options(**options), assets or Assets())


def _assembled(context: Context) -> tuple[str, list[Written], str]:
    """Return what stands before the first block, the blocks, and what stands behind the last one."""
    blocks = [context.document.by_id[block] for block in context.lists.items]
    listed = {block.id: list_lines(block, context) for block in blocks if isinstance(block, Paragraph)}
    shown = _shown(context, listed)
    parts = [*(with_captions(shown, context.document) if context.somarkdown else without_roles(shown))]
    paths = nested([part.block.id for part in parts], context.lists)
    head = _head(context)
    leading = any((context.options.page_marks, context.options.anchors, context.options.outline))
    written: list[Written] = []
    indents = Indents()
    role: Role | None = "top" if head else None
    page = 0  # how many pages were marked
    for part, of_part in zip(parts, paths, strict=True):
        lead = ""
        if leading and part.unit:
            reached = max(page, part.unit[0].pieces[0].place.page + 1)
            lead = _lead(part, slice(page, reached), context)
            page = reached
        if of_part is NOWHERE:
            text = indents.alone(part.text, led=bool(lead))
            written.append((_join(role, lead, part.role, BLANK_LINE), part.block, text))
        else:
            lines = listed.get(part.block.id) or (Lines("", part.text),)
            placed = indents.placed(lines, of_part, led=bool(lead))
            join = set_in(_join(role, lead, part.role, placed.join), placed.indent)
            written.append((f"{join}{' ' * placed.indent}", part.block, placed.text))
        role = part.role
    rest = _marks(slice(page, None), context)
    return head, written, f"{BLANK_LINE if rest and (head or written) else ''}{rest}\n"


def _shown(context: Context, listed: Mapping[str, Sequence[Lines]]) -> Iterator[tuple[Block, str]]:
    """Yield the blocks that have something to show, footnotes with a label at the end."""
    labels = context.footnotes.labels
    flow = [block for block in context.document.blocks if block.id not in labels]
    for block in (*flow, *[context.document.by_id[note] for note in labels]):
        if block.id in listed:
            text = as_text(listed[block.id])
        else:
            text = "" if block.hidden else HANDLERS[type(block)](block, context)
        if text:
            yield block, text


def _head(context: Context) -> str:
    top = front_matter(context.document, context.options) if context.options.front_matter else ""
    contents = outline(context) if context.options.outline else ""
    return BLANK_LINE.join([part for part in (top, contents) if part])


def _lead(part: Part, pages: slice, context: Context) -> str:
    """Return what stands before a block, or those that belong together: page marks, anchors."""
    marks = [
        _marks(pages, context),
        anchors(part.unit) if context.options.anchors else "",
        OMITTED if is_omitted(part.block, context) else "",
    ]
    return BLANK_LINE.join([mark for mark in marks if mark])


def _marks(pages: slice, context: Context) -> str:
    return page_marks(page.number for page in context.document.pages[pages]) if context.options.page_marks else ""


def _join(before: Role | None, lead: str, role: Role, among_items: str) -> str:
    """Return what stands between two parts; `among_items` is what lists ask for."""
    if lead:
        return f"{BLANK_LINE if before else ''}{lead}{BLANK_LINE}"
    return JOINS.get((before, role), among_items) if before else ""

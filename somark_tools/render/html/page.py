"""A document → the whole page: head with policy and style, sections by the heading tree, notes at the end."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from somark_tools.arguments import check_document
from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.lists import list_items
from somark_tools.model import Block, Contents, Heading
from somark_tools.render.html.blocks import block_html
from somark_tools.render.html.context import Context
from somark_tools.render.html.escape import attributes, clean, escaped
from somark_tools.render.html.language import words_of
from somark_tools.render.html.lists import with_lists
from somark_tools.render.html.notes import referring
from somark_tools.render.html.style import POLICY, STYLE
from somark_tools.wording.language import RIGHT_TO_LEFT, language_of
from somark_tools.wording.note_marks import is_gathered

DEEPEST_SECTION = 40  # sections in sections; browsers stop at 512 elements in elements


def render_html(
    document: Document, *, assets: Assets | None = None, lang: str | None = None, furniture: bool = False
) -> str:
    """Return the document as one HTML page without scripts, whose style is in it.

    Blocks stand in reading order in `section`s nested like the headings; items of lists in `ul` and `ol`, captions in
    their figure or table, notes that a mark leads to at the end, with links both ways. Each block has `id`
    (`b-PAGE-IDX`), `data-page` and `data-bbox` (pixels), one value for each piece. Hidden blocks are left out, and
    furniture unless it is asked for.

    Pictures that `assets` has at hand are embedded; others are shown from their address: http(s), data, or relative.
    `lang` is a BCP 47 tag; by default it is told from the characters. Nothing in the content becomes markup.
    """
    check_document(document, assets)
    language = language_of(document) if lang is None else lang
    context = Context(document, referring(document), words_of(language), assets, furniture)
    direction = "rtl" if language.partition("-")[0].lower() in RIGHT_TO_LEFT else None
    return "\n".join(
        [
            f"<!DOCTYPE html>\n<html{attributes(lang=language, dir=direction)}>\n<head>",
            '<meta charset="utf-8">',
            f"<meta{attributes(http_equiv='Content-Security-Policy', content=POLICY)}>",
            '<meta name="referrer" content="no-referrer">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escaped(_title(document))}</title>",
            f"<style>{STYLE}</style>\n</head>\n<body>\n<main>",
            *_sections(context),
            *_notes(context),
            "</main>\n</body>\n</html>\n",
        ]
    )


def _title(document: Document) -> str:
    title = document.title
    text = plain_text(parse_inlines(clean(title.text))) if title else document.name
    return " ".join(text.split()) or document.name


def _sections(context: Context) -> Iterator[str]:
    depths: list[int] = []  # of the open sections
    for entries, shown in groupby(_shown(context), lambda each: isinstance(each[0], Contents)):
        if entries:
            yield from _contents([html for _, html in shown], context)
            continue
        for block, html in shown:
            if isinstance(block, Heading):
                while depths and (depths[-1] >= block.depth or len(depths) >= DEEPEST_SECTION):
                    depths.pop()
                    yield "</section>"
                depths.append(block.depth)
                yield "<section>"
            yield html
    yield from ["</section>"] * len(depths)


def _shown(context: Context) -> Iterator[tuple[Block, str]]:
    """Yield the HTML of what has something to show, lists as a whole, but for the notes at the end."""
    lists = context.document.remembered(list_items)
    shown = [
        (block, "" if block.id in lists.items else block_html(block, context))
        for block in context.document.blocks
        if not is_gathered(context.document, block)
    ]
    return with_lists([(block, html) for block, html in shown if html or block.id in lists.items], lists, context)


def _contents(entries: Iterable[str], context: Context) -> Iterator[str]:
    yield f'<nav role="doc-toc"{attributes(aria_label=context.words["contents"])}>\n<ul>'
    yield from entries
    yield "</ul>\n</nav>"


def _notes(context: Context) -> Iterator[str]:
    notes = [block_html(block, context) for block in context.document.blocks if is_gathered(context.document, block)]
    if notes:
        yield f'<section class="notes" role="doc-endnotes"{attributes(aria_label=context.words["notes"])}>'
        yield from notes
        yield "</section>"

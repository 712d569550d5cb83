"""A Document → the HTML of what its blocks show, page by page, by the handlers of the HTML page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.model import AnyBlock, Contents
from somark_tools.render.html.blocks import HANDLERS
from somark_tools.render.html.context import Context
from somark_tools.render.html.language import words_of
from somark_tools.render.html.notes import referring
from somark_tools.wording.language import language_of


def page_contents(document: Document, assets: Assets) -> Iterator[str]:
    """Yield for each page the HTML of the blocks that begin on it, furniture and hidden blocks included.

    Pictures that are not at hand are not shown, so that nothing is loaded; their descriptions are. Notes stand where
    they were printed.
    """
    language = language_of(document)
    context = Context(document, referring(document), words_of(language), assets, furniture=True, embedded=True)
    blocks: defaultdict[int, list[AnyBlock]] = defaultdict(list)
    for block in document.blocks:
        blocks[block.pieces[0].place.page].append(block)
    for position in range(len(document.pages)):
        yield "\n".join(_shown(blocks[position], context))


def _shown(blocks: Iterable[AnyBlock], context: Context) -> Iterator[str]:
    for entries, group in groupby(blocks, lambda block: isinstance(block, Contents)):
        found = [html for block in group if (html := _block(block, context))]
        yield from ["<nav><ul>", *found, "</ul></nav>"] if entries and found else found


def _block(block: AnyBlock, context: Context) -> str:
    html = HANDLERS[type(block)](block, context)
    if not html or not block.hidden or isinstance(block, Contents):
        return html
    return f'<div class="hidden">{html}</div>'

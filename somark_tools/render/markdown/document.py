"""A document → Markdown: its blocks in reading order, put together so that none becomes part of another."""

import re

from somark_tools.document import Document
from somark_tools.model import Block, Contents
from somark_tools.render.markdown.blocks import HANDLERS
from somark_tools.render.markdown.context import Context

_ORDERED = re.compile(r"([0-9]{1,9})[.)](?= )")


def render_markdown(document: Document) -> str:
    """Return the document as Markdown, one blank line between blocks, a line feed at the end.

    Furniture and hidden blocks are left out; everything else is there, in reading order. Tables are pipe tables where
    those lose nothing, HTML with spans otherwise. Nothing in the text becomes markup that was not meant as such, and
    addresses other than http(s), relative ones and pictures as data are dropped.
    """
    context = Context(document)
    parts: list[str] = []
    number: int | None = None  # of the ordered list's item written last
    before: type[Block] | None = None
    for block in document.blocks:
        text = "" if block.hidden else HANDLERS[type(block)](block, context)
        if text:
            text, number = _numbered(text, number)
            parts += ("\n" if before is type(block) is Contents else "\n\n", text)
            before = type(block)
    return "".join(parts[1:]) + "\n"


def _numbered(text: str, previous: int | None) -> tuple[str, int | None]:
    """Keep the number that a list item has: Markdown counts on from the item before."""
    marker = _ORDERED.match(text)
    if marker is None:
        return text, None
    number = int(marker[1])
    if previous in (None, number - 1):
        return text, number
    return f"{marker[1]}\\{text[marker.end(1) :]}", None

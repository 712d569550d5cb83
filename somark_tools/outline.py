"""Document → the heading tree, as text lines for people."""

from collections.abc import Iterator

from somark_tools.document import Document
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.model import Heading


def outline_lines(document: Document) -> Iterator[tuple[int, str, int]]:
    """Yield (depth from 1, text, page number as sent) for each heading, in reading order."""
    for block in document.blocks:
        if isinstance(block, Heading) and not block.hidden:
            yield block.depth, " ".join(plain_text(parse_inlines(block.text)).split()), block.page

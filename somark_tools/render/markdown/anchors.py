"""Blocks and page numbers → what a viewer finds them by, on lines of their own: anchors and page marks."""

import re
from collections.abc import Iterable

from somark_tools.model import Block


def anchor(block_id: str) -> str:
    """Return the `id` of a block, the same as in the HTML page.

    >>> anchor("0:3")
    'b-0-3'
    """
    return f"b-{re.sub('[:#]', '-', block_id)}"


def anchors(blocks: Iterable[Block]) -> str:
    """Return the anchors of blocks, as the paragraph that stands before them."""
    return "".join([f'<a id="{anchor(block.id)}"></a>' for block in blocks])


def page_marks(numbers: Iterable[int]) -> str:
    """Return a comment for each page.

    >>> page_marks([3])
    '<!-- page 3 -->'
    """
    return "\n".join([f"<!-- page {number} -->" for number in numbers])

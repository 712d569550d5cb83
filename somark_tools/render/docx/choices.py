"""A Document → the questions that have their options below them."""

from itertools import pairwise

from somark_tools.document import Document
from somark_tools.model import Furniture, Paragraph


def questions(document: Document) -> frozenset[str]:
    """Return the ids of the paragraphs that a block of options follows, to be kept on one page with it."""
    flow = [block for block in document.blocks if not block.hidden and not isinstance(block, Furniture)]
    return frozenset(one.id for one, two in pairwise(flow) if isinstance(one, Paragraph) and two.label == "choice")

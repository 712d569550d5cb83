"""Which captions stand inside of the figure or table that they speak of, and on which side."""

from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import Block, Caption, Code, Figure, Formula, Relation, Table

OWNERS = (Figure, Table, Formula, Code)


class Captions(NamedTuple):
    """The captions of a block in order, and whether the first of them stands above it."""

    blocks: tuple[Caption, ...] = ()
    above: bool = False


def owner_of(document: Document, caption: Block) -> Block | None:
    """Return the block whose element holds the caption, or None: the caption stays where it is."""
    owners = (document.by_id[edge.target] for edge in document.outgoing(caption.id, Relation.CAPTION_OF))
    return next((owner for owner in owners if isinstance(owner, OWNERS) and not owner.hidden), None)


def captions_of(document: Document, block: Block) -> Captions:
    """Return the captions that stand inside of the block's element; each caption stands in one element only."""
    found = tuple(
        [
            caption
            for caption in dict.fromkeys(document.captions(block.id))
            if isinstance(caption, Caption)
            and not caption.hidden
            and caption.text.strip()
            and owner_of(document, caption) == block
        ]
    )
    return Captions(found, bool(found) and found[0].pieces[0].place < block.pieces[0].place)

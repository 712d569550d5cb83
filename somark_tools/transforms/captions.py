"""Blocks that the service names in a list of captions become captions, whatever their label."""

from dataclasses import replace

from somark_tools.document import Document
from somark_tools.model import AnyBlock, Caption, Paragraph, Relation


def captions(document: Document) -> Document:
    """Return the document with each Paragraph that has a CAPTION_OF edge turned into a Caption."""
    named = {edge.source for edge in document.edges if edge.relation is Relation.CAPTION_OF}
    if not any(isinstance(document.by_id[block_id], Paragraph) for block_id in named):
        return document
    return replace(document, blocks=tuple(_caption(b) if b.id in named else b for b in document.blocks))


def _caption(block: AnyBlock) -> AnyBlock:
    if not isinstance(block, Paragraph):
        return block
    return Caption(id=block.id, label=block.label, pieces=block.pieces, hidden=block.hidden, text=block.text)

"""Which block each caption belongs to: as stated, else inferred from place, order, numbers and the document's habit."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from somark_tools.document import Document
from somark_tools.layout.neighbours import seen
from somark_tools.model import AnyBlock, Caption, Edge, Issue, Paragraph, Relation
from somark_tools.transforms.captions.mislabelled import mislabelled
from somark_tools.transforms.captions.owners import owned
from somark_tools.transforms.captions.pairs import Habits


def captions(document: Document) -> Document:
    """Return the document with its captions known, and CAPTION_OF edges from them to their owners.

    A Paragraph that the service names as caption becomes a Caption, and so does one that is written, placed and
    numbered as captions are. Stated owners stay; the others are inferred, anew each time. A caption without owner stays
    a Caption, with the issue `orphan-caption`. A document that is merged already is left alone.
    """
    if document.merged:
        return document
    plain = _as_stated(document)
    pages = plain.derived(seen)
    habits = Habits()
    found = owned(plain, pages, habits)
    targets = {edge.target for edge in plain.edges if edge.relation is Relation.CAPTION_OF}
    taken = {number for number, block in enumerate(plain.blocks) if block.id in targets} | {own.owner for own in found}
    found += mislabelled(plain, pages, taken, habits)
    ids = [block.id for block in plain.blocks]
    edges = [Edge(ids[own.caption], Relation.CAPTION_OF, ids[own.owner], own.evidence) for own in found]
    named = {edge.source for edge in edges}
    blocks = tuple([_as(Caption, block) if block.id in named else block for block in plain.blocks])
    if blocks == document.blocks and set(edges) == set(_inferred(document)):
        edges_now = document.edges
    else:
        edges_now = (*plain.edges, *edges)
    known = set(document.issues)
    issues = [issue for issue in _orphans(document.root, blocks, edges_now) if issue not in known]
    if not issues and edges_now is document.edges:
        return document
    return replace(document, blocks=blocks, edges=edges_now, issues=(*document.issues, *issues))


def _inferred(document: Document) -> Iterator[Edge]:
    return (e for e in document.edges if e.relation is Relation.CAPTION_OF and e.evidence.origin == "inferred")


def _as_stated(document: Document) -> Document:
    """Return the document with the captions that the service states or labels, and no others."""
    inferred = frozenset(_inferred(document))
    edges = tuple(edge for edge in document.edges if edge not in inferred) if inferred else document.edges
    stated = {edge.source for edge in edges if edge.relation is Relation.CAPTION_OF}
    blocks = tuple([_kind_as_stated(b, stated) if type(b) is Caption or b.id in stated else b for b in document.blocks])
    if not inferred and blocks == document.blocks:
        return document
    return replace(document, blocks=blocks, edges=edges)


def _kind_as_stated(block: AnyBlock, stated: Container[str]) -> AnyBlock:
    if isinstance(block, Paragraph) and block.id in stated:
        return _as(Caption, block)
    if isinstance(block, Caption) and block.label == "text" and block.id not in stated:
        return _as(Paragraph, block)
    return block


def _as(kind: type[Caption | Paragraph], block: AnyBlock) -> AnyBlock:
    if isinstance(block, kind) or not isinstance(block, Caption | Paragraph):
        return block
    return kind(id=block.id, label=block.label, pieces=block.pieces, hidden=block.hidden, text=block.text)


def _orphans(root: str, blocks: Iterable[AnyBlock], edges: Sequence[Edge]) -> Iterator[Issue]:
    owned_ = {edge.source for edge in edges if edge.relation is Relation.CAPTION_OF}
    parts = [edge for edge in edges if edge.relation is Relation.CONTINUES]
    for edge in (*parts, *reversed(parts)):  # one part of a caption that a break cut has the owner for all
        if owned_ & {edge.source, edge.target}:
            owned_ |= {edge.source, edge.target}
    for block in blocks:
        if isinstance(block, Caption) and block.id not in owned_ and not block.hidden:
            message = f"no table or figure was found for the caption {block.text.strip()!r:.60}"
            yield Issue("orphan-caption", message, f"{root}{block.pieces[0].place.path}")

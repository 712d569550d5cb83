"""A merged Document and its fields as written → the record of what these don't tell: kinds, levels, edges."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from somark_tools.document import Document
from somark_tools.model import AnyBlock, Edge, Evidence, Furniture, Heading, Place, Relation
from somark_tools.reading.record import RELATIONS, evidence_recorded, recorded
from somark_tools.render.json.fields import Fields, Json, kind_of
from somark_tools.render.json.held import Holders

_MERGED = Evidence("inferred", ("it came merged",))


def record(
    document: Document, result: Json, places: Sequence[Sequence[Place]], holders: Holders, fields: Fields
) -> Json:
    """Return what reading needs to know of a merged result. Blocks have the ids that they will have when read."""
    ids = fields.names.ids
    blocks: dict[str, Json] = {}
    for page, kept in zip(result["pages"], places, strict=True):
        for wire, place in zip(page.get("blocks") or (), kept, strict=True):
            if place in holders and holders[place].number == 0:
                known = _known(wire, holders[place].block)
                if known:
                    blocks[ids[place]] = known
    said: Json = {"merged": True}
    if document.title is not None:
        said["title"] = ids[document.title.pieces[0].place]
    needed = [_renamed(document, ids, edge) for edge in _needed(document, fields)]
    edges = list(recorded([*needed, *_continuations(document, ids)]))
    joins = [*_joins_sent(document, ids), *_joins(document, ids)]
    return said | {name: values for name, values in (("blocks", blocks), ("edges", edges), ("joins", joins)) if values}


def _known(wire: Json, block: AnyBlock) -> Json:
    """Return what the fields of a block, read alone, would not tell."""
    known: Json = {}
    if kind_of(wire) is not type(block):
        known["kind"] = block.kind
    if isinstance(block, Furniture) and block.evidence is not None:
        known["evidence"] = evidence_recorded(block.evidence)
    if isinstance(block, Heading) and block.level != max(wire.get("title_level") or 1, 1):
        known["level"] = block.level
    return known


def _needed(document: Document, fields: Fields) -> Iterator[Edge]:
    """Yield the edges that the fields don't tell. Captions have an order: a block has all of its own here, or none."""
    edges = [edge for edge in document.edges if edge.relation in RELATIONS]
    captions = [edge for edge in edges if edge.relation is Relation.CAPTION_OF]
    owners = {edge.target for edge in captions if (edge.source, edge.target) not in fields.stated}
    yield from (edge for edge in edges if edge.relation is not Relation.CAPTION_OF or edge.target in owners)


def _renamed(document: Document, ids: Mapping[Place, str], edge: Edge) -> Edge:
    source, target = (ids[document.by_id[end].pieces[0].place] for end in (edge.source, edge.target))
    return replace(edge, source=source, target=target)


def _continuations(document: Document, ids: Mapping[Place, str]) -> Iterator[Edge]:
    """Yield an edge for each block that is written without its content, to the one before it in its chain."""
    evidence = {join.later: join.evidence for join in document.joins}
    for block in document.blocks:
        for earlier, later in pairwise(piece.place for piece in block.pieces):
            if later in ids:
                yield Edge(ids[later], Relation.CONTINUES, ids[earlier], evidence.get(later, _MERGED))


def _joins(document: Document, ids: Mapping[Place, str]) -> Iterator[Json]:
    """Yield each join of a block that is not written, in the order in which they were made.

    Joins of blocks that somebody took out of the document are left out with them.
    """
    at = {piece.place: (block, piece) for block in document.blocks for piece in block.pieces}
    for join in document.joins:
        if join.later not in ids and join.later in at and join.earlier in at:
            (block, later), (_, earlier) = at[join.later], at[join.earlier]
            yield {
                "block": ids[block.pieces[0].place],
                "earlier": [earlier.page, earlier.idx],
                "later": [later.page, later.idx],
                **({"bbox": list(later.bbox)} if later.bbox else {}),
                "evidence": evidence_recorded(join.evidence),
            }


def _joins_sent(document: Document, ids: Mapping[Place, str]) -> Iterator[Json]:
    """Yield the joins that the record of a result read again told already, as far as their blocks are there."""
    sent = document.source.record
    for join in (sent and sent.joins) or ():
        block = document.by_id.get(join.block)
        if block is not None:
            known = join.model_dump(mode="json", by_alias=True, exclude_unset=True)
            yield known | {"block": ids[block.pieces[0].place]}

"""The record in a merged result (`somark_tools`) → its blocks as they were known, edges, and issues.

`render_json` writes the record, because a merged result does not show any longer what was decided on: boxes are those
of first pieces, and references are gone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from types import MappingProxyType

from somark_tools.model import (
    KINDS,
    AnyBlock,
    Block,
    Edge,
    Evidence,
    Furniture,
    Heading,
    Issue,
    Relation,
    Table,
)
from somark_tools.wire import Record, RecordedBlock, RecordedEdge, RecordedEvidence

KIND_NAMED: Mapping[str, type[Block]] = MappingProxyType(
    {str(field.default): kind for kind in KINDS for field in fields(kind) if field.name == "kind"}
)
RELATIONS = (Relation.CAPTION_OF, Relation.NOTE_OF, Relation.PART_OF)  # what transforms find before anything is merged

_PATH = ".somark_tools"


def as_recorded(block: AnyBlock, known: RecordedBlock) -> AnyBlock:
    """Return a block, which has its kind already, with the level or the evidence that was recorded."""
    if isinstance(block, Heading) and known.level is not None:
        return replace(block, level=known.level)
    if isinstance(block, Furniture) and known.evidence is not None:
        return replace(block, evidence=as_evidence(known.evidence))
    return block


def recorded_edges(record: Record, blocks: Sequence[AnyBlock], root: str) -> tuple[tuple[Edge, ...], tuple[Issue, ...]]:
    """Return the edges of a record that can stand, and an issue for each entry, joins included, that can't.

    An entry can't stand if it names no block: somebody took blocks out of the result. A continuation must also be of
    texts or tables, point back, and be the only one of both blocks.
    """
    position = {block.id: number for number, block in enumerate(blocks)}
    edges, issues = [], []
    for block_id in record.blocks or ():
        if block_id not in position:
            message = f"there is no block {block_id!r:.40}"
            issues.append(Issue("record-dangling", message, f"{root}{_PATH}.blocks"))
    taken: set[tuple[str, str]] = set()
    for number, sent in enumerate(record.edges or ()):
        path = f"{root}{_PATH}.edges[{number}]"
        lost = [name for name in (sent.source, sent.target) if name not in position]
        if lost or sent.source == sent.target:
            message = f"there is no block {lost[0]!r:.40}" if lost else "the edge leads to where it begins"
            issues.append(Issue("record-dangling", message, path))
            continue
        if sent.relation == "continues":
            ends = {("from", sent.source), ("to", sent.target)}
            if ends & taken or not _may_continue(blocks, position[sent.source], position[sent.target]):
                issues.append(Issue("record-continuation", f"{sent.source} can't continue {sent.target}", path))
                continue
            taken |= ends
        edges.append(_edge(sent))
    for number, join in enumerate(record.joins or ()):
        if join.block not in position:
            message = f"there is no block {join.block!r:.40}"
            issues.append(Issue("record-dangling", message, f"{root}{_PATH}.joins[{number}]"))
    return tuple(edges), tuple(issues)


def _may_continue(blocks: Sequence[AnyBlock], later: int, earlier: int) -> bool:
    return earlier < later and isinstance(blocks[later], Table) is isinstance(blocks[earlier], Table)


def _edge(sent: RecordedEdge) -> Edge:
    return Edge(sent.source, Relation(sent.relation), sent.target, as_evidence(sent.evidence))


def as_evidence(sent: RecordedEvidence) -> Evidence:
    """Return evidence as it was recorded."""
    return Evidence(sent.origin, tuple(sent.rules or ()), tuple(sent.vetoes or ()), sent.confidence)


def recorded(edges: Sequence[Edge]) -> Iterator[dict[str, object]]:
    """Yield edges as a record holds them."""
    for edge in edges:
        evidence = evidence_recorded(edge.evidence)
        relation = edge.relation.value
        yield {"source": edge.source, "relation": relation, "target": edge.target, "evidence": evidence}


def evidence_recorded(evidence: Evidence) -> dict[str, object]:
    """Return evidence as a record holds it."""
    lists = {"rules": list(evidence.rules), "vetoes": list(evidence.vetoes)}
    shown = {name: values for name, values in lists.items() if values}
    return {"origin": evidence.origin, **shown, "confidence": evidence.confidence}

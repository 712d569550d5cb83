"""The joins that a merged result remembers → its merges, and boxes where the parts stood that are gone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.model import Evidence
from somark_tools.reading.record import as_evidence
from somark_tools.render.overlay.scene import Box, Scene

Part = tuple[int, int, int]  # position of the page, page number, idx

_FARTHEST = 1e9  # pixels; nobody sees a box that lies farther off


class Parted(NamedTuple):
    """A join that was recorded: the id of the block that holds both parts, and where these stood."""

    block: str
    earlier: Part
    later: Part
    bbox: BBox | None
    evidence: Evidence


def parted(document: Document) -> tuple[Parted, ...]:
    """Return the joins of a merged result that was read again, whose blocks and pages are there; else none."""
    record = document.source.record
    positions = {page.number: at for at, page in reversed(list(enumerate(document.pages)))}
    found = []
    for join in (record and record.joins) or ():
        parts = [(positions[number], number, idx) for number, idx in (join.earlier, join.later) if number in positions]
        if join.block in document.by_id and len(parts) == 2:
            found.append(Parted(join.block, parts[0], parts[1], _box(join.bbox), as_evidence(join.evidence)))
    return tuple(found)


def _box(sent: Sequence[float] | None) -> BBox | None:
    if sent is None or not all(abs(number) <= _FARTHEST for number in sent):
        return None
    box = BBox(*sent)
    return box if box.x1 < box.x2 and box.y1 < box.y2 else None


def with_parts(scenes: Sequence[Scene], joins: Sequence[Parted]) -> tuple[Scene, ...]:
    """Return the scenes with a box for each later part, as those of blocks in several pieces have."""
    models = {box.block: box for shown in scenes for box in shown.boxes}
    later: defaultdict[int, list[Box]] = defaultdict(list)
    ends = {join.block: number for number, join in enumerate(joins)}
    for number, join in enumerate(joins):
        model = models.get(join.block)
        if model is not None and join.bbox is not None:
            position, _, idx = join.later
            box = model._replace(
                bbox=join.bbox,
                tag=f"{idx} {model.label.replace('_', ' ')}",
                text="",
                continues=True,
                continued=ends[join.block] != number,
                order=None,
                issues=(),
            )
            later[position].append(box)
    return tuple(
        shown._replace(boxes=(*(_first(box, ends) for box in shown.boxes), *later.get(shown.position, ())))
        for shown in scenes
    )


def _first(box: Box, ends: Mapping[str, int]) -> Box:
    return box._replace(continued=True) if box.block in ends else box


def parts_of(joins: Sequence[Parted]) -> Mapping[str, list[Part]]:
    """Return the later parts of each block that has some, in the order of joining."""
    parts: defaultdict[str, list[Part]] = defaultdict(list)
    for join in joins:
        parts[join.block].append(join.later)
    return parts

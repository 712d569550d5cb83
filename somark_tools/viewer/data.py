"""A Document → what the viewer's script knows of it: pages with boxes, labels, outline, issues, merges. Plain JSON."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from somark_tools.document import Document
from somark_tools.explain import Finding, findings
from somark_tools.geometry import BBox
from somark_tools.labels import LABELS
from somark_tools.merge import unmerge
from somark_tools.model import Evidence, Piece, Place, Relation
from somark_tools.outline import walked
from somark_tools.render.html.escape import anchor
from somark_tools.render.overlay.layout import ink
from somark_tools.render.overlay.scene import Box, Scene
from somark_tools.render.overlay.tags import place_tags
from somark_tools.viewer.parted import Part, Parted, parted, parts_of, with_parts
from somark_tools.viewer.review import Review
from somark_tools.viewer.words import LABELS_ZH, WORDS

_MOST_TEXT = 300  # characters of a box, shown where the page has no picture
_TAG_SIZE = 1.4  # of tags, in hundredths of the page's width, as in the style sheet
_TAG_HEIGHT, _TAG_PADDING, _CHARACTER = 1.3, 0.7, 0.56  # in sizes of type
_PLACE = re.compile(r"\.pages\[(\d{1,9})\](?:\.blocks\[(\d{1,9})\])?")
_NUMBERS = {label.name: number for number, label in enumerate(LABELS)}

Json = dict[str, Any]


def viewer_data(
    document: Document,
    scenes: Sequence[Scene],
    language: str,
    *,
    pictures: Sequence[bool],
    served: bool,
    review: Review | None = None,
) -> Json:
    """Return what the script reads. Blocks are named by their `id` in the page; pages by position."""
    joins = parted(document)
    later = parts_of(joins)
    scenes = with_parts(scenes, joins)
    counts = Counter([box.label for drawn in scenes for box in drawn.boxes])
    return {
        "name": document.name,
        "language": language,
        "served": served,
        "review": review and review.model_dump(mode="json", include={"blocks", "merges"}),
        "words": {name: dict(words) for name, words in WORDS.items()},
        "labels": [
            {
                "name": label.name,
                "zh": LABELS_ZH[label.name],
                "colour": label.colour,
                "ink": ink(label.colour),
                "count": counts[label.name],
            }
            for label in LABELS
        ],
        "pages": [_page(document, drawn, pictures[drawn.position]) for drawn in scenes],
        "blocks": {
            anchor(block.id): _block(block.id, block.label, block.pieces, later.get(block.id, ()))
            for block in document.blocks
        },
        "outline": list(_outline(document)),
        "issues": list(_issues(document)),
        "merges": sorted([*_parted(joins), *_merges(document)], key=lambda merge: merge["pages"][1]),
    }


def _page(document: Document, drawn: Scene, picture: bool) -> Json:
    tags = _tags(drawn)
    return {
        "number": document.pages[drawn.position].number,
        "width": round(drawn.width, 2),
        "height": round(drawn.height, 2),
        "picture": picture,
        "boxes": [
            _box(box, tag, drawn, "" if picture else box.text[:_MOST_TEXT])
            for box, tag in zip(drawn.boxes, tags, strict=True)
        ],
    }


def _tags(drawn: Scene) -> tuple[BBox, ...]:
    size = _TAG_SIZE / 100 * drawn.width
    sizes = [((_TAG_PADDING + _CHARACTER * len(_tag(box))) * size, _TAG_HEIGHT * size) for box in drawn.boxes]
    return place_tags([box.bbox for box in drawn.boxes], sizes, BBox(0, 0, drawn.width, drawn.height), gap=size / 5)


def _tag(box: Box) -> str:
    """Return idx and label; where the block goes on is told by buttons."""
    return box.tag.split(" ↑")[0].split(" ↓")[0]


def _box(box: Box, tag: BBox, drawn: Scene, text: str) -> list[Any]:
    """Return block, place, label, idx, flags, text, place of the tag.

    The place is left, top, width, height in hundredths of the page; that of the tag is counted from the corner of the
    box, across and down, in hundredths of the page's width.
    """
    left, right = (_share(value, drawn.width) for value in (box.bbox.x1, box.bbox.x2))
    top, bottom = (_share(value, drawn.height) for value in (box.bbox.y1, box.bbox.y2))
    flags = [name for name in ("furniture", "continues", "continued", "hidden") if getattr(box, name)]
    area = [left, top, round(right - left, 3), round(bottom - top, 3)]
    beside = [
        round((tag.x1 - box.bbox.x1) / drawn.width * 100, 2),
        round((tag.y1 - box.bbox.y1) / drawn.width * 100, 2),
    ]
    return [anchor(box.block), *area, _NUMBERS[box.label], _tag(box).split()[0], " ".join(flags), text, *beside]


def _share(value: float, whole: float) -> float:
    return round(min(max(value / whole, 0.0), 1.0) * 100, 3)


def _block(id_: str, label: str, pieces: tuple[Piece, ...], later: Iterable[Part]) -> Json:
    parts = [(piece.place.page, piece.page, piece.idx) for piece in pieces]
    return {"id": id_, "label": _NUMBERS[label], "parts": [*map(list, parts), *map(list, later)]}


def _outline(document: Document) -> Iterator[list[Any]]:
    """Yield depth, text, block of each heading in reading order."""
    for depth, section in walked(document.outline()):
        yield [depth, section.text, anchor(section.heading.id)]


def _issues(document: Document) -> Iterator[Json]:
    """Yield each issue with the page and block that its place speaks of, or None."""
    blocks = {piece.place: block.id for block in document.blocks for piece in block.pieces}
    for issue in document.issues:
        found = _PLACE.search(issue.place)
        position = int(found[1]) if found and int(found[1]) < len(document.pages) else None
        block = blocks.get(Place(int(found[1]), int(found[2]))) if found and found[2] else None
        yield {
            "rule": issue.rule,
            "message": issue.message,
            "place": issue.place,
            "page": position,
            "block": anchor(block) if block else None,
        }


def _merges(document: Document) -> Iterator[Json]:
    """Yield what was joined and what was left apart over a break, with its evidence, in reading order."""
    firsts = {block.id: block.pieces[0] for block in unmerge(document).blocks}
    holders = {piece.place: block.id for block in document.blocks for piece in block.pieces}
    halves = {(edge.target, edge.source) for edge in document.edges if edge.relation is Relation.BESIDE}
    found = [finding for finding in findings(document) if (finding.earlier, finding.later) not in halves]
    for finding in sorted(found, key=lambda finding: firsts[finding.later].place):
        yield _merge(finding, firsts[finding.earlier], firsts[finding.later], holders)


def _parted(joins: Iterable[Parted]) -> Iterator[Json]:
    """Yield the joins that a merged result remembers."""
    for join in joins:
        yield _weighed((join.earlier, join.later), (join.block, join.block), join.evidence, joined=True)


def _merge(finding: Finding, earlier: Piece, later: Piece, holders: dict[Place, str]) -> Json:
    parts = [(piece.place.page, piece.page, piece.idx) for piece in (earlier, later)]
    blocks = [holders.get(piece.place) for piece in (earlier, later)]
    return _weighed(parts, blocks, finding.evidence, joined=finding.joined)


def _weighed(parts: Sequence[Part], blocks: Sequence[str | None], evidence: Evidence, *, joined: bool) -> Json:
    earlier, later = parts
    return {
        "joined": joined,
        "earlier": earlier[1:],
        "later": later[1:],
        "pages": [earlier[0], later[0]],
        "blocks": [block and anchor(block) for block in blocks],
        "origin": evidence.origin,
        "confidence": round(evidence.confidence, 2),
        "rules": list(evidence.rules),
        "vetoes": list(evidence.vetoes),
    }

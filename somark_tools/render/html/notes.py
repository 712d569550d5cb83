"""What refers to a block of the page: the ids of the marks that speak of it, for links back."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from somark_tools.document import Document
from somark_tools.render.html.escape import anchor
from somark_tools.wording.note_marks import Spot, SpotMark, mark_id, note_marks, references


@dataclass(frozen=True, slots=True)
class Referring:
    """`marks` of the texts; `back`: for each block referred to the ids of what refers to it, in order."""

    marks: Mapping[Spot, tuple[SpotMark, ...]]
    back: Mapping[str, tuple[str, ...]]


def referring(document: Document) -> Referring:
    """Return the marks and back links of the document. Where the marks of a text are no links, its block is led to."""
    found = note_marks(document)
    back: defaultdict[str, list[str]] = defaultdict(list)
    for spot, offset, target in references(document):
        back[target.id].append(mark_anchor(mark_id(spot, offset)) if spot in found else anchor(spot.block))
    return Referring(found, {target: tuple(dict.fromkeys(ids)) for target, ids in back.items()})


def mark_anchor(id_: str) -> str:
    """Return the `id` that a mark has in the page.

    >>> mark_anchor("0:3/2/0@12")
    'r-0-3-2-0-12'
    """
    return f"r{anchor(id_)[1:]}"

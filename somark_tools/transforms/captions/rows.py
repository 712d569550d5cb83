"""Figures side by side under one caption."""

from collections.abc import Iterator, Sequence

from somark_tools.geometry import BBox
from somark_tools.layout.neighbours import Seen, in_one_row
from somark_tools.model import Caption, Figure
from somark_tools.transforms.captions.pairs import WINDOW

CENTRED = 0.15  # of the row's width: so far from its middle is the caption of a row at most


def in_row(page: Sequence[Seen], at: int, caption: BBox) -> Iterator[Seen]:
    """Yield the figures in the row of the figure at position `at` over which the caption reaches too.

    A caption that is narrower reaches over the whole row if it stands in its middle.
    """
    figure = page[at].bbox
    if figure is None:
        return
    row = [*_along(page, range(at - 1, -1, -1), figure), *_along(page, range(at + 1, len(page)), figure)]
    boxes = [figure, *(other.bbox for other in row if other.bbox)]
    left, right = min(box.x1 for box in boxes), max(box.x2 for box in boxes)
    centred = abs(left + right - caption.x1 - caption.x2) / 2 <= CENTRED * (right - left)
    for other in row:
        if other.bbox and (centred or (other.bbox.x1 < caption.x2 and other.bbox.x2 > caption.x1)):
            yield other


def _along(page: Sequence[Seen], numbers: range, figure: BBox) -> Iterator[Seen]:
    """Yield the figures beside this one until anything else than a caption comes."""
    for number in numbers[:WINDOW]:
        seen = page[number]
        if isinstance(seen.block, Figure) and seen.bbox and in_one_row(seen.bbox, figure):
            yield seen
        elif not isinstance(seen.block, Caption):
            return

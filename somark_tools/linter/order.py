"""Checks of order: pages by their numbers, blocks against their places."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from somark_tools.geometry import BBox
from somark_tools.layout.areas import Layout
from somark_tools.linter.checked import Checked
from somark_tools.linter.finding import Found
from somark_tools.model import KINDS, Caption, Figure, Footnote, Furniture, Region, Table

_IN_ONE_COLUMN = 0.1  # of the narrower box: columns share nothing but what boxes are too large by
_FLOATING = (Table, Figure, Caption, Footnote, Furniture, Region)  # they stand where there is room
_TEXTS = tuple(kind for kind in KINDS if kind not in _FLOATING)


def page_repeated(checked: Checked) -> Iterator[Found]:
    """Find pages whose number another page had before."""
    first: dict[int, int] = {}
    for position, page in enumerate(checked.sent.pages):
        if page.number in first:
            what = f"page_num {page.number} is that of pages[{first[page.number]}] too"
            yield Found(what, f"{checked.sent.root}.pages[{position}].page_num")
        first.setdefault(page.number, position)


def page_order(checked: Checked) -> Iterator[Found]:
    """Find pages whose number is lower than that of the page before."""
    pages = checked.sent.pages
    for position in range(1, len(pages)):
        before, number = pages[position - 1].number, pages[position].number
        if number < before:
            what = f"page_num {number} comes after page_num {before}"
            yield Found(what, f"{checked.sent.root}.pages[{position}].page_num")


def order_jump(checked: Checked) -> Iterator[Found]:
    """Find texts that stand above the text which comes before them in reading order."""
    in_columns = checked.sorted.derived(Layout).gutter is not None
    for page in checked.flow(checked.sorted):
        texts = [(block, box) for block, box in page if isinstance(block, _TEXTS)]
        rows = _Rows([box for _, box in page])
        for at in range(1, len(texts)):
            (before, above), (block, box) = texts[at - 1], texts[at]
            if _jumps(above, box) or (not in_columns and _is_over(above, box) and rows.alone(box)):
                what = f"it comes after {before.id} in reading order, but stands above it"
                yield Found(what, checked.path(block, "bbox"))


class _Rows:
    """The heights at which boxes of a page begin and end."""

    def __init__(self, boxes: Sequence[BBox]) -> None:
        self._starts = sorted(box.y1 for box in boxes)
        self._ends = sorted(box.y2 for box in boxes)

    def alone(self, box: BBox) -> bool:
        """Return whether no other box stands beside one of them, or over it."""
        return bisect_left(self._starts, box.y2) - bisect_right(self._ends, box.y1) <= 1


def _jumps(before: BBox, box: BBox) -> bool:
    """Return whether reading goes up in one column, or up and to the left. Up and to the right, a column begins."""
    shared = min(box.x2, before.x2) - max(box.x1, before.x1)
    in_one_column = shared >= _IN_ONE_COLUMN * min(box.width, before.width)
    return _is_over(before, box) and (in_one_column or box.x2 <= before.x1)


def _is_over(before: BBox, box: BBox) -> bool:
    return box.y2 <= before.y1 and box.area > 0 and before.area > 0

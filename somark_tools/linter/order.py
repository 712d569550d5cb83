"""Checks of order: pages by their numbers, blocks against their places."""

from collections.abc import Iterator

from somark_tools.geometry import BBox
from somark_tools.linter.checked import Checked
from somark_tools.linter.finding import Found
from somark_tools.model import Code, Contents, Formula, Heading, Paragraph

_IN_ONE_COLUMN = 0.5  # of the narrower box
_TEXTS = (
    Heading,
    Paragraph,
    Code,
    Formula,
    Contents,
)  # tables, pictures and captions float: they stand where there is room


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
    for page in checked.flow(checked.sorted):
        texts = [(block, box) for block, box in page if isinstance(block, _TEXTS)]
        for at in range(1, len(texts)):
            (before, above), (block, box) = texts[at - 1], texts[at]
            if _jumps(above, box):
                what = f"it comes after {before.id} in reading order, but stands above it"
                yield Found(what, checked.path(block, "bbox"))


def _jumps(before: BBox, box: BBox) -> bool:
    """Return whether reading goes up in one column, or up and to the left. Up and to the right, a column begins."""
    if box.y2 > before.y1 or box.area <= 0 or before.area <= 0:
        return False
    shared = min(box.x2, before.x2) - max(box.x1, before.x1)
    return shared >= _IN_ONE_COLUMN * min(box.width, before.width) or box.x2 <= before.x1

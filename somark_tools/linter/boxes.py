"""Checks of boxes: off the page, without area, over each other, twice."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.linter.checked import Checked
from somark_tools.linter.finding import Found
from somark_tools.model import (
    KINDS,
    AnyBlock,
    Code,
    Figure,
    Footnote,
    Furniture,
    Heading,
    Paragraph,
    Region,
    Table,
    TextBlock,
)

_OFF = 2.0  # pixels beyond the edge are rounding
_OFF_SHARE = 0.005  # and so is this share of the page
_OVER = 0.5  # of the smaller box: so much of two texts can't stand at one place
_SAME = 0.8  # likewise, of two blocks that say the same
_ABREAST = 32  # boxes at one height of a page that are held against each other
_LONG = 40  # letters: two neighbours that say so much alike are one sent twice
# Blocks of which no two stand at one place. Pictures hold captions and stamps lie over texts; blanks lie in questions,
# and a bibliography or a table of contents with a text of its own may hold the blocks of its entries.
_EXCLUSIVE = tuple(kind for kind in KINDS if kind not in (Figure, Furniture, Region))
_AROUND_OTHERS = frozenset(("reference", "cate", "blank"))


def box_off_page(checked: Checked) -> Iterator[Found]:
    """Find boxes that go beyond their page."""
    for block in checked.sent.blocks:
        piece = block.pieces[0]
        page, box = checked.sent.pages[piece.place.page], piece.bbox
        if box is None or page.width is None or page.height is None:
            continue
        beyond = max(-box.x1, -box.y1, box.x2 - page.width, box.y2 - page.height)
        if beyond > max(_OFF, _OFF_SHARE * max(page.width, page.height)):
            size = f"{page.width:g} x {page.height:g}"
            yield Found(
                f"the box {_shown(box)} goes {beyond:g} px beyond the page of {size}", checked.path(block, "bbox")
            )


def box_empty(checked: Checked) -> Iterator[Found]:
    """Find boxes without area."""
    for block in checked.sent.blocks:
        box = block.pieces[0].bbox
        if box is not None and (box.width < 1 or box.height < 1):
            yield Found(f"the box {_shown(box)} has no area", checked.path(block, "bbox"))


def block_overlap(checked: Checked) -> Iterator[Found]:
    """Find texts and tables of which one lies over the other."""
    for later, over in checked.sent.derived(_overlaps).items():
        if not over.twice:
            first, second = checked.sent.blocks[over.earlier], checked.sent.blocks[later]
            what = f"the {second.label} shares {over.share:.0%} of the smaller box with the {first.label} {first.id}"
            yield Found(what, checked.path(second, "bbox"))


def block_duplicate(checked: Checked) -> Iterator[Found]:
    """Find blocks that were sent twice: one over the other, or one right behind the other."""
    blocks = checked.sent.blocks
    for later, earlier in sorted(checked.sent.derived(duplicates).items()):
        yield Found(f"the block repeats {blocks[earlier].id}", checked.path(blocks[later], "content"))


def duplicates(document: Document) -> Mapping[int, int]:
    """Return for each block that was sent twice which one it repeats, both as positions in the document."""
    twice = {later: over.earlier for later, over in document.derived(_overlaps).items() if over.twice}
    for number in range(1, len(document.blocks)):
        if _repeats(document.blocks[number - 1], document.blocks[number]):
            twice.setdefault(number, number - 1)
    return twice


def _repeats(block: AnyBlock, following: AnyBlock) -> bool:
    if not isinstance(following, Paragraph | Heading | Code | Footnote) or type(block) is not type(following):
        return False
    same = block.page == following.page and _same(block, following)
    return same and sum(map(str.isalpha, following.text)) >= _LONG


class _Over(NamedTuple):
    """The earlier block (its position) that a block lies over, how much is shared, and whether they say the same."""

    earlier: int
    share: float
    twice: bool


def _overlaps(document: Document) -> Mapping[int, _Over]:
    """Return the first block found that each block lies over, by position: boxes are swept from top to bottom."""
    found: dict[int, _Over] = {}
    boxes = [
        (block.pieces[0].place.page, block.pieces[0].bbox, number)
        for number, block in enumerate(document.blocks)
        if block.pieces[0].bbox is not None and not block.hidden and _is_exclusive(block)
    ]
    boxes.sort(key=lambda entry: (entry[0], entry[1].y1 if entry[1] else 0))
    abreast: deque[tuple[int, BBox, int]] = deque(maxlen=_ABREAST)
    for page, box, number in boxes:
        if box is None:
            continue
        abreast = deque((other for other in abreast if other[0] == page and other[1].y2 > box.y1), _ABREAST)
        for _, other, earlier in abreast:
            share = box.overlap(other) / (min(box.area, other.area) or 1)
            pair = document.blocks[earlier], document.blocks[number]
            if share >= _OVER and _clash(*pair):
                first, later = sorted((earlier, number))
                twice = share >= _SAME and _same(*pair)
                if later not in found or twice > found[later].twice:
                    found[later] = _Over(first, share, twice)
        abreast.append((page, box, number))
    return found


def _is_exclusive(block: AnyBlock) -> bool:
    return isinstance(block, (*_EXCLUSIVE, Figure)) and block.label not in _AROUND_OTHERS


def _clash(block: AnyBlock, other: AnyBlock) -> bool:
    """Return whether the two must not share a place: pictures only where they are the same one."""
    if isinstance(block, Figure) or isinstance(other, Figure):
        return isinstance(block, Figure) and isinstance(other, Figure) and _same(block, other)
    return True


def _same(block: AnyBlock, other: AnyBlock) -> bool:
    """Return whether two blocks of one label say the same: blocks that say nothing don't."""
    content = _content(block)
    return block.label == other.label and any(content) and content == _content(other)


def _content(block: AnyBlock) -> tuple[object, str]:
    if isinstance(block, Table):
        return tuple([cell for row in block.rows for cell in row.cells]), block.image
    text = " ".join(block.text.split()) if isinstance(block, TextBlock) else ""
    return text, block.image if isinstance(block, Figure) else ""


def _shown(box: BBox) -> str:
    return "[" + ", ".join(f"{side:g}" for side in box) + "]"

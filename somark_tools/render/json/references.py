"""Fields that name other blocks → the same fields for the merged result: no name dangles, and no join is restated."""

from collections.abc import Iterator, Sequence
from typing import Any

from somark_tools.model import Block, Place, Table
from somark_tools.render.json.held import Holders
from somark_tools.render.json.names import Names


def reference(names: Names, holders: Holders, place: Place, sent: dict[str, Any]) -> dict[str, Any] | None:
    """Return a reference that was not followed, for the block that is left at `place`; None if it must go.

    It then names the block that holds what it named. It goes if that was dropped, or if it would lead the other way.
    """
    numbers = sent["page_num"], sent["block_idx"]
    target = names.meant(*numbers)
    if target is None:
        return sent
    if target not in holders:
        return None
    holder = holders[target].place
    if (holder < place, holder == place) != (target < place, target == place):
        return None
    if names.means(*numbers) == holder:
        return sent
    return _to(names.address(holder), sent)


def would_join(names: Names, holders: Holders, place: Place, field: str, given: dict[str, Any] | None) -> bool:
    """Return whether who follows a reference of the result written would join two blocks."""
    target = names.means(given["page_num"], given["block_idx"]) if given else None
    if target is None or target >= place or target not in holders:
        return False
    earlier, later = holders[target].block, holders[place].block
    alike = type(earlier) is type(later) and earlier.hidden is later.hidden
    return alike and isinstance(later, Table) is (field == "table_cross_page")


def continuing(names: Names, block: Block, number: int, sent: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the reference of piece `number` of a block, which was emptied, to a piece before it.

    As sent where that is so, else to the piece before; None where no numbers name that piece.
    """
    target = names.meant(sent["page_num"], sent["block_idx"]) if sent else None
    before = block.pieces[number - 1].place
    if sent and target in (before, block.pieces[0].place):
        return sent
    return _to(names.address(before), {})


def _to(address: tuple[int, int] | None, sent: dict[str, Any]) -> dict[str, Any] | None:
    return {**sent, "page_num": address[0], "block_idx": address[1]} if address else None


def captions(
    names: Names, holders: Holders, place: Place, sent: Sequence[int], more: Sequence[Place]
) -> Iterator[tuple[int, Place | None]]:
    """Yield the idx of each caption of the block at `place`, and its place: those sent, and `more`, of its page.

    What was dropped goes, and what became part of another caption names that one, if it stands on the page.
    """
    listed: set[Place] = set()
    for idx in sent:
        target = names.meant_on(place.page, idx)
        if target is None:
            yield idx, None  # it named nothing
        elif target in holders:
            holder = holders[target].place
            moved = holder != target
            if not (moved and holder in listed) and holder.page == place.page and _named(names, holder):
                listed.add(holder)
                yield names.idx(holder), holder
    yield from ((names.idx(caption), caption) for caption in more if caption not in listed and _named(names, caption))


def _named(names: Names, place: Place) -> bool:
    return names.means_on(place.page, names.idx(place)) == place

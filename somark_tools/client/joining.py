"""The results of the parts of one file → one result: pages numbered through, references shifted with them.

Nothing else is changed: where the file was cut is a break like that between any two pages. No part could speak of it,
so `cuts` in the record tells that it is open.
"""

from collections.abc import Sequence

from somark_tools.client.replies import ParsedResult
from somark_tools.wire import Record, WireBlock, WirePage


def join_results(parts: Sequence[tuple[int, ParsedResult]]) -> ParsedResult:
    """Return one result of those of all parts; each comes with the number of its first page (from 0) in the whole file.

    Unknown fields of the results are kept, of equal names the first. A single result is returned as it is.
    """
    if len(parts) == 1 and parts[0][0] == 0:
        return parts[0][1]
    pages = [_shifted(page, number, first) for first, part in parts for number, page in enumerate(part.pages)]
    extra: dict[str, object] = {}
    for _, part in reversed(parts):
        extra |= part.model_extra or {}
    cuts = [first for first, _ in parts if first]
    return ParsedResult.model_validate({**extra, "pages": pages, "somark_tools": Record(cuts=cuts)})


def _shifted(page: WirePage, position: int, first: int) -> WirePage:
    number = page.page_num if page.page_num is not None else position
    changes: dict[str, object] = {"page_num": first + number}
    if page.blocks and first:
        changes["blocks"] = [_block(block, first) for block in page.blocks]
    return page.model_copy(update=changes)


def _block(block: WireBlock, first: int) -> WireBlock:
    changes = {
        name: reference.model_copy(update={"page_num": reference.page_num + first})
        for name in ("text_cross_page", "table_cross_page")
        if (reference := getattr(block, name)) is not None
    }
    return block.model_copy(update=changes) if changes else block

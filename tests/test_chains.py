"""Chains over many pages: every part is found, in order, whether the service names it or not."""

import time

import pytest
from results import Json, result, table, text

from somark_tools import Paragraph, Table, merge_cross_page

PAGES = 40
HEAD = ["Item", "Price"]


def _furniture(number: int) -> list[Json]:
    """A running head, then a page number, as they stand on each page."""
    return [
        {"type": "header", "content": "Head", "bbox": [80, 40, 760, 60]},
        {"type": "footer", "content": str(number), "bbox": [400, 1120, 420, 1140]},
    ]


def _tables(*, stated: bool, first_named: bool = False) -> Json:
    """Two tables that go on side by side in the order of reading, the second one from the tenth page on."""
    pages = []
    for number in range(PAGES):
        head, foot = _furniture(number)
        earlier = (0 if first_named else number - 1, 1) if stated and number else None
        later = (10 if first_named else number - 1, 3) if stated and number > 10 else None
        page = [head, table([HEAD, [f"a{number}", str(number)]], earlier, head=1)]
        if stated and number >= 10:
            page += [text("Between them."), table([["名称", "单价"], [f"b{number}", str(number)]], later, head=1)]
        pages.append([*page, foot])
    return result(*pages)


@pytest.mark.parametrize("first_named", [False, True])
def test_tables_over_forty_pages_that_share_them_are_two(first_named: bool) -> None:
    document = merge_cross_page(_tables(stated=True, first_named=first_named))
    first, second = (block for block in document.blocks if isinstance(block, Table))
    assert [row.cells[0].text for row in first.rows] == ["Item", *(f"a{n}" for n in range(PAGES))]
    assert [row.cells[0].text for row in second.rows] == ["名称", *(f"b{n}" for n in range(10, PAGES))]
    assert [piece.page for piece in first.pieces] == list(range(PAGES))
    assert not document.issues


def test_a_table_over_forty_pages_is_found_where_nothing_is_stated() -> None:
    document = merge_cross_page(_tables(stated=False))
    (whole,) = (block for block in document.blocks if isinstance(block, Table))
    assert [row.cells[0].text for row in whole.rows] == ["Item", *(f"a{n}" for n in range(PAGES))]
    assert [(piece.page, piece.end - piece.start) for piece in whole.pieces] == [
        (0, 2),
        *((n, 1) for n in range(1, 40)),
    ]
    assert [len(join.dropped) for join in document.joins] == [1] * (PAGES - 1)


@pytest.mark.parametrize("stated", [True, False])
@pytest.mark.parametrize(("part", "glue"), [("and part {} goes on over the", " "), ("第{}页没有写完的文字，它的", "")])
def test_a_text_over_forty_pages_is_one(stated: bool, part: str, glue: str) -> None:
    pages = []
    for number in range(PAGES):
        head, foot = _furniture(number)
        after = (number - 1, 1) if stated and number else None
        pages.append([head, text(part.format(number), after, bbox=[80, 100, 760, 1090]), foot])
    (whole,) = (block for block in merge_cross_page(result(*pages)).blocks if isinstance(block, Paragraph))
    parts = [part.format(number) for number in range(PAGES)]
    assert whole.text == glue.join(parts)
    assert [whole.text[piece.start : piece.end] for piece in whole.pieces] == parts


def _with_long_headers(*, alike: bool) -> Json:
    """Two parts of a table whose header cells hold 6,000 characters; nearly all cells are equal, or all nearly are."""
    first = ["ab" * 150 for _ in range(20)]
    second = ["ac" * 150, *first[1:]] if alike else [cell[:200] + "c" + cell[201:] for cell in first]
    row = [str(number) for number in range(20)]
    return result([table([first, row], head=1)], [table([second, row], (0, 0))])


def test_long_headers_are_compared_by_whole_cells() -> None:
    """Compared by their characters, they would take minutes."""
    start = time.process_time()
    rows = [len(merge_cross_page(_with_long_headers(alike=alike)).blocks[0].rows) for alike in (True, False)]  # type: ignore[union-attr]
    assert rows == [3, 4]
    assert time.process_time() - start < 2


def _seconds(count: int) -> float:
    """Return how long it takes to merge texts of which half stand before a cut, and tables that lack a column."""
    pages = [[text(f"It goes on from {n} to the", bbox=[80, 100, 760, 1090])] for n in range(count)]
    cut = result(*pages) | {"somark_tools": {"cuts": list(range(0, count, 2))}}
    cut["pages"][1]["blocks"][0]["text_cross_page"] = {"page_num": 0, "block_idx": 0}
    parts = [[table([["a", "b", "c"][: 2 + (n == 0)]], (n - 1, 0) if n else None)] for n in range(count)]
    start = time.process_time()
    assert len(merge_cross_page(cut).joins) > count / 3
    assert len(merge_cross_page(result(*parts)).joins) == count - 1
    return time.process_time() - start


def test_many_cuts_and_lasting_differences_of_columns_take_linear_time() -> None:
    assert _seconds(4000) < 8 * _seconds(1000)

"""The laws of the design, on generated and mutated results."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from results import chained_results, json_values, mutated_results, results, tables_of_other_columns

from somark_tools import (
    Block,
    Caption,
    Heading,
    Paragraph,
    Place,
    Relation,
    Row,
    SomarkError,
    Table,
    TextBlock,
    apply,
    findings,
    merge_cross_page,
    read,
    render_blocks,
    render_json,
    render_markdown,
    unmerge,
)

any_results = st.one_of(results(), chained_results())


@given(any_results)
def test_every_block_sent_is_in_exactly_one_piece_or_a_caption_recorded_as_dropped(sent: dict[str, Any]) -> None:
    document = merge_cross_page(sent)
    originals = {block.pieces[0].place: block for block in read(sent).blocks}
    places = [piece.place for block in document.blocks for piece in block.pieces]
    for join in document.joins:
        for dropped in join.dropped:
            block = originals[dropped.place]
            if dropped.place not in places:
                assert isinstance(block, Caption | Paragraph)
                assert document.sent(block.pieces[0]).content[dropped.start : dropped.end] == block.text
                places.append(dropped.place)
    assert sorted(places) == [(p, b) for p, page in enumerate(sent["pages"]) for b in range(len(page["blocks"]))]


@given(any_results)
def test_texts_can_be_rebuilt_from_pieces_and_the_record(sent: dict[str, Any]) -> None:
    document = merge_cross_page(sent)
    originals = {block.pieces[0].place: block for block in read(sent).blocks}
    dropped = {drop.place: drop for join in document.joins for drop in join.dropped}
    glue = {join.later: join.glue for join in document.joins}
    for block in document.blocks:
        if not isinstance(block, TextBlock):
            continue
        rebuilt = ""
        for piece in block.pieces:
            original = originals[piece.place]
            assert isinstance(original, TextBlock)
            content = document.sent(piece).content or ""
            kept = content[piece.offset : piece.offset + piece.end - piece.start]
            assert block.text[piece.start : piece.end] == kept
            drop = dropped.get(piece.place)
            assert kept + (content[drop.start : drop.end] if drop else "") == original.text
            rebuilt += glue.get(piece.place, "") + kept
        assert rebuilt == block.text


@given(any_results)
def test_every_row_and_character_of_a_table_is_there_or_recorded_as_dropped(sent: dict[str, Any]) -> None:
    document = merge_cross_page(sent)
    originals = {block.pieces[0].place: block for block in read(sent).blocks}
    joins = {join.later: join for join in document.joins}
    for block in document.blocks:
        if not isinstance(block, Table):
            continue
        expected: Counter[str] = Counter()
        rows = []
        for number, piece in enumerate(block.pieces):
            original = originals[piece.place]
            assert isinstance(original, Table)
            join = joins.get(piece.place)
            dropped = next((drop.end for drop in join.dropped if drop.place == piece.place), 0) if join else 0
            expected += characters(original.rows[dropped:])
            rows += [(number, row) for row in range(dropped, len(original.rows))]
            if join:
                expected -= Counter(
                    c for cell in join.cells for c in cell.earlier.text[len(cell.earlier.text) - cell.dropped :]
                )
        assert characters(block.rows) == expected
        assert sorted(origin for row in block.rows for origin in row.origins) == rows


def characters(rows: Sequence[Row]) -> Counter[str]:
    return Counter(c for row in rows for cell in row.cells for c in cell.text if not c.isspace())


@given(any_results)
def test_a_row_is_dropped_only_where_it_repeats_the_header(sent: dict[str, Any]) -> None:
    document = merge_cross_page(sent)
    originals = {block.pieces[0].place: block for block in read(sent).blocks}
    for block in document.blocks:
        for join in document.joins:
            for dropped in join.dropped:
                original = originals[dropped.place]
                if isinstance(block, Table) and isinstance(original, Table) and dropped.place in pieces(block):
                    gone = original.rows[: dropped.end]
                    kept = block.rows[: len(gone)]
                    assert all(row.header for row in kept)
                    if not any(other.above for other in document.joins):
                        assert [[c.column for c in r.cells] for r in gone] == [
                            [c.column for c in r.cells] for r in kept
                        ]


def pieces(block: Block) -> list[Place]:
    return [piece.place for piece in block.pieces]


@given(tables_of_other_columns())
def test_cells_keep_their_row_and_their_text_when_columns_are_aligned(sent: dict[str, Any]) -> None:
    document = merge_cross_page(sent)
    parts = [block for block in read(sent).blocks if isinstance(block, Table)]
    table = next(block for block in document.blocks if isinstance(block, Table))
    join = document.joins[0]
    assume(not join.cells and all(len(row.origins) == 1 for row in table.rows))
    assert [len(join.above), len(join.below)] in ([0, 0], [part.columns for part in parts])
    start = next((dropped.end for dropped in join.dropped), 0)
    sides = zip(parts, (join.above, join.below), (0, start), strict=True)
    expected = [
        (cell.text, columns[cell.column].start if columns else cell.column)
        for part, columns, first in sides
        for row in part.rows[first:]
        for cell in row.cells
        if cell.text
    ]
    assert [(cell.text, cell.column) for row in table.rows for cell in row.cells if cell.text] == expected
    if join.above:
        assert all(sum(cell.colspan for cell in row.cells) == table.columns for row in table.rows if row.cells)


@given(any_results)
def test_no_cell_overlaps_another_or_leaves_its_table(sent: dict[str, Any]) -> None:
    for block in merge_cross_page(sent).blocks:
        if isinstance(block, Table):
            taken: set[tuple[int, int]] = set()
            for number, row in enumerate(block.rows):
                for cell in row.cells:
                    places = {(number + r, cell.column + c) for r in range(cell.rowspan) for c in range(cell.colspan)}
                    assert not places & taken
                    assert all(r < len(block.rows) and c < block.columns for r, c in places)
                    taken |= places


@given(any_results)
def test_applying_the_transforms_twice_changes_nothing(sent: dict[str, Any]) -> None:
    once = merge_cross_page(sent)
    assert apply(once) == once


@given(any_results)
def test_the_heading_tree_has_no_gaps_and_follows_reading_order(sent: dict[str, Any]) -> None:
    document = merge_cross_page(sent)
    seen: list[Heading] = []
    for block in document.blocks:
        section = document.section(block.id)
        assert [heading.depth for heading in section] == list(range(1, len(section) + 1))
        assert all(heading in seen for heading in section)
        if isinstance(block, Heading):
            assert block.depth == len(section) + 1
            assert all(above.level < block.level for above in section[-1:])
            seen.append(block)


@given(any_results)
def test_unmerging_gives_back_what_was_read(sent: dict[str, Any]) -> None:
    assert unmerge(merge_cross_page(sent, infer="always")) == read(sent)


@given(any_results)
def test_what_is_kept_apart_is_apart_and_what_is_kept_together_is_one(sent: dict[str, Any]) -> None:
    for finding in findings(merge_cross_page(sent, infer="always")):
        plain = read(sent)
        earlier, later = (plain.by_id[block_id].pieces[0] for block_id in (finding.earlier, finding.later))
        addresses = ((earlier.page, earlier.idx), (later.page, later.idx))
        if (
            plain.at(*addresses[0]) == plain.by_id[finding.earlier]
            and plain.at(*addresses[1]) == plain.by_id[finding.later]
        ):
            for wanted in (True, False):
                document = merge_cross_page(sent, infer="always", keep={addresses: wanted})
                join = [j for j in document.joins if (j.earlier, j.later) == (earlier.place, later.place)]
                assert bool(join) is wanted


@given(any_results)
def test_edges_join_existing_blocks_and_continuations_point_back(sent: dict[str, Any]) -> None:
    for document in (read(sent), merge_cross_page(sent)):
        order = {block.id: number for number, block in enumerate(document.blocks)}
        assert len(order) == len(document.blocks)
        for edge in document.edges:
            assert edge.source in order
            assert edge.target in order
            if edge.relation is Relation.CONTINUES:
                assert order[edge.target] < order[edge.source]


@given(st.one_of(mutated_results(), json_values))
def test_any_json_loads_and_renders_or_raises_a_somark_error(value: object) -> None:
    try:
        document = merge_cross_page(value)
    except SomarkError:
        return
    for render in (render_markdown, render_blocks, render_json):
        assert render(document).encode() is not None


def test_boxes_without_height_or_width_are_no_obstacle() -> None:
    block = {"type": "text", "content": "it goes on and", "bbox": [0, 0, 0, 0]}
    assert (
        len(
            merge_cross_page({"pages": [{"blocks": [block, block]}, {"blocks": [block | {"type": "code"}] * 6}]}).blocks
        )
        > 1
    )
    assert merge_cross_page({"pages": [{"blocks": [block]}, {"blocks": [block]}]}, infer="always").blocks


def test_ten_thousand_blocks_of_one_name_are_read_in_linear_time() -> None:
    document = read({"pages": [{"blocks": [{"idx": 0}] * 10_000}]})
    assert document.blocks[-1].id == "0:0#10000"


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1e308, 10**400])
def test_coordinates_that_are_not_finite_or_huge_are_none(number: float) -> None:
    sent = {"page_size": {"w": number, "h": 9}, "blocks": [{"type": "text", "bbox": [0, 0, number, 1]}]}
    document = read({"pages": [sent]})
    assert document.blocks[0].pieces[0].bbox is None
    assert document.pages[0].width is None

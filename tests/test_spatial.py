"""What lies where on a page."""

import pytest

from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.layout.spatial import PageIndex, page_index
from somark_tools.merge import merge_cross_page

EVERYWHERE = BBox(-1e6, -1e6, 1e6, 1e6)


def sample() -> Document:
    size = {"w": 400, "h": 600}
    return merge_cross_page(
        {
            "pages": [
                {
                    "page_num": 4,
                    "page_size": size,
                    "blocks": [
                        {"idx": 0, "type": "figure", "bbox": [100, 100, 300, 300]},
                        {"idx": 1, "type": "text", "bbox": [120, 120, 160, 140], "content": "Inside the figure."},
                        {"idx": 2, "type": "text", "bbox": [300, 100, 380, 200], "content": "Right of it."},
                        {"idx": 3, "type": "title", "bbox": [50, 350, 50, 350], "content": "A point"},
                        {"idx": 4, "type": "title", "bbox": [50, 400, 150, 400], "content": "A line"},
                        {"idx": 5, "type": "title", "content": "Nowhere"},
                        {"idx": 6, "type": "text", "bbox": [40, 500, 360, 560], "content": "It began here and"},
                    ],
                },
                {
                    "page_num": 5,
                    "page_size": size,
                    "blocks": [
                        {
                            "idx": 0,
                            "type": "text",
                            "bbox": [40, 60, 360, 100],
                            "content": "ended here.",
                            "text_cross_page": {"page_num": 4, "block_idx": 6},
                        },
                    ],
                },
            ]
        }
    )


@pytest.fixture
def index() -> PageIndex:
    return page_index(sample(), 4)


def ids(blocks: tuple[object, ...]) -> list[str]:
    return [block.id for block in blocks]  # type: ignore[attr-defined]


def test_at_a_point_the_smallest_box_comes_first(index: PageIndex) -> None:
    assert ids(index.at(130, 130)) == ["4:1", "4:0"]
    assert ids(index.at(200, 250)) == ["4:0"]
    assert ids(index.at(10, 10)) == []


def test_edges_and_corners_belong_to_a_box(index: PageIndex) -> None:
    assert ids(index.at(300, 150)) == ["4:2", "4:0"]
    assert ids(index.at(100, 100)) == ["4:0"]
    assert ids(index.at(99.999, 100)) == []


def test_boxes_without_area_are_found_where_they_lie(index: PageIndex) -> None:
    assert ids(index.at(50, 350)) == ["4:3"]
    assert ids(index.at(100, 400)) == ["4:4"]
    assert ids(index.inside(BBox(40, 340, 100, 410))) == ["4:3", "4:4"]
    assert ids(index.inside(BBox(40, 340, 99, 410))) == ["4:3"]
    assert ids(index.overlapping(BBox(40, 340, 51, 410))) == ["4:3", "4:4"]


def test_inside_asks_for_the_share_of_the_box_that_lies_in_the_area(index: PageIndex) -> None:
    left_half = BBox(100, 100, 200, 300)
    assert ids(index.inside(left_half)) == ["4:0", "4:1"]
    assert ids(index.inside(left_half, 0.51)) == ["4:1"]
    assert ids(index.inside(left_half, 1.0)) == ["4:1"]


def test_boxes_that_only_touch_do_not_overlap(index: PageIndex) -> None:
    assert ids(index.overlapping(BBox(200, 110, 300, 200))) == ["4:0"]
    assert ids(index.overlapping(BBox(200, 110, 301, 200))) == ["4:0", "4:2"]


def test_a_merged_block_is_found_on_each_of_its_pages_with_the_box_it_has_there() -> None:
    document = sample()
    assert ids(page_index(document, 4).at(100, 550)) == ["4:6"]
    assert ids(page_index(document, 5).at(100, 80)) == ["4:6"]
    assert ids(page_index(document, 5).at(100, 550)) == []


def test_answers_hold_each_block_with_a_box_once_in_reading_order(index: PageIndex) -> None:
    assert ids(index.overlapping(EVERYWHERE)) == ["4:0", "4:1", "4:2", "4:3", "4:4", "4:6"]
    assert ids(index.inside(EVERYWHERE, 1.0)) == ids(index.overlapping(EVERYWHERE))


def test_a_page_without_blocks_is_empty() -> None:
    nothing = page_index(merge_cross_page({"pages": [{"page_num": 3, "blocks": []}]}), 3)
    assert nothing.at(1, 1) == nothing.inside(EVERYWHERE) == nothing.overlapping(EVERYWHERE) == ()


def test_an_index_is_frozen(index: PageIndex) -> None:
    with pytest.raises(AttributeError):
        index.number = 5  # type: ignore[misc]

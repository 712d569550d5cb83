"""Lists in Markdown and HTML: read again they are the lists that were found, whatever stands in, between and around."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from results import result
from selectolax.lexbor import LexborHTMLParser
from test_markdown import READER, READERS, rendered
from test_markdown_law import check_markdown
from test_render_html import check_page

from somark_tools import Document, merge_cross_page, render_html, render_markdown, render_with_map
from somark_tools.lists import list_items, nested
from somark_tools.render.html.escape import anchor

Json = dict[str, Any]

# What lists are made of: markers that count on, signs that are kept; texts that alone would be something else.
_MARKERS = [
    *["• ", "● ", "- ", "* ", "+ ", "– ", "✓ ", "□ ", "◦ ", "·"],
    *["1. ", "2. ", "3. ", "4. ", "1) ", "2) ", "(1) ", "(2) ", "a. ", "b. ", "A. ", "B. ", "i. ", "ii. ", "iii. "],
    *["（一）", "（二）", "一、", "二、", "① ", "② ", "01. ", "02. ", "0. ", "1.", "2.", "1.1 ", "1.2 ", "  • "],
]
_TEXTS = [
    *[
        "a",
        "b",
        "text",
        "",
        "# c",
        "- d",
        "1. e",
        "> f",
        "**bold** g",
        "$x$",
        "$$y$$",
        "$$y$$ (1)",
        "[x] task",
        "[ ] task",
    ],
    *[
        "`code`",
        "a | b",
        "---",
        "===",
        "```",
        "<b>",
        "![alt](p.png)",
        "H~2~O",
        "^{1}",
        "*",
        "2) h",
        "   i",
        "[a](u)",
        "$",
    ],
]
_BETWEEN: list[Json] = [
    {"type": "table", "content": "<table><tr><td>x</td></tr></table>"},
    {"type": "table", "content": "<table><thead><tr><td>h</td></tr></thead><tr><td>x</td></tr></table>"},
    {"type": "code", "content": "```c\n\tx = 1;\n\n  y\n```"},
    {"type": "code", "content": "```\nx\n\n\n- y\n```"},
    {"type": "equation", "content": "x = 1", "format": "latex"},
    {"type": "equation", "content": "x\n- 1\n\t+ 2", "format": "latex"},
    {"type": "figure", "content": "seen", "img_url": "a.png"},
    {"type": "figure_caption", "content": "Figure 1. A figure"},
    {"type": "footnote", "content": "1 A note\nof two lines"},
    {"type": "footer", "content": "7"},
    {"type": "title", "content": "Title", "title_level": 2},
    {"type": "blank", "content": ""},
    {"type": "cate_item", "content": "1 Entry ...... 5"},
]  # fmt: skip


@st.composite
def list_blocks(draw: st.DrawFn) -> Json:
    """A block of items, a paragraph, or something else; set in by some steps."""
    if draw(st.integers(0, 4)) == 0:
        block = draw(st.sampled_from(_BETWEEN))
    else:
        line = st.builds("".join, st.tuples(st.sampled_from(["", *_MARKERS * 2]), st.sampled_from(_TEXTS)))
        lines = draw(st.lists(line, min_size=1, max_size=3))
        block = {"type": draw(st.sampled_from(["text", "text", "text", "choice"])), "content": "\n".join(lines)}
    return block | {"edge": draw(st.sampled_from([80, 80, 110, 140]))}


@st.composite
def results_with_lists(draw: st.DrawFn) -> Json:
    """A result of one or two pages that are full of lists."""
    pages = draw(st.lists(st.lists(list_blocks(), max_size=10), min_size=1, max_size=2))
    return result(*[[_in_box(block, y) for y, block in enumerate(page)] for page in pages])


def _in_box(block: Json, y: int) -> Json:
    block = dict(block)
    edge = block.pop("edge")
    return block | {"bbox": [edge, 100 + 60 * y, 760, 140 + 60 * y]}


@given(results_with_lists())
def test_markdown_shows_the_text_and_numbers_of_lists(sent: Json) -> None:
    check_markdown(merge_cross_page(sent))


@given(results_with_lists())
def test_a_page_shows_the_text_and_numbers_of_lists(sent: Json) -> None:
    check_page(merge_cross_page(sent))


@given(results_with_lists())
def test_blocks_stand_in_a_page_in_reading_order(sent: Json) -> None:
    document = merge_cross_page(sent)
    page = LexborHTMLParser(render_html(document))
    order = [node.attributes["id"] for node in page.css("main :not(section.notes *)[id^=b-]")]
    moved = {anchor(block.id) for block in document.blocks if block.kind in ("caption", "footnote")}
    expected = [anchor(block.id) for block in document.blocks]
    assert [name for name in order if name not in moved] == [n for n in expected if n in order and n not in moved]


def depths(page: LexborHTMLParser) -> Iterator[tuple[str, int]]:
    """Yield for each text in how many lists it stands."""
    for node in page.css("li, p"):
        own = "".join([child.text() for child in node.iter(include_text=True) if child.tag == "-text"]).strip()
        depth, at = 0, node
        while at.parent is not None:
            depth += at.tag in ("ul", "ol")
            at = at.parent
        if own:
            yield own, depth


@st.composite
def results_with_plain_lists(draw: st.DrawFn) -> Json:
    """A page of items that Markdown and HTML know both, paragraphs and tables, each with a text of its own."""
    marker = st.sampled_from(["", "• ", "• ", "- ", "1. ", "2. ", "3. ", "1. "])
    found = draw(st.lists(st.tuples(marker, st.sampled_from([80, 110, 140])), min_size=2, max_size=12))
    blocks = [{"content": f"{before}text{n}", "edge": edge} for n, (before, edge) in enumerate(found)]
    return result([_in_box(block, y) for y, block in enumerate(blocks)])


@given(results_with_plain_lists(), st.sampled_from(READERS))
def test_both_formats_have_the_same_tree(sent: Json, reader: Any) -> None:
    document = merge_cross_page(sent)
    lists = list_items(document)
    others = [block.text for block in document.blocks if block.id not in lists.items]
    alone = {text for text in others if text[:2] in ("1.", "2.", "3.", "- ")}  # Markdown has these as items, too
    in_page = [each for each in depths(LexborHTMLParser(render_html(document))) if each[0] not in alone]
    in_markdown = dict(depths(rendered(render_markdown(document), reader)))
    assert [(text, in_markdown[text]) for text, _ in in_page] == in_page


@given(results_with_lists(), st.sampled_from(["gfm", "somarkdown"]), st.booleans(), st.booleans())
def test_the_lines_of_the_map_are_those_of_the_blocks(sent: Json, dialect: Any, marks: bool, anchors: bool) -> None:
    document = merge_cross_page(sent)
    found = render_with_map(document, dialect=dialect, page_marks=marks, anchors=anchors)
    assert found.text == render_markdown(document, dialect=dialect, page_marks=marks, anchors=anchors)
    assert all(one.last < other.first for one, other in pairwise(found.blocks))
    lines = found.text.split("\n")
    printed = render_with_map(document, dialect=dialect, lists=False)
    assert [at.block for at in printed.blocks] == [at.block for at in found.blocks]
    covered = {number for at in found.blocks for number in range(at.first, at.last + 1)}
    for number, line in enumerate(lines, 1):
        assert number in covered or not line.strip() or line.lstrip().startswith(("<!-- ", "<a id=")), line


@given(results_with_lists())
def test_blocks_without_items_are_written_as_they_are_alone_but_set_in(sent: Json) -> None:
    document = merge_cross_page(sent)
    found = render_with_map(document)
    lines = found.text.split("\n")
    items = list_items(document).items
    for at in found.blocks:
        if at.block in items:
            continue
        own = lines[at.first - 1 : at.last]
        alone = render_markdown(replace(document, blocks=(document.by_id[at.block],)))[:-1].split("\n")
        indent = len(own[0]) - len(own[0].lstrip())
        set_in = [f"{' ' * indent}{line}" if line else "" for line in alone]
        assert [line.replace("\\", "") for line in own] == [line.replace("\\", "") for line in set_in]


@given(results_with_lists(), st.sampled_from(READERS))
def test_nothing_in_an_item_becomes_markup_that_was_not_meant(sent: Json, reader: Any) -> None:
    markdown = render_markdown(merge_cross_page(sent))
    assert not rendered(markdown, reader).css("h1, h3, h4, h5, h6, hr, b")
    assert not re.search(r"^ *(?:[-*+]|\d+[.)]) \[[ x]\] ", markdown, re.MULTILINE)


@given(results_with_lists())
def test_a_path_ends_with_its_item_and_goes_on_from_the_one_before(sent: Json) -> None:
    document = merge_cross_page(sent)
    lists = list_items(document)
    shown = [block.id for block in document.blocks if not block.hidden]
    before: tuple[Any, ...] = ()
    for block, paths in zip(shown, nested(shown, lists), strict=True):
        items = lists.items.get(block, ())
        assert len(paths) == max(1, len(items) + (bool(items) and items[0].line > 0))
        for item, path in zip(items, paths[-len(items) :], strict=True) if items else ():
            assert path[-1].item == item
        for path in paths:
            levels = [each.item.level for each in path]
            assert levels == sorted(set(levels))
            common = [one for one, other in zip(path, before, strict=False) if one == other]
            assert path[: len(common)] == tuple(common)
            assert len(path) - len(common) <= 1
            before = path


# -- what it looks like -----------------------------------------------------------------------------------------------


def texts(*contents: str, edge: int = 80) -> list[Json]:
    return [{"content": content, "bbox": [edge, 0, 760, 40]} for content in contents]


def at(page: Sequence[Json]) -> Document:
    boxes = [[block["bbox"][0], 100 + 60 * y, 760, 140 + 60 * y] for y, block in enumerate(page)]
    return merge_cross_page(result([block | {"bbox": box} for block, box in zip(page, boxes, strict=True)]))


def body(document: Document) -> str:
    main = LexborHTMLParser(render_html(document)).css_first("main")
    assert main is not None
    for node in main.css("*"):
        for name in ("id", "data-page", "data-bbox", "data-block"):
            if name in node.attributes:
                del node.attrs[name]
    return (main.html or "").removeprefix("<main>").removesuffix("</main>").replace("\n", "")


@pytest.mark.parametrize(
    ("contents", "markdown", "html"),
    [
        pytest.param(
            ["• a", "• b"], "- a\n- b\n", '<ul><li data-marker="•">a</li><li data-marker="•">b</li></ul>', id="bullets"
        ),
        pytest.param(
            ["3. c", "4. d"], "3. c\n4. d\n",
            '<ol start="3"><li data-marker="3.">c</li><li data-marker="4.">d</li></ol>', id="numbers from 3",
        ),
        pytest.param(
            ["1) a", "2) b"], "1) a\n2) b\n", '<ul class="printed" role="list"><li>1) a</li><li>2) b</li></ul>',
            id="numbers that only Markdown knows",
        ),
        pytest.param(
            ["（一）a", "（二）b"], "（一）a\n\n（二）b\n",
            '<ul class="printed" role="list"><li>（一）a</li><li>（二）b</li></ul>', id="numbers that neither knows",
        ),
        pytest.param(
            ["b. c", "c. d"], "b. c\n\nc. d\n",
            '<ol start="2" type="a"><li data-marker="b.">c</li><li data-marker="c.">d</li></ol>', id="letters",
        ),
        pytest.param(
            ["✓ a", "✓ b"], "- ✓ a\n- ✓ b\n", '<ul class="printed" role="list"><li>✓ a</li><li>✓ b</li></ul>',
            id="ticks say something",
        ),
        pytest.param(
            ["• [x] a"], "- \\[x] a\n", '<ul><li data-marker="•">[x] a</li></ul>', id="no boxes to tick",
        ),
        pytest.param(
            ["Of:\n• a\nmore\n• b"], "Of:\n\n- a\\\n  more\n- b\n",
            '<p>Of:</p><ul><li data-marker="•">a<br>more</li><li data-marker="•">b</li></ul>', id="lines of one block",
        ),
        pytest.param(
            ["1. a", "2. b", "1. c", "2. d"], "1. a\n2. b\n\n<!-- -->\n\n1. c\n2. d\n",
            '<ol><li data-marker="1.">a</li><li data-marker="2.">b</li></ol>'
            '<ol><li data-marker="1.">c</li><li data-marker="2.">d</li></ol>', id="a list right behind another",
        ),
    ],
)  # fmt: skip
def test_markers_are_those_that_were_printed(contents: list[str], markdown: str, html: str) -> None:
    document = at(texts(*contents))
    assert render_markdown(document) == markdown
    assert body(document) == html


def test_what_stands_between_items_is_in_the_one_above() -> None:
    document = at(
        [
            *texts("1. a"), *texts("• deep", "• deeper", edge=120), *texts("more of a", edge=100),
            {"type": "code", "content": "```\nx\n\ny\n```", "bbox": [80, 0, 760, 40]}, *texts("2. b", "Text."),
        ]
    )  # fmt: skip
    assert render_markdown(document) == (
        "1. a\n   - deep\n   - deeper\n\n   more of a\n\n   ```\n   x\n\n   y\n   ```\n\n2. b\n\nText.\n"
    )
    assert body(document) == (
        '<ol><li data-marker="1."><p>a</p><ul><li data-marker="•">deep</li><li data-marker="•">deeper</li></ul>'
        '<p>more of a</p><pre><code>x\n\ny</code></pre></li><li data-marker="2.">b</li></ol><p>Text.</p>'
    ).replace("\n", "")


def test_code_with_tabs_is_not_set_in() -> None:
    document = at([*texts("1. a"), {"type": "code", "content": "```\n\tx\n```", "bbox": [80, 0, 0, 0]}, *texts("2. b")])
    assert render_markdown(document) == "1. a\n\n```\n\tx\n```\n\n2. b\n"


def test_a_block_of_several_items_has_its_id_on_the_first() -> None:
    page = LexborHTMLParser(render_html(at([{"type": "choice", "content": "A. x\nB. y", "bbox": [80, 0, 0, 0]}])))
    first, second = page.css("li")
    assert first.attributes["id"] == second.attributes["data-block"] == "b-0-0"
    assert first.attributes["data-bbox"] == second.attributes["data-bbox"]


def test_a_marker_in_a_formula_is_none() -> None:
    assert list_items(at(texts("$\n• $"))).items == {}


def test_lists_as_printed() -> None:
    assert render_markdown(at(texts("• a", "• b", "1. c", "2. d")), lists=False) == "• a\n\n• b\n\n1. c\n\n2. d\n"


def test_an_anchor_stands_in_the_item_that_holds_its_block() -> None:
    document = at([*texts("• a"), *texts("• b", edge=120), *texts("• c")])
    markdown = render_markdown(document, anchors=True)
    assert '\n\n  <a id="b-0-1"></a>\n\n  - b\n\n<a id="b-0-2"></a>\n\n- c\n' in markdown
    assert [depth for _, depth in depths(rendered(markdown, READER))] == [1, 2, 1]


@pytest.mark.parametrize(
    "lines",
    [
        "• a\n" * 20_000,
        "".join(f"{number}. a\n" for number in range(1, 999)) * 10,
        "".join(f"{' ' * (number % 9)}• a\n" for number in range(9_000)),
        "（一）a\n（二）b\n" * 5_000,
        "• " * 40_000,
    ],
    ids=["bullets", "numbers", "levels", "text", "one line"],
)
def test_long_lists_take_no_longer_than_their_length(lines: str) -> None:
    blocks = [{"content": lines}, *[{"content": line} for line in lines[:9_000].split("\n")]]
    document = merge_cross_page(result(blocks))
    start = time.process_time()
    render_markdown(document)
    render_html(document)
    assert time.process_time() - start < 6

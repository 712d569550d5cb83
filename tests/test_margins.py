"""Furniture, captions and notes: laws on generated documents, and how well they are found in real ones."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from results import Json, result, results, text

from somark_tools import Caption, Document, Furniture, Paragraph, Relation, apply, read
from somark_tools.patterns.page_numbers import readings
from somark_tools.transforms import INFERRING, SORTING

DECIDING = (*SORTING, *INFERRING)
MARGINS = ("header", "footer")


@st.composite
def paged_results(draw: st.DrawFn) -> Json:
    """Results whose pages have heads, feet, tables, figures, captions and notes, most of them called text."""
    heads = draw(
        st.lists(st.sampled_from(["The Manual", "Chapter 1", "第一章 总则", "Note", "a · 3"]), min_size=1, max_size=3)
    )
    pages = []
    for number in range(draw(st.integers(1, 6))):
        page: list[Json] = []
        if draw(st.integers(0, 4)):
            kind = draw(st.sampled_from(["text", "text", "title"]))
            page.append(text(heads[number % len(heads)], type=kind, bbox=[300, 40, 540, 58]))
        y = 110
        for _ in range(draw(st.integers(0, 6))):
            page.append(draw(_in_the_text) | {"bbox": [80, y, 760, y + draw(st.sampled_from([18, 60, 200]))]})
            y = page[-1]["bbox"][3] + draw(st.sampled_from([5, 20, 90]))
        if draw(st.integers(0, 4)):
            page.append(
                text(
                    draw(st.sampled_from(["{}", "— {} —", "第 {} 页"])).format(number + 7), bbox=[400, 1130, 440, 1148]
                )
            )
        pages.append(page)
    return result(*pages)


_in_the_text = st.one_of(
    st.builds(
        text,
        st.sampled_from(
            [
                "Table {}. Yields",
                "Figure {}. Mill",
                "表{} 明细",
                "Note: no {}",
                "注：{}",
                "It goes {}",
                "on {}.",
                "(a) {}",
            ]
        ).flatmap(lambda form: st.integers(1, 3).map(form.format)),
        type=st.sampled_from(["text", "text", "figure_caption", "table_caption", "footnote", "title"]),
    ),
    st.sampled_from(
        [
            {"type": "table", "content": "<table><tr><td>a</td><td>b</td></tr></table>"},
            {"type": "figure", "content": ""},
            {"type": "code", "content": "x = 1"},
        ]
    ),
)


@given(st.one_of(paged_results(), results()))
def test_deciding_twice_changes_nothing(sent: Json) -> None:
    once = apply(read(sent), DECIDING)
    assert apply(once, DECIDING) == once


@given(paged_results())
def test_only_kinds_change(sent: Json) -> None:
    before, after = read(sent), apply(read(sent), SORTING)
    for one, other in zip(before.blocks, after.blocks, strict=True):
        assert (one.id, one.label, one.pieces, one.hidden) == (other.id, other.label, other.pieces, other.hidden)
        assert getattr(one, "text", None) == getattr(other, "text", None)
        if type(one) is not type(other):
            assert one.label in ("text", "title")
            assert isinstance(other, Furniture | Caption)
        if isinstance(other, Furniture):
            assert (other.evidence is None) == isinstance(one, Furniture)


@given(paged_results())
def test_a_caption_has_an_owner_or_an_issue(sent: Json) -> None:
    document = apply(read(sent), SORTING)
    orphans = {issue.place for issue in document.issues if issue.rule == "orphan-caption"}
    for block in document.blocks:
        if isinstance(block, Caption):
            owned = bool(document.outgoing(block.id, Relation.CAPTION_OF))
            assert owned is (f"${block.pieces[0].place.path}" not in orphans)


def test_a_large_page_takes_linear_time() -> None:
    page = [text(f"Figure {number}", type=kind) for number in range(4000) for kind in ("figure", "figure_caption")]
    document = apply(read(result([block | {"bbox": [0, 0, 9, 9]} for block in page])), SORTING)
    assert len(document.edges) >= 4000


def documents(corpus: Path) -> list[tuple[Path, dict[str, Any]]]:
    folders = sorted((corpus / "dev").glob("*/*/outputs.json"))
    return [(path, json.loads(path.read_text("utf-8"))) for path in folders]


def test_heads_and_page_numbers_that_came_as_text_are_found(corpus: Path) -> None:
    for path, sent in documents(corpus):
        blocks = [block for page in sent["pages"] for block in page["blocks"]]
        want = [block["type"] in MARGINS for block in blocks]
        for block in blocks:
            block["type"] = "text" if block["type"] in MARGINS else block["type"]
        got = [isinstance(block, Furniture) for block in apply(read(sent), SORTING).blocks]
        assert got == want, path


def test_owners_of_captions_are_found(corpus: Path) -> None:
    for path, sent in documents(corpus):
        stated = edges(read(sent))
        for page in sent["pages"]:
            for block in page["blocks"]:
                block["captions"] = []
        document = apply(read(sent), SORTING)
        assert not document.issues, path
        # A table that goes on in the next column may have its caption stated twice; it is found once.
        assert edges(document) <= stated, path
        assert {caption for caption, _ in edges(document)} == {caption for caption, _ in stated}, path


def test_captions_that_came_as_text_are_found_and_nothing_else(corpus: Path) -> None:
    want = right = 0
    for path, sent in documents(corpus):
        stated = edges(read(sent))
        for page in sent["pages"]:
            for block in page["blocks"]:
                block["captions"] = []
                if "caption" in block["type"]:
                    block["type"] = "text"
        document = read(sent)
        assert any(isinstance(block, Paragraph) for block in document.blocks)
        found = edges(apply(document, SORTING))
        assert found <= stated, path
        want += len({caption for caption, _ in stated})
        right += len(found)
    assert right >= 0.9 * want > 900


def edges(document: Document) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in document.edges if edge.relation is Relation.CAPTION_OF}


@pytest.mark.parametrize("line", ["- the end", "| x", "· ·", "* i", "— — 3"])
def test_a_sign_at_the_start_of_a_line_is_no_number(line: str) -> None:
    assert all(reading.number > 0 for reading in readings(line))

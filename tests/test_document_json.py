"""The JSON of a Document: it loses nothing, has a schema, and is refused with its place where it is broken."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from results import chained_results, nudged, result, results, table, text

from somark_tools import (
    Document,
    FormatError,
    SomarkError,
    Table,
    cell_sources,
    draw_svg,
    findings,
    join_halves,
    lint,
    merge_cross_page,
    read,
    render_blocks,
    render_docx,
    render_html,
    render_json,
    render_markdown,
    render_text,
    row_sources,
)

SCHEMA = ROOT / "docs" / "document.schema.json"
VALIDATOR = Draft202012Validator(Document.json_schema())

any_results = st.one_of(results(), chained_results())


def survives(document: Document) -> None:
    written = document.to_json()
    again = Document.from_json(written)
    assert again == document
    assert again.to_json() == written
    assert read(written) == document
    VALIDATOR.validate(json.loads(written))


@given(any_results)
def test_a_document_survives_its_json_form(sent: dict[str, Any]) -> None:
    for document in (read(sent), merge_cross_page(sent), join_halves(merge_cross_page(sent, infer="always"))):
        survives(document)


@given(any_results)
def test_merging_a_merged_document_changes_nothing(sent: dict[str, Any]) -> None:
    for infer in ("never", "auto"):
        document = merge_cross_page(sent, infer=infer)
        assert merge_cross_page(document.to_json(), infer="always") == document


def test_samples_survive(sample: Path) -> None:
    survives(merge_cross_page(sample))


def test_real_documents_survive(corpus: Path) -> None:
    for path in sorted((corpus / "dev").glob("*/*/outputs.json")):
        document = merge_cross_page(path)
        written = document.to_json()
        assert Document.from_json(written) == document
        assert Document.from_json(written).to_json() == written


def test_the_schema_in_the_docs_is_the_one_of_the_code() -> None:
    schema = json.dumps(Document.json_schema(), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_GOLDENS"):
        SCHEMA.write_text(schema, "utf-8")
    assert SCHEMA.read_text("utf-8") == schema
    Draft202012Validator.check_schema(Document.json_schema())


@given(nudged(any_results.map(lambda sent: json.loads(merge_cross_page(sent).to_json()))))
def test_a_broken_document_is_refused_or_can_be_used(value: object) -> None:
    used(value)


@given(nudged(any_results.map(lambda sent: json.loads(render_json(merge_cross_page(sent))))))
def test_broken_merged_json_is_refused_or_can_be_used(value: object) -> None:
    used(value)


def used(value: object) -> None:
    """Do with a document whatever can be done, if it is one."""
    try:
        document = merge_cross_page(value)
    except SomarkError as error:
        if error.place or not isinstance(value, dict):
            return
        raise
    for render in (render_markdown, render_html, render_text, render_blocks, render_docx, render_json):
        assert isinstance(render(document), str | bytes)
    assert Document.from_json(document.to_json()) == document
    for position in range(len(document.pages)):
        assert draw_svg(document, position)
    for block in document.blocks:
        document.section(block.id)
        if isinstance(block, Table):
            row_sources(document, block)
            cell_sources(document, block)
    findings(document)
    document.outline()


Change = Callable[[dict[str, Any]], object]
FAULTS: dict[str, tuple[str, Change]] = {
    "a field is missing": ("$.source", lambda d: d.pop("source")),
    "a field of a block is missing": ("$.blocks[2].rows", lambda d: d["blocks"][2].pop("rows")),
    "another type": ("$.blocks[1].text", lambda d: d["blocks"][1].update(text=7)),
    "a number as text": ("$.blocks[0].level", lambda d: d["blocks"][0].update(level="1")),
    "no such kind": ("$.blocks[1]", lambda d: d["blocks"][1].update(kind="odd")),
    "no such label": ("$.blocks[1].label", lambda d: d["blocks"][1].update(label="odd")),
    "a page too few": ("$.pages", lambda d: d["pages"].pop()),
    "a page of another number": ("$.pages[1].number", lambda d: d["pages"][1].update(number=7)),
    "a page without extent": ("$.pages[1].width", lambda d: d["pages"][1].update(width=0)),
    "two blocks of one id": ("$.blocks[1].id", lambda d: d["blocks"][1].update(id="0:0")),
    "a block without pieces": ("$.blocks[1].pieces", lambda d: d["blocks"][1].update(pieces=[])),
    "a piece outside of the source": ("$.blocks[1].pieces[0]", lambda d: piece(d, 1).__setitem__(2, [0, -1])),
    "a piece of two blocks": ("$.blocks[1].pieces[0]", lambda d: piece(d, 1).__setitem__(2, [0, 0])),
    "a piece of another name": ("$.blocks[1].pieces[0]", lambda d: piece(d, 1).__setitem__(1, 9)),
    "a piece beyond the text": ("$.blocks[1].pieces[0]", lambda d: piece(d, 1).__setitem__(5, 99)),
    "a piece longer than what was sent": ("$.blocks[1].pieces[0]", lambda d: piece(d, 1).__setitem__(6, 1)),
    "a box inside out": ("$.blocks[1].pieces[0][3]", lambda d: piece(d, 1).__setitem__(3, [9, 9, 1, 1])),
    "pieces out of order": ("$.blocks[1].pieces", lambda d: d["blocks"][1]["pieces"].reverse()),
    "a level below 1": ("$.blocks[0].level", lambda d: d["blocks"][0].update(level=0)),
    "a depth that the tree does not have": ("$.blocks[0].depth", lambda d: d["blocks"][0].update(depth=10**9)),
    "more columns than there are": ("$.blocks[2].columns", lambda d: d["blocks"][2].update(columns=10**9)),
    "overlapping cells": ("$.blocks[2].rows[0]", lambda d: d["blocks"][2]["rows"][0][0][0].__setitem__(3, 2)),
    "a row from nowhere": ("$.blocks[2].rows[1][1]", lambda d: d["blocks"][2]["rows"][1].__setitem__(1, [[0, 5]])),
    "an edge to nowhere": ("$.edges[0].target", lambda d: d["edges"][0].update(target="9:9")),
    "sections in a circle": (
        "$.edges[1]",
        lambda d: d["edges"].append({**d["edges"][0], "source": d["edges"][0]["target"], "target": "1:1"}),
    ),
    "more than certain": ("$.edges[0].evidence.confidence", lambda d: d["edges"][0]["evidence"].update(confidence=2)),
    "a join of nothing": ("$.joins[0]", lambda d: d["joins"][0].update(later=[5, 0])),
    "a title that is none": ("$.title_id", lambda d: d.update(title_id="0:1")),
}


def piece(document: dict[str, Any], block: int) -> list[Any]:
    return document["blocks"][block]["pieces"][0]


@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_fault_is_an_error_that_names_its_place(fault: str) -> None:
    sent = result(
        [{"type": "title", "content": "1 One", "title_level": 1}, text("It goes"), table([["a", "b"], ["c", "d"]])],
        [text("on", (0, 1)), {"type": "title", "content": "1.1 Two", "title_level": 2}],
    )
    document = json.loads(merge_cross_page(sent).to_json())
    assert read(document).to_json() == json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    place, change = FAULTS[fault]
    change(document)
    with pytest.raises(FormatError) as error:
        read(document)
    assert error.value.place == place


def test_what_is_no_document_is_refused_by_from_json() -> None:
    for given_ in ("", "[]", "{", b"\xff", '{"pages": []}', "[" * 100_000):
        with pytest.raises(FormatError):
            Document.from_json(given_)


def test_a_document_that_was_only_read_is_merged_when_it_is_read_again() -> None:
    plain = read(result([text("It goes")], [text("on", (0, 0))]))
    assert merge_cross_page(plain.to_json()) == merge_cross_page(plain.source)


def test_numbers_without_end_in_rules_and_places_harm_nothing() -> None:
    sent = result([text("as told^{1} here"), {"type": "footnote", "content": "1 A note."}, text("x", idx=None)])
    document = json.loads(merge_cross_page(sent).to_json())
    for edge in document["edges"]:
        edge["evidence"]["rules"] = ["mark 1 at " + "9" * 5000, f"mark 1 in row {'9' * 5000}, column 0 at 0"]
    for issue in document["issues"]:
        issue["place"] = f"$.pages[{'9' * 5000}].blocks[0]"
    assert document["edges"]
    assert document["issues"]
    again = Document.from_json(json.dumps(document))
    assert "as told" in render_html(again)
    assert render_docx(again)
    assert lint(again.to_json())

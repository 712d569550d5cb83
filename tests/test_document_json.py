"""The JSON of a Document: it loses nothing, has a schema, and is refused with its place where it is broken."""

import json
import os
from pathlib import Path
from typing import Any

from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from results import chained_results, nudged, results

from somark_tools import (
    Document,
    SomarkError,
    Table,
    cell_sources,
    draw_svg,
    findings,
    join_halves,
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

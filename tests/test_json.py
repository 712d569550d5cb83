"""SoMark's JSON, merged, and the JSON of a Document: what is in them, and that they read as the same document."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from results import chained_results, results

from somark_tools import (
    Document,
    Table,
    merge_cross_page,
    render_json,
)

any_results = st.one_of(results(), chained_results())
infers = st.sampled_from(["auto", "always", "never"])


def shown(document: Document) -> list[object]:
    """Return what a reader sees of each block that has content, its captions, and what it is part of."""
    return [
        (content(block), [content(caption) for caption in document.captions(block.id)])
        for block in document.blocks
        if not is_empty(block)
    ]


def content(block: Any) -> object:
    if isinstance(block, Table):
        rows = [[(*cell[2:], cell.column, words(cell.text)) for cell in row.cells] for row in block.rows]
        return block.kind, block.hidden, rows
    return block.kind, block.hidden, block.text, getattr(block, "level", None), getattr(block, "depth", None)


def words(text: str) -> list[str]:
    return text.replace("\0", "\ufffd").split()  # there is no U+0000 in HTML


def is_empty(block: Any) -> bool:
    return not (block.rows if isinstance(block, Table) else block.text)


@given(any_results, infers)
def test_merged_json_reads_as_the_same_document(sent: dict[str, Any], infer: Any) -> None:
    document = merge_cross_page(sent, infer=infer)
    for inferred in (False, True):
        written = render_json(document, inferred=inferred)
        again = merge_cross_page(written)
        assert not again.joins
        assert len(again.blocks) == len(document.blocks)
        assert shown(again) == shown(document)
        assert render_json(again, inferred=inferred) == written


@given(any_results, infers)
def test_merged_json_with_emptied_blocks_reads_as_the_same_document(sent: dict[str, Any], infer: Any) -> None:
    document = merge_cross_page(sent, infer=infer)
    for inferred in (False, True):
        written = render_json(document, continuations="empty", inferred=inferred)
        assert [len(page["blocks"]) for page in json.loads(written)["pages"]] == [
            len(p["blocks"]) for p in sent["pages"]
        ]
        again = merge_cross_page(written)
        assert shown(again) == shown(document)
        assert render_json(again, continuations="empty", inferred=inferred) == written


def agrees(path: Path) -> None:
    document = merge_cross_page(path)
    for options in ({}, {"continuations": "empty"}, {"inferred": True}):
        written = render_json(document, **options)
        again = merge_cross_page(written)
        assert shown(again) == shown(document), (path, options)
        assert render_json(again, **options) == written


def test_merged_samples_read_as_the_same_documents(sample: Path) -> None:
    agrees(sample)


def test_merged_real_documents_read_as_the_same_documents(corpus: Path) -> None:
    paths = sorted((corpus / "dev").glob("*/*/outputs.json"))
    assert paths
    for path in paths:
        agrees(path)

"""SoMark's JSON, merged, and the JSON of a Document: what is in them, and that they read as the same document."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from results import chained_results, result, results, table, text

from somark_tools import (
    Document,
    FormatError,
    Relation,
    Table,
    merge_cross_page,
    read,
    render_blocks,
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


@given(any_results)
def test_what_was_not_merged_is_as_it_was_sent(sent: dict[str, Any]) -> None:
    assert json.loads(render_json(read(sent))) == sent
    document = merge_cross_page(sent)
    written = blocks_of(render_json(document))
    places = [block.pieces[0].place for block in sorted(document.blocks, key=lambda block: block.pieces[0].place)]
    assert len(written) == len(places)
    for block, place in zip(written, places, strict=True):
        was = sent["pages"][place.page]["blocks"][place.block]
        changed = {name for name in {*block, *was} if block.get(name) != was.get(name) or name not in block}
        merged = len(next(b for b in document.blocks if b.pieces[0].place == place).pieces) > 1
        assert changed <= NAMING | ({"content", "format"} if merged else set())


NAMING = {"idx", "captions", "text_cross_page", "table_cross_page"}


@given(any_results)
def test_merged_json_states_no_join_and_names_no_block_that_is_gone(sent: dict[str, Any]) -> None:
    alone = json.loads(render_json(merge_cross_page(sent)))
    del alone["somark_tools"]
    document, before = read(alone), read(sent)
    assert not [edge for edge in document.edges if edge.relation is Relation.CONTINUES]
    for rule in ("reference-dangling", "caption-dangling"):
        count, was = (sum(issue.rule == rule for issue in found.issues) for found in (document, before))
        assert count <= was


def blocks_of(written: str) -> list[dict[str, Any]]:
    return [block for page in json.loads(written)["pages"] for block in page["blocks"]]


def test_names_of_removed_blocks_are_those_of_what_they_became_part_of() -> None:
    sent = result(
        [text("It goes"), text("Other", (0, 9), score=0.5)],
        [text("on", (0, 0)), {"type": "table", "content": "a", "text_cross_page": {"page_num": 1, "block_idx": 0}}],
    )
    first, other, table_ = blocks_of(render_json(merge_cross_page(sent)))
    assert first["content"] == "It goes on"
    assert (other["text_cross_page"], other["score"]) == ({"page_num": 0, "block_idx": 9}, 0.5)  # it named nothing
    assert table_["text_cross_page"] == {"page_num": 0, "block_idx": 0}
    assert table_["idx"] == 1


def test_blocks_without_idx_keep_the_number_that_was_theirs() -> None:
    page = [text("on", (0, 0)), {"type": "table_caption", "content": "Table 1"}, table([["a"]], captions=[1])]
    sent = result([text("It goes")], page)
    for block in sent["pages"][1]["blocks"]:
        del block["idx"]
    written = blocks_of(render_json(merge_cross_page(sent)))
    assert [(block["type"], block["idx"], block["captions"]) for block in written[1:]] == [
        ("table_caption", 1, []),
        ("table", 2, [1]),
    ]


def test_a_reference_that_was_overruled_goes() -> None:
    sent = result([text("It goes")], [text("on", (0, 0))], [text("and on", (1, 0))])
    document = merge_cross_page(sent, keep={((1, 0), (2, 0)): False})
    written = render_json(document)
    assert [block.get("text_cross_page") for block in blocks_of(written)] == [None, None]
    assert shown(merge_cross_page(written)) == shown(document)


def test_emptied_blocks_say_where_their_content_is() -> None:
    line = {"type": "text", "bbox": [80, 1130, 760, 1160]}
    sent = result(
        [table([["a"], ["b"]])],
        [
            table([["c"]], (0, 0), img_url="c.png"),
            line | {"content": "a sentence that the page does not end and which"},
        ],
        [text("goes on below here.", bbox=[80, 60, 300, 90])],
    )
    document = merge_cross_page(sent, infer="always")
    assert len(document.joins) == 2
    written = blocks_of(render_json(document, continuations="empty"))
    assert [block["content"] for block in written[1::2]] == ["", ""]
    assert written[1]["table_cross_page"] == {"page_num": 0, "block_idx": 0}
    assert written[1]["img_url"] == "c.png"
    assert written[3]["text_cross_page"] == {"page_num": 1, "block_idx": 1}


def test_what_was_inferred_is_written_into_the_fields_on_demand() -> None:
    pages = [
        [
            text("A running head", bbox=[80, 20, 300, 40]),
            {"type": "title", "content": f"{n + 1} {word}", "bbox": [80, 210 + 9 * n, 500, 250 + 9 * n]},
            {"type": "title", "content": f"{n + 1}.1 More {word}", "bbox": [80, 310, 500, 340]},
            {"type": "table_caption", "content": f"Table {n + 1}. Prices", "bbox": [80, 400, 500, 420]},
            table([["a", "b"], ["1", "2"]], bbox=[80, 430, 760, 600]),
            {"type": "footnote", "content": "", "bbox": [60, 1000, 780, 1100]},
            text(f"{word} are told of in a note", bbox=[80, 1010, 500, 1040]),
            text(f"{n + 1}", bbox=[400, 1150, 420, 1170]),
        ]
        for n, word in enumerate(("Wind", "Tides", "Cables", "Members", "Accounts", "Outlook"))
    ]
    document = merge_cross_page(result(*pages))
    plain, full = blocks_of(render_json(document)), blocks_of(render_json(document, inferred=True))
    fields = [(block["type"], block.get("title_level"), block["captions"]) for block in full[:8]]
    assert fields == [
        ("header", None, []),
        ("title", 1, []),
        ("title", 2, []),
        ("table_caption", None, []),
        ("table", None, [3]),
        ("footnote", None, []),
        ("footnote", None, []),
        ("footer", None, []),
    ]
    assert all(block["captions"] == [] and "title_level" not in block for block in plain)
    assert [block["kind"] for block in map(json.loads, render_blocks(document).splitlines())][7::8] == ["footer"] * 6
    for inferred in (False, True):
        assert shown(merge_cross_page(render_json(document, inferred=inferred))) == shown(document)


def test_entries_of_a_record_that_name_nothing_are_issues() -> None:
    sent = json.loads(render_json(merge_cross_page(result([text("one")], [text("two")]), infer="never")))
    evidence = {"origin": "stated", "confidence": 1.0}
    pairs = [("0:0", "9:9"), ("0:0", "0:0"), ("0:0", "1:0"), ("1:0", "0:0")]
    sent["somark_tools"] |= {
        "blocks": {"7:7": {"level": 2}, "0:0": {"kind": "of another version"}},
        "edges": [{"source": a, "relation": "continues", "target": b, "evidence": evidence} for a, b in pairs],
        "joins": [{"block": "9:9", "earlier": [9, 9], "later": [10, 0], "evidence": evidence}],
    }
    document = merge_cross_page(sent)
    assert [block.text for block in document.blocks] == ["one two"]
    assert [(issue.rule, issue.place) for issue in document.issues] == [
        ("record-dangling", "$.somark_tools.blocks"),
        ("record-dangling", "$.somark_tools.edges[0]"),
        ("record-dangling", "$.somark_tools.edges[1]"),
        ("record-continuation", "$.somark_tools.edges[2]"),
        ("record-dangling", "$.somark_tools.joins[0]"),
    ]
    sent["somark_tools"]["blocks"]["0:0"]["level"] = 0
    with pytest.raises(FormatError) as error:
        read(sent)
    assert error.value.place == "$.somark_tools.blocks.0:0.level"


def test_joins_of_a_block_that_was_taken_out_are_not_written() -> None:
    document = merge_cross_page(result([text("It goes"), text("Another.")], [text("on", (0, 0))]))
    assert len(json.loads(render_json(document))["somark_tools"]["joins"]) == 1
    kept = json.loads(document.to_json())
    del kept["blocks"][0]
    written = json.loads(render_json(read(kept)))
    assert [block["content"] for page in written["pages"] for block in page["blocks"]] == ["Another."]
    assert "joins" not in written["somark_tools"]


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

"""The sample results: what they cover, and what is made of them (goldens; UPDATE_GOLDENS=1 writes them anew)."""

import json
import os
from pathlib import Path

from conftest import ROOT, SAMPLES

from somark_tools import Relation, TaskReply, merge_cross_page, read, render_blocks, render_markdown
from somark_tools.labels import LABELS

GOLDENS = ROOT / "tests" / "goldens"


def test_samples_are_task_replies(sample: Path) -> None:
    reply = TaskReply.model_validate_json(sample.read_bytes())
    assert (reply.code, reply.data and reply.data.status) == (0, "SUCCESS")
    assert not any(model.model_extra for model in (reply, reply.data) if model)


def test_samples_read_without_issue(sample: Path) -> None:
    assert read(sample).issues == ()
    assert merge_cross_page(sample).issues == ()


def test_samples_cover_all_labels_and_references() -> None:
    assert len(SAMPLES) >= 4
    documents = [read(path) for path in SAMPLES]
    assert {block.label for document in documents for block in document.blocks} == {label.name for label in LABELS}
    sent = [b for d in documents for page in d.source.pages for b in page.blocks or ()]
    assert any(block.text_cross_page for block in sent)
    assert {block.table_cross_page.target_has_header for block in sent if block.table_cross_page} == {True, False}
    assert any(block.captions for block in sent)


def test_samples_become_what_they_became_before(sample: Path) -> None:
    document = merge_cross_page(sample)
    for suffix, content in ((".md", render_markdown(document)), (".jsonl", render_blocks(document))):
        golden = GOLDENS / f"{sample.parent.name}{suffix}"
        if os.environ.get("UPDATE_GOLDENS"):
            golden.write_text(content, "utf-8")
        assert content == golden.read_text("utf-8")


def test_the_report_s_big_table_is_one_table_with_its_spans() -> None:
    document = merge_cross_page(ROOT / "sample_results" / "annual-report" / "outputs.json")
    lines = [json.loads(line) for line in render_blocks(document).splitlines()]
    tables = [line for line in lines if line["kind"] == "table"]
    assert [len(table["pieces"]) for table in tables] == [3, 2]
    assert tables[0]["html"].count("<thead>") == 1
    assert 'colspan="2"' in tables[0]["html"]


def test_the_paper_s_marks_speak_of_affiliations_notes_and_entries() -> None:
    document = merge_cross_page(ROOT / "sample_results" / "paper" / "outputs.json")
    spoken_of = [(edge.source, edge.target) for edge in document.edges if edge.relation is Relation.REFERS_TO]
    affiliations, note = ("0:3", "0:4"), ("0:8", "0:20")
    cited = [("0:7", "2:11"), ("0:7", "2:12"), ("0:7", "2:13"), ("1:11", "2:14"), ("2:5", "2:15")]
    assert sorted(spoken_of) == sorted([affiliations, note, *cited])

"""The heading tree as a value: outline, title, evidence, and what numbers and sizes alone give on the samples."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from results import result
from test_cli import run

from somark_tools import Contents, Document, Heading, Relation, Section, apply, merge_cross_page, read
from somark_tools.outline import outline_json, outline_lines

SAMPLES = ROOT / "sample_results"


def titles(*texts: str, **fields: Any) -> list[dict[str, Any]]:
    return [{"type": "title", "content": text} | fields for text in texts]


def stripped(path: Path) -> Document:
    """The sample as it would come with heading recognition switched off."""
    sent = json.loads(path.read_text("utf-8"))
    for page in sent["data"]["result"]["outputs"]["json"]["pages"]:
        for block in page["blocks"]:
            block.pop("title_level", None)
    return merge_cross_page(sent)


def test_the_outline_is_a_tree_of_sections() -> None:
    document = merge_cross_page(result(titles("1 Aim", "1.1 Scope $x$", "1.2  Terms"), titles("2 Means")))
    first, second = document.outline()
    assert isinstance(first, Section)
    assert [child.text for child in first.children] == ["1.1 Scope $x$", "1.2 Terms"]
    assert (second.text, second.pages, second.children) == ("2 Means", (1,), ())
    assert second.bbox == document.blocks[3].pieces[0].bbox


def test_hidden_headings_are_left_out_of_the_outline() -> None:
    sent = result([*titles("1 Aim"), *titles("1.1 Scope", display=False), *titles("1.1.1 Terms")])
    (section,) = merge_cross_page(sent).outline()
    assert [child.text for child in section.children] == ["1.1.1 Terms"]


def test_the_outline_as_lines_and_as_json_say_the_same(sample: Path) -> None:
    document = merge_cross_page(sample)
    flat: list[tuple[int, str, int]] = []
    waiting = [*reversed(json.loads(outline_json(document)))]
    while waiting:
        node = waiting.pop()
        assert set(node) == {"text", "level", "depth", "page", "idx", "bbox", "children"}
        flat.append((node["depth"], node["text"], node["page"]))
        waiting += reversed(node["children"])
    assert flat == list(outline_lines(document))


def test_the_command_prints_the_outline_as_json(sample: Path) -> None:
    done = run("outline", "--json", sample)
    assert done.returncode == 0
    assert json.loads(done.stdout)[0]["depth"] == 1


def test_levels_may_be_as_deep_as_they_like() -> None:
    sent = result([block for n in range(1, 3000) for block in titles("x", title_level=n)])
    document = merge_cross_page(sent)
    assert document.blocks[-1].depth == 2999
    assert sum(1 for _ in outline_lines(document)) == 2999


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("annual-report", "Annual Report 2031"),
        ("contract-zh", "数据整理与托管服务合同"),
        ("exam", "Mid-term Examination in Physics and Mathematics"),
        ("paper", "A Tabletop Quinone Flow Cell for Teaching Laboratories"),
    ],
)
def test_samples_have_their_title_and_tree_with_levels_and_without(name: str, title: str) -> None:
    stated = merge_cross_page(SAMPLES / name / "outputs.json")
    told = stripped(SAMPLES / name / "outputs.json")
    assert read(SAMPLES / name / "outputs.json").title is None
    for document in (stated, told):
        assert document.title is not None
        assert document.title.text == title
    below = [[heading for heading in doc.blocks if isinstance(heading, Heading)] for doc in (stated, told)]
    steps = [[heading.level - headings[-1].level for heading in headings[1:]] for headings in below]
    assert steps[0] == steps[1]


def test_the_report_s_contents_are_linked_to_its_headings() -> None:
    document = merge_cross_page(SAMPLES / "annual-report" / "outputs.json")
    links = [edge for edge in document.edges if edge.relation is Relation.REFERS_TO]
    links = [edge for edge in links if isinstance(document.by_id[edge.source], Contents)]
    assert len(links) == 12
    for edge in links:
        heading = document.by_id[edge.target]
        assert isinstance(heading, Heading)
        assert document.by_id[edge.source].text.startswith(heading.text)  # type: ignore[union-attr]


def test_a_child_says_what_tells_its_level() -> None:
    stated = merge_cross_page(result([*titles("A", title_level=1), *titles("B", title_level=2)]))
    assert [edge.evidence.rules for edge in stated.edges] == [("title_level",)]
    told = merge_cross_page(result(titles("1 A", "1.1 B")))
    assert [(edge.evidence.origin, edge.evidence.rules) for edge in told.edges] == [("inferred", ("its number",))]


def test_issues_come_once_however_often_the_transforms_are_applied() -> None:
    blocks = [b for text, n in (("1 A", 1), ("2 B", 1), ("3 C", 4), ("4 D", 1)) for b in titles(text, title_level=n)]
    once = merge_cross_page({"data": {"result": {"outputs": {"json": result(blocks)}}}})
    assert [issue.place for issue in once.issues] == ["$.data.result.outputs.json.pages[0].blocks[2].title_level"]
    assert apply(once) == once
    assert Document.from_json(once.to_json()) == once


def test_more_lines_than_a_box_has_pixels_are_no_obstacle() -> None:
    titles = [{"type": "title", "content": f"a{chr(10) * count}b"} for count in (0, 1, 50_000)]
    document = merge_cross_page(result([*titles, *titles]))
    assert [block.level >= 1 for block in document.blocks if isinstance(block, Heading)] == [True] * 6

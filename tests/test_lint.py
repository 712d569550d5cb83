"""Lint: on clean samples nothing is found; each defect is found by its rule, at its place, and nothing else is."""

import json
import os
import re
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from defects import ANYWHERE, DEFECTS, PAGES, Sample, pictures, sample_reply
from hypothesis import assume, given
from hypothesis import strategies as st
from results import Json, chained_results, json_values, mutated_results, result, results, table, text
from test_cli import run

from somark_tools import LintFinding, SomarkError, lint, merge_cross_page
from somark_tools.cli import check
from somark_tools.linter import FINDING_FORMATS, RULES, SEVERITIES, lint_files
from somark_tools.linter.formats.text import styled
from somark_tools.linter.page import rules_page
from somark_tools.linter.reported import REPORTED
from somark_tools.patterns.printable import printable

NAMES = sorted({defect.sample for defect in DEFECTS.values()})
IDS = [rule.id for rule in RULES]
_STEPS_TO_A_BLOCK = 9  # of the pointers into a reply


def found_in(reply: object, name: str, folder: Path) -> list[LintFinding]:
    """Write a reply beside the pictures of its sample, and return what is found in it."""
    file = folder / "outputs.json"
    file.write_text(json.dumps(reply), "utf-8")
    if pictures(name).exists():
        shutil.copytree(pictures(name), folder / "images")
    return list(lint_files([file]))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_clean_samples(name: str, tmp_path: Path) -> None:
    assert found_in(sample_reply(name), name, tmp_path) == []


def test_every_issue_is_a_finding() -> None:
    page = (ROOT / "docs" / "reading.md").read_text("utf-8")
    assert {rule.id for rule in REPORTED} == set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))


def test_every_rule_has_a_defect() -> None:
    assert len(IDS) == len(set(IDS))
    assert set(DEFECTS) == set(IDS)


@pytest.mark.parametrize("rule", IDS)
def test_a_defect_is_found_by_its_rule_at_its_place_and_nothing_else_is(
    rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defect = DEFECTS[rule]
    if rule == "latex-unchecked":  # the defect is the installation's
        monkeypatch.setattr("somark_tools.equations.engine", lambda: "none")
    sample = Sample(sample_reply(defect.sample))
    defect.change(sample)
    found = found_in(sample.reply, defect.sample, tmp_path)
    expected = sorted([(rule, defect.path), *defect.implied])
    assert sorted((finding.rule, finding.path) for finding in found) == expected
    for finding in found:
        if finding.idx is not None:
            block = pointed_at(sample.reply, "/".join(finding.pointer.split("/")[:_STEPS_TO_A_BLOCK]))
            assert finding.idx == block.get("idx", finding.idx)
            assert str(finding.page) == finding.pointer.split("/")[6] or rule.startswith("page-")


@given(st.sampled_from(ANYWHERE), st.sampled_from(["annual-report", "contract-zh", "exam", "paper"]), st.data())
def test_a_defect_is_found_wherever_it_is(
    change: Callable[[list[Json], int], str], name: str, data: st.DataObject
) -> None:
    sample = Sample(sample_reply(name))
    page = data.draw(st.integers(0, len(sample.pages) - 1))
    blocks = sample.pages[page]["blocks"]
    at = data.draw(st.integers(0, len(blocks) - 1))
    rule = change(blocks, at)
    assume(rule)
    places = [f"{PAGES}[{page}].blocks[{number}]" for number in (at, at + 1)]
    found = lint(sample.reply, select=[rule])
    assert any(finding.path.startswith(place) for finding in found for place in places)


def pointed_at(value: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        value = value[int(step) if isinstance(value, list) else step.replace("~1", "/").replace("~0", "~")]
    return value


def test_what_is_asked_for_is_looked_for_and_what_is_ignored_is_not() -> None:
    sent = result([text("One."), text("", bbox=[80, 900, 900, 900])])
    assert [finding.rule for finding in lint(sent)] == ["box-empty", "box-off-page", "content-empty"]
    assert [finding.rule for finding in lint(sent, select=["box-empty"])] == ["box-empty"]
    assert [finding.rule for finding in lint(sent, ignore=["box-empty", "content-empty"])] == ["box-off-page"]
    assert lint(sent, select=["box-empty"], ignore=["box-empty"]) == ()
    with pytest.raises(ValueError, match="did you mean box-empty"):
        lint(sent, select=["box-emty"])


def test_a_merged_document_is_looked_at_as_it_is() -> None:
    reply = sample_reply("annual-report")
    kept = merge_cross_page(reply, keep={((4, 4), (5, 1)): False})
    assert lint(merge_cross_page(reply)) == ()
    assert [finding.rule for finding in lint(kept)] == ["continuation-unmerged"]


def test_findings_come_by_place() -> None:
    sent = result([text("")], [text("b"), text("\x01", bbox=[0, 0, 900, 0])], {"page_num": 0, "blocks": []})
    found = lint(sent)
    assert [(finding.rule, finding.page, finding.idx) for finding in found] == [
        ("content-empty", 0, 0),
        ("box-empty", 1, 1),
        ("box-off-page", 1, 1),
        ("character-broken", 1, 1),
        ("page-order", 0, None),
        ("page-repeated", 0, None),
    ]
    assert [finding.pointer for finding in found[-2:]] == ["/pages/2/page_num"] * 2


@pytest.mark.parametrize("content", ["für", "“d’été”", "l’œuvre 中文"])
def test_texts_in_the_wrong_encoding_are_found(content: str) -> None:
    wrong = content.encode().decode("cp1252", "replace").replace("\ufffd", "")
    assert [finding.rule for finding in lint(result([text(content)]))] == []
    assert [finding.rule for finding in lint(result([text(wrong)]))] == ["encoding-broken"]


@pytest.mark.parametrize("word", ["Сontract", "c\u043entract", "ΤNF", "договoр", "Кurve"])
def test_words_of_two_scripts_are_found(word: str) -> None:
    assert [finding.rule for finding in lint(result([text(f"The {word} ends.")]))] == ["script-mixed"]


PRICES = "It was $5, then $10 and $15. Set $HOME first; run `a ${B}`."


@pytest.mark.parametrize(
    "content", [PRICES, "between $5 and $x_1$", "5 μm, ΔT, Ωm, α-helix, IT-отдел", "日本語とEnglish"]
)
def test_prices_variables_and_units_are_no_defects(content: str) -> None:
    assert lint(result([text(content)])) == ()


@pytest.mark.parametrize("content", ["the sum $\\frac{a}{b} of both", "with $x$ and $y_{1} there", "x_{1}$ and more"])
def test_a_dollar_without_partner_is_found(content: str) -> None:
    assert [finding.rule for finding in lint(result([text(content)]))] == ["dollar-unbalanced"]


def test_every_dollar_that_a_paper_lacks_is_found_in_its_block() -> None:
    sent = json.loads((ROOT / "sample_results" / "paper" / "outputs.json").read_text("utf-8"))
    pages = sent["data"]["result"]["outputs"]["json"]["pages"]
    found = 0
    for number, block in [(page["page_num"], block) for page in pages for block in page["blocks"]]:
        if block["type"] != "text":
            continue
        content = block["content"]
        for at in [match.start() for match in re.finditer(r"\$", content)]:
            block["content"] = content[:at] + content[at + 1 :]
            told = [(finding.page, finding.idx) for finding in lint(sent, select=["dollar-unbalanced"])]
            assert told == [(number, block["idx"])], block["content"]
            found += 1
        block["content"] = content
    assert found > 20


@pytest.mark.parametrize(
    "content", ["It cost $5.", "See ${NAME}.", "See $HOME here.", "From $5 to $7 and $9.", "It cost US$ 5"]
)
def test_prices_and_variables_are_no_formulas_even_beside_formulas(content: str) -> None:
    mathematical = result([text("so $\\frac{a}{b}$."), text(content)])
    assert lint(mathematical, select=["dollar-unbalanced"]) == ()


@pytest.mark.parametrize("latex", ["{a", "a}", r"\begin{cases} a", r"\left( a", r"\{ a }"])
def test_what_does_not_close_is_found_in_texts_and_cells(latex: str) -> None:
    cells = [["a", "b"], ["c", f"${latex}$"]]
    found = lint(result([text(f"so ${latex}$."), table(cells)]))
    assert [(finding.rule, finding.idx) for finding in found] == [("latex-unbalanced", 0), ("latex-unbalanced", 1)]
    assert "row 2, column 2" in found[1].message


def test_the_columns_of_a_page_are_no_jumps() -> None:
    left, right = [80, 400], [440, 760]
    heads = [[left[0], 100, right[1], 140]]
    boxes = heads + [[*sides[:1], y, *sides[1:], y + 80] for sides in (left, right) for y in (200, 300, 400)]
    blocks = [text(f"Sentence number {n}.", bbox=box) for n, box in enumerate(boxes)]
    assert lint(result(blocks)) == ()
    assert lint(result(blocks[:4], [*blocks[:1], *blocks[4:]])) == ()
    blocks[1], blocks[2] = blocks[2], blocks[1]
    assert [(finding.rule, finding.path) for finding in lint(result(blocks))] == [
        ("order-jump", "$.pages[0].blocks[2].bbox")
    ]


def test_blocks_that_say_nothing_are_no_duplicates() -> None:
    same = {"bbox": [80, 100, 300, 300], "img_url": ""}
    assert "block-duplicate" not in {
        f.rule for f in lint(result([text("", type=t, **same) for t in ("cs", "cs", "stamp")]))
    }
    twice = [text("A wheel.", type="figure", **same | {"img_url": "http://a/b.png"})] * 2
    assert [finding.rule for finding in lint(result(twice))] == ["block-duplicate"]


def test_pictures_are_found_in_the_package(tmp_path: Path) -> None:
    figures = [text("A wheel.", type="figure", img_url=f"images/{name}.png") for name in "ab"]
    with zipfile.ZipFile(tmp_path / "result.zip", "w") as package:
        package.writestr("out/outputs.json", json.dumps(result(figures)))
        package.writestr("out/images/a.png", b"\x89PNG")
        package.writestr("a/" * 30_000 + "c.png", b"\x89PNG")  # all ends of this path would be gigabytes
    found = list(lint_files([tmp_path / "result.zip"]))
    assert [(finding.rule, finding.idx) for finding in found] == [("picture-not-found", 1)]


# -- formats --------------------------------------------------------------------------------------------------------

NASTY = LintFinding("box-empty", "warning", "100% of a\n::error::b", 3, 7, "$.pages[3].blocks[7]", "a,b:c%\n.json")
WHOLE = LintFinding("latex-unchecked", "info", "Not tried.", None, None, "$", "")


def test_text_has_a_line_for_each() -> None:
    lines = FINDING_FORMATS["text"]([NASTY, WHOLE]).splitlines()
    assert lines[-1] == "$: info latex-unchecked: Not tried."
    assert lines[0].startswith("a,b:c%\\n.json: $.pages[3].blocks[7] (page 3, idx 7): warning box-empty: 100% of a")


def test_a_terminal_shows_the_same_lines_in_colours() -> None:
    lines = styled([NASTY, WHOLE])
    assert lines.plain == FINDING_FORMATS["text"]([NASTY, WHOLE])
    assert {str(span.style) for span in lines.spans} == {"dim", "yellow", "cyan"}


def test_commands_of_a_workflow_are_escaped() -> None:
    first, second = FINDING_FORMATS["github"]([NASTY, WHOLE]).splitlines()
    place = "file=a%2Cb%3Ac%25\\n.json,title=box-empty"
    assert first == f"::warning {place}::$.pages[3].blocks[7]: 100%25 of a%0A::error::b"
    assert second == "::notice title=latex-unchecked::$: Not tried."


def test_json_has_all_of_a_finding() -> None:
    first, second = json.loads(FINDING_FORMATS["json"]([NASTY, WHOLE]))
    assert first == {
        "rule": "box-empty",
        "severity": "warning",
        "message": NASTY.message,
        "page": 3,
        "idx": 7,
        "path": "$.pages[3].blocks[7]",
        "file": NASTY.file,
        "pointer": "/pages/3/blocks/7",
    }
    assert (second["page"], second["pointer"]) == (None, "")


def test_sarif_has_what_the_standard_requires() -> None:
    log = json.loads(FINDING_FORMATS["sarif"]([NASTY, WHOLE]))
    assert log["version"] == "2.1.0"
    (done,) = log["runs"]
    driver = done["tool"]["driver"]
    assert driver["name"] == "somark-tools"
    assert [rule["id"] for rule in driver["rules"]] == IDS
    levels = {rule["defaultConfiguration"]["level"] for rule in driver["rules"]}
    assert levels == {"error", "warning", "note"}
    first, second = done["results"]
    for found in (first, second):
        assert driver["rules"][found["ruleIndex"]]["id"] == found["ruleId"]
        assert found["message"]["text"]
    (place,) = first["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "a%2Cb%3Ac%25%0A.json"
    assert place["logicalLocations"] == [{"fullyQualifiedName": "/pages/3/blocks/7"}]
    assert "physicalLocation" not in second["locations"][0]


def test_the_page_of_rules_is_current() -> None:
    page = ROOT / "docs" / "lint.md"
    if os.environ.get("UPDATE_GOLDENS"):
        page.write_text(rules_page(), "utf-8")
    assert page.read_text("utf-8") == rules_page()


# -- any input ------------------------------------------------------------------------------------------------------


@given(st.one_of(mutated_results(), results(), chained_results(), json_values))
def test_any_json_is_linted_or_raises_a_somark_error(value: object) -> None:
    try:
        found = lint(value)
    except SomarkError:
        return
    assert list(found) == sorted(found, key=lambda finding: place_in(finding.path))
    for finding in found:
        assert finding.message == printable(finding.message)
        assert finding.rule in IDS
        assert finding.severity in SEVERITIES
    for write in FINDING_FORMATS.values():
        assert write(found).encode() is not None


def place_in(path: str) -> tuple[int, int]:
    found = re.search(r"\.pages\[(\d+)\](?:\.blocks\[(\d+)\])?", path)
    return (int(found[1]), int(found[2] or -1)) if found else (-1, -1)


SIZES = (1000, 8000)
OVERLAPPING = {"bbox": [80, 100, 760, 1100]}
MANY = {
    "texts": lambda n: [text(f"Sentence {i} of $x_{{{i}}}$ it.") for i in range(n)],
    "one over the other": lambda n: [text(f"Sentence {i}.", **OVERLAPPING) for i in range(n)],
    "the same": lambda n: [text("Sentence after sentence, the very same again and again.")] * n,
    "titles": lambda n: [text(f"{i}.{i} Title", type="title", title_level=i % 9 + 1) for i in range(n)],
    "columns": lambda n: [
        text(f"goes on {i} and", bbox=[80 + 360 * (i % 2), 9, 400 + 360 * (i % 2), 99]) for i in range(n)
    ],
    "figures": lambda n: [text("", type="figure", img_url=f"{i}.png", captions=[i - 1]) for i in range(n)],
    "a table": lambda n: [table([["a", "", "$x", "b"][: 2 + i % 3] for i in range(n)])],
    "spans": lambda n: [table([['a</td><td rowspan="900" colspan="900">b'] for _ in range(n)])],
    "a word": lambda n: [text("é" + "ab" * 20 * n)],
    "a formula": lambda n: [text("{" * n + "$x$" * n + "\\\\begin{a}" * n)],
}


@pytest.mark.parametrize("blocks", MANY.values(), ids=MANY)
def test_time_grows_with_the_input_only(blocks: Callable[[int], list[Any]]) -> None:
    def took(number: int) -> float:
        sent = json.dumps(result(blocks(number)))
        start = time.process_time()
        lint(sent)
        return time.process_time() - start

    few, many = (took(number) for number in SIZES)
    assert many < 3 * max(0.1, few) * SIZES[1] / SIZES[0]


# -- the command ----------------------------------------------------------------------------------------------------


def test_the_command_goes_on_after_a_file_that_is_no_result(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text(json.dumps(result([text("One.", bbox=[0, 0, 900, 40])])))
    (tmp_path / "broken.json").write_text("{")
    done = run("lint", "broken.json", "none.json", "good.json", cwd=tmp_path)
    assert done.returncode == 1
    assert [line.partition(": ")[0] for line in done.stdout.splitlines()] == ["broken.json", "none.json", "good.json"]
    assert [line.split(" ")[-1] for line in done.stderr.splitlines()] == ["infos"]
    assert run("lint", "broken.json", "good.json", "--ignore", "unreadable", cwd=tmp_path).returncode == 0


def test_the_command_fails_where_it_is_asked_to(tmp_path: Path) -> None:
    (tmp_path / "warned.json").write_text(json.dumps(result([text("")])))
    assert [
        run("lint", "warned.json", *options, cwd=tmp_path).returncode
        for options in ([], ["--fail-on", "error"], ["--fail-on", "warning"])
    ] == [0, 0, 1]
    for arguments in (["warned.json", "--select", "content-emty"], []):
        done = run("lint", *arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert not arguments or "Did you mean 'content-empty'?" in done.stderr


@pytest.mark.parametrize("form", FINDING_FORMATS)
def test_the_command_writes_every_format(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("warned.json").write_text(json.dumps(result([text("")])))
    done = run("lint", "warned.json", "--format", form)
    assert (done.returncode, done.stderr) == (0, "0 errors, 1 warning, 0 infos\n")
    assert done.stdout == FINDING_FORMATS[form](list(lint_files([Path("warned.json")])))


def test_the_choices_of_the_command_are_those_of_the_tables() -> None:
    assert (tuple(FINDING_FORMATS), SEVERITIES) == (check._FINDING_FORMATS, check._SEVERITIES)

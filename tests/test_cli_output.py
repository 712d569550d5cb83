"""Where the commands write: files, folders, standard output; options that do nothing there; what fell short."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from results import result, text
from test_cli_manners import on_a_terminal, run

from somark_tools import Assets, merge_cross_page, render_docx, render_markdown, render_viewer

SAMPLE = ROOT / "sample_results" / "exam" / "outputs.json"


def test_one_format_may_be_printed(tmp_path: Path) -> None:
    document, assets = merge_cross_page(SAMPLE), Assets.beside(SAMPLE)
    done = run("convert", SAMPLE, "-o", "-", "--to", "md", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, render_markdown(document, assets=assets), "")
    word = subprocess.run(
        [sys.executable, "-m", "somark_tools", "convert", SAMPLE, "-o", "-", "--to", "docx"],
        capture_output=True, check=True,
    )  # fmt: skip
    assert word.stdout == render_docx(document, assets=assets)
    done = run("view", SAMPLE, "-o", "-", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, render_viewer(document, assets=assets))
    assert list(tmp_path.iterdir()) == []


def test_a_file_may_be_called_by_the_sign_for_standard_output(tmp_path: Path) -> None:
    done = run("convert", SAMPLE, "-o", "./-", "--to", "txt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "-").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["convert", SAMPLE, "-o", "-"], "say which format is to be printed, for example --to md"),
        (["convert", SAMPLE, "-o", "-", "--to", "md,docx"], "write md, docx to a folder"),
        (["convert", SAMPLE, "-o", "-", "--to", "overlay"], "write overlay to a folder"),
        (["convert", SAMPLE, "-o", "-", "--to", "md", "--json"], "both would be printed"),
        (["convert", SAMPLE, "-o", "-", "--to", "md", "--pictures", "folder"], "no file beside which"),
        (["view", SAMPLE, "-o", "-", "--json"], "both would be printed"),
        (["batch", SAMPLE, "-o", "-", "--to", "md"], "a folder is written"),
        (["parse", "report.pdf", "-o", "-"], "a folder is written"),
        (["fetch", "some-task", "-o", "-"], "a folder is written"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_can_t_be_printed_is_refused(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_is_shown_text_that_can_t_steer_it_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "outputs.json"
    source.write_text(json.dumps(result([text("a\x1b[31mb\tc"), text("中文")])), "utf-8")
    shown = on_a_terminal("convert", source, "-o", "-", "--to", "txt")
    assert re.search(r"a\\x1b\[31mb +c", shown)
    assert "中文" in shown
    assert "\x1b[31m" not in shown
    refused = on_a_terminal("convert", source, "-o", "-", "--to", "docx")
    assert "docx is no text that a terminal can show" in " ".join(refused.split())
    assert "PK" not in refused


def test_a_path_that_ends_like_a_folder_is_one(tmp_path: Path) -> None:
    for name in ("new", "o"):  # which is an option, with a dash before it
        assert run("convert", SAMPLE, "-o", f"{name}/", "--to", "md", cwd=tmp_path).returncode == 0
        assert run("convert", SAMPLE, "-o", name, "--to", "txt", cwd=tmp_path).returncode == 0
        assert sorted(path.name for path in (tmp_path / name).iterdir()) == ["outputs.md", "outputs.txt"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["convert", SAMPLE, "-o", "x.docx", "--page-marks"], "--page-marks is for md, and does nothing to docx"),
        (["convert", SAMPLE, "-o", "x.docx", "--no-descriptions"], "--no-descriptions is for md"),
        (["convert", SAMPLE, "-o", "x.md", "--toc"], "--toc is for docx, and does nothing to md"),
        (["convert", SAMPLE, "-o", "x.txt", "--furniture"], "--furniture is for md, html, and does nothing to txt"),
        (["convert", SAMPLE, "-o", "x", "--to", "md,html", "--scale", "2"], "--scale is for overlay, and does"),
        (["convert", SAMPLE, "-o", "x.md", "--pdf", SAMPLE.with_name("document.pdf")], "--pdf is for docx, overlay"),
        (["batch", SAMPLE, "-o", "x", "--to", "txt", "--max-tokens", "9"], "--max-tokens is for chunks, and does"),
        (["view", SAMPLE, "-o", "viewer.md"], "its name ends with .html"),
        (["view", SAMPLE, "--port", "8000"], "--port is for --serve"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_option_that_does_nothing_is_refused(arguments: list[object], said: str, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_an_option_counts_where_one_of_the_formats_takes_it(tmp_path: Path) -> None:
    done = run("convert", SAMPLE, "-o", "x", "--to", "md,docx,txt", "--toc", "--furniture", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_what_fell_short_everywhere_alike_is_told_once(tmp_path: Path) -> None:
    source = tmp_path / "outputs.json"
    formulas = [{"type": "equation", "content": f"$$x_{n}$$"} for n in range(20)]
    source.write_text(json.dumps(result([*formulas, text("and $y$ in line")])), "utf-8")
    program = (
        "import somark_tools.equations.mathml as mathml; from somark_tools.cli import main\n"
        "mathml.available, mathml._latex2mathml = lambda: False, lambda: None; main()"
    )
    command = [sys.executable, "-c", program, "convert", source, "-o", tmp_path / "x.docx", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    wrote, said = done.stderr.splitlines()
    assert wrote.startswith("wrote ")
    assert re.search(
        r"blocks\[0\]\.content and 20 more  formula-unconverted: .*pip install 'somark-tools\[math\]'", said
    )
    assert len(json.loads(done.stdout)["issues"]) == 21

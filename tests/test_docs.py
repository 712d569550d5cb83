"""The README and the docs: their code runs and prints what they say, and their tables name what the code has."""

import contextlib
import doctest
import io
import json
import os
import re
import shlex
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from doc_pages import PAGES, cli_page, code_of, commands_of, top_context, with_output

import somark_tools
from somark_tools.cli import somark_tools as command_line
from somark_tools.labels import LABELS
from somark_tools.render.overlay.layers import LAYERS

SAMPLE = ROOT / "sample_results" / "annual-report"
ELSEWHERE = ("://", "--engine ray", "--serve")  # a cluster, an object store, a server: only whether it can be parsed
NOT_OURS = ("python", "pip", "make", "export", "git", "cd", "xdg-open")

SLEEP = time.sleep


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the files that the docs speak of, and the service, played, behind the client."""
    pytest.importorskip("httpx2")
    from service.answers import status, succeeded
    from service.app import KEY, Service
    from service.running import running

    (tmp_path / "sample_results").symlink_to(ROOT / "sample_results")
    shutil.copytree(SAMPLE / "images", tmp_path / "images")  # no link: commands write pictures there
    shutil.copy(SAMPLE / "outputs.json", tmp_path)
    shutil.copy(SAMPLE / "document.pdf", tmp_path / "report.pdf")
    for folder, name in (("results", "paper"), ("more", "exam")):
        (tmp_path / folder).mkdir()
        shutil.copy(ROOT / "sample_results" / name / "outputs.json", tmp_path / folder / f"{name}.json")
    (tmp_path / "list.txt").write_text("more/exam.json\n", "utf-8")
    _page_images(tmp_path / "pages")
    _template(tmp_path / "house.dotx")
    (tmp_path / "outputs.review.json").write_text('{"format": "somark-review"}', "utf-8")
    (tmp_path / "paper.document.json").write_text(
        somark_tools.merge_cross_page(ROOT / "sample_results" / "paper" / "outputs.json").to_json(), "utf-8"
    )
    played = Service(
        result=json.loads((SAMPLE / "outputs.json").read_text("utf-8"))["data"]["result"]["outputs"]["json"]
    )
    played.answers["TASK_ID"] = [status("QUEUING", "TASK_ID"), succeeded("TASK_ID", played.result)]
    with running(played) as url:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("SOMARK_API_KEY", KEY)
        monkeypatch.setenv("SOMARK_BASE_URL", url)
        monkeypatch.setattr("time.sleep", lambda seconds: SLEEP(min(seconds, 0.02)))  # between checks of a task
        yield tmp_path


def _page_images(folder: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    folder.mkdir()
    pdf = pdfium.PdfDocument(SAMPLE / "document.pdf")
    for number in range(len(pdf)):
        pdf[number].render(scale=0.2).to_pil().save(folder / f"{number + 1}.png")
    pdf.close()


def _template(path: Path) -> None:
    from docx import Document

    Document().save(str(path))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_code_of_a_page_runs_and_prints_what_stands_below_it(page: Path, desk: Path) -> None:
    session: dict[str, object] = {}  # the blocks of a page are read, and run, one after the other
    for code in code_of(page):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            if code.language == "python":
                exec(compile(code.text, page.name, "exec"), session)
            elif code.language == "sh":
                for line in code.text.splitlines():
                    _run(line)
        if code.output is not None:
            got = "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())
            same = doctest.OutputChecker().check_output(code.output, got, doctest.ELLIPSIS)
            if not same and os.environ.get("UPDATE_GOLDENS"):
                page.write_text(with_output(page.read_text("utf-8"), code, got), "utf-8")
                continue
            assert same, got
    for line in commands_of(page):
        _run(line)


def _run(line: str) -> None:
    """Run a line of a shell: a command of ours in this process; of others, whether what it names is there."""
    words = shlex.split(line.partition(" > ")[0], comments=True)
    while words and re.match(r"[A-Z_]+=", words[0]):
        words.pop(0)
    if not words:
        return
    program, *arguments = words
    if program == "somark-tools":
        arguments = [file for word in arguments for file in _expanded(word)]
        if any(sign in line for sign in ELSEWHERE):
            command_line.commands[arguments[0]].make_context(arguments[0], arguments[1:], parent=top_context())
            return
        with contextlib.suppress(SystemExit) if arguments[0] == "lint" else contextlib.nullcontext():
            command_line.main(arguments, standalone_mode=False)
        return
    assert program in NOT_OURS, line
    if program == "pip":
        extras = {extra for name in re.findall(r"\[([a-z,]+)\]", line) for extra in name.split(",")}
        assert extras <= _extras(), line
    elif program == "make":
        assert re.search(rf"^{arguments[-1]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE), line


def _expanded(word: str) -> list[str]:
    """Return the files that a shell makes of a word with a star."""
    return sorted(map(str, Path().glob(word))) if "*" in word and "://" not in word else [word]


def _extras() -> set[str]:
    import tomllib

    return set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target


def test_every_issue_rule_is_documented() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "somark_tools").rglob("*.py"))
    raised = set(re.findall(r"(?:_issue|Issue)\(\s*\"([a-z-]+)\"", code))
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "reading.md").read_text("utf-8"), re.MULTILINE))
    assert raised == documented


def test_every_room_is_in_the_architecture_page() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    for path in (ROOT / "somark_tools").iterdir():
        if path.suffix == ".py" and not path.name.startswith("__") and path.name != "version.py":
            assert f"`{path.name}`" in page, path.name


def test_every_layer_is_in_the_page_of_overlays() -> None:
    page = (ROOT / "docs" / "overlay.md").read_text("utf-8")
    assert [f"| `{layer.name}` | {layer.shows} |" for layer in LAYERS] == re.findall(r"^\| `[a-z]+` \| .*$", page, re.M)


def test_every_label_is_in_the_page_of_the_format() -> None:
    page = (ROOT / "docs" / "format.md").read_text("utf-8")
    rows = [
        f"| `{label.name}` | {', '.join(f'`{alias}`' for alias in label.aliases)} | `{label.kind.__name__}`"
        + (f", empty: `{label.empty.__name__}`" if label.empty else "")
        for label in LABELS
    ]
    assert [row.replace("|  |", "| |") for row in rows] == re.findall(r"^(\| `[a-z_]+` \| .*?) \| [^|]*\|$", page, re.M)


def test_every_public_name_is_in_the_reference_once() -> None:
    pages = "".join(path.read_text("utf-8") for path in (ROOT / "docs" / "api").glob("*.md"))
    assert sorted(re.findall(r"^::: somark_tools\.(?!errors$)(\w+)$", pages, re.M)) == sorted(somark_tools.__all__)


def test_the_page_of_the_command_line_is_current() -> None:
    page = ROOT / "docs" / "cli.md"
    if os.environ.get("UPDATE_GOLDENS"):
        page.write_text(cli_page(), "utf-8")
    assert page.read_text("utf-8") == cli_page()

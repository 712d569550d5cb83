"""The README and the docs: their code runs and prints what they say, and their tables name what the code has."""

import contextlib
import doctest
import io
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from doc_pages import (
    PAGES,
    cli_page,
    code_of,
    commands_of,
    elsewhere,
    extras_in,
    top_context,
    with_output,
    words_of,
)

import somark_tools
from somark_tools.cli import somark_tools as command_line
from somark_tools.labels import LABELS
from somark_tools.render.overlay.layers import LAYERS

NOT_OURS = ("", "python", "pip", "make", "export", "git", "cd", "xdg-open")
SLEEP = time.sleep


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the files that the docs speak of, and the service, played, behind the client."""
    pytest.importorskip("httpx2")
    pytest.importorskip("pypdfium2")
    from desk import laid

    with laid(tmp_path) as environ:
        monkeypatch.chdir(tmp_path)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("time.sleep", lambda seconds: SLEEP(min(seconds, 0.02)))  # between checks of a task
        yield tmp_path


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
    program, *arguments = words_of(line)
    if program == "somark-tools":
        arguments = [file for word in arguments for file in _expanded(word)]
        if elsewhere(line):
            command_line.commands[arguments[0]].make_context(arguments[0], arguments[1:], parent=top_context())
            return
        with contextlib.suppress(SystemExit) if arguments[0] == "lint" else contextlib.nullcontext():
            command_line.main(arguments, standalone_mode=False)
        return
    assert program in NOT_OURS, line
    if program == "pip":
        assert extras_in(line) <= _extras(), line
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


@pytest.mark.parametrize("row", re.findall(r"^\| [^|]+ \| .*`.*$", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M))
def test_the_places_that_contributing_names_are_there(row: str) -> None:
    named = re.findall(r"`([^` ]+)`", row)
    files = [path for name in named if re.search(r"\.\w+$|/", name) for path in _places(name)]
    code = "".join(path.read_text("utf-8") for path in files if path.suffix == ".py")
    for table in (name for name in named if re.fullmatch(r"[A-Z]\w+", name) and name != "Issue"):
        assert re.search(rf"^{table}\b", code, re.MULTILINE), table


def _places(name: str) -> list[Path]:
    """Return where a file or folder lies: below the root or the package, or, named alone, anywhere in the package."""
    places = [base / name for base in (ROOT, ROOT / "somark_tools") if (base / name).exists()]
    places = places or ([] if "/" in name else [*(ROOT / "somark_tools").rglob(name)])
    assert places, name
    return places


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

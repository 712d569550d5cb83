"""The manners of the command line: help with examples, JSON, suggestions, completion, encodings, terminals, pipes."""

import json
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from conftest import ROOT, hear_interruptions
from results import result, text
from service.app import KEY, Service

from somark_tools import merge_cross_page, overlay_files
from somark_tools.cli import COMMANDS, EXAMPLES, EXIT_CODES, somark_tools
from somark_tools.cli.files import _FILES_A_PAGE
from somark_tools.cli.manual import Command

SAMPLE = ROOT / "sample_results" / "exam"
ALL = [command for group in COMMANDS.values() for command in group]
EXAMPLES_OF = [
    pytest.param(line, id=line)
    for examples in (EXAMPLES, *(command.examples for command in ALL if isinstance(command, Command)))
    for _, line in examples
]
NEEDS_MORE = (
    "fetch ",
    "parse ",
    "usage",
    "--serve",
    "--engine ray",
    "--help",
    "eval ",
)  # a service, a cluster, a person


def run(*arguments: object, cwd: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "somark_tools", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env={**os.environ, **environ}, check=False
    )


def on_a_terminal(*arguments: object, **environ: str) -> str:
    """Return what the command shows where stdout and stderr are a terminal."""
    front, back = pty.openpty()
    command = [sys.executable, "-m", "somark_tools", *map(str, arguments)]
    environment = {**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm-256color", **environ}
    with subprocess.Popen(command, stdin=back, stdout=back, stderr=back, env=environment) as process:
        os.close(back)
        shown = b""
        while True:
            try:
                piece = os.read(front, 65536)
            except OSError:  # how Linux says that nobody writes any more
                break
            if not piece:
                break
            shown += piece
        process.wait(60)
    os.close(front)
    return shown.decode("utf-8", "replace")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a folder with all that the examples name."""
    for folder in (tmp_path, tmp_path / "results", tmp_path / "results" / "exam"):
        shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    (tmp_path / "document.pdf").rename(tmp_path / "report.pdf")
    (tmp_path / "reports").mkdir()
    return tmp_path


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.name)
def test_every_command_explains_itself_with_examples(command: click.Command) -> None:
    assert isinstance(command, Command)
    done = run(command.name, "--help")
    assert done.returncode == 0
    _, _, examples = done.stdout.partition("\nExamples:\n")
    lines = [line for line in examples.splitlines() if line.lstrip().startswith(("somark-tools ", "eval "))]
    assert lines == [f"    {line}" for _, line in command.examples]
    assert len(lines) >= 2
    assert all(len(line) <= 80 for line in done.stdout.partition("\nExamples:\n")[0].splitlines())


def test_the_help_lists_every_command_whole_and_the_exit_codes() -> None:
    shown = run("--help").stdout
    for command in ALL:
        assert re.search(rf"^  {command.name} +\w.*\.$", shown, re.M), command.name
    assert "..." not in shown.partition("\n")[2]
    for code, meaning in EXIT_CODES:
        assert re.search(rf"^  {code} +{re.escape(meaning[:30])}", shown, re.M)
    assert set(somark_tools.commands) == {command.name for command in ALL}


@pytest.mark.parametrize("line", EXAMPLES_OF)
def test_the_examples_work(line: str, desk: Path) -> None:
    words = shlex.split(line.partition(" > ")[0])
    if words[0] == "eval":
        words = shlex.split(re.findall(r"\$\((.*)\)", line)[0])
    assert words[0] == "somark-tools"
    if not any(word in line for word in NEEDS_MORE):
        expanded = [str(path) for word in words[1:] for path in (sorted(desk.glob(word)) if "*" in word else [word])]
        done = run(*expanded, cwd=desk)
        assert done.returncode == 0, done.stderr
        return
    command = somark_tools.commands[words[1]]  # it can't be run here, but it can be read
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(desk)
        try:
            command.make_context(words[1], words[2:])
        except click.exceptions.Exit:
            assert "--help" in words


PROGRAMS = {  # each command that tells facts → arguments, and the keys of its JSON
    "convert": (["outputs.json", "-o", "out", "--to", "md,overlay"], {"written", "issues"}),
    "batch": (["results", "-o", "out2", "--to", "md"], {"kept", "done", "pages", "reasons", "failures"}),
    "view": (["outputs.json"], {"written"}),
    "lint": (["outputs.json"], None),
    "outline": (["outputs.json"], None),
    "info": (["outputs.json"], {"name", "pages", "blocks", "labels", "joins", "merges", "issues"}),
    "explain": (["outputs.json"], None),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_get_json(name: str, desk: Path) -> None:
    arguments, keys = PROGRAMS[name]
    done = run(name, *arguments, "--json", cwd=desk)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert keys is None or set(told) == keys
    if name == "convert":
        assert [entry["format"] for entry in told["written"]] == ["md", "overlay"]
        assert len(list((desk / "out" / "overlay").iterdir())) == told["written"][1]["files"]
    if name == "info":
        document = merge_cross_page(desk / "outputs.json")
        assert (told["pages"], told["blocks"]) == (len(document.pages), len(document.blocks))
    if name == "explain":
        assert told
        assert all({"earlier", "later", "joined", "confidence", "rules", "vetoes"} <= set(entry) for entry in told)


def test_every_command_that_tells_facts_has_json() -> None:
    with_json = {c.name for c in ALL for p in c.params if "--json" in p.opts}
    assert with_json == {command.name for command in ALL} - {"completion"}


def test_usage_tells_programs_the_pages_that_are_left(service: tuple[Service, str], tmp_path: Path) -> None:
    _, url = service
    done = run("usage", "--json", SOMARK_BASE_URL=url, SOMARK_API_KEY=KEY, HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "remaining_paid_pages" in json.loads(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["convrt"], "convert"),
        (["convert", "outputs.json", "-o", "x.md", "--front-mater"], "--front-matter"),
        (["convert", "outputs.json", "-o", "x", "--to", "md,docs"], "docx"),
        (["convert", "outputs.json", "-o", "x.docs"], ".docx"),
        (["convert", "outputs.json", "-o", "x.md", "--infer", "alway"], "always"),
        (["convert", "outputs.json", "-o", "x", "--to", "overlay", "--layers", "boxs"], "boxes"),
        (["lint", "outputs.json", "--ignore", "box-emty"], "box-empty"),
        (["completion", "bsh"], "bash"),
        (["help"], "--help"),
        (["/?"], "--help"),
        (["version"], "--version"),
        (["-V"], "--version"),
        (["convert", "outputs.json", "-output", "x.md"], "--output"),
        (["convert", "outputs.json", "-o", "x.md", "-infer=never"], "--infer=never"),
        (["convert", "outputs.json", "-o", "x", "--to", "word"], "docx"),
        (["convert", "outputs.json", "-o", "x", "--to", "Markdown"], "md"),
        (["convert", "outputs.json", "-o", "x", "--to", "md docx"], "md,docx"),
        (["lint", "outputs.json", "--select", "box-empty", "--select", "box-of-page"], "box-off-page"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wrong_names_get_a_suggestion(arguments: list[str], meant: str, desk: Path) -> None:
    done = run(*arguments, cwd=desk)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(rf"Did you mean .*'{re.escape(meant)}'", done.stderr)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["outputs.json"], "No such command 'outputs.json'. Say what to do with it, for example: somark-tools info"),
        (["convert", "outputs.json"], "Say where to write, for example: -o report.md"),
        (["convert", "outputs.json", "-o", "x", "--to", "md", "docx"], 'commas between: --to "md,docx"'),
        (["convert", "outputs.json", "other.json", "-o", "x.md"], "One RESULT at a time (`batch` takes many)"),
        (["convert", "outputs.json", "-o", "x"], "x: no suffix tells the format (.md, "),
        (["lint", "outputs.json", "--json", "--format", "sarif"], "--json is --format json, and not sarif"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wrong_usage_is_told_with_what_would_be_right(arguments: list[str], said: str, desk: Path) -> None:
    done = run(*arguments, cwd=desk)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())


def test_names_may_be_given_one_by_one(desk: Path) -> None:
    assert run("convert", "outputs.json", "-o", "x", "--to", "md", "--to", "txt,md", cwd=desk).returncode == 0
    assert sorted(path.name for path in (desk / "x").iterdir()) == ["outputs.md", "outputs.txt"]
    told = run("lint", "outputs.json", "--select", "box-off-page", "--select", "box-empty", "--json", cwd=desk)
    both = run("lint", "outputs.json", "--select", "box-off-page,box-empty", "--json", cwd=desk)
    assert told.stdout == both.stdout
    assert told.returncode == 0, told.stderr


def test_a_pdf_given_for_page_images_is_told_of(desk: Path) -> None:
    done = run("view", "outputs.json", "--images", "report.pdf", cwd=desk)
    assert done.returncode == 1
    assert "report.pdf: no folder or ZIP of page images" in done.stderr


def test_a_block_that_is_none_is_told_with_those_of_its_page(desk: Path) -> None:
    done = run("explain", "outputs.json", "0:999", cwd=desk)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.search(r"0:999: there is no such block .*page 0 has 0:0 \.\. 0:\d+", done.stderr)


# ---- completion

BASH = """
source <(somark-tools completion bash)
complete -p somark-tools >/dev/null || exit 3
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMPREPLY=()
_somark_tools_completion somark-tools
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def completed(line: str, tmp_path: Path) -> list[str]:
    """Return what bash offers for the last word of a line."""
    program = tmp_path / "bin" / "somark-tools"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m somark_tools "$@"\n')
    program.chmod(0o755)
    environ = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "--norc", "-c", BASH.format(words=line)], capture_output=True, text=True, env=environ, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("somark-tools con", ["convert"]),
        ("somark-tools convert --page-", ["--page-marks", "--page-breaks"]),
        ("somark-tools convert outputs.json --to md,do", ["md,docx", "md,document"]),
        ("somark-tools convert outputs.json --infer a", ["auto", "always"]),
        ("somark-tools convert outputs.json --layers cap", ["captions"]),
        ("somark-tools lint outputs.json --select box-em", ["box-empty"]),
        ("somark-tools completion f", ["fish"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bash_completes(line: str, offered: list[str], tmp_path: Path) -> None:
    assert sorted(completed(line, tmp_path)) == sorted(offered)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_script_of_a_shell_is_one_that_it_reads(shell: str) -> None:
    script = run("completion", shell).stdout
    assert "_SOMARK_TOOLS_COMPLETE" in script
    assert "somark-tools" in script
    if shutil.which(shell):
        done = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


# ---- encodings, terminals, pipes

ODD = "Größe 数据 😀 \x1b[31mred\x07"


def odd(folder: Path) -> Path:
    path = folder / "数据.json"
    block = {**text(ODD), "type": "title", "title_level": 1}
    path.write_text(json.dumps(result([block])), "utf-8")
    return path


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp936", "utf-8"])
def test_no_encoding_of_stdout_stops_it(encoding: str, tmp_path: Path) -> None:
    source = odd(tmp_path)
    command = [sys.executable, "-m", "somark_tools"]
    environ = {**os.environ, "PYTHONIOENCODING": encoding}
    for arguments in (["outline"], ["info"], ["lint"], ["explain"], ["convert", "-o", tmp_path / "数据.md"]):
        done = subprocess.run(
            [*command, arguments[0], source, *arguments[1:]], capture_output=True, env=environ, check=False
        )
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
        assert b"\x1b" not in done.stdout  # nothing in a result steers the terminal
    plain = json.loads(run("outline", source, "--json").stdout)
    done = subprocess.run([*command, "outline", source, "--json"], capture_output=True, env=environ, check=True)
    assert json.loads(done.stdout.decode(encoding)) == plain  # JSON loses nothing in any of them
    assert plain[0]["text"].startswith("Größe 数据 😀")


def test_a_reader_that_leaves_early_hears_no_complaint(tmp_path: Path) -> None:
    many = tmp_path / "many.json"
    many.write_text(json.dumps(result(*([{**text(f"h {n}"), "type": "title"}] for n in range(5000)))), "utf-8")
    for arguments in (["outline", many], ["outline", many, "--json"], ["lint", many, "--json"]):
        command = [sys.executable, "-m", "somark_tools", *map(str, arguments)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            errors = process.stderr.read().decode()
            process.wait(60)
        assert not re.search("Traceback|rror|Broken|ignored", errors.replace("0 errors", "").replace(" errors", ""))


def test_colours_are_for_terminals_that_want_them(tmp_path: Path) -> None:
    source = tmp_path / "outputs.json"
    source.write_text(json.dumps(result([text("")])), "utf-8")
    assert "\x1b[" in on_a_terminal("lint", source)
    assert "\x1b[" not in on_a_terminal("lint", source, NO_COLOR="1")
    assert "\x1b[" not in on_a_terminal("lint", source, TERM="dumb")
    assert "\x1b" not in run("lint", source).stdout


def shown_by(program: str) -> str:
    """Return what a program shows on a terminal."""
    front, back = pty.openpty()
    environ = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen([sys.executable, "-c", program], stderr=back, env=environ) as process:
        assert process.wait(60) == 0
    os.close(back)
    os.set_blocking(front, False)
    try:
        told = os.read(front, 65536).decode()
    except (BlockingIOError, OSError):
        told = ""
    os.close(front)
    return told


SLOW = "import time\nfrom somark_tools.cli.progress import busy, counted\n"
BUSY = SLOW + "with busy('reading [a].json'): time.sleep({})\n"
COUNTED = SLOW + "assert [n for n in counted(range(4), 'drawing', 4) if not time.sleep({})] == [0, 1, 2, 3]"


def test_a_sign_of_life_is_shown_on_a_terminal_after_a_second(tmp_path: Path) -> None:
    assert "reading [a].json" in shown_by(BUSY.format(1.6))
    assert shown_by(BUSY.format(0.1)) == ""
    done = subprocess.run([sys.executable, "-c", BUSY.format(1.6)], capture_output=True, check=True)
    assert done.stderr == b""


def test_a_bar_is_shown_on_a_terminal_after_a_second() -> None:
    assert re.search(r"drawing.*100%", shown_by(COUNTED.format(0.4)))
    assert shown_by(COUNTED.format(0.01)) == ""
    assert len(list(overlay_files(merge_cross_page(SAMPLE / "outputs.json")))) == _FILES_A_PAGE * 2  # its pages
    done = subprocess.run([sys.executable, "-c", COUNTED.format(0.4)], capture_output=True, check=True)
    assert done.stderr == b""


def test_an_interrupted_command_says_so_and_exits_130(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "waiting.json")
    command = [sys.executable, "-m", "somark_tools", "info", str(tmp_path / "waiting.json")]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, text=True, preexec_fn=hear_interruptions) as process:
        writer = os.open(tmp_path / "waiting.json", os.O_WRONLY)  # waits until the command reads
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        os.close(writer)
    assert (process.returncode, errors.strip()) == (130, "somark-tools: interrupted")

"""Batches, run as a person runs them: with broken results, hanging ones, killed workers, killed runs."""

import base64
import errno
import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLES
from results import result, text

from somark_tools import Failed, OutputError, SourceError, merge_cross_page, render_docx, render_markdown, run_batch
from somark_tools.assets.beside import Assets

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the workers by /proc")

BROKEN = b'{"pages": 7}'
PNG = b"\x89PNG\r\n\x1a\n"  # as much as tells what it is


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "somark_tools", "batch", *map(str, arguments)]


def batch(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, encoding="utf-8", check=False)


def errors(out: Path) -> dict[str, str]:
    """Return the reasons of the failures listed in OUT, by the names of their files."""
    lines = (out / "errors.jsonl").read_text("utf-8").splitlines()
    return {Path(error["source"]).name: error["reason"] for error in map(json.loads, lines)}


def recorded(out: Path) -> list[str]:
    """Return the names in all records of what was done, as often as they are there."""
    journals = (out / ".batch").glob("done-*.jsonl")
    return [json.loads(line)["name"] for path in journals for line in path.read_text("utf-8").splitlines()]


def written(out: Path) -> dict[str, bytes]:
    paths = [path for path in out.rglob("*") if path.is_file() and ".batch" not in path.parts]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths if path.name != "errors.jsonl"}


def saved(folder: Path, names: int, *, broken: int = 0) -> Path:
    """Write so many small results, and every so many one a broken one."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(names):
        path = folder / f"{number:04}.json"
        if broken and number % broken == broken // 2:
            path.write_bytes(BROKEN)
        else:
            path.write_text(json.dumps(result([text(f"text {number} goes")], [text("on", (0, 0))])), "utf-8")
    return folder


def children(pid: int) -> list[int]:
    """Return the processes below this one that no process is below: its workers, once they are there."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    # run → server → workers; a tracker of resources hangs beside the server
    return [worker for server in parents.get(pid, []) for worker in parents.get(server, [])]


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def kill_who_reads(pipe: Path, run: subprocess.Popen[str]) -> None:
    """Kill the only worker of a run once it reads this pipe; return when it is gone."""
    ends: list[int] = []

    def taken() -> bool:
        try:
            ends.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        except OSError as error:
            if error.errno != errno.ENXIO:  # nobody reads
                raise
        return bool(ends)

    until(taken)
    (worker,) = filter(alive, children(run.pid))  # it reads on as long as nothing comes and this end is open
    os.kill(worker, signal.SIGKILL)
    until(lambda: not alive(worker))
    os.close(ends[0])


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start batches in the background; those still running at the end of the test are killed."""
    runs: list[subprocess.Popen[str]] = []

    def start(*arguments: object) -> subprocess.Popen[str]:
        runs.append(subprocess.Popen(command(*arguments), stderr=subprocess.PIPE, text=True, encoding="utf-8"))
        return runs[-1]

    yield start
    for run in runs:
        for worker in children(run.pid):
            os.kill(worker, signal.SIGKILL)
        run.kill()
        run.communicate()


def test_outputs_are_those_of_convert_in_the_tree_of_the_inputs(tmp_path: Path) -> None:
    done = batch(ROOT / "sample_results", "-o", tmp_path, "--to", "md,docx,document", "--front-matter")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr.startswith("4 done (18 pages), 0 done before, 0 failed; ")
    for path in SAMPLES:
        document = merge_cross_page(path)
        made = tmp_path / path.parent.name / "outputs"
        assets = Assets.beside(path)
        assert made.with_suffix(".md").read_text("utf-8") == render_markdown(document, assets=assets, front_matter=True)
        assert made.with_suffix(".docx").read_bytes() == render_docx(document, assets=assets)
        assert made.with_suffix(".document.json").exists()
    assert (tmp_path / "errors.jsonl").read_bytes() == b""


def test_pictures_lie_beside_the_outputs_that_point_to_them_and_may_be_shared(tmp_path: Path) -> None:
    picture = base64.b64encode(PNG).decode()
    data = {"type": "figure", "img_url": f"data:image/png;base64,{picture}"}
    for name in ("a.json", "b.json", "deep/c.json"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(json.dumps(result([text(name), data])))
    out = tmp_path / "out"

    def again() -> list[str]:
        done = batch(tmp_path / "in", "-o", out, "--to", "md,txt", "--pictures", "folder", "--workers", "2")
        assert done.returncode == 0, done.stderr
        return re.findall(r"(\d+) done \(", done.stderr)

    assert again() == ["3"]
    (shared,) = (out / "images").iterdir()
    (deep,) = (out / "deep" / "images").iterdir()
    assert shared.read_bytes() == deep.read_bytes() == PNG
    assert f"(images/{shared.name})" in (out / "a.md").read_text()
    assert f"(images/{deep.name})" in (out / "deep" / "c.md").read_text()
    assert again() == ["0"]
    shared.unlink()
    assert again() == ["2"]  # both of those that point to it
    assert shared.read_bytes() == PNG


def test_inputs_are_files_folders_patterns_lines_and_lists(tmp_path: Path) -> None:
    tree = saved(tmp_path / "in", 3)
    saved(tree / "deep", 1)
    (tree / "notes.pdf").write_bytes(b"no result, and not looked at")
    (tree / "packed.json.gz").write_bytes(gzip.compress((tree / "0000.json").read_bytes()))
    line = json.dumps(result([text("of a line")]))
    (tree / "many.jsonl").write_text(f"{line}\n\n{{}}\n{line}", "utf-8")
    (tmp_path / "list.txt").write_text("# what to do\nin/0001.json\nin/dee*/*.json\nin/missing.json\n", "utf-8")
    cases = {
        "folder": (tree, ["0000", "0001", "0002", "deep/0000", "many/0000001", "many/0000004", "packed"]),
        "file": (tree / "0001.json", ["0001"]),
        "pattern": (f"{tree}/**/*0.json", ["0000", "deep/0000"]),
        "list": (tmp_path / "list.txt", ["deep/0000", "in/0001"]),
    }
    for name, (given, wanted) in cases.items():
        outcomes = list(run_batch([str(given)], tmp_path / name, ["txt"]))
        assert sorted(written(tmp_path / name)) == [f"{name}.txt" for name in wanted], name
        bad = {(outcome.name, outcome.reason) for outcome in outcomes if isinstance(outcome, Failed)}
        assert bad == {"folder": {("many/0000003", "FormatError")}, "list": {("in/missing", "SourceError")}}.get(
            name, bad
        )
    for given in (tmp_path / "none.jsonl", f"{tmp_path}/none*.jsonl", tmp_path / ("a" * 300), tmp_path / "a\0.json"):
        (outcome,) = run_batch([given], tmp_path / "none", ["txt"])
        assert isinstance(outcome, Failed)
        assert outcome.reason == "SourceError"
    with pytest.raises(SourceError, match=r"none\.txt: can't be read"):
        list(run_batch([tmp_path / "none.txt"], tmp_path / "out", ["md"]))


def test_lists_name_files_of_any_encoding_and_no_lists(tmp_path: Path) -> None:
    content = (saved(tmp_path, 1) / "0000.json").read_bytes()
    odd = os.fsencode(tmp_path) + "/报告.json".encode("gbk")
    Path(os.fsdecode(odd)).write_bytes(content)
    (tmp_path / "a\u2028b.json").write_bytes(content)
    (tmp_path / "other.txt").write_text("0000.json")
    (tmp_path / "prose.txt").mkdir()
    (tmp_path / "prose.txt" / "c.json").write_bytes(content)
    (tmp_path / "list.txt").write_bytes(odd + "\r\na\u2028b.json\nprose.txt\nlist.txt\nother.txt\n".encode())
    outcomes = list(run_batch([tmp_path / "list.txt", tmp_path / "prose.txt"], tmp_path / "out", ["txt"], workers=1))
    failed = {outcome.name for outcome in outcomes if isinstance(outcome, Failed)}
    assert failed == {"other.txt"}
    assert len(written(tmp_path / "out")) == 3


def test_what_can_be_no_job_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="'pdf': no such format; there are md,"):
        list(run_batch([tmp_path], tmp_path / "out", ["pdf"]))
    with pytest.raises(SourceError, match=r"none\.docx: can't be read"):
        list(run_batch([tmp_path], tmp_path / "out", ["docx"], options={"template": tmp_path / "none.docx"}))
    with pytest.raises(OutputError, match="infer is one of auto, always, never, not 'x'"):
        list(run_batch([tmp_path], tmp_path / "out", ["md"], infer="x"))  # type: ignore[arg-type]
    with pytest.raises(OutputError, match="engine is one of local, ray, not 'spark'"):
        list(run_batch([tmp_path], tmp_path / "out", ["md"], engine="spark"))  # type: ignore[arg-type]
    with pytest.raises(OutputError, match="none of the formats has an option 'toc'"):
        list(run_batch([tmp_path], tmp_path / "out", ["md"], options={"toc": True}))
    with pytest.raises(ValueError, match="above 0"):
        list(run_batch([tmp_path], tmp_path / "out", ["md"], seconds=float("nan")))
    assert batch(tmp_path, "-o", tmp_path / "out", "--to", "md", "--timeout", "nan").returncode == 2


def test_one_input_and_one_format_may_stand_alone(tmp_path: Path) -> None:
    tree = saved(tmp_path / "in", 2)
    for number, given in enumerate((tree, str(tree))):
        assert len(list(run_batch(given, tmp_path / str(number), "txt", workers=1))) == 2
        assert len(written(tmp_path / str(number))) == 2


def test_a_result_may_take_for_ever(tmp_path: Path) -> None:
    tree = saved(tmp_path / "in", 2)
    assert len(list(run_batch([tree], tmp_path / "out", ["txt"], workers=1, seconds=float("inf")))) == 2
    assert len(written(tmp_path / "out")) == 2


def test_inputs_that_hold_nothing_are_told_of(tmp_path: Path) -> None:
    saved(tmp_path / "empty", 0)
    done = batch(tmp_path / "empty", "-o", tmp_path / "out", "--to", "md")
    assert (done.returncode, done.stderr.partition("empty: ")[2]) == (
        1, "nothing to do: no .json, .json.gz, .zip or .jsonl lies there\n",
    )  # fmt: skip
    (outcome,) = run_batch([tmp_path / "empty" / "*.json"], tmp_path / "out", ["md"])
    assert isinstance(outcome, Failed)
    assert (outcome.reason, outcome.message) == ("SourceError", "can't be read: No such file or directory")


def test_names_that_would_be_one_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    one, two = saved(tmp_path / "a" / "one", 1), saved(tmp_path / "b" / "two", 1)
    three = saved(tmp_path / "b" / "one", 1)
    shutil.copy(one / "0000.json", one / "errors.json")

    def names(*inputs: object) -> list[str]:
        out = tmp_path / "out"
        shutil.rmtree(out, ignore_errors=True)
        assert not any(isinstance(done, Failed) for done in run_batch(map(str, inputs), out, ["txt"]))
        return sorted(written(out))

    assert names(one, two, one) == ["one/0000.txt", "one/errors.txt", "two/0000.txt"]
    assert names(one / "0000.json", two / "0000.json") == ["one/0000.txt", "two/0000.txt"]
    assert names(one / "0000.json", three / "0000.json") == ["a/one/0000.txt", "b/one/0000.txt"]
    assert names(f"{tmp_path}/*/*/0000.json") == ["a/one/0000.txt", "b/one/0000.txt", "b/two/0000.txt"]
    gzipped = one / "0000.json.gz"
    gzipped.write_bytes(gzip.compress((one / "0000.json").read_bytes()))
    hashed = names(one / "0000.json", gzipped)
    assert len(hashed) == 2
    assert all(re.fullmatch(r"0000-[0-9a-f]{8}\.txt", name) for name in hashed)


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    tree, script = saved(tmp_path / "in", 4), tmp_path / "script.py"
    script.write_text(
        "from somark_tools import run_batch\n"
        f"print('once', len(list(run_batch([{str(tree)!r}], {str(tmp_path / 'out')!r}, ['md'], workers=2))))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("once 4\n", "")


def test_an_input_is_never_written_over(tmp_path: Path) -> None:
    tree = saved(tmp_path / "in", 1)
    before = (tree / "0000.json").read_bytes()
    with pytest.raises(OutputError, match="an input"):
        list(run_batch([tree], tree, ["json"]))
    (outcome,) = run_batch([tree / "0000.json"], tree, ["json"])
    assert isinstance(outcome, Failed)
    assert outcome.message == "this is the input; write elsewhere"
    assert (tree / "0000.json").read_bytes() == before
    # a folder of outputs inside of the folder of inputs is none of the inputs
    for _ in range(2):
        list(run_batch([tree], tree / "out", ["json"]))
    assert list(written(tree / "out")) == ["0000.json"]


def test_only_what_has_changed_is_done_again(tmp_path: Path) -> None:
    tree, out = saved(tmp_path / "in", 6, broken=6), tmp_path / "out"

    def done(*formats: str) -> list[str]:
        return sorted(outcome.name for outcome in run_batch([tree], out, formats or ["md"]))

    assert len(done()) == 6
    assert done() == ["0003"]  # what failed is tried again
    os.utime(tree / "0000.json", (1, 1))  # another age, the same content
    (tree / "0001.json").write_text(json.dumps(result([text("new")])), "utf-8")
    (out / "0002.md").unlink()
    (out / "0004.md").write_bytes(b"cut off")
    assert done() == ["0001", "0002", "0003", "0004"]
    assert (out / "0001.md").read_text() == "new\n"
    assert len(done("txt")) == 6  # another job
    assert done("txt") == done() == ["0003"]
    assert len(done("md", "txt")) == 6  # which writes over what both have made
    assert len(done()) == 6
    journal = next((out / ".batch").glob("done-*.jsonl"))
    journal.write_bytes(journal.read_bytes()[:-10] + b"\nno record\n[]\n")
    assert len(done()) == 2  # the record that was cut off, and the broken file


def test_one_run_at_a_time(tmp_path: Path) -> None:
    tree = saved(tmp_path / "in", 3)
    first = run_batch([tree], tmp_path / "out", ["md"])
    next(first)
    with pytest.raises(OutputError, match="another run writes here"):
        next(run_batch([tree], tmp_path / "out", ["md"]))
    assert len(list(first)) == 2


def test_a_hanging_and_a_greedy_result_cost_one_file_each(tmp_path: Path) -> None:
    tree, out = saved(tmp_path / "in", 20, broken=10), tmp_path / "out"
    os.mkfifo(tree / "hang.json")  # reading it waits for ever
    greedy = json.dumps(result([text("x" * (400 << 20))])).encode()
    (tree / "greedy.json.gz").write_bytes(gzip.compress(greedy, 1))
    (tmp_path / "list.txt").write_text("in\nin/hang.json\n", "utf-8")
    done = batch(tmp_path / "list.txt", "-o", out, "--to", "md", "--workers", 2, "--timeout", 10, "--memory", 900)
    assert done.returncode == 1
    assert errors(out) == {
        "0005.json": "FormatError",
        "0015.json": "FormatError",
        "greedy.json.gz": "memory",
        "hang.json": "timeout",
    }
    assert len(written(out)) == 18
    assert "0005.json: $.pages: " in done.stderr
    assert "\nfailed: 2 FormatError, 1 " in done.stderr


def test_a_killed_worker_costs_nothing_but_one_that_dies_twice_its_file(
    tmp_path: Path, started: Callable[..., subprocess.Popen[str]]
) -> None:
    tree, out = saved(tmp_path / "in", 30), tmp_path / "out"
    os.mkfifo(tree / "hang.json")
    (tmp_path / "list.txt").write_text("in/hang.json\nin\n", "utf-8")
    run = started(tmp_path / "list.txt", "-o", out, "--to", "md", "--workers", 1)
    kill_who_reads(tree / "hang.json", run)
    kill_who_reads(tree / "hang.json", run)  # the suspect comes once more, when the others are done
    run.communicate(timeout=60)
    assert run.returncode == 1
    assert errors(out) == {"hang.json": "killed"}
    assert len(written(out)) == len(recorded(out)) == 30


def test_kills_midway_lose_and_repeat_nothing(tmp_path: Path, started: Callable[..., subprocess.Popen[str]]) -> None:
    tree, out = saved(tmp_path / "in", 600, broken=100), tmp_path / "out"
    arguments = (tree, "-o", out, "--to", "md,docx", "--workers", 2)
    run = started(*arguments)
    until(lambda: len(recorded(out)) > 50)
    os.kill(children(run.pid)[0], signal.SIGKILL)
    before = len(recorded(out))
    until(lambda: len(recorded(out)) > before + 50)
    run.kill()  # -9 of the whole run; its workers end by themselves
    run.wait()
    done = batch(*arguments)
    assert done.returncode == 1, done.stderr
    assert "0 done before" not in done.stderr
    assert len(recorded(out)) == len(set(recorded(out))) == 594
    assert len(errors(out)) == 6
    assert not (out / ".batch" / "unfinished").exists()
    done_now, kept = (
        int(words.split()[0].replace(",", "")) for words in done.stderr.split("\n")[-2 - 1].split(", ")[:2]
    )
    assert done_now + kept == 594
    whole = tmp_path / "whole"
    batch(tree, "-o", whole, "--to", "md,docx")
    assert written(out) == written(whole)


def test_ray_makes_the_same(tmp_path: Path) -> None:
    tree, local, there = saved(tmp_path / "in", 60, broken=20), tmp_path / "local", tmp_path / "ray"
    os.mkfifo(tree / "hang.json")
    (tmp_path / "list.txt").write_text("in/hang.json\nin\n", "utf-8")
    arguments = ("--to", "md,docx", "--timeout", 10)
    batch(tmp_path / "list.txt", "-o", local, *arguments)
    done = batch(tmp_path / "list.txt", "-o", there, *arguments, "--engine", "ray")
    assert done.returncode == 1, done.stderr
    assert written(there) == written(local)
    assert len(written(there)) == 2 * 57
    assert errors(there) == errors(local)
    assert errors(there)["hang.json"] == "timeout"


def test_urls_are_read_and_written_like_paths(tmp_path: Path) -> None:
    tree = saved(tmp_path / "in", 6, broken=6)
    list(run_batch([tree], tmp_path / "paths", ["md"]))
    first = list(run_batch([f"file://{tree}"], f"file://{tmp_path}/urls", ["md"]))
    assert len(first) == 6
    assert written(tmp_path / "urls") == written(tmp_path / "paths")
    assert errors(tmp_path / "urls") == {"0003.json": "FormatError"}
    assert len(list(run_batch([f"file://{tree}"], f"file://{tmp_path}/urls", ["md"]))) == 1

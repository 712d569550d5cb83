"""Print the rate of a batch beside that of a bare loop over the same results, in one run.

    python benchmarks/batch.py RESULT... [--files 2000] [--workers 2] [--to md] [--kills] [--ray] [--at-most 15]

The results are copied until there are so many files, one in a hundred of them broken. Each side works in the same
number of processes, started new: the bare loop reads, merges, renders and writes, and does nothing else. The best of
the rounds counts, for both sides. `--kills` kills a worker and then the run, and goes on; `--ray` does the same files
through Ray on this machine. It exits 1 if outputs differ from the loop's, a broken file is not listed or anything is
done twice, and with `--at-most` above that per cent of overhead.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

_LOOP = """
import sys
from pathlib import Path
from somark_tools import SomarkError, merge_cross_page
from somark_tools.assets.beside import Assets
from somark_tools.render import FORMATS
out, names = Path(sys.argv[1]), sys.argv[2].split(",")
formats = [fmt for fmt in FORMATS if fmt.name in names]
for path in map(Path, sys.stdin.read().split("\\n")):
    try:
        document = merge_cross_page(path)
    except SomarkError:
        continue
    for fmt in formats:
        made = fmt.load()(document, **({"assets": Assets.beside(path)} if fmt.assets else {}))
        (out / f"{path.stem}{fmt.suffix}").write_bytes(made if isinstance(made, bytes) else made.encode())
"""


def copied(results: list[Path], folder: Path, files: int) -> list[Path]:
    """Write so many files: the results over and over, each hundredth cut off."""
    contents = [path.read_bytes() for path in results]
    paths = [folder / f"{number:06}.json" for number in range(files)]
    for number, path in enumerate(paths):
        content = contents[number % len(contents)]
        path.write_bytes(content[:-9] if number % 100 == 50 else content)
    return paths


def loop(paths: list[Path], out: Path, names: str, workers: int) -> float:
    """Return the seconds of bare loops, each over its share."""
    out.mkdir()
    start = time.perf_counter()
    command = [sys.executable, "-c", _LOOP, str(out), names]
    runs = [subprocess.Popen(command, stdin=subprocess.PIPE, text=True) for _ in range(workers)]
    for number, run in enumerate(runs):
        assert run.stdin
        run.stdin.write("\n".join(map(str, paths[number::workers])))
        run.stdin.close()
    assert [run.wait() for run in runs] == [0] * workers
    return time.perf_counter() - start


def command(folder: Path, out: Path, names: str, workers: int, engine: str = "local") -> list[str]:
    said = ["--workers", str(workers)] if engine == "local" else ["--engine", engine]
    return [sys.executable, "-m", "somark_tools", "batch", str(folder), "-o", str(out), "--to", names, *said]


def batch(folder: Path, out: Path, names: str, workers: int, engine: str = "local") -> float:
    """Return the seconds of the command, from its start to its end."""
    start = time.perf_counter()
    subprocess.run(command(folder, out, names, workers, engine), stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def outputs(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file() and path.name != "errors.jsonl"}


def failures(out: Path) -> set[str]:
    lines = (out / "errors.jsonl").read_text("utf-8").splitlines()
    return {Path(json.loads(line)["source"]).name for line in lines}


def killed(folder: Path, out: Path, names: str, workers: int, files: int) -> tuple[bool, str]:
    """Kill a worker after a quarter of the files and the run after half; go on. Return whether all was well, and how.

    What had a record before is not touched again: it has the age that it had.
    """
    run = subprocess.Popen(command(folder, out, names, workers), stderr=subprocess.DEVNULL)
    await_(lambda: len(recorded(out)) > files // 4)
    os.kill(workers_of(run.pid)[0], signal.SIGKILL)
    await_(lambda: len(recorded(out)) > files // 2)
    left = workers_of(run.pid)
    run.kill()
    run.wait()
    await_(lambda: not any(Path(f"/proc/{worker}").exists() for worker in left))  # each ends what it has in hand
    before = ages(out)
    subprocess.run(command(folder, out, names, workers), stderr=subprocess.DEVNULL, check=False)
    after, records = ages(out), recorded(out)
    repeated = sum(after.get(path) != age for path, age in before.items())
    twice = len(records) - len(set(records))
    told = f"{len(before):,} outputs before, {len(after) - len(before):,} after, {repeated} repeated, {twice} twice"
    return not repeated and not twice, told


def recorded(out: Path) -> list[str]:
    lines = [line for path in (out / ".batch").glob("done-*.jsonl") for line in path.read_bytes().splitlines()]
    return [json.loads(line)["name"] for line in lines if line.endswith(b"}")]


def ages(out: Path) -> dict[str, int]:
    """Return when each output that has a record was written."""
    known = set(recorded(out))
    return {path.name: path.stat().st_mtime_ns for path in out.iterdir() if path.name.partition(".")[0] in known}


def workers_of(run: int) -> list[int]:
    """Return the processes below the server that the run has started."""
    return [worker for server in children(run) for worker in children(server)]


def children(pid: int) -> list[int]:
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()))


def await_(holds: Callable[[], bool], seconds: float = 600) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", nargs="+", type=Path)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--to", default="md")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--kills", action="store_true")
    parser.add_argument("--ray", action="store_true")
    parser.add_argument("--at-most", type=float)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = folder / "in"
        sources.mkdir()
        paths = copied(args.results, sources, args.files)
        broken = {path.name for path in paths[50::100]}
        print(f"{args.files:,} files, {len(broken):,} of them broken, --to {args.to}, {args.workers} workers")
        bare = whole = float("inf")
        for number in range(args.rounds):
            plain, out = folder / f"loop{number}", folder / f"batch{number}"
            bare = min(bare, loop(paths, plain, args.to, args.workers))
            whole = min(whole, batch(sources, out, args.to, args.workers))
        overhead = 100 * (whole / bare - 1)
        print(f"bare loop {bare:6.1f} s  {args.files / bare:6.1f} a second")
        print(f"batch     {whole:6.1f} s  {args.files / whole:6.1f} a second  overhead {overhead:.1f} %")
        wanted = outputs(plain)
        holds = [_said("outputs are those of the loop", outputs(out) == wanted)]
        holds.append(_said("all broken files are listed, and no other", failures(out) == broken))
        again = batch(sources, out, args.to, args.workers)
        print(f"once more {again:6.1f} s  all done before")
        if args.kills:
            fine, told = killed(sources, folder / "killed", args.to, args.workers, args.files)
            print(f"kill -9 of a worker, then of the run; once more: {told}")
            holds.append(_said("nothing is repeated", fine))
            holds.append(_said("nothing is lost", outputs(folder / "killed") == wanted))
            holds.append(_said("all broken files are listed", failures(folder / "killed") == broken))
        if args.ray:
            there = batch(sources, folder / "ray", args.to, args.workers, "ray")
            print(f"Ray       {there:6.1f} s  {args.files / there:6.1f} a second, its start included")
            holds.append(_said("outputs are those of the loop", outputs(folder / "ray") == wanted))
            holds.append(_said("all broken files are listed", failures(folder / "ray") == broken))
    return 1 if not all(holds) or (args.at_most is not None and overhead > args.at_most) else 0


def _said(claim: str, holds: bool) -> bool:
    print(f"  {'yes' if holds else 'NO'}: {claim}")
    return holds


if __name__ == "__main__":
    sys.exit(main())

"""Print the rate of a batch beside that of a bare loop over the same results, in one run.

    python benchmarks/batch.py RESULT... [--files 2000] [--workers 2] [--to md] [--engine local] [--at-most 15]

The results are copied until there are so many files, one in a hundred of them broken. Each side works in the same
number of processes, started new: the bare loop reads, merges, renders and writes, and does nothing else. The best of
the rounds counts, for both sides. `--at-most` makes it exit 1 above that per cent of overhead.
"""

import argparse
import subprocess
import sys
import tempfile
import time
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


def batch(folder: Path, out: Path, names: str, workers: int, engine: str) -> float:
    """Return the seconds of the command, from its start to its end."""
    start = time.perf_counter()
    workers_said = [] if engine == "ray" else ["--workers", str(workers)]
    command = [sys.executable, "-m", "somark_tools", "batch", str(folder), "-o", str(out), "--to", names]
    subprocess.run([*command, *workers_said, "--engine", engine], stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", nargs="+", type=Path)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--to", default="md")
    parser.add_argument("--engine", choices=["local", "ray"], default="local")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--at-most", type=float)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        paths = copied(args.results, folder / "in", args.files)
        bare = whole = float("inf")
        for number in range(args.rounds):
            plain, out = folder / f"loop{number}", folder / f"batch{number}"
            bare = min(bare, loop(paths, plain, args.to, args.workers))
            whole = min(whole, batch(folder / "in", out, args.to, args.workers, args.engine))
        made = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
        broken = len(made.pop("errors.jsonl").splitlines())
        same = made == {path.name: path.read_bytes() for path in plain.iterdir()}
        again = batch(folder / "in", out, args.to, args.workers, args.engine)
    overhead = 100 * (whole / bare - 1)
    print(f"{args.files:,} files, {broken:,} of them broken, --to {args.to}, {args.workers} workers, {args.engine}")
    print(f"bare loop {bare:6.1f} s  {args.files / bare:6.1f} a second")
    print(f"batch     {whole:6.1f} s  {args.files / whole:6.1f} a second  overhead {overhead:.1f} %")
    print(f"once more {again:6.1f} s  all done before; outputs {'equal' if same else 'NOT equal'} to the loop's")
    return 1 if not same or (args.at_most is not None and overhead > args.at_most) else 0


if __name__ == "__main__":
    sys.exit(main())

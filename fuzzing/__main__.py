"""`python -m fuzzing`: mutate results, run everything on them, keep what breaks.

One child process works; if it dies or hangs, the case on which it did is kept and another goes on with the next.
"""

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from fuzzing.cases import made
from fuzzing.finds import SECONDS, Case, Find, loaded, save, shrunk, tried
from fuzzing.seeds import Seeds, all_seeds
from fuzzing.targets import TARGETS

_MEMORY = 4 << 30  # bytes of address space of the child
_PATIENCE = 60.0  # seconds without a word of the child, who has SECONDS for an execution and more to make a find small


@dataclass(frozen=True)
class _Run:
    seeds: Seeds
    seed: int
    targets: Sequence[str]
    out: Path
    until: float
    at: "Synchronized[int]" = field(default_factory=lambda: multiprocessing.Value("q", 0))
    beat: "Synchronized[float]" = field(default_factory=lambda: multiprocessing.Value("d", time.monotonic()))


def main() -> int:
    options = _parser().parse_args()
    if options.replay:
        return max(map(_replayed, options.replay))
    seeds = all_seeds(options.seed)
    until = time.monotonic() + 60 * options.minutes
    run = _Run(seeds, options.seed, options.target or list(TARGETS), options.out, until)
    run.at.value = options.start
    began, known = time.monotonic(), set(options.out.glob("*.json"))
    with suppress(KeyboardInterrupt):
        while time.monotonic() < run.until:
            _watched(run)
    seconds = time.monotonic() - began
    done = run.at.value - options.start
    found = sorted(set(options.out.glob("*.json")) - known)
    pace = f"{done} executions in {seconds / 60:.1f} min, {done / seconds:.1f} a second"
    print(f"{pace}; seed {run.seed}, up to {run.at.value}")
    print(f"{len(found)} new finds" + "".join(f"\n  {path}" for path in found))
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fuzzing", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="how long (1)")
    parser.add_argument("--seed", type=int, default=0, help="another seed makes other cases (0)")
    parser.add_argument("--start", type=int, default=0, help="the number of the first case (0)")
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="only that; may be given again")
    parser.add_argument("--out", type=Path, default=Path("finds"), help="folder for what is found (finds)")
    parser.add_argument("--replay", type=Path, nargs="+", metavar="FILE", help="try finds again, and print what comes")
    return parser


def _replayed(path: Path) -> int:
    find = tried(loaded(path))
    print(f"{path}: {find.trace if find else 'holds'}")
    return 1 if find else 0


def _watched(run: _Run) -> None:
    """Let a child work until the time is over, or it is."""
    run.beat.value = time.monotonic()
    child = multiprocessing.get_context("fork").Process(target=_work, args=(run,), daemon=True)
    child.start()
    while child.is_alive() and time.monotonic() - run.beat.value < _PATIENCE + SECONDS:
        child.join(1.0)
    hangs = child.is_alive()
    if hangs:
        child.kill()
        child.join()
    if child.exitcode:
        case = made(run.seeds, run.seed, run.at.value, run.targets)
        how = "hangs outside of Python" if hangs else f"ends the process with {child.exitcode}"
        _tell(save(Find(case, f"{case.target} {how}", f"case {run.seed}/{run.at.value}\n"), run.out), how)
        run.at.value += 1


def _work(run: _Run) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seen: set[str] = set()
    while time.monotonic() < run.until:
        run.beat.value = time.monotonic()
        case = _next(run)
        find = tried(case) if case is not None else None
        if find is not None and find.signature not in seen:
            seen.add(find.signature)
            _tell(save(shrunk(find), run.out), find.signature)
        run.at.value += 1


def _next(run: _Run) -> Case | None:
    """Return the case that is due, or None where memory does not suffice to make it: packers ask for much."""
    with suppress(MemoryError):
        return made(run.seeds, run.seed, run.at.value, run.targets)
    return None


def _tell(path: Path, about: str) -> None:
    print(f"{path}: {about}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

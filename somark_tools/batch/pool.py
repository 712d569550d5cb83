"""Items → outcomes, by processes of this machine that may hang, be killed or eat memory: each costs one item.

The processes are forked from a server that has imported what they need, so a new one is there at once. Each has one
item at a time, and the parent knows which: when a process is gone, or over its time and therefore killed, only that
item is spoken of. A worker whose parent is gone finishes what it has in hand, records it, and ends.
"""

import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from types import ModuleType
from typing import Any

from somark_tools.batch.journal import journal
from somark_tools.batch.turns import working
from somark_tools.batch.values import Done, Failed, Item, Job, Limits, Outcome, failed

KILLED = "killed"
_SERVER = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"  # Windows has no fork
_PRELOADED = ["somark_tools.batch.work", "somark_tools.render.markdown", "somark_tools.render.docx"]
_LONGEST_WAIT = 3600.0  # seconds; who sets no limit may have set infinity, for which nothing can wait
_PATIENCE = 60  # seconds for writing records to a remote file system


@dataclass(slots=True)
class _Worker:
    """A process, the pipe to it, the item that it has in hand, and when that must be done."""

    process: Any
    pipe: Connection
    item: Item | None = None
    deadline: float = 0.0


def pooled(items: Iterable[Item], job: Job, limits: Limits, workers: int) -> Iterator[tuple[Item, Outcome]]:
    """Yield each item with its outcome, as they come. A lost worker is a failure `killed`, one over time `timeout`."""
    context: Any = multiprocessing.get_context(_SERVER)
    if _SERVER == "forkserver":
        context.set_forkserver_preload(_PRELOADED)
    waiting = deque(items)
    team: list[_Worker] = []
    try:
        while waiting or any(worker.item for worker in team):
            while waiting and len(team) < workers:
                team.append(_started(context, job, limits))
            for worker in team:
                if waiting and worker.item is None:
                    _hand(worker, waiting, limits)
            yield from _heard(team)
    finally:
        for worker in team:
            if worker.item is None:  # it ends by itself, with its records written
                worker.pipe.close()
                worker.process.join(_PATIENCE)
            _end(worker)


def _started(context: Any, job: Job, limits: Limits) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, job, limits), daemon=True)
    with _without_main():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _without_main() -> Iterator[None]:
    """Start processes that don't run the caller's script again: no guard by `__name__` is needed in it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _hand(worker: _Worker, waiting: deque[Item], limits: Limits) -> None:
    item = waiting.popleft()
    try:
        worker.pipe.send(item)
    except OSError:  # it is gone, and has not seen the item: `_heard` will notice
        waiting.appendleft(item)
        return
    worker.item = item
    worker.deadline = time.monotonic() + limits.seconds


def _heard(team: list[_Worker]) -> Iterator[tuple[Item, Outcome]]:
    """Wait until a worker speaks, is gone, or has had its time; tell of each, and take the lost off the team."""
    nearest = min((worker.deadline for worker in team if worker.item), default=time.monotonic())
    patience = min(max(0.0, nearest - time.monotonic()), _LONGEST_WAIT)
    ready = set(wait([worker.pipe for worker in team], patience))
    for worker in list(team):
        item = worker.item
        outcome: Outcome | None = None
        if worker.pipe in ready:
            try:
                outcome = worker.pipe.recv()
                worker.item = None
            except (EOFError, OSError):
                team.remove(worker)
                outcome = failed(item, KILLED, _end_of(worker)) if item else None
        elif item and time.monotonic() >= worker.deadline:
            team.remove(worker)
            _end(worker)
            outcome = failed(item, "timeout", "took longer than a result may take")
        if item and outcome:
            yield item, outcome
        if isinstance(outcome, Failed) and outcome.reason == "memory" and worker in team:
            team.remove(worker)  # its memory is in pieces
            _end(worker)


def _end_of(worker: _Worker) -> str:
    worker.process.join()
    code = worker.process.exitcode or 0
    worker.pipe.close()
    names = {known.value: known.name for known in signal.Signals}  # of some there is none
    return f"its worker ended by {names.get(-code, -code)}" if code < 0 else f"its worker ended with code {code}"


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _serve(pipe: Connection, job: Job, limits: Limits) -> None:
    """Be a worker: do one item after the other until the parent closes the pipe."""
    from somark_tools.batch.work import work

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends its workers
    _limit_memory(limits.memory)
    with working(job.out), journal(job.out) as keep, suppress(EOFError, OSError):
        while True:
            outcome = work(pipe.recv(), job)
            if isinstance(outcome, Done):
                keep(outcome)
            pipe.send(outcome)


def _limit_memory(most: int) -> None:
    if most:
        with suppress(ImportError, OSError, ValueError):  # Windows has no such limit, macOS does not heed it
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (most, most))

"""Items → outcomes, by tasks of some hundred items on a Ray cluster; each task runs the pool of one machine.

So a result that hangs, or kills or swells its worker, costs itself and not its task, as on one machine. What happens to
a task as a whole (its node is gone) makes Ray try it again; what Ray gives up is tried once more, file by file.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from somark_tools.batch.local import run_local
from somark_tools.batch.values import Item, Job, Limits, Outcome, failed
from somark_tools.errors import SourceError

_MOST = 100  # items of a task: its start is paid by seconds of work, and a lost one costs little
_SHARES = 4  # tasks for each core if the items are few, so that all cores end at about the same time
_AHEAD = 3  # tasks handed over for each core: none waits, and Ray does not hold them all
_RETRIES = 3


def run_on_ray(items: Sequence[Item], job: Job, limits: Limits, workers: int) -> Iterator[Outcome]:
    """Yield the outcome of each item, task by task as they come; each task takes so many cores.

    RAY_ADDRESS names the cluster; without it Ray is started on this machine, and stopped at the end.
    """
    ray = _ray()
    ours = not ray.is_initialized()
    if ours:
        _join(ray, os.environ.get("RAY_ADDRESS"))
    try:
        task = ray.remote(max_retries=_RETRIES, num_cpus=workers)(_share)
        cores = max(1, int(ray.cluster_resources().get("CPU", 1)) // workers)
        lost: list[tuple[Item, str]] = []
        size = max(1, min(_MOST, len(items) // (cores * _SHARES)))
        yield from _gathered(ray, task, _parted(items, size), (job, limits, workers), cores * _AHEAD, lost)
        again, lost = _parted([item for item, _ in lost], 1), []
        yield from _gathered(ray, task, again, (job, limits, workers), cores, lost)
        for item, reason in lost:
            yield failed(item, "task", f"its task was lost twice: {reason}"[:1000])
    finally:
        if ours:
            ray.shutdown()


def _share(items: Sequence[Item], job: Job, limits: Limits, workers: int) -> list[Outcome]:
    """Be a task: do these items."""
    return list(run_local(items, job, limits, workers))


def _parted(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _gathered(
    ray: Any,
    task: Any,
    shares: Iterable[Sequence[Item]],
    rest: tuple[Job, Limits, int],
    most: int,
    lost: list[tuple[Item, str]],
) -> Iterator[Outcome]:
    """Keep so many tasks with Ray, and yield what they bring; add to `lost` the items of those that it gave up."""
    waiting = deque(shares)
    running: dict[Any, Sequence[Item]] = {}
    while waiting or running:
        while waiting and len(running) < most:
            share = waiting.popleft()
            running[task.remote(share, *rest)] = share
        (ready,), _ = ray.wait(list(running), num_returns=1)
        share = running.pop(ready)
        try:
            yield from ray.get(ready)
        except ray.exceptions.RayError as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            lost.extend((item, reason) for item in share)


def _join(ray: Any, address: str | None) -> None:
    try:
        ray.init(address=address or None, log_to_driver=False, logging_level="warning")
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise SourceError(f"Ray can't be reached: {error}", place=address or "") from error


def _ray() -> Any:
    try:
        import ray
        import ray.exceptions
    except ImportError as error:
        raise SourceError("the engine ray needs the library: pip install 'somark-tools[ray]'") from error
    return ray

"""Many results → their outputs in a folder, by many workers; what fails is told and stops nothing."""

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from importlib import import_module

from somark_tools.arguments import check_choice
from somark_tools.batch.plan import Plan, plan
from somark_tools.batch.report import reported
from somark_tools.batch.turns import one_run
from somark_tools.batch.values import Done, Engine, Failed, Item, Job, Limits, Outcome, job_of
from somark_tools.transforms.inference import Infer

_Run = Callable[[Iterable[Item], Job, Limits, int], Iterator[Outcome]]

ENGINES: Mapping[Engine, tuple[str, str]] = {
    "local": ("somark_tools.batch.local", "run_local"),
    "ray": ("somark_tools.batch.on_ray", "run_on_ray"),
}
SECONDS = 300.0  # that one result may take
_SHARE = 0.8  # of the machine's memory, for all workers together

__all__ = ["ENGINES", "SECONDS", "Done", "Failed", "run_batch", "run_plan"]


def run_batch(
    inputs: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    formats: str | Iterable[str],
    *,
    infer: Infer = "auto",
    options: Mapping[str, object] | None = None,
    engine: Engine = "local",
    workers: int = 0,
    seconds: float = SECONDS,
    memory: int = 0,
) -> Generator[Done | Failed, None, None]:
    """Make outputs of many results, and yield what came of each, as they come; what is done and unchanged is skipped.

    `inputs` are files, folders, patterns, `.jsonl` of results and `.txt` lists, as paths or URLs of fsspec; `formats`
    are names in FORMATS (one of either may stand alone), `options` keywords of theirs. One result may take so many
    `seconds` and bytes of `memory` (0: its share of the machine's). `workers` is 0 for one a core. A Failed is also a
    line of `errors.jsonl` in `out`.
    With the engine `ray` the work is done on the cluster that RAY_ADDRESS names, else by a Ray on this machine.
    Raises SourceError where a list can't be read, OutputError where `out` can't be written or is an input, and for an
    unknown format, option, engine or `infer`; ValueError if `seconds` is not above 0.
    """
    if not seconds > 0:  # NaN among it
        raise ValueError(f"seconds is a number above 0, not {seconds}")
    check_choice("engine", engine, tuple(ENGINES))
    inputs = [inputs] if isinstance(inputs, str | os.PathLike) else inputs
    formats = [formats] if isinstance(formats, str) else formats
    job = job_of(os.fspath(out), formats, infer, options or {})
    with one_run(job.out, seconds):
        planned = plan([os.fspath(given) for given in inputs], job)
        yield from run_plan(planned, job, Limits(seconds, memory), engine=engine, workers=workers)


def run_plan(
    planned: Plan, job: Job, limits: Limits, *, engine: Engine = "local", workers: int = 0
) -> Generator[Done | Failed, None, None]:
    """Do what a plan leaves to be done, within `one_run`."""
    workers = workers or (1 if engine == "ray" else _cores())
    limits = limits._replace(memory=limits.memory or _share_of_memory(workers if engine == "local" else _cores()))
    module, name = ENGINES[engine]
    run: _Run = getattr(import_module(module), name)
    yield from reported(run(planned.todo, job, limits, workers), job.out)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _share_of_memory(workers: int) -> int:
    try:
        return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * _SHARE / workers)
    except (AttributeError, ValueError, OSError):
        return 0

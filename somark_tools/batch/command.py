"""What the command `batch` was asked for → its run, watched on a console; the counts at the end."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from somark_tools.batch import run_plan
from somark_tools.batch.plan import plan
from somark_tools.batch.report import Tally, summary
from somark_tools.batch.turns import one_run
from somark_tools.batch.values import Engine, Failed, Limits, Outcome, job_of
from somark_tools.errors import SourceError
from somark_tools.patterns.printable import printable
from somark_tools.transforms.inference import Infer

_MOST_SHOWN = 10  # failures told one by one; errors.jsonl has them all
_EVERY = 30.0  # seconds between two lines where no bar can be drawn


def batch_command(
    inputs: Sequence[str],
    out: str,
    formats: Iterable[str],
    infer: Infer,
    options: Mapping[str, object],
    limits: Limits,
    *,
    engine: Engine,
    workers: int,
) -> Tally:
    """Run the batch and tell of it on stderr; return the counts."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    job = job_of(out, formats, infer, options)
    with one_run(job.out, limits.seconds):
        planned = plan(inputs, job)
        if not planned.todo and not planned.kept:
            raise SourceError("nothing to do: no .json, .json.gz, .zip or .jsonl lies there", place=" ".join(inputs))
        tally, start = Tally(planned.kept), time.monotonic()
        with closing(run_plan(planned, job, limits, engine=engine, workers=workers)) as outcomes:
            for outcome in _watched(outcomes, len(planned.todo), tally, console):
                _tell(outcome, tally, console)
    console.print(Text(summary(tally, time.monotonic() - start, job.out)))
    return tally


def _tell(outcome: Outcome, tally: Tally, console: Console) -> None:
    if isinstance(outcome, Failed) and tally.failures <= _MOST_SHOWN:
        where = f"{outcome.source}:{outcome.line}" if outcome.line else outcome.source
        place = f"{outcome.place}: " if outcome.place else ""
        console.print(Text(f"somark-tools: {printable(f'{where}: {place}{outcome.message}')}"))


def _watched(outcomes: Iterable[Outcome], total: int, tally: Tally, console: Console) -> Iterator[Outcome]:
    """Count the outcomes as they pass, under a bar with rate and errors, or with a line now and then."""
    watch = _with_bar if console.is_terminal else _with_lines
    yield from watch(outcomes, total, tally, console)


def _with_bar(outcomes: Iterable[Outcome], total: int, tally: Tally, console: Console) -> Iterator[Outcome]:
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    start = time.monotonic()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)
        for outcome in outcomes:
            tally.count(outcome)
            progress.update(task, advance=1, description=_rate(tally, start))
            yield outcome


def _with_lines(outcomes: Iterable[Outcome], total: int, tally: Tally, console: Console) -> Iterator[Outcome]:
    start = told = time.monotonic()
    for outcome in outcomes:
        tally.count(outcome)
        if time.monotonic() - told >= _EVERY:
            told = time.monotonic()
            console.print(Text(f"{tally.done + tally.failures:,} of {total:,}, {_rate(tally, start)}"))
        yield outcome


def _rate(tally: Tally, start: float) -> str:
    seconds = max(time.monotonic() - start, 0.001)
    return f"{(tally.done + tally.failures) / seconds:.1f} a second, {tally.failures:,} failed"

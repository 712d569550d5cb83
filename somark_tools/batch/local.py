"""Items → outcomes, by the workers of this machine, with a quarantine for what a worker was lost on."""

from collections.abc import Iterable, Iterator

from somark_tools.batch.pool import KILLED, pooled
from somark_tools.batch.values import Failed, Item, Job, Limits, Outcome


def run_local(items: Iterable[Item], job: Job, limits: Limits, workers: int) -> Iterator[Outcome]:
    """Yield the outcome of each item, as they come.

    An item whose worker was killed may be innocent (somebody killed it, the memory was short), so it is tried once
    more at the end, alone: then nothing else runs beside it, and what it does to its worker is its own fault.
    """
    suspects: list[Item] = []
    for item, outcome in pooled(items, job, limits, workers):
        if isinstance(outcome, Failed) and outcome.reason == KILLED:
            suspects.append(item)
        else:
            yield outcome
    for _, outcome in pooled(suspects, job, limits, 1):
        yield outcome

"""Inputs and the job → which items are still to be done, and which are done and unchanged."""

from collections.abc import Iterable
from dataclasses import dataclass

from somark_tools.batch.inputs import items_of
from somark_tools.batch.journal import records
from somark_tools.batch.storage import is_url, joined, read_bytes, stored
from somark_tools.batch.values import Done, Item, Job, digest
from somark_tools.errors import SomarkError


@dataclass(frozen=True, slots=True)
class Plan:
    """The items to do, and the number of those that were found done."""

    todo: tuple[Item, ...]
    kept: int


def plan(inputs: Iterable[str], job: Job) -> Plan:
    """Return what is to be done: all items but those that the same job has done, and whose content has not changed.

    The age and size of a file speak first; where they have changed, its content does. An output that is gone or has
    another size is made again. Raises SourceError for a list that can't be read.
    """
    items = items_of(inputs, job.out)
    known = records(job.out)
    sizes = _sizes(job.out) if known else {}
    todo = tuple(item for item in items if not _is_done(item, known.get((item.name, job.key)), job, sizes))
    return Plan(todo, len(items) - len(todo))


def _sizes(out: str) -> dict[str, int]:
    return {_comparable(file.address): file.size for file in stored(out)}


def _comparable(address: str) -> str:
    return address.partition("://")[2].lstrip("/") if is_url(address) else address


def _is_done(item: Item, done: Done | None, job: Job, sizes: dict[str, int]) -> bool:
    if done is None or (done.source, done.line) != (item.source, item.line):
        return False
    wanted = done.outputs | done.pictures
    there = (sizes.get(_comparable(joined(job.out, name))) == size for name, size in wanted.items())
    return all(there) and _is_unchanged(item, done)


def _is_unchanged(item: Item, done: Done) -> bool:
    if item.digest:
        return item.digest == done.digest
    if item.stamp and item.stamp == done.stamp:
        return True
    if item.size != done.size:
        return False
    try:
        return digest(read_bytes(item.source)) == done.digest
    except SomarkError:
        return False

"""What was done, kept in OUT/.batch: records that are written by whoever did it, right after the outputs.

Each worker writes a journal of its own, so that none waits for another and a kill at any moment costs at most what was
in hand. A last line that was cut off is passed over.
"""

import json
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from functools import cache
from pathlib import Path
from typing import Protocol

from somark_tools.batch.storage import is_url, joined, read_bytes, remove, stored, write_bytes
from somark_tools.batch.values import Done

FOLDER = ".batch"
_FIELDS = {field.name for field in fields(Done)}


class Journal(Protocol):
    """Where records go."""

    def __call__(self, done: Done) -> None:
        """Keep the record."""


def unfinished(out: str) -> Path:
    """Return the folder of a local OUT in which files are written before they get their names."""
    return Path(out, FOLDER, "unfinished")


@cache
def scratch_of(out: str) -> Path | None:
    """Return the folder for files that are being written, or None where writing needs none."""
    if is_url(out):
        return None
    folder = unfinished(out)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def journal(out: str) -> Iterator[Journal]:
    """Open a new journal. On a local disk each record is there at once; elsewhere all of them when it is closed."""
    address = joined(out, f"{FOLDER}/done-{uuid.uuid4().hex}.jsonl")
    if is_url(out):
        lines: list[bytes] = []
        try:
            yield lambda done: lines.append(json_line(asdict(done)))
        finally:
            if lines:
                write_bytes(address, b"".join(lines))
        return
    Path(address).parent.mkdir(parents=True, exist_ok=True)
    with Path(address).open("ab") as stream:

        def keep(done: Done) -> None:
            stream.write(json_line(asdict(done)))
            stream.flush()

        yield keep


def records(out: str) -> dict[tuple[str, str], Done]:
    """Return the records that still hold, by name and job: nothing has written over any of their outputs since."""
    found = sorted(_all(out), key=lambda done: done.finished)
    writer = {output: done for done in found for output in done.outputs}
    return {(done.name, done.job): done for done in found if all(writer[output] is done for output in done.outputs)}


def compact(out: str) -> None:
    """Put all journals into one. Only for when nobody writes here."""
    journals = _journals(out)
    if len(journals) < 2:
        return
    kept = sorted(records(out).values(), key=lambda done: done.finished)
    write_bytes(
        joined(out, f"{FOLDER}/done-{uuid.uuid4().hex}.jsonl"), b"".join(json_line(asdict(done)) for done in kept)
    )
    for address in journals:
        remove(address)


def _journals(out: str) -> list[str]:
    folder = joined(out, FOLDER)
    return [file.address for file in stored(folder) if "/done-" in file.address.replace(os.sep, "/")]


def _all(out: str) -> Iterator[Done]:
    for address in _journals(out):
        yield from _parsed(read_bytes(address).splitlines())


def _parsed(lines: Iterable[bytes]) -> Iterator[Done]:
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict) and set(value) == _FIELDS:
            yield Done(**value)


def json_line(value: object) -> bytes:
    """Return a value as a line of JSON; names of files that are no text are escaped."""
    try:
        return json.dumps(value, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value).encode() + b"\n"

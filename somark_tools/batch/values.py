"""The values of a batch: what is to be done (`Item`), how (`Job`, `Limits`), and what came of it (`Done`, `Failed`)."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from somark_tools.batch.storage import read_bytes
from somark_tools.errors import OutputError
from somark_tools.render import FORMATS, without_use
from somark_tools.transforms.inference import Infer, check_infer
from somark_tools.version import __version__

Engine = Literal["local", "ray"]


class Item(NamedTuple):
    """One result: the address of its file, the name of its outputs below OUT (without suffix), how to tell a change.

    `line` counts from 1 in a file of many results, and is 0 where the file is one result; such a line lies at `offset`
    and has `size` bytes. `stamp` is what the file system says of the file's age and size, "" where that is unknown;
    `digest` is that of the content where it is known already.
    """

    source: str
    name: str
    size: int
    stamp: str
    digest: str = ""
    line: int = 0
    offset: int = 0

    @property
    def place(self) -> str:
        """The source as people are told of it: `FILE`, or `FILE:LINE`."""
        return f"{self.source}:{self.line}" if self.line else self.source


@dataclass(frozen=True, slots=True)
class Job:
    """What is made of each result, and where: names of formats, and the options of those as sorted pairs.

    `key` is a short hash of all that the outputs depend on beside the result.
    """

    out: str
    formats: tuple[str, ...]
    infer: Infer
    options: tuple[tuple[str, object], ...]
    key: str


class Limits(NamedTuple):
    """What one result may take: seconds, and bytes of memory (0: no limit)."""

    seconds: float
    memory: int


@dataclass(frozen=True, slots=True)
class Done:
    """A result whose outputs are all written: their paths below OUT with their sizes, and what they were made from.

    `pictures` are files that its outputs point to; named by their content, they may be those of other results too.
    """

    name: str
    source: str
    line: int
    size: int
    stamp: str
    digest: str
    job: str
    outputs: dict[str, int]
    pictures: dict[str, int]
    pages: int
    issues: int
    seconds: float
    finished: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A result whose outputs were not made, or not all of them written, and why.

    `reason` is the name of the exception (`SourceError`, `FormatError` ..), or `timeout`, `memory`, `killed`.
    """

    name: str
    source: str
    line: int
    reason: str
    message: str
    place: str = ""


Outcome = Done | Failed


def failed(item: Item, reason: str, message: str, place: str = "") -> Failed:
    """Return the failure of an item."""
    return Failed(item.name, item.source, item.line, reason, message, place)


def job_of(out: str, formats: Iterable[str], infer: Infer, options: Mapping[str, object]) -> Job:
    """Return the job; the key knows the version of this package, and the content of files that options name.

    Raises OutputError for a format that does not exist, for an option that none of the formats has, and for an unknown
    `infer`; SourceError for a file that can't be read.
    """
    formats, made = tuple(dict.fromkeys(formats)), tuple(sorted(options.items()))
    known = {fmt.name: fmt for fmt in FORMATS}
    for name in formats:
        if name not in known:
            raise OutputError(f"no such format; there are {', '.join(known)}", place=f"{name!r:.60}")
    check_infer(infer)
    useless = without_use(options, [known[name] for name in formats])
    if useless:
        raise OutputError(f"none of the formats has an option {useless[0]!r}")
    files = [digest(read_bytes(str(value))) for _, value in made if isinstance(value, Path)]
    said = json.dumps([__version__, formats, infer, made, files], default=str)
    return Job(absolute(out), formats, infer, made, digest(said.encode())[:16])


def absolute(address: str) -> str:
    """Return a path as an absolute one, for workers in other folders; a URL as it is."""
    return address if "://" in address else os.path.abspath(address)  # noqa: PTH100  (links are left alone)


def digest(content: bytes) -> str:
    """Return the hash by which contents are told apart."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()

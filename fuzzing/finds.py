"""What broke: told apart by where it was raised, made small, kept as a file, tried again."""

import base64
import hashlib
import json
import signal
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from fuzzing.mutations import encoded
from fuzzing.targets import TARGETS
from somark_tools.errors import SomarkError

SECONDS = 10.0  # of the processor, for one execution
_SHRINKING = 30.0  # seconds, for one find


class TakesTooLong(BaseException):
    """An execution is over its time. No `except Exception` on the way may swallow it."""


@dataclass(frozen=True, slots=True)
class Case:
    """An input for a target; `options` seeds what else is chosen."""

    target: str
    options: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Find:
    """A case, and what came of it: `signature` is the same for all that break at one place."""

    case: Case
    signature: str
    trace: str


def tried(case: Case) -> Find | None:
    """Return what is wrong with what comes of a case: None if it is an answer or a SomarkError."""
    signal.signal(signal.SIGPROF, _out_of_time)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        TARGETS[case.target](case.data, Random(case.options))
    except SomarkError:
        return None
    except (Exception, TakesTooLong) as error:
        signal.setitimer(signal.ITIMER_PROF, 0)
        return Find(case, _signature(error), "".join(traceback.format_exception(error, limit=-12)))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return None


def _out_of_time(number: int, frame: FrameType | None) -> None:
    raise TakesTooLong


def _signature(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/somark_tools/" in frame.filename] or list(frames)
    if isinstance(error, TakesTooLong | RecursionError):  # it stops anywhere: the first modules tell it best
        where = "/".join(dict.fromkeys(Path(frame.filename).stem for frame in own[:8]))
    else:
        where = f"{Path(own[-1].filename).stem}:{own[-1].name}:{own[-1].lineno}"
    about = str(error).split("\n")[0][:60] if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} in {where} {about}".strip()


def shrunk(find: Find) -> Find:
    """Return a find of the same signature with an input as small as is found in some seconds."""
    deadline = time.monotonic() + _SHRINKING
    while time.monotonic() < deadline:
        smaller = next(_smaller(find, deadline), None)
        if smaller is None:
            break
        find = smaller
    return find


def _smaller(find: Find, deadline: float) -> Iterator[Find]:
    case = find.case
    for data in _inputs(case.data):
        if time.monotonic() > deadline:
            return
        again = tried(Case(case.target, case.options, data)) if len(data) < len(case.data) else None
        if again is not None and again.signature == find.signature:
            yield again


def _inputs(data: bytes) -> Iterator[bytes]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        yield from (bytes(part) for part in _shorter(data))
        return
    yield from map(encoded, _simpler(value))


def _simpler(value: Any) -> Iterator[Any]:
    """Yield the value with something left out, the largest parts first."""
    if isinstance(value, list | str):
        yield from _shorter(value)
    if isinstance(value, dict):
        for key in value:
            yield {name: held for name, held in value.items() if name != key}
    for key, held in _entries(value):
        for simpler in _simpler(held):
            copy = value.copy()
            copy[key] = simpler
            yield copy


def _entries(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _shorter(value: Any) -> Iterator[Any]:
    size = len(value)
    while size := size // 2 if size > 1 else 0:
        for start in range(0, len(value), size):
            yield value[:start] + value[start + size :]


def save(find: Find, folder: Path) -> Path:
    """Write a find into the folder, as a file by which `replay` tries it again."""
    folder.mkdir(parents=True, exist_ok=True)
    case = find.case
    try:
        held: dict[str, object] = {"input": json.loads(case.data)}
    except (ValueError, RecursionError):
        held = {"base64": base64.b64encode(case.data).decode()}
    path = folder / f"{case.target}-{hashlib.sha256(find.signature.encode()).hexdigest()[:10]}.json"
    about = {"about": find.signature, "target": case.target, "options": case.options, **held}
    path.write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    path.with_suffix(".txt").write_text(find.trace, "utf-8", "backslashreplace")
    return path


def loaded(path: Path) -> Case:
    """Return the case in a file that `save` wrote."""
    kept = json.loads(path.read_text("utf-8"))
    data = base64.b64decode(kept["base64"]) if "base64" in kept else encoded(kept["input"])
    return Case(kept["target"], kept.get("options", ""), data)

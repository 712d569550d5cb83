"""Who writes in a folder: one run at a time, and none before the workers of a killed run have ended.

Locks of the operating system: they are gone with the process that held them. URLs, and Windows, have none.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import IO

from somark_tools.batch.journal import FOLDER, compact, unfinished
from somark_tools.batch.storage import is_url
from somark_tools.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_PAUSE = 0.05  # seconds between two looks at whether the last worker has ended


@contextmanager
def one_run(out: str, patience: float) -> Iterator[None]:
    """Keep other runs out of the folder; wait up to `patience` seconds for workers that have lost their run.

    At the end, what was left unfinished is removed, and the journals become one. Raises OutputError.
    """
    if is_url(out):
        yield
        compact(out)
        return
    with _opened(out, "run") as run, _opened(out, "workers") as workers:
        if not _locked(run, shared=False):
            raise OutputError("another run writes here; wait for it, or write elsewhere", place=out)
        end = time.monotonic() + patience
        while not _locked(workers, shared=False) and time.monotonic() < end:
            time.sleep(_PAUSE)
        _release(workers)
        yield
        rmtree(unfinished(out), ignore_errors=True)
        compact(out)


@contextmanager
def working(out: str) -> Iterator[None]:
    """Let the next run know that a worker is at work."""
    if is_url(out):
        yield
        return
    with _opened(out, "workers") as workers:
        _locked(workers, shared=True)
        yield


def _opened(out: str, name: str) -> IO[bytes]:
    try:
        Path(out, FOLDER).mkdir(parents=True, exist_ok=True)
        return Path(out, FOLDER, f"{name}.lock").open("ab")
    except OSError as error:
        raise OutputError(f"can't be written: {error.strerror or error}", place=out) from error


def _locked(file: IO[bytes], *, shared: bool) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _release(file: IO[bytes]) -> None:
    if fcntl is not None:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_UN)

"""Addresses of files and folders, local paths or URLs of fsspec → what lies there, its bytes, and writing it.

An address with `://` in it belongs to fsspec (`s3://`, `gs://`, `memory://` ..), everything else is a path.
"""

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from somark_tools.errors import OutputError, SourceError
from somark_tools.whole_files import write_whole

_AGE = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "updated", "created")  # of fsspec's info


class Stored(NamedTuple):
    """A file: its address, its size, and a stamp that changes when it is written again."""

    address: str
    size: int
    stamp: str


def is_url(address: str) -> bool:
    """Tell whether the address is one of fsspec."""
    return "://" in address


def joined(folder: str, name: str) -> str:
    """Return the address of what is called `name` (with `/` in it) below the folder."""
    return f"{folder.rstrip('/')}/{name}" if is_url(folder) else os.path.join(folder, name)  # noqa: PTH118


def is_same(one: str, other: str) -> bool:
    """Tell whether two addresses are of one file that is there."""
    if is_url(one) or is_url(other):
        return one == other
    try:
        return os.path.samefile(one, other)  # noqa: PTH121
    except (OSError, ValueError):
        return False


def stored(address: str) -> Iterator[Stored]:
    """Yield the file at an address, or all files below it, sorted; names with a leading dot are passed over."""
    found = _stored_remotely(address) if is_url(address) else _stored_locally(address)
    return iter(sorted(found))


def _stored_locally(address: str) -> Iterator[Stored]:
    if not os.path.isdir(address):  # noqa: PTH112  (Path.is_dir raises for names that no file can have)
        if os.path.exists(address):  # noqa: PTH110
            yield _stamped(address, os.stat(address))  # noqa: PTH116
        return
    for folder, folders, names in os.walk(address):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118  (a million of them: Path takes five times as long)
            if not name.startswith(".") and os.path.isfile(path):  # noqa: PTH113
                yield _stamped(path, os.stat(path))  # noqa: PTH116


def _stamped(path: str, stat: os.stat_result) -> Stored:
    return Stored(path, stat.st_size, f"{stat.st_size}-{stat.st_mtime_ns}")


def _stored_remotely(address: str) -> Iterator[Stored]:
    system, path = _opened(address)
    found = system.glob(path, detail=True) if "*" in path else system.find(path, detail=True)
    for name, info in found.items():
        below = name.removeprefix(path.rstrip("/"))
        if info.get("type") != "file" or any(part.startswith(".") for part in below.split("/")):
            continue
        age = next((str(info[key]) for key in _AGE if info.get(key)), "")
        size = int(info.get("size") or 0)
        yield Stored(str(system.unstrip_protocol(name)), size, f"{size}-{age}" if age else "")


def read_bytes(address: str, offset: int = 0, size: int | None = None) -> bytes:
    """Return the bytes of a file, or `size` of them from `offset` on. Raises SourceError."""
    try:
        if is_url(address):
            system, path = _opened(address)
            return bytes(system.cat_file(path, start=offset or None, end=None if size is None else offset + size))
        with Path(address).open("rb") as stream:
            if offset:
                stream.seek(offset)
            return stream.read(-1 if size is None else size)
    except (OSError, ValueError) as error:
        raise SourceError(f"can't be read: {getattr(error, 'strerror', None) or error}", place=address) from error


def write_bytes(address: str, content: bytes, *, scratch: Path | None = None) -> None:
    """Write a file as a whole: it is there with all its bytes, or not at all. Raises OutputError."""
    if not is_url(address):
        write_whole(Path(address), content, scratch=scratch)
        return
    system, path = _opened(address)
    try:
        system.makedirs(path.rpartition("/")[0], exist_ok=True)
        system.pipe_file(path, content)  # object stores show an object when all of it is there
    except (OSError, ValueError) as error:
        raise OutputError(f"can't be written: {error}", place=address) from error


def remove(address: str) -> None:
    """Delete a file; that it is gone already is no fault."""
    try:
        if is_url(address):
            system, path = _opened(address)
            system.rm_file(path)
        else:
            Path(address).unlink()
    except FileNotFoundError:
        return


def _opened(address: str) -> tuple[Any, str]:
    """Return the file system of a URL and the path on it."""
    try:
        system, path = import_module("fsspec").core.url_to_fs(address)
    except ImportError as error:
        hint = "pip install 'somark-tools[ray]', and what fsspec names for this kind of address"
        raise SourceError(f"needs a library that is not there ({error}): {hint}", place=address) from error
    except ValueError as error:
        raise SourceError(f"{error}", place=address) from error
    return system, path

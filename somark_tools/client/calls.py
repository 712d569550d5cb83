"""What is wanted of the service → the request that asks for it; nothing is sent here."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

from somark_tools.client.options import ParseOptions
from somark_tools.client.settings import Access
from somark_tools.errors import ParameterError, SourceError

Part = tuple[str | None, str | bytes | IO[bytes]]

OLD_PATHS: Mapping[str, str] = MappingProxyType(
    {
        "/parse/sync": "/extract/acc_sync",
        "/parse/async": "/extract/async",
        "/parse/async_check": "/extract/async_check",
    }
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to be parsed: its name, and its bytes or where they are. `first_page` (from 0) is not 0 in later parts."""

    name: str
    content: Path | bytes
    first_page: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `repeatable`: it may be sent again though an earlier one may have arrived, for nothing is paid."""

    path: str
    fields: tuple[tuple[str, str], ...] = ()
    upload: Upload | None = None
    repeatable: bool = True
    waits: bool = False  # the reply comes when parsing is done


def check_call(task_id: str) -> Call:
    """Return the request for the status and result of a task. Raises ParameterError for what can't be an id."""
    if not task_id.strip() or not task_id.isprintable():
        raise ParameterError("no task id: it is empty, or has characters that none has", place=f"{task_id!r:.80}")
    return Call("/parse/async_check", (("task_id", task_id),))


def submit_call(upload: Upload, options: ParseOptions) -> Call:
    """Return the request that makes a task of a file."""
    return Call("/parse/async", options.fields(), upload, repeatable=False)


def parse_call(upload: Upload, options: ParseOptions) -> Call:
    """Return the request that parses a file at once."""
    return Call("/parse/sync", options.fields(), upload, repeatable=False, waits=True)


def usage_call() -> Call:
    """Return the request for the pages that are left."""
    return Call("/usage")


@contextmanager
def form(call: Call, access: Access) -> Iterator[list[tuple[str, Part]]]:
    """Yield the parts of the form, the file opened and the key among them: keep them in no frame that raises."""
    parts: list[tuple[str, Part]] = [(name, (None, value)) for name, value in call.fields]
    if access.key is not None:
        parts.append(("api_key", (None, access.key.get_secret_value())))
    if not parts:
        parts.append(("api_key", (None, "")))  # a form without parts is none
    if call.upload is None:
        yield parts
        return
    name = call.upload.name.encode("utf-8", "replace").decode()  # of a file system that is not in UTF-8
    if isinstance(call.upload.content, bytes):
        yield [*parts, ("file", (name, call.upload.content))]
    else:
        with call.upload.content.open("rb") as stream:
            yield [*parts, ("file", (name, stream))]


def must_open(upload: Upload | None) -> None:
    """Raise SourceError if the file can't be opened."""
    if upload is None or isinstance(upload.content, bytes):
        return
    try:
        upload.content.open("rb").close()
    except (OSError, ValueError) as error:
        raise unreadable(upload, error) from error


def unreadable(upload: Upload, error: OSError | ValueError) -> SourceError:
    """Return what tells that the file can't be read. A ValueError is a path that no file can have."""
    return SourceError(f"can't be read: {getattr(error, 'strerror', None) or error}", place=str(upload.content))

"""Decoded JSON in any of the shapes in which results travel → the object with `pages`, and where it was found."""

from collections.abc import Mapping
from dataclasses import dataclass

from somark_tools.errors import FormatError, NotReadyError, ParseFailedError
from somark_tools.failures import failure
from somark_tools.reading.sources import parse

# The ways in, tried in this order at each level: {"data": {"result": {"outputs": {"json": {"pages": [...]}}}}} and
# every part of it that tools save alone. A value may also be a JSON string.
_WAYS_IN = ("outputs.json", "json", "outputs", "result", "data")
_MAX_LEVELS = 10
_WAITING = ("QUEUING", "PROCESSING")


@dataclass(frozen=True, slots=True)
class Envelope:
    """The object that holds `pages`, its JSON path, and the file name given on the way."""

    body: Mapping[str, object]
    place: str
    file_name: str


def unwrap(value: object) -> Envelope:
    """Return the object with `pages` inside a decoded result or reply.

    Raises ServiceError for a reply with another code than 0 or status FAILED, NotReadyError for a task that is not
    finished, FormatError (with the place reached) when there is no result.
    """
    place, file_name, reply = "$", "", ""
    for _ in range(_MAX_LEVELS):
        if isinstance(value, str):
            value = parse(value, place)
        if not isinstance(value, Mapping):
            break
        if "pages" in value:
            return Envelope(value, place, file_name)
        _refuse_failure(value, place)
        reply += "".join(
            f"{key}: {value[key]!s:.200}; " for key in ("code", "message", "msg", "status") if key in value
        )
        given = value.get("file_name")
        file_name = given if isinstance(given, str) else file_name
        key = next((way for way in _WAYS_IN if value.get(way) is not None), None)
        if key is None:
            break
        value, place = value[key], f"{place}.{key}" if "." not in key else f"{place}['{key}']"
    if isinstance(value, list):
        raise FormatError(f"no result, but a list of {len(value):,} values: read them one by one", place=place)
    raise FormatError(f"no result: no `pages` here ({reply}found {_described(value)})", place=place)


def _refuse_failure(value: Mapping[str, object], place: str) -> None:
    code, status = value.get("code"), value.get("status")
    message = value.get("message") or value.get("msg") or value.get("error") or "no message"
    if isinstance(code, int) and code != 0:
        raise failure(code, f"{message!s:.500}", place=place)
    if isinstance(status, str) and status.upper() in _WAITING:
        raise NotReadyError(f"the task has no result yet: its status is {status}", place=place)
    if isinstance(status, str) and status.upper() == "FAILED":
        raise ParseFailedError(f"the task failed: {message!s:.500}", place=place)


def _described(value: object) -> str:
    if isinstance(value, Mapping):
        keys = ", ".join(repr(str(key)[:40]) for key in list(value)[:8])
        return f"an object with {keys}" if keys else "an empty object"
    return "null" if value is None else f"{type(value).__name__} {value!r:.60}"

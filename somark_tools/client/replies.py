"""What came back → the reply that it is, or the error that it stands for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic import PrivateAttr, ValidationError

from somark_tools.client.settings import Access
from somark_tools.errors import FormatError, ParseFailedError, ReplyError, SourceError
from somark_tools.failures import HTTP_ERRORS, failure, http_failure
from somark_tools.reading.envelope import unwrap
from somark_tools.reading.sources import parse
from somark_tools.wire import Result, TaskReply, Wire

WAITING = frozenset(("QUEUING", "PROCESSING"))
_MOST_MESSAGE = 500  # characters
ENDED = frozenset(("SUCCESS", "FAILED"))


@dataclass(frozen=True, slots=True)
class RawReply:
    """A reply of HTTP: its status, `Retry-After`, and body; it may hold the key, so no repr shows it."""

    status: int
    retry_after: str
    body: bytes = field(repr=False)


class ParsedResult(Result):
    """The result of one task or file, with the whole reply that it came in; `model_dump` has the result alone."""

    _reply: TaskReply | None = PrivateAttr(None)

    @property
    def reply(self) -> TaskReply | None:
        """The reply; None for a result that was joined from several."""
        return self._reply

    @property
    def file_name(self) -> str:
        """The name of the file that was parsed, as the service knows it."""
        data = self._reply.data if self._reply else None
        return (data and (data.file_name or (data.result and data.result.file_name))) or ""

    @property
    def zip_address(self) -> str:
        """Where the ZIP package is, if it was asked for."""
        data = self._reply.data if self._reply else None
        outputs = data.result.outputs if data and data.result else None
        return (outputs and outputs.zip) or ""


def parsed(result: Result, **changes: object) -> ParsedResult:
    """Return a result with some fields changed, unknown ones kept, and the reply that it came in, if it knows it."""
    fields = {name: getattr(result, name) for name in result.model_fields_set}
    made = ParsedResult.model_validate({**(result.model_extra or {}), **fields, **changes})
    made._reply = result.reply if isinstance(result, ParsedResult) else None
    return made


class Usage(Wire):
    """The pages that are left, as `/usage` tells them; fields are None where it does not."""

    remaining_paid_pages: int | None = None
    remaining_free_pages_today: int | None = None
    remaining_free_pages_this_month: int | None = None
    dashboard_url: str | None = None


def decoded(raw: RawReply, access: Access) -> Mapping[str, Any]:
    """Return the JSON object of a reply that reports success; raise what any other reply stands for."""
    body = _object(raw.body, access)
    message = plain(access.redacted(_message(body)))
    code = _code(body)
    wait = _seconds(raw.retry_after)
    if raw.status in HTTP_ERRORS and (raw.status >= 429 or not code):
        raise http_failure(raw.status, message, code=code, retry_after=wait)
    if code:
        raise failure(code, message or "no message", http_status=raw.status, retry_after=wait)
    if 300 <= raw.status < 400:
        raise ReplyError(f"HTTP {raw.status} leads elsewhere; that is not followed, for the key would go there too")
    if not 200 <= raw.status < 300:
        raise http_failure(raw.status, message)
    if body is None:
        raise ReplyError(f"no JSON object, but {_shown(raw.body, access)} ({ReplyError.advice})")
    if code is None:
        found = access.redacted(repr(body.get("code")))[:60]
        raise ReplyError(f"the reply has no `code`, a number, but {found}", place="$.code")
    return body


def task_reply(body: Mapping[str, Any]) -> TaskReply:
    """Return the reply of a check; its status is one of the four that are documented."""
    reply = _validated(body)
    status = reply.data.status if reply.data else None
    if reply.data is None or not status:
        raise ReplyError("the reply tells no status", place="$.data.status")
    if status.upper() not in WAITING | ENDED:
        raise ReplyError(f"the status {status!r:.60} is not known", place="$.data.status")
    return reply


def has_ended(reply: TaskReply) -> bool:
    """Return whether the task has succeeded or failed."""
    return status_of(reply) in ENDED


def status_of(reply: TaskReply) -> str:
    """Return the status in capitals; "" if there is none, as in replies of `/parse/sync`."""
    return ((reply.data and reply.data.status) or "").upper()


def result_of(reply: TaskReply) -> ParsedResult:
    """Return the result in a reply; raise ParseFailedError for a task that FAILED, ReplyError where there is none."""
    data = reply.data
    if status_of(reply) == "FAILED":
        why = plain(str(data.error if data and data.error else reply.message or "no reason is given"))
        name = f" {plain(data.task_id)}" if data and data.task_id else ""
        raise ParseFailedError(f"the task{name} failed: {why} ({ParseFailedError.advice})", code=reply.code)
    outputs = data.result.outputs if data and data.result else None
    if data is None or data.result is None:
        raise ReplyError("the task succeeded, but the reply holds no result", place="$.data.result")
    if outputs is None or outputs.json_ is None:
        raise ReplyError("the result holds no JSON: it was not among the outputs asked for", place="$.data.result")
    return _with_reply(outputs.json_, reply)


def sync_result(body: Mapping[str, Any]) -> ParsedResult:
    """Return the result in a reply of `/parse/sync`."""
    return result_of(_validated(body))


def task_id_of(body: Mapping[str, Any]) -> str:
    """Return the id of a task that was made."""
    data = body.get("data")
    task_id = data.get("task_id") if isinstance(data, Mapping) else None
    if not isinstance(task_id, str) or not task_id.strip() or not task_id.isprintable():
        raise ReplyError("the reply names no task", place="$.data.task_id")
    return task_id


def usage_of(body: Mapping[str, Any]) -> Usage:
    """Return the pages that are left."""
    data = body.get("data")
    try:
        return Usage.model_validate(data if isinstance(data, Mapping) else {})
    except ValidationError as error:
        raise _unlike(error, "$.data") from None


def _validated(body: Mapping[str, Any]) -> TaskReply:
    try:
        return TaskReply.model_validate(dict(body))
    except ValidationError as error:
        raise _unlike(error, "$") from None


def _unlike(error: ValidationError, root: str) -> ReplyError:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = root + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
    return ReplyError(f"not as documented: {first['msg']}", place=place)


def _with_reply(json: Result | str, reply: TaskReply) -> ParsedResult:
    place = "$.data.result.outputs.json"
    if isinstance(json, str):
        try:
            result = ParsedResult.model_validate(dict(unwrap(parse(json, place)).body))
        except ValidationError as error:
            raise _unlike(error, place) from None
        except (SourceError, FormatError) as error:
            raise ReplyError(error.message, place=place) from None
    else:
        result = parsed(json)
    result._reply = reply
    return result


def _object(body: bytes, access: Access) -> Mapping[str, Any] | None:
    try:
        value = parse(body)
    except (SourceError, UnicodeDecodeError):
        return None
    if not isinstance(value, Mapping):
        return None
    return _without_key(value, access) if access.key else value


def _without_key(body: Mapping[str, Any], access: Access) -> Mapping[str, Any]:
    """Return the reply without the key, but leave the result alone: a document may show what it likes."""
    data = body.get("data")
    if not isinstance(data, Mapping) or "result" not in data:
        clean: Mapping[str, Any] = _redacted(body, access)
        return clean
    rest = {name: value for name, value in data.items() if name != "result"}
    clean = _redacted({**body, "data": rest}, access)
    return {**clean, "data": {**clean["data"], "result": data["result"]}}


def _redacted(value: Any, access: Access) -> Any:
    """Look into each text, not into the JSON: the key may be written with escapes there. JSON is not deep here."""
    if isinstance(value, str):
        return access.redacted(value)
    if isinstance(value, list):
        return [_redacted(item, access) for item in value]
    if isinstance(value, dict):
        return {access.redacted(name): _redacted(item, access) for name, item in value.items()}
    return value


def plain(text: str) -> str:
    """Return a text of the service as messages show it: in one line, not too long, without codes of terminals."""
    return " ".join("".join(char if char.isprintable() else " " for char in text[:_MOST_MESSAGE]).split())


def _code(body: Mapping[str, Any] | None) -> int | None:
    found = (body or {}).get("code")
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _message(body: Mapping[str, Any] | None) -> str:
    found = (body or {}).get("message") or (body or {}).get("msg") or ""
    return found if isinstance(found, str) else f"{found!r:.500}"


def _shown(body: bytes, access: Access) -> str:
    text = access.redacted(body[:400].decode("utf-8", "replace"))
    return f"{text[:80]!r}" if body.strip() else "nothing"


def _seconds(retry_after: str) -> float | None:
    """Read `Retry-After`: a number of seconds, or a date."""
    try:
        return max(0.0, float(int(retry_after)))
    except (ValueError, OverflowError):
        pass
    try:
        moment = parsedate_to_datetime(retry_after)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError, TypeError):  # parsedate_to_datetime raises any of them for odd dates
        return None

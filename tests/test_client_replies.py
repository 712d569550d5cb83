"""Whatever comes back: it is a reply, or a SomarkError that says what is wrong; nothing else is raised."""

import gzip
import json
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from service.answers import RESULT, Answer, error, html, succeeded
from service.app import KEY, Service
from service.contract import CHECK_REPLY
from test_client import Ask, ask, asked

from somark_tools import (
    ConnectionFailedError,
    FormatError,
    ParameterError,
    RateLimitError,
    ReplyError,
    Retries,
    ServiceError,
    SomarkError,
    Upload,
    read,
)
from somark_tools.client.calls import check_call
from somark_tools.client.replies import (
    RawReply,
    decoded,
    has_ended,
    result_of,
    sync_result,
    task_id_of,
    task_reply,
    usage_of,
)
from somark_tools.client.settings import Access, ClientSettings

__all__ = ["ask"]  # a fixture
ACCESS = Access("https://somark.example", SecretStr(KEY))
Played = tuple[Service, str]


def of_schema(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values that keep to a schema of the kind that the contract is written in.

    By hand: hypothesis-jsonschema 0.23 needs what Hypothesis no longer has; schemathesis makes requests, not replies.
    """
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of(*map(of_schema, schema["anyOf"]))
    if schema["type"] == "array":
        return st.lists(of_schema(schema["items"]), max_size=2)
    if schema["type"] == "object":
        fields = {name: of_schema(held) for name, held in schema["properties"].items()}
        required = {name: fields.pop(name) for name in schema.get("required", ())}
        return st.fixed_dictionaries(required, optional=fields)
    return {
        "integer": st.sampled_from([0, 1]) | st.integers(),
        "string": st.text(max_size=8),
        "boolean": st.booleans(),
        "null": st.none(),
    }[schema["type"]]


replies = of_schema(CHECK_REPLY)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
)


@st.composite
def broken_replies(draw: st.DrawFn) -> dict[str, Any]:
    """Return replies as documented but for one place."""
    reply: dict[str, Any] = draw(replies)
    place: Any = reply
    while keys := list(place) if isinstance(place, dict) else list(range(len(place))):
        key = draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or draw(st.booleans()):
            place[key] = draw(anything)
            break
        place = place[key]
    return reply


def interpreted(body: bytes, status: int = 200) -> None:
    """Go through all that may be done with a reply."""
    for interpret in (task_reply, sync_result, task_id_of, usage_of):
        with suppress(SomarkError):
            found = interpret(decoded(RawReply(status, "", body), ACCESS))
            if interpret is task_reply and has_ended(found):
                read(result_of(found))


@given(replies)
def test_replies_as_documented_are_read_or_refused(reply: dict[str, Any]) -> None:
    interpreted(json.dumps(reply).encode())


@given(broken_replies())
def test_replies_with_something_else_in_some_place_are_read_or_refused(reply: dict[str, Any]) -> None:
    interpreted(json.dumps(reply).encode())


@given(st.binary(max_size=60) | anything.map(lambda value: json.dumps(value).encode()), st.integers(100, 599))
def test_any_bytes_with_any_status_are_refused(body: bytes, status: int) -> None:
    interpreted(body, status)


@given(replies, st.integers(0, 10_000))
def test_a_half_reply_is_refused(reply: dict[str, Any], length: int) -> None:
    interpreted(json.dumps(reply).encode()[:length])


@settings(max_examples=5)
@given(found=st.lists(replies | broken_replies(), min_size=1, max_size=20))
@pytest.mark.parametrize("kind", ["blocking", "awaited"])
def test_generated_replies_come_through_the_wire(kind: str, found: list[dict[str, Any]]) -> None:
    from service.running import running

    played = Service()
    patient = ClientSettings(per_second=None, retries=Retries(attempts=2, first=0.001, most=0.001, jitter=0.001))
    with running(played) as url:
        for reply in found:
            played.answers["t"] = [Answer(json.dumps(reply).encode())]
            for method, options in (("check", {}), ("wait", {"timeout": 0.0})):
                with suppress(SomarkError):
                    asked(kind, url, method, "t", settings=patient, **options)


BODIES: dict[str, tuple[Answer, type[SomarkError], str]] = {
    "HTML": (html("<html>Please log in"), ReplyError, "<html>"),
    "nothing": (Answer(b""), ReplyError, "nothing"),
    "half JSON": (Answer(succeeded("t").body[:-40]), ReplyError, "no JSON object"),
    "a list": (Answer(b"[]"), ReplyError, "no JSON object"),
    "no code": (Answer(b'{"data": {}}'), ReplyError, "code"),
    "a code that is text": (Answer(b'{"code": "zero"}'), ReplyError, "zero"),
    "no data": (Answer(b'{"code": 0}'), ReplyError, "status"),
    "a new status": (Answer(b'{"code": 0, "data": {"status": "PAUSED"}}'), ReplyError, "PAUSED"),
    "a status that is a number": (Answer(b'{"code": 0, "data": {"status": 1}}'), ReplyError, r"\$\.data\.status"),
    "success without result": (
        Answer(b'{"code": 0, "data": {"status": "SUCCESS", "result": null}}'), ReplyError, "holds no result",
    ),
    "success without JSON": (
        Answer(b'{"code": 0, "data": {"status": "SUCCESS", "result": {"outputs": {"markdown": "x"}}}}'),
        ReplyError, "holds no JSON",
    ),
    "a broken block": (
        Answer(json.dumps({"code": 0, "data": {"status": "SUCCESS", "result": {"outputs": {"json": {"pages": [
            {"blocks": [{"idx": "one"}]}]}}}}}).encode()),
        ReplyError, "pages",
    ),
    "JSON in a string that is none": (
        Answer(b'{"code": 0, "data": {"status": "SUCCESS", "result": {"outputs": {"json": "{"}}}}'), ReplyError, "JSON",
    ),
    "broken gzip": (Answer(b"no gzip at all", headers={"content-encoding": "gzip"}), ReplyError, "can't be read"),
    "no endpoint": (html("Not Found", 404), ServiceError, "HTTP 404"),
    "deep JSON": (Answer(b"[" * 100_000), ReplyError, "no JSON object"),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_broken_reply_is_a_clear_error(ask: Ask, service: Played, name: str) -> None:
    played, url = service
    answer, kind, message = BODIES[name]
    played.answers["t"] = [answer]
    with pytest.raises(kind, match=message):
        ask(url, "wait", "t")
    assert played.checks["t"] == 1


def test_a_reply_that_is_too_large_is_refused_before_it_is_whole(ask: Ask, service: Played) -> None:
    played, url = service
    played.answers["t"] = [Answer(b'{"code": 0, "x": "' + b"x" * 1_000_000)]
    with pytest.raises(ReplyError, match="larger than 10,000"):
        ask(url, "check", "t", settings=ClientSettings(max_reply_bytes=10_000))


def test_json_that_was_sent_as_a_string_is_read(ask: Ask, service: Played) -> None:
    played, url = service
    body = json.loads(succeeded("t").body)
    body["data"]["result"]["outputs"]["json"] = json.dumps(RESULT)
    played.answers["t"] = [Answer(json.dumps(body).encode())]
    assert len(ask(url, "wait", "t").pages) == 2


def test_a_saved_reply_that_reports_a_failure_is_the_same_error() -> None:
    with pytest.raises(ServiceError, match="1107") as caught:
        read({"code": 1107, "message": "bad key"})
    assert caught.value.advice
    with pytest.raises(FormatError):
        read({"code": 0})


@pytest.mark.parametrize("after", ["9" * 400, "Wed, 99 Oct 99999 99:99:99 +9999", "Wed, 21 Oct", "nan", "-", ""])
def test_any_retry_after_leaves_the_error_what_it_is(after: str) -> None:
    with pytest.raises(RateLimitError) as refused:
        decoded(RawReply(429, after, b""), Access("https://a.example", None))
    assert refused.value.retry_after is None


def test_a_call_shows_what_is_sent_but_for_the_key() -> None:
    assert KEY not in repr(check_call("t")) + repr(ACCESS) + repr(RawReply(200, "", KEY.encode()))


def test_a_key_that_is_written_with_escapes_is_taken_out_too() -> None:
    escaped = "".join(f"\\u{ord(char):04x}" for char in KEY)
    body = decoded(RawReply(200, "", f'{{"code": 0, "data": {{"{escaped}": ["{escaped}"]}}}}'.encode()), ACCESS)
    assert body == {"code": 0, "data": {"***": ["***"]}}


def test_a_body_that_drips_ends_in_time_even_if_nothing_comes_out_of_it(ask: Ask, service: Played) -> None:
    played, url = service
    compressed = gzip.compress(b"{}" + b" " * 1000, mtime=0)
    for answer in (Answer(b"x" * 40, drip=0.1), Answer(compressed, headers={"content-encoding": "gzip"}, drip=0.1)):
        played.answers["t"] = [answer]
        start = time.monotonic()
        with pytest.raises(ConnectionFailedError, match="not whole after"):
            ask(url, "check", "t", settings=ClientSettings(reply_timeout=0.5, retries=Retries(attempts=1)))
        assert time.monotonic() - start < 3


def test_a_wait_does_not_try_again_beyond_its_time(ask: Ask, service: Played) -> None:
    played, url = service
    played.answers["t"] = [error(1124)]
    start = time.monotonic()
    with pytest.raises(RateLimitError):
        ask(url, "wait", "t", timeout=0.5, settings=ClientSettings(retries=Retries(attempts=9, first=0.2, jitter=0)))
    assert time.monotonic() - start < 2
    assert 1 < len(played.asked) < 5


@pytest.mark.parametrize("task_id", ["", " ", "a\r\nb", "a\x00", "\ud800", "a\x1b[31m"])
def test_what_can_be_no_task_id_is_not_sent(ask: Ask, service: Played, task_id: str) -> None:
    played, url = service
    with pytest.raises(ParameterError, match="no task id"):
        ask(url, "check", task_id)
    [outcome] = ask(url, "wait_many", [task_id])
    assert isinstance(outcome.error, ParameterError)
    assert not played.asked


def test_odd_names_and_ids_are_sent_as_they_are(ask: Ask, service: Played) -> None:
    played, url = service
    for task_id in ('"; filename="x', "a/../b?c=d&e#f", "任务"):
        played.answers[task_id] = [succeeded(task_id)]
        assert ask(url, "check", task_id).data.task_id == task_id
        assert played.asked[-1][1] == {"task_id": [task_id], "api_key": [KEY]}
    ask(url, "submit", Upload('a"\r\nX-Evil: 1.png', b"x"))
    assert set(played.asked[-1][1]) >= {"file", "api_key"}
    assert "X-Evil" in played.asked[-1][1]["name"]


def test_messages_of_the_service_hold_no_codes_of_terminals(ask: Ask, service: Played) -> None:
    played, url = service
    played.answers["t"] = [error(1120, "a\x1b[31m\r\nb" + "x" * 9000)]
    with pytest.raises(ServiceError) as caught:
        ask(url, "check", "t")
    assert "a [31m b" in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 700


@pytest.mark.parametrize(
    "wait", ["9" * 400, "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Mon, 99 Jan 2026", "soon"]
)
def test_a_retry_after_that_is_no_time_is_none(wait: str) -> None:
    with pytest.raises(RateLimitError) as caught:
        decoded(RawReply(429, wait, b'{"code": 1101}'), ACCESS)
    assert caught.value.retry_after is None


@pytest.mark.parametrize("key", ["a", "data", "status"])
def test_a_key_that_is_a_word_for_want_of_one_changes_no_reply(key: str) -> None:
    body = decoded(RawReply(200, "", succeeded("t").body), Access("https://somark.example", SecretStr(key)))
    assert result_of(task_reply(body)).pages

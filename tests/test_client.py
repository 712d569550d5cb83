"""The client against the service that is played: statuses, errors, retries, keys; blocking and not."""

import asyncio
import json
import logging
import pickle
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from pydantic import SecretStr
from service.answers import RESULT, Answer, error, html, status, succeeded
from service.app import KEY, Service
from service.contract import CODES

from somark_tools import (
    AsyncClient,
    Client,
    ClientSettings,
    ConnectionFailedError,
    FeatureConfig,
    KeyRefusedError,
    ParameterError,
    ParseFailedError,
    ParseOptions,
    ReplyError,
    Retries,
    ServiceError,
    SomarkError,
    SourceError,
    UnavailableError,
    WaitTimeoutError,
    errors,
    read,
)
from somark_tools.client.exchange import Body
from somark_tools.client.settings import access
from somark_tools.failures import ERRORS, HTTP_ERRORS

POLL = (0.01, 0.02)
QUICK = ClientSettings(per_second=None, retries=Retries(attempts=4, first=0.01, most=0.05, jitter=0.01), timeout=5)
Ask = Callable[..., Any]
Played = tuple[Service, str]


def asked(kind: str, url: str, method: str, *arguments: Any, settings: ClientSettings = QUICK, **options: Any) -> Any:
    """Return what a method of the client returns; what it yields, as a list."""

    def blocking() -> Any:
        with Client(KEY, base_url=url, settings=settings) as client:
            found = getattr(client, method)(*arguments, **options)
            return list(found) if isinstance(found, Iterator) else found

    async def awaited() -> Any:
        async with AsyncClient(KEY, base_url=url, settings=settings) as client:
            found = getattr(client, method)(*arguments, **options)
            return [item async for item in found] if hasattr(found, "__aiter__") else await found

    return blocking() if kind == "blocking" else asyncio.run(awaited())


@pytest.fixture(params=["blocking", "awaited"])
def ask(request: pytest.FixtureRequest) -> Ask:
    return lambda *arguments, **options: asked(request.param, *arguments, **options)


@pytest.mark.parametrize("name", ["QUEUING", "PROCESSING", "SUCCESS", "FAILED", "queuing", "Success"])
def test_every_status_is_told(ask: Ask, service: Played, name: str) -> None:
    played, url = service
    body = json.loads(status(name.upper(), "t", RESULT if name.upper() == "SUCCESS" else None).body)
    body["data"]["status"] = name
    played.answers["t"] = [Answer(json.dumps(body).encode())]
    reply = ask(url, "check", "t")
    assert reply.data.status == name
    assert (reply.data.result is not None) == (name.upper() == "SUCCESS")
    path, fields = played.asked[-1]
    assert (path, fields) == ("/parse/async_check", {"task_id": ["t"], "api_key": [KEY]})


def test_a_wait_ends_with_the_result_and_tells_each_status(ask: Ask, service: Played) -> None:
    played, url = service
    played.answers["t"] = [status("QUEUING", "t"), status("PROCESSING", "t"), succeeded("t", zip="https://z/a.zip")]
    seen: list[str] = []
    result = ask(url, "wait", "t", poll=POLL, on_update=lambda reply: seen.append(reply.data.status))
    assert seen == ["QUEUING", "PROCESSING", "SUCCESS"]
    assert result.model_dump(by_alias=True, exclude_unset=True) == RESULT
    assert (result.file_name, result.zip_address) == ("report.pdf", "https://z/a.zip")
    assert [block.text for block in read(result).blocks] == ["one", "two"]
    played.checks.clear()
    assert [reply.data.status for reply in ask(url, "iter_status", "t", poll=POLL)] == seen


def test_a_task_that_fails_or_takes_too_long_is_an_error_of_its_own(ask: Ask, service: Played) -> None:
    played, url = service
    played.answers |= {
        "bad": [status("PROCESSING", "bad"), status("FAILED", "bad")],
        "long": [status("QUEUING", "long")],
    }
    with pytest.raises(ParseFailedError, match="bad failed"):
        ask(url, "wait", "bad", poll=POLL)
    with pytest.raises(WaitTimeoutError, match="long"):
        ask(url, "wait", "long", poll=POLL, timeout=0.05)
    assert asked("blocking", url, "check", "bad").data.status == "FAILED"


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_an_error_with_code_message_and_advice(ask: Ask, service: Played, code: int) -> None:
    played, url = service
    played.answers["t"] = [error(code, "请求太频繁")]
    with pytest.raises(ERRORS[code]) as caught:
        ask(url, "check", "t")
    raised = caught.value
    assert raised.code == code
    assert "请求太频繁" in str(raised)
    assert str(code) in str(raised)
    assert raised.retry == (code in (1101, 1124))
    assert played.checks["t"] == (QUICK.retries.attempts if raised.retry else 1)
    assert raised.advice in str(raised)
    assert bool(raised.advice) == (type(raised) is not ServiceError)


def test_a_code_that_is_new_is_a_service_error(ask: Ask, service: Played) -> None:
    service[0].answers["t"] = [error(4711, "new")]
    with pytest.raises(ServiceError, match="4711: new"):
        ask(service[1], "check", "t")


@pytest.mark.parametrize("http", [*HTTP_ERRORS, 400, 404, 418, 501])
def test_every_http_status_is_an_error(ask: Ask, service: Played, http: int) -> None:
    played, url = service
    played.answers["t"] = [html("<h1>no</h1>", http)]
    with pytest.raises(HTTP_ERRORS.get(http, ServiceError), match=f"HTTP {http}") as caught:
        ask(url, "check", "t")
    assert caught.value.retry == (http in (429, 500, 502, 503, 504))
    assert played.checks["t"] == (QUICK.retries.attempts if caught.value.retry else 1)


@pytest.mark.parametrize(
    "first",
    [
        *(error(code) for code in (1101, 1124)),
        *(html("", code) for code in (429, 500, 502, 503, 504)),
        Answer(succeeded("t").body, cut=True),
    ],
)
def test_what_may_pass_is_tried_again(ask: Ask, service: Played, first: Answer) -> None:
    played, url = service
    played.before.extend([first, first])
    played.answers["t"] = [succeeded("t")]
    assert ask(url, "check", "t").data.status == "SUCCESS"
    assert len(played.asked) == 3


@pytest.mark.parametrize("wait", [1, "date"])
def test_retry_after_is_kept(ask: Ask, service: Played, wait: object) -> None:
    from datetime import UTC, datetime, timedelta
    from email.utils import format_datetime

    played, url = service
    asked_for = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True) if wait == "date" else "1"
    played.before.append(Answer(b"", 429, {"retry-after": asked_for}))
    played.answers["t"] = [succeeded("t")]
    ask(url, "check", "t")
    assert played.moments[1] - played.moments[0] >= 0.95


def test_a_retry_after_that_is_too_long_is_told(ask: Ask, service: Played) -> None:
    played, url = service
    played.before.append(Answer(b"", 503, {"retry-after": "86400"}))
    with pytest.raises(UnavailableError) as caught:
        ask(url, "check", "t")
    assert caught.value.retry_after == 86400
    assert len(played.asked) == 1


def test_what_may_be_paid_twice_is_not_sent_again_when_it_may_have_arrived(
    ask: Ask, service: Played, tmp_path: Path
) -> None:
    played, url = service
    (tmp_path / "a.png").write_bytes(b"picture")
    for method in ("submit", "parse"):
        played.asked.clear()
        played.before.append(Answer(succeeded("t").body, cut=True))
        with pytest.raises(ConnectionFailedError):
            ask(url, method, tmp_path / "a.png")
        assert len(played.asked) == 1
        played.before.append(error(1124))
        ask(url, method, tmp_path / "a.png")
        assert len(played.asked) == 3


def test_a_service_that_is_not_there_is_a_connection_error(ask: Ask) -> None:
    with pytest.raises(ConnectionFailedError, match="check the network"):
        ask("http://127.0.0.1:9/api/v1", "check", "t")


def test_a_silence_ends(ask: Ask, service: Played) -> None:
    played, url = service
    played.answers["t"] = [Answer(succeeded("t").body, delay=1.0)]
    impatient = ClientSettings(per_second=None, retries=Retries(attempts=1), timeout=0.1)
    with pytest.raises(ConnectionFailedError, match="Timeout"):
        ask(url, "check", "t", settings=impatient)


def test_a_file_is_submitted_with_the_switches_on(ask: Ask, service: Played, tmp_path: Path) -> None:
    played, url = service
    (tmp_path / "a.png").write_bytes(b"picture")
    assert ask(url, "submit", tmp_path / "a.png") == "task-1"
    path, fields = played.asked[-1]
    assert (path, fields["file"], fields["name"], fields["output_formats"]) == (
        "/parse/async", [b"picture"], "a.png", ["json"],
    )  # fmt: skip
    features = json.loads(fields["feature_config"][0])
    names = ("enable_text_cross_page", "enable_table_cross_page", "enable_title_level_recognition")
    assert all(features[name] for name in names)
    assert json.loads(fields["element_formats"][0]) == {
        "image": "url",
        "formula": "latex",
        "table": "html",
        "cs": "image",
    }
    options = ParseOptions(output_formats=("json", "zip"), feature_config=FeatureConfig(keep_header_footer=True))
    result = ask(url, "parse", str(tmp_path / "a.png"), options)
    assert [page.page_num for page in result.pages] == [0, 1]
    path, fields = played.asked[-1]
    assert (path, fields["output_formats"]) == ("/parse/sync", ["json", "zip"])
    assert json.loads(fields["feature_config"][0])["keep_header_footer"] is True


def test_the_pages_left_are_told(ask: Ask, service: Played) -> None:
    usage = ask(service[1], "usage")
    assert (usage.remaining_paid_pages, usage.remaining_free_pages_this_month) == (12, 40)


def test_the_old_paths_are_asked_on_demand_with_a_warning(ask: Ask, service: Played) -> None:
    played, url = service
    played.answers["t"] = [succeeded("t")]
    with pytest.warns(DeprecationWarning, match="2026-12-31"):
        ask(url, "check", "t", settings=ClientSettings(old_paths=True))
    assert played.asked[-1][0] == "/extract/async_check"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ask(url, "check", "t")


# -- the key ---------------------------------------------------------------------------------------------------------


def test_the_key_is_in_no_repr_log_error_or_traceback(
    ask: Ask, service: Played, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    played, url = service
    caplog.set_level(logging.DEBUG)
    (tmp_path / "a.png").write_bytes(b"picture")
    faults = [
        error(1107, f"key {KEY} is wrong"),
        Answer(f"<h1>{KEY}</h1>".encode()),
        Answer(json.dumps({"code": KEY}).encode()),
        Answer(json.dumps({"code": 0, "data": {"status": KEY}}).encode()),
        Answer(json.dumps({"code": 0, "data": {"status": "FAILED", "error": f"for {KEY}"}}).encode()),
        html(KEY, 404),
        Answer(succeeded("t").body, cut=True),
        Answer(b"x", headers={"content-encoding": "gzip"}),
    ]
    for fault in faults:
        for method, argument in (("wait", "t"), ("submit", tmp_path / "a.png")):
            played.answers["t"] = [fault]
            played.fault = lambda fault=fault: fault
            with pytest.raises(SomarkError) as caught:
                ask(url, method, argument)
            raised = caught.value
            assert KEY not in repr(raised) + str(raised) + str(vars(raised))
            assert (raised.__cause__, raised.__context__) == (None, None) or "Validation" in repr(raised.__context__)
            for frame, _ in traceback.walk_tb(raised.__traceback__):
                if str(ROOT / "tests") not in frame.f_code.co_filename:
                    assert KEY not in repr(frame.f_locals), frame
    assert KEY not in caplog.text
    with Client(KEY, base_url=url) as client:
        assert KEY not in repr(client) + repr(vars(client)) + str(vars(client))


def test_the_key_comes_from_the_argument_the_environment_or_the_config_file(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('api_key = "sk-file"\nbase_url = "https://file.example/api"\n')
    found = access("sk-argument", "ai", environ={"SOMARK_API_KEY": "sk-env"}, config_file=config)
    assert (found.base_url, found.key) == ("https://somark.ai/api/v1", SecretStr("sk-argument"))
    found = access(None, "cn", environ={"SOMARK_API_KEY": "sk-env"}, config_file=config)
    assert (found.base_url, found.key) == ("https://somark.cn/api/v1", SecretStr("sk-env"))
    found = access(None, None, environ={}, config_file=config)
    assert (found.base_url, found.key) == ("https://file.example/api", SecretStr("sk-file"))
    none = tmp_path / "none"
    assert access("sk-argument", None, environ={}, config_file=none).base_url == "https://somark.cn/api/v1"
    assert access(None, "https://private.example", environ={}, config_file=none).key is None
    with pytest.raises(KeyRefusedError, match="the API key: there is none: set SOMARK_API_KEY"):
        access(None, "ai", environ={}, config_file=none)


def test_a_key_is_taken_without_line_ends_and_an_odd_one_is_refused_without_being_shown(tmp_path: Path) -> None:
    none = tmp_path / "none"
    assert access(" sk-x\r\n", "cn", environ={}, config_file=none).key == SecretStr("sk-x")
    assert access(" \n", "https://private.example", environ={}, config_file=none).key is None
    for odd in ("sk-\udcff", "sk-\nx", "sk-鑰匙"):
        with pytest.raises(SourceError, match="the API key") as caught:
            access(odd, "cn", environ={}, config_file=none)
        assert odd not in str(caught.value)


def test_a_client_is_not_pickled_nor_does_its_error_carry_the_key(service: Played) -> None:
    with Client(KEY, base_url=service[1], settings=QUICK) as client:
        with pytest.raises(TypeError, match="pickle"):
            pickle.dumps(client)
        service[0].answers["t"] = [error(1107, f"key {KEY}")]
        with pytest.raises(KeyRefusedError) as caught:
            client.check("t")
    assert KEY.encode() not in pickle.dumps(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).code == 1107


def test_an_interruption_or_cancellation_carries_no_frames_with_the_key(
    service: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    async def cancelled() -> None:
        async with AsyncClient(KEY, base_url=service[1], settings=QUICK) as client:
            task = asyncio.create_task(client.check("t"))
            await asyncio.sleep(0.2)
            task.cancel()
            await task

    def blocked() -> None:
        monkeypatch.setattr(Body, "take", interrupted)
        with Client(KEY, base_url=service[1], settings=QUICK) as client:
            client.check("t")

    service[0].answers["t"] = [Answer(succeeded("t").body, delay=1)]
    for work, kind in ((lambda: asyncio.run(cancelled()), asyncio.CancelledError), (blocked, KeyboardInterrupt)):
        with pytest.raises(kind) as caught:
            work()
        for frame, _ in traceback.walk_tb(caught.value.__traceback__):
            if str(ROOT / "tests") not in frame.f_code.co_filename:
                assert KEY not in repr(frame.f_locals), frame


def test_a_key_that_lies_around_does_not_go_to_another_url(tmp_path: Path) -> None:
    found = access(
        None, "https://private.example/", environ={"SOMARK_API_KEY": "sk-env"}, config_file=tmp_path / "none"
    )
    assert (found.base_url, found.key) == ("https://private.example", None)


@pytest.mark.parametrize(
    "url", ["ftp://x", "somark", "http://", "https://user:sk-pass@x", "https://x/?a=b", "http://[x"]
)
def test_what_is_no_base_url_is_refused(url: str) -> None:
    with pytest.raises(SourceError, match="base URL") as caught:
        Client(KEY, base_url=url)
    assert "sk-pass" not in str(caught.value)


def test_a_private_deployment_needs_no_key(service: Played) -> None:
    played, url = service
    played.key, played.answers["t"] = "", [succeeded("t")]
    with Client(base_url=url, settings=QUICK) as client:
        assert client.check("t").data is not None
        assert "api_key" not in played.asked[-1][1]
        played.key = "other"
        with pytest.raises(KeyRefusedError):
            client.check("t")


def test_a_redirect_is_not_followed(ask: Ask, service: Played) -> None:
    played, url = service
    played.answers["t"] = [Answer(b"", 307, {"location": f"{url}/usage"})]
    with pytest.raises(ReplyError, match="307"):
        ask(url, "check", "t")
    assert len(played.asked) == 1


def test_an_unknown_task_is_told_as_such(ask: Ask, service: Played) -> None:
    with pytest.raises(ParameterError, match="no such task"):
        ask(service[1], "wait", "nothing", poll=POLL)


def test_every_error_is_in_the_tree_that_is_drawn() -> None:
    assert errors.__doc__ is not None
    found = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, SomarkError)]
    assert all(f"{kind.__name__} " in errors.__doc__ or kind is SomarkError for kind in found)

"""Many tasks at once: none lost, the rate kept, memory flat, faults survived; the clock and the network are played."""

import asyncio
import json
import random
import re
import selectors
import tracemalloc
from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from service.answers import Answer, error, html, status, succeeded
from service.app import KEY, Service
from test_client import POLL, QUICK

from somark_tools import AsyncClient, Client, ClientSettings, ParseFailedError, Retries, WaitTimeoutError
from somark_tools.client import exchange, pacing, polling, retrying
from somark_tools.client.transports import AsyncTransport

Played = tuple[Service, str]


class _Clock:
    """A clock on which time passes when somebody sleeps."""

    passed = 0.0


class _Selector(selectors.DefaultSelector):
    """Does not sleep: the time that was to be slept has passed."""

    def __init__(self, clock: _Clock) -> None:
        super().__init__()
        self.clock = clock

    def select(self, timeout: float | None = None) -> Any:
        found = super().select(0)
        if not found and timeout:
            self.clock.passed += timeout
        return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    played = _Clock()
    for module in (exchange, pacing, polling, retrying):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: played.passed))
    return played


def run(clock: _Clock, work: Coroutine[Any, Any, Any]) -> Any:
    loop = asyncio.SelectorEventLoop(_Selector(clock))
    loop.time = lambda: clock.passed  # type: ignore[method-assign]
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


class _Network:
    """Tasks that end at some moment of the clock, and a line on which one request in ten is hurt."""

    def __init__(self, clock: _Clock, ends: dict[str, float], faults: float = 0.0, size: int = 100) -> None:
        self.clock, self.ends, self.faults, self.size = clock, ends, faults, size
        self.moments: list[float] = []
        self.random = random.Random(7)
        self.waiting = status("QUEUING", "t").body
        self.limited = error(1124).body
        content = {"pages": [{"page_num": 0, "blocks": [{"idx": 0, "content": "x" * size}]}]}
        self.finished = succeeded("t", content).body

    async def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.moments.append(self.clock.passed)
        await asyncio.sleep(0.05)
        if self.random.random() < self.faults:
            kind = self.random.randrange(3)
            if kind == 0:
                raise httpx2.RemoteProtocolError("cut")
            return httpx2.Response(503) if kind == 1 else httpx2.Response(200, content=self.limited)
        found = re.search(rb'name="task_id"\r\n\r\n([^\r]+)', await request.aread())
        assert found
        task_id = found[1].decode()
        done = self.ends[task_id] <= self.clock.passed
        return httpx2.Response(200, content=self.finished if done else self.waiting)


def client_on(network: _Network, per_second: float | None) -> AsyncClient:
    client = AsyncClient(KEY, base_url="https://somark.example", settings=ClientSettings(per_second=per_second))
    assert isinstance(client._flows.transport, AsyncTransport)
    client._flows.transport._http = httpx2.AsyncClient(transport=httpx2.MockTransport(network.answer))
    return client


@pytest.mark.parametrize("faults", [0.0, 0.1])
def test_500_tasks_at_4_requests_a_second_all_arrive(clock: _Clock, faults: float) -> None:
    per_second, count = 4.0, 500
    ends = {f"task-{number}": random.Random(number).uniform(0, 600) for number in range(count)}
    network = _Network(clock, ends, faults, size=200_000)
    arrived: dict[str, float] = {}

    async def wait() -> int:
        async with client_on(network, per_second) as client:
            async for outcome in client.wait_many(ends):
                assert outcome.error is None
                assert outcome.result is not None
                assert outcome.task_id not in arrived
                arrived[outcome.task_id] = clock.passed
                peaks.append(tracemalloc.get_traced_memory()[1])
        return len(asyncio.all_tasks())

    peaks: list[int] = []
    tracemalloc.start()
    try:
        left = run(clock, wait())
    finally:
        tracemalloc.stop()
    assert left == 1  # but the test itself
    assert set(arrived) == set(ends)
    distances = [later - earlier for earlier, later in zip(network.moments, network.moments[1:], strict=False)]
    assert min(distances) > 1 / per_second - 0.002
    assert peaks[-1] < 20 * network.size * 2  # all results together are 500 times the size
    round_of_all = count / per_second
    late = max(moment - ends[task_id] for task_id, moment in arrived.items())
    assert late < round_of_all * (1.1 if not faults else 1.5) + 10


def test_a_wait_ends_within_one_poll_of_the_end_of_the_task(clock: _Clock) -> None:
    for number in range(30):
        network = _Network(clock, {"t": clock.passed + random.Random(number).uniform(0, 60)})

        async def wait(network: _Network = network) -> float:
            async with client_on(network, 4.0) as client:
                await client.wait("t")
            return clock.passed

        assert run(clock, wait()) - network.ends["t"] < 5.2


def test_a_task_that_fails_or_does_not_end_does_not_stop_the_others(service: Played) -> None:
    played, url = service
    played.answers = {
        "good": [status("QUEUING", "good"), succeeded("good")],
        "bad": [status("FAILED", "bad")],
        "long": [status("QUEUING", "long")],
    }

    async def awaited() -> dict[str, Any]:
        async with AsyncClient(KEY, base_url=url, settings=QUICK) as client:
            return {
                outcome.task_id: outcome async for outcome in client.wait_many(played.answers, poll=POLL, timeout=0.5)
            }

    with Client(KEY, base_url=url, settings=QUICK) as client:
        blocking = {outcome.task_id: outcome for outcome in client.wait_many(played.answers, poll=POLL, timeout=0.5)}
    played.checks.clear()
    for outcomes in (blocking, asyncio.run(awaited())):
        assert outcomes["good"].result is not None
        assert isinstance(outcomes["bad"].error, ParseFailedError)
        assert isinstance(outcomes["long"].error, WaitTimeoutError)


@pytest.mark.parametrize("kind", ["blocking", "awaited"])
def test_all_results_arrive_over_a_bad_line_and_the_limit_of_the_service(service: Played, kind: str) -> None:
    played, url = service
    played.answers = {f"t{n}": [status("QUEUING", f"t{n}"), succeeded(f"t{n}")] for n in range(60)}
    hurt = random.Random(3)
    faults = [Answer(succeeded("t").body, cut=True), html("<h1>no</h1>", 502), error(1124)]
    played.fault = lambda: hurt.choice(faults) if hurt.random() < 0.1 else None
    played.per_second = 100
    settings = ClientSettings(per_second=80, retries=Retries(attempts=8, first=0.01, most=0.1, jitter=0.02))

    async def awaited() -> list[Any]:
        async with AsyncClient(KEY, base_url=url, settings=settings) as client:
            return [outcome async for outcome in client.wait_many(played.answers, poll=POLL)]

    if kind == "blocking":
        with Client(KEY, base_url=url, settings=settings) as client:
            outcomes = list(client.wait_many(played.answers, poll=POLL))
    else:
        outcomes = asyncio.run(awaited())
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    assert {outcome.task_id for outcome in outcomes} == set(played.answers)
    assert played.limited == 0


def test_a_cancelled_wait_leaves_nothing_behind(service: Played) -> None:
    played, url = service
    played.answers = {f"t{n}": [status("QUEUING", f"t{n}")] for n in range(20)}

    async def cancelled() -> set[Any]:
        async with AsyncClient(KEY, base_url=url, settings=QUICK) as client:

            async def wait() -> None:
                async for _ in client.wait_many(played.answers, poll=POLL):
                    pass

            for work in (wait(), client.wait("t1", poll=POLL)):
                task = asyncio.create_task(work)
                await asyncio.sleep(0.1)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            await asyncio.sleep(0)
            return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(cancelled()) == set()


def test_a_wait_for_nothing_ends_at_once(clock: _Clock) -> None:
    async def wait() -> list[Any]:
        async with client_on(_Network(clock, {}), 4.0) as client:
            return [outcome async for outcome in client.wait_many([])]

    assert run(clock, wait()) == []


def test_the_result_is_that_of_the_task(service: Played) -> None:
    played, url = service
    played.answers = {
        name: [succeeded(name, {"pages": [{"page_num": 0, "blocks": [{"idx": 0, "content": name}]}]})] for name in "abc"
    }
    with Client(KEY, base_url=url, settings=QUICK) as client:
        for outcome in client.wait_many("abcab"):
            assert outcome.result is not None
            assert json.loads(outcome.result.model_dump_json())["pages"][0]["blocks"][0]["content"] == outcome.task_id
    assert len(played.asked) == 3


def test_no_request_at_once_is_refused_instead_of_waiting_for_ever() -> None:
    client = AsyncClient(KEY, base_url="https://somark.example")
    with pytest.raises(ValueError, match="from 1 on"):
        client.wait_many(["t"], at_once=0)

"""A form → the reply to it, over a connection that blocks or one that does not.

The client is written once, as coroutines (`flows.py`); all their waiting is done here. Over a BlockingTransport they
never wait for an event loop: `ran` takes them to their end at once, and what blocks is the thread that calls.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from typing import ParamSpec, Protocol, TypeVar

import httpx2

from somark_tools.client.calls import Part
from somark_tools.client.exchange import Body
from somark_tools.client.replies import RawReply

_T = TypeVar("_T")
_P = ParamSpec("_P")
Parts = list[tuple[str, Part]]


class Transport(Protocol):
    """What a client waits for: replies, time, work on local files."""

    async def post(self, url: str, parts: Parts, timeout: httpx2.Timeout, body: Body) -> RawReply:
        """Return the reply to a form, gathered in `body`. Raises errors of httpx2; its frames hold the key."""

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""

    async def aside(self, work: Callable[_P, _T], *arguments: _P.args, **options: _P.kwargs) -> _T:
        """Return what a function returns that reads files and counts pages."""

    async def close(self) -> None:
        """Close the connections."""


class BlockingTransport:
    """Waits by blocking; threads may share it."""

    def __init__(self) -> None:
        self._http = httpx2.Client(follow_redirects=False)

    async def post(self, url: str, parts: Parts, timeout: httpx2.Timeout, body: Body) -> RawReply:
        with self._http.stream("POST", url, files=parts, timeout=timeout) as response:
            body.watch(response)
            for chunk in response.iter_bytes():
                body.take(chunk)
            return body.reply(response)

    async def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def aside(self, work: Callable[_P, _T], *arguments: _P.args, **options: _P.kwargs) -> _T:
        return work(*arguments, **options)

    async def close(self) -> None:
        self._http.close()


class AsyncTransport:
    """Waits in the event loop of asyncio that runs."""

    def __init__(self) -> None:
        self._http = httpx2.AsyncClient(follow_redirects=False)

    async def post(self, url: str, parts: Parts, timeout: httpx2.Timeout, body: Body) -> RawReply:
        async with self._http.stream("POST", url, files=parts, timeout=timeout) as response:
            body.watch(response)
            async for chunk in response.aiter_bytes():
                body.take(chunk)
            return body.reply(response)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def aside(self, work: Callable[_P, _T], *arguments: _P.args, **options: _P.kwargs) -> _T:
        return await asyncio.to_thread(work, *arguments, **options)

    async def close(self) -> None:
        await self._http.aclose()


def ran(work: Awaitable[_T]) -> _T:
    """Return what a coroutine over a BlockingTransport returns."""
    try:
        work.__await__().send(None)
    except StopIteration as end:
        found: _T = end.value
        return found
    raise RuntimeError("waited for an event loop, which a blocking client has not")


def each(items: AsyncGenerator[_T, None]) -> Iterator[_T]:
    """Yield what a generator over a BlockingTransport yields."""
    try:
        while True:
            try:
                item = ran(anext(items))
            except StopAsyncIteration:
                return
            yield item
    finally:
        ran(items.aclose())

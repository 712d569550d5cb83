"""The client that does not block: many requests at once, bounded and paced, under asyncio."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from pathlib import Path

from pydantic import SecretStr

from somark_tools.client.calls import Upload
from somark_tools.client.flows import Flows
from somark_tools.client.options import ParseOptions
from somark_tools.client.polling import POLL, Outcome, Polling, Schedule
from somark_tools.client.replies import ParsedResult, Usage
from somark_tools.client.settings import ClientSettings
from somark_tools.client.transports import AsyncTransport
from somark_tools.wire import TaskReply


class AsyncClient:
    """Speaks with SoMark. Close it after use, or use it in an `async with` statement.

    As `Client`, with every method awaited; a cancelled one leaves nothing behind.
    """

    def __init__(
        self,
        api_key: str | SecretStr | None = None,
        *,
        base_url: str | None = None,
        settings: ClientSettings = ClientSettings(),  # noqa: B008  (frozen)
    ) -> None:
        self._flows = Flows.opened(api_key, base_url, settings, AsyncTransport)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._flows.access.base_url!r})"

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._flows.transport.close()

    async def check(self, task_id: str) -> TaskReply:
        """Return what the service says about a task now, as `Client.check`."""
        return await self._flows.check(task_id)

    def iter_status(
        self, task_id: str, *, poll: tuple[float, float] = POLL, timeout: float | None = None
    ) -> AsyncIterator[TaskReply]:
        """Yield the reply of each check, as `Client.iter_status`."""
        return self._flows.iter_status(task_id, Polling.starting(poll, timeout))

    async def wait(
        self,
        task_id: str,
        *,
        poll: tuple[float, float] = POLL,
        timeout: float | None = None,
        on_update: Callable[[TaskReply], object] | None = None,
    ) -> ParsedResult:
        """Return the result of a task as soon as it is there, as `Client.wait`."""
        return await self._flows.wait(task_id, Polling.starting(poll, timeout), on_update)

    def wait_many(
        self,
        task_ids: Iterable[str],
        *,
        poll: tuple[float, float] = POLL,
        timeout: float | None = None,
        at_once: int = 8,
    ) -> AsyncIterator[Outcome]:
        """Yield how each task ended, as they end; a task that fails does not stop the others.

        `at_once` is the most requests under way, and the most results that wait to be taken. Raises ValueError below 1.
        """
        if at_once < 1:
            raise ValueError(f"at_once is a number of requests, from 1 on, not {at_once}")
        return _as_they_end(self._flows, Schedule(task_ids), Polling.starting(poll, timeout), at_once)

    async def submit(self, file: str | Path | Upload, options: ParseOptions = ParseOptions()) -> str:  # noqa: B008
        """Return the id of a task that parses the file, as `Client.submit`."""
        return await self._flows.submit(file, options)

    async def parse(self, file: str | Path | Upload, options: ParseOptions = ParseOptions()) -> ParsedResult:  # noqa: B008
        """Return the result of parsing the file, as `Client.parse`."""
        return await self._flows.parse(file, options)

    async def usage(self) -> Usage:
        """Return how many pages are left."""
        return await self._flows.usage()


async def _as_they_end(
    flows: Flows, schedule: Schedule, polling: Polling, at_once: int
) -> AsyncGenerator[Outcome, None]:
    ended: asyncio.Queue[Outcome | Exception] = asyncio.Queue(maxsize=at_once)

    async def look() -> None:
        """Ask about the task that is due next, again and again, until none is left for this worker."""
        while schedule:
            try:
                outcome: Outcome | Exception | None = await flows.look_at_next(schedule, polling)
            except Exception as error:  # a fault of ours: it ends the wait, which would never end otherwise
                outcome = error
            if outcome is not None:
                await ended.put(outcome)

    workers = [asyncio.create_task(look()) for _ in range(min(at_once, schedule.size))]
    try:
        for _ in range(schedule.size):
            outcome = await ended.get()
            if isinstance(outcome, Exception):
                raise outcome
            yield outcome
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

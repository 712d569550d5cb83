"""The client that does not block: many requests at once, bounded and paced, under asyncio."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

import httpx2
import stamina
from pydantic import SecretStr

from somark_tools.client.calls import Call, Upload, check_call, form, must_open, parse_call, submit_call, usage_call
from somark_tools.client.exchange import FAULTS, Body, described, timeout_of, url_of
from somark_tools.client.joining import join_results
from somark_tools.client.options import ParseOptions
from somark_tools.client.pacing import Pace, tried_again
from somark_tools.client.polling import POLL, Outcome, Polling, Schedule
from somark_tools.client.replies import (
    ParsedResult,
    RawReply,
    Usage,
    decoded,
    has_ended,
    result_of,
    sync_result,
    task_id_of,
    task_reply,
    usage_of,
)
from somark_tools.client.settings import ClientSettings, access, warn_of_old_paths
from somark_tools.client.uploads import single_upload, upload_parts
from somark_tools.errors import SomarkError
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
        self._access = access(api_key, base_url)
        self._settings = settings
        self._pace = Pace(settings.per_second)
        self._http = httpx2.AsyncClient(follow_redirects=False)
        if settings.old_paths:
            warn_of_old_paths()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._access.base_url!r})"

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def check(self, task_id: str) -> TaskReply:
        """Return what the service says about a task now: its status, and its result once it has succeeded."""
        return task_reply(await self._send(check_call(task_id)))

    async def iter_status(
        self, task_id: str, *, poll: tuple[float, float] = POLL, timeout: float | None = None
    ) -> AsyncIterator[TaskReply]:
        """Yield the reply of each check, up to the one in which the task has succeeded or failed.

        Between two checks is a random time between the two seconds of `poll`. Raises WaitTimeoutError after `timeout`.
        """
        polling = Polling.starting(poll, timeout)
        while True:
            reply = await self.check(task_id)
            yield reply
            if has_ended(reply):
                return
            await asyncio.sleep(polling.pause(task_id))

    async def wait(
        self,
        task_id: str,
        *,
        poll: tuple[float, float] = POLL,
        timeout: float | None = None,
        on_update: Callable[[TaskReply], object] | None = None,
    ) -> ParsedResult:
        """Return the result of a task as soon as it is there; `on_update` gets every reply until then.

        Raises ParseFailedError when the task fails, WaitTimeoutError after `timeout` seconds.
        """
        async for reply in self.iter_status(task_id, poll=poll, timeout=timeout):
            if on_update:
                on_update(reply)
        return result_of(reply)

    async def wait_many(
        self,
        task_ids: Iterable[str],
        *,
        poll: tuple[float, float] = POLL,
        timeout: float | None = None,
        at_once: int = 8,
    ) -> AsyncIterator[Outcome]:
        """Yield how each task ended, as they end; a task that fails does not stop the others.

        `at_once` is the most requests under way, and the most results that wait to be taken.
        """
        polling, schedule = Polling.starting(poll, timeout), Schedule(task_ids)
        ended: asyncio.Queue[Outcome | BaseException] = asyncio.Queue(maxsize=at_once)
        workers = [
            asyncio.create_task(self._look_after(schedule, polling, ended)) for _ in range(min(at_once, schedule.size))
        ]
        try:
            for _ in range(schedule.size):
                outcome = await ended.get()
                if isinstance(outcome, BaseException):
                    raise outcome
                yield outcome
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    async def _look_after(
        self, schedule: Schedule, polling: Polling, ended: "asyncio.Queue[Outcome | BaseException]"
    ) -> None:
        """Ask about the task that is due next, again and again, until none is left for this worker."""
        while schedule:
            pause, task_id = schedule.next()
            await asyncio.sleep(pause)
            try:
                reply = await self.check(task_id)
                if not has_ended(reply):
                    schedule.again(task_id, polling.pause(task_id))
                    continue
                outcome: Outcome | BaseException = Outcome(task_id, result_of(reply))
            except SomarkError as error:
                outcome = Outcome(task_id, error=error)
            except Exception as error:  # a fault of ours: it ends the wait, which would never end otherwise
                outcome = error
            await ended.put(outcome)

    async def submit(self, file: str | Path | Upload, options: ParseOptions = ParseOptions()) -> str:  # noqa: B008
        """Return the id of a task that parses the file. Raises TooLargeError, without sending it, above the limits.

        A longer PDF goes in parts: `upload_parts` yields them, and `join_results` makes one result of theirs.
        """
        return task_id_of(await self._send(submit_call(await asyncio.to_thread(single_upload, file), options)))

    async def parse(self, file: str | Path | Upload, options: ParseOptions = ParseOptions()) -> ParsedResult:  # noqa: B008
        """Return the result of parsing the file, in one request; of a PDF above 300 pages in one for each 300."""
        parts = [
            (part.first_page, sync_result(await self._send(parse_call(part, options))))
            for part in await asyncio.to_thread(list, upload_parts(file))
        ]
        return join_results(parts)

    async def usage(self) -> Usage:
        """Return how many pages are left."""
        return usage_of(await self._send(usage_call()))

    async def _send(self, call: Call) -> dict[str, object]:
        must_open(call.upload)
        retries = self._settings.retries
        async for attempt in stamina.retry_context(
            on=lambda error: tried_again(error, repeatable=call.repeatable, retries=retries),
            attempts=retries.attempts,
            timeout=None,
            wait_initial=retries.first,
            wait_max=retries.most,
            wait_jitter=retries.jitter,
        ):
            with attempt:
                await asyncio.sleep(self._pace.delay())
                received = await self._exchange(call)
                if isinstance(received, SomarkError):
                    raise received
                return dict(decoded(received, self._access))
        raise AssertionError("unreachable")

    async def _exchange(self, call: Call) -> RawReply | SomarkError:
        """Return errors instead of raising them: this frame holds the key, and a traceback would show it."""
        body = Body(self._settings)
        try:
            with form(call, self._access) as parts:
                async with self._http.stream(
                    "POST",
                    url_of(call, self._access, self._settings),
                    files=parts,
                    timeout=timeout_of(call, self._settings),
                ) as response:
                    async for chunk in response.aiter_bytes():
                        body.take(chunk)
                    return body.reply(response)
        except FAULTS as error:
            return described(error, self._access)

"""What a client does, step by step, written once for both: requests, their replies, and the waiting between them."""

from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from somark_tools.client.calls import Call, Upload, check_call, form, must_open, parse_call, submit_call, usage_call
from somark_tools.client.exchange import FAULTS, Body, described, timeout_of, url_of, without_frames
from somark_tools.client.joining import join_results
from somark_tools.client.options import ParseOptions
from somark_tools.client.pacing import Pace
from somark_tools.client.polling import Outcome, Polling, Schedule
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
from somark_tools.client.retrying import retrying
from somark_tools.client.settings import Access, ClientSettings, access, warn_of_old_paths
from somark_tools.client.transports import Transport
from somark_tools.client.uploads import single_upload, upload_parts
from somark_tools.errors import SomarkError
from somark_tools.wire import TaskReply


@dataclass(frozen=True, slots=True)
class Flows:
    """What the methods of both clients do; those say more of each. All waiting is left to the transport."""

    access: Access
    settings: ClientSettings
    pace: Pace
    transport: Transport

    @staticmethod
    def opened(
        api_key: str | SecretStr | None,
        base_url: str | None,
        settings: ClientSettings,
        open_transport: Callable[[], Transport],
    ) -> "Flows":
        """Return the flows of a new client."""
        if settings.old_paths:
            warn_of_old_paths()
        return Flows(access(api_key, base_url), settings, Pace(settings.per_second), open_transport())

    async def check(self, task_id: str, *, until: float | None = None) -> TaskReply:
        """Return the reply of one check, which is tried again up to `until`, a moment of `time.monotonic`."""
        return task_reply(await self._sent(check_call(task_id), until))

    async def iter_status(self, task_id: str, polling: Polling) -> AsyncGenerator[TaskReply, None]:
        """Yield the reply of each check, up to the last."""
        while True:
            reply = await self.check(task_id, until=polling.deadline)
            yield reply
            if has_ended(reply):
                return
            await self.transport.sleep(polling.pause(task_id))

    async def wait(
        self, task_id: str, polling: Polling, on_update: Callable[[TaskReply], object] | None
    ) -> ParsedResult:
        """Return the result of a task."""
        async for reply in self.iter_status(task_id, polling):
            if on_update:
                on_update(reply)
        return result_of(reply)

    async def look_at_next(self, schedule: Schedule, polling: Polling) -> Outcome | None:
        """Ask about the task that is due next. Return how it ended; None if it has not: it is due again later."""
        pause, task_id = schedule.next()
        await self.transport.sleep(pause)
        try:
            reply = await self.check(task_id, until=polling.deadline)
            if has_ended(reply):
                return Outcome(task_id, result_of(reply))
            schedule.again(task_id, polling.pause(task_id))
        except SomarkError as error:
            return Outcome(task_id, error=error)
        return None

    async def wait_in_turn(self, task_ids: Iterable[str], polling: Polling) -> AsyncGenerator[Outcome, None]:
        """Yield how each task ended, asking about one after the other."""
        schedule = Schedule(task_ids)
        while schedule:
            if outcome := await self.look_at_next(schedule, polling):
                yield outcome

    async def submit(self, file: str | Path | Upload, options: ParseOptions) -> str:
        """Return the id of a new task."""
        upload = await self.transport.aside(single_upload, file)
        return task_id_of(await self._sent(submit_call(upload, options)))

    async def parse(self, file: str | Path | Upload, options: ParseOptions) -> ParsedResult:
        """Return the result of a file; its parts are cut one after the other, for they may be large."""
        parts, results = upload_parts(file), []
        while part := await self.transport.aside(next, parts, None):
            results.append((part.first_page, sync_result(await self._sent(parse_call(part, options)))))
        return join_results(results)

    async def usage(self) -> Usage:
        """Return how many pages are left."""
        return usage_of(await self._sent(usage_call()))

    async def _sent(self, call: Call, until: float | None = None) -> dict[str, Any]:
        must_open(call.upload)
        found: dict[str, Any] = await retrying(call, self.settings.retries, self.transport, until)(self._attempt, call)
        return found

    async def _attempt(self, call: Call) -> dict[str, Any]:
        await self.transport.sleep(self.pace.delay())
        while gap := self.pace.gap():
            await self.transport.sleep(gap)
        received = await self._exchange(call)
        if isinstance(received, BaseException):
            raise received
        return dict(decoded(received, self.access))

    async def _exchange(self, call: Call) -> RawReply | BaseException:
        """Return errors instead of raising them: the frames from here on hold the key, and a traceback would show it.

        So it is with interruptions and cancellations too; the caller raises them at once.
        """
        url, timeout = url_of(call, self.access, self.settings), timeout_of(call, self.settings)
        try:
            with form(call, self.access) as parts:
                return await self.transport.post(url, parts, timeout, Body(self.settings))
        except FAULTS as error:
            return described(error, self.access)
        except BaseException as error:
            return without_frames(error)

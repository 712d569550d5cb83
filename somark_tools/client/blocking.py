"""The client that blocks: requests out, replies in, one at a time."""

import time
from collections.abc import Callable, Iterable, Iterator
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


class Client:
    """Speaks with SoMark. Close it after use, or use it in a `with` statement; threads may share it.

    `api_key` and `base_url` as in `settings.access`: without them the environment and the official SDK's config file
    are asked. Every method raises SomarkError and nothing else; the key is in no error, log or repr.
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
        self._http = httpx2.Client(follow_redirects=False)
        if settings.old_paths:
            warn_of_old_paths()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._access.base_url!r})"

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def check(self, task_id: str) -> TaskReply:
        """Return what the service says about a task now: its status, and its result once it has succeeded."""
        return task_reply(self._send(check_call(task_id)))

    def iter_status(
        self, task_id: str, *, poll: tuple[float, float] = POLL, timeout: float | None = None
    ) -> Iterator[TaskReply]:
        """Yield the reply of each check, up to the one in which the task has succeeded or failed.

        Between two checks is a random time between the two seconds of `poll`. Raises WaitTimeoutError after `timeout`.
        """
        polling = Polling.starting(poll, timeout)
        while True:
            reply = self.check(task_id)
            yield reply
            if has_ended(reply):
                return
            time.sleep(polling.pause(task_id))

    def wait(
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
        for reply in self.iter_status(task_id, poll=poll, timeout=timeout):
            if on_update:
                on_update(reply)
        return result_of(reply)

    def wait_many(
        self, task_ids: Iterable[str], *, poll: tuple[float, float] = POLL, timeout: float | None = None
    ) -> Iterator[Outcome]:
        """Yield how each task ended, as they end; a task that fails does not stop the others.

        Requests are made one after the other: for many large results at once, see `AsyncClient`.
        """
        polling, schedule = Polling.starting(poll, timeout), Schedule(task_ids)
        while schedule:
            pause, task_id = schedule.next()
            time.sleep(pause)
            try:
                reply = self.check(task_id)
                if not has_ended(reply):
                    schedule.again(task_id, polling.pause(task_id))
                    continue
                outcome = Outcome(task_id, result_of(reply))
            except SomarkError as error:
                outcome = Outcome(task_id, error=error)
            yield outcome

    def submit(self, file: str | Path | Upload, options: ParseOptions = ParseOptions()) -> str:  # noqa: B008
        """Return the id of a task that parses the file. Raises TooLargeError, without sending it, above the limits.

        A longer PDF goes in parts: `upload_parts` yields them, and `join_results` makes one result of theirs.
        """
        return task_id_of(self._send(submit_call(single_upload(file), options)))

    def parse(self, file: str | Path | Upload, options: ParseOptions = ParseOptions()) -> ParsedResult:  # noqa: B008
        """Return the result of parsing the file, in one request; of a PDF above 300 pages in one for each 300."""
        parts = [(part.first_page, sync_result(self._send(parse_call(part, options)))) for part in upload_parts(file)]
        return join_results(parts)

    def usage(self) -> Usage:
        """Return how many pages are left."""
        return usage_of(self._send(usage_call()))

    def _send(self, call: Call) -> dict[str, object]:
        must_open(call.upload)
        retries = self._settings.retries
        for attempt in stamina.retry_context(
            on=lambda error: tried_again(error, repeatable=call.repeatable, retries=retries),
            attempts=retries.attempts,
            timeout=None,
            wait_initial=retries.first,
            wait_max=retries.most,
            wait_jitter=retries.jitter,
        ):
            with attempt:
                time.sleep(self._pace.delay())
                received = self._exchange(call)
                if isinstance(received, SomarkError):
                    raise received
                return dict(decoded(received, self._access))
        raise AssertionError("unreachable")

    def _exchange(self, call: Call) -> RawReply | SomarkError:
        """Return errors instead of raising them: this frame holds the key, and a traceback would show it."""
        body = Body(self._settings)
        try:
            with (
                form(call, self._access) as parts,
                self._http.stream(
                    "POST",
                    url_of(call, self._access, self._settings),
                    files=parts,
                    timeout=timeout_of(call, self._settings),
                ) as response,
            ):
                for chunk in response.iter_bytes():
                    body.take(chunk)
                return body.reply(response)
        except FAULTS as error:
            return described(error, self._access)

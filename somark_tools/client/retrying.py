"""An error → whether the request is sent again, and after how many seconds."""

import random
import time

from tenacity import AsyncRetrying, RetryCallState, stop_after_attempt, wait_exponential, wait_random

from somark_tools.client.calls import Call
from somark_tools.client.settings import Retries
from somark_tools.client.transports import Transport
from somark_tools.errors import ConnectionFailedError, ServiceError, SomarkError

MOST_RETRY_AFTER = 120.0  # seconds; who is sent away for longer is told so


def retrying(call: Call, retries: Retries, transport: Transport, until: float | None) -> AsyncRetrying:
    """Return what tries a call again: with back-off and jitter, or when the service says; not beyond `until`.

    What might be paid for twice is sent again only where it is sure that it was not accepted. `until` is a moment of
    `time.monotonic`. What is raised in the end is the last error.
    """
    back_off = wait_exponential(multiplier=retries.first, max=retries.most) + wait_random(0, retries.jitter)

    def pause(state: RetryCallState) -> float:
        wait = _retry_after(_error(state))
        return back_off(state) if wait is None else wait + random.uniform(0, retries.jitter)

    def too_late(state: RetryCallState) -> bool:
        return until is not None and time.monotonic() + state.upcoming_sleep > until

    return AsyncRetrying(
        sleep=transport.sleep,
        retry=lambda state: _may_pass(_error(state), repeatable=call.repeatable),
        wait=pause,
        stop=lambda state: stop_after_attempt(retries.attempts)(state) or too_late(state),
        reraise=True,
    )


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _may_pass(error: BaseException | None, *, repeatable: bool) -> bool:
    if not isinstance(error, SomarkError) or not error.retry:
        return False
    if isinstance(error, ConnectionFailedError) and error.sent and not repeatable:
        return False
    return (_retry_after(error) or 0.0) <= MOST_RETRY_AFTER


def _retry_after(error: BaseException | None) -> float | None:
    return error.retry_after if isinstance(error, ServiceError) else None

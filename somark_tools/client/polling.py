"""How tasks are asked about: when again, until when, which one next."""

import heapq
import math
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass

from somark_tools.client.replies import ParsedResult
from somark_tools.errors import SomarkError, WaitTimeoutError

POLL = (3.0, 5.0)  # seconds between two checks, as the service advises


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the wait for one task ended: with a result or with an error."""

    task_id: str
    result: ParsedResult | None = None
    error: SomarkError | None = None


@dataclass(frozen=True, slots=True)
class Polling:
    """The pace of checks for one wait: a random time between the two of `poll`, until `deadline`."""

    poll: tuple[float, float]
    deadline: float | None

    @staticmethod
    def starting(poll: tuple[float, float], timeout: float | None) -> "Polling":
        """Return the polling of a wait that begins now; `timeout` None waits for ever. Raises ValueError."""
        if not 0 <= poll[0] <= poll[1] < math.inf:
            raise ValueError(f"poll is two numbers of seconds, the smaller first, not {poll}")
        if timeout is not None and math.isnan(timeout):
            raise ValueError("timeout is a number of seconds")
        return Polling(poll, None if timeout is None else time.monotonic() + timeout)

    def pause(self, task_id: str) -> float:
        """Return the seconds to the next check, the last one at the deadline; raise WaitTimeoutError after it."""
        now = time.monotonic()
        if self.deadline is not None and now >= self.deadline:
            raise WaitTimeoutError(f"the task {task_id} has not ended in time ({WaitTimeoutError.advice})")
        pause = random.uniform(*self.poll)
        return pause if self.deadline is None else min(pause, self.deadline - now)


class Schedule:
    """Tasks in the order in which they are due to be asked about."""

    def __init__(self, task_ids: Iterable[str]) -> None:
        self._due = [(0.0, number, task_id) for number, task_id in enumerate(dict.fromkeys(task_ids))]
        self._taken = self.size = len(self._due)

    def __bool__(self) -> bool:
        return bool(self._due)

    def next(self) -> tuple[float, str]:
        """Take out the task that is due first; return the seconds until then, and its id."""
        moment, _, task_id = heapq.heappop(self._due)
        return max(0.0, moment - time.monotonic()), task_id

    def again(self, task_id: str, pause: float) -> None:
        """Put a task back, due after `pause` seconds."""
        self._taken += 1
        heapq.heappush(self._due, (time.monotonic() + pause, self._taken, task_id))

"""A rate, and requests that want to go → how long each has to wait, so that they keep the rate."""

import random
import threading
import time

from somark_tools.client.settings import Retries
from somark_tools.errors import ConnectionFailedError, ServiceError, SomarkError

MOST_RETRY_AFTER = 120.0  # seconds; who is sent away for longer is told so


class Pace:
    """Moments at equal distances, handed out in order; threads may share it."""

    def __init__(self, per_second: float | None) -> None:
        self._distance = 1 / per_second if per_second else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def delay(self) -> float:
        """Return the seconds until the next free moment, and take it."""
        with self._lock:
            now = time.monotonic()
            moment = max(now, self._next)
            self._next = moment + self._distance
            return moment - now


def tried_again(error: Exception, *, repeatable: bool, retries: Retries) -> bool | float:
    """Return whether a request is tried again after this error, and after how many seconds if the service says so.

    What might be paid for twice is sent again only where it is sure that it was not accepted.
    """
    if not isinstance(error, SomarkError) or not error.retry:
        return False
    if isinstance(error, ConnectionFailedError) and error.sent and not repeatable:
        return False
    wait = error.retry_after if isinstance(error, ServiceError) else None
    if wait is None:
        return True
    return False if wait > MOST_RETRY_AFTER else wait + random.uniform(0, retries.jitter)

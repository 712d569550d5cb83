"""A rate, and requests that want to go → how long each has to wait, so that they keep the rate."""

import threading
import time

_CLOSE = 0.001  # seconds; nobody sleeps so exactly


class Pace:
    """Moments at equal distances, handed out in order; threads may share it.

    Who sleeps until a moment may wake late, and then others with him: so `gap` is asked before a request goes.
    """

    def __init__(self, per_second: float | None) -> None:
        self._distance = 1 / per_second if per_second else 0.0
        self._next = self._sent = -self._distance
        self._lock = threading.Lock()

    def delay(self) -> float:
        """Return the seconds until the next free moment, and take it."""
        with self._lock:
            now = time.monotonic()
            moment = max(now, self._next)
            self._next = moment + self._distance
            return moment - now

    def gap(self) -> float:
        """Return the seconds for which the last request is too near; 0.0 lets the next one go."""
        with self._lock:
            now = time.monotonic()
            missing = self._sent + self._distance - now
            if missing > _CLOSE:
                return missing
            self._sent = now
            return 0.0

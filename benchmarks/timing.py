"""A piece of work → the seconds that it takes at best: what else runs on the machine only makes it slower."""

import gc
import time
from collections.abc import Callable


def best(work: Callable[[], object], rounds: int) -> float:
    """Return the seconds of the fastest round; garbage is collected before each."""
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)

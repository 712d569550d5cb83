"""Many tasks waited for at once over the loopback interface: what arrived, when, and what the service saw of it.

    PYTHONPATH=tests python -m service.load [--tasks 500] [--scale 1] [--faults 0.1]

At scale 1 the rate is SoMark's, 4 requests a second, and polls are 3 to 5 seconds apart; a scale of 20 makes all times
20 times as short. The tasks end at random moments of the time that it takes to ask about each three times.
"""

import argparse
import asyncio
import random
import time
import tracemalloc
from bisect import bisect_left
from dataclasses import dataclass, field

from service.answers import Answer, error, html, status, succeeded
from service.app import KEY, Service
from service.running import running
from somark_tools import AsyncClient, ClientSettings, Retries

PER_SECOND = 4.0
POLL = (3.0, 5.0)
SIZE = 200_000  # bytes of a result


@dataclass
class Seen:
    """Seconds are those of scale 1. `late` is from the end of a task to its result, `peaks` bytes in each half."""

    late: dict[str, float] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    twice: int = 0
    hurt: int = 0
    refused: int = 0
    requests: int = 0
    per_second: float = 0.0
    most_in_a_second: int = 0
    seconds: float = 0.0
    peaks: list[int] = field(default_factory=list)

    @property
    def round(self) -> float:
        """The seconds between two questions about the same task, at the rate that a busy machine reached."""
        return max(POLL[1], (len(self.late) + len(self.errors)) / self.per_second)


def waited(tasks: int, *, scale: float, faults: float) -> Seen:
    """Return what was seen of a wait for so many tasks, a part of the replies hurt: cut, HTTP 502, or code 1124."""
    chance, seen = random.Random(5), Seen()
    begin = time.monotonic()
    ends = {f"task-{n}": begin + chance.uniform(0, 3 * max(5.0, tasks / PER_SECOND)) / scale for n in range(tasks)}
    content = {"pages": [{"page_num": 0, "blocks": [{"idx": 0, "content": "x" * SIZE}]}]}
    finished, waiting = succeeded("t", content), status("PROCESSING", "t")
    hurt = (Answer(finished.body, cut=True), html("<h1>no</h1>", 502), error(1124))

    def fault() -> Answer | None:
        if chance.random() >= faults:
            return None
        seen.hurt += 1
        return chance.choice(hurt)

    def answer(task_id: str) -> Answer:
        return finished if time.monotonic() >= ends[task_id] else waiting

    service = Service(answers=dict.fromkeys(ends, answer), fault=fault)
    first, most, jitter = 0.5 / scale, 30 / scale, 1 / scale
    settings = ClientSettings(per_second=PER_SECOND * scale, retries=Retries(8, first, most, jitter))

    async def wait(url: str) -> None:
        async with AsyncClient(KEY, base_url=url, settings=settings) as client:
            async for outcome in client.wait_many(ends, poll=(POLL[0] / scale, POLL[1] / scale)):
                seen.twice += outcome.task_id in seen.late
                if outcome.error:
                    seen.errors.append(f"{outcome.task_id}: {outcome.error}")
                else:
                    seen.late[outcome.task_id] = (time.monotonic() - ends[outcome.task_id]) * scale
                if len(seen.late) in (tasks // 2, tasks):
                    seen.peaks.append(tracemalloc.get_traced_memory()[1])
                    tracemalloc.reset_peak()

    tracemalloc.start()
    try:
        with running(service) as url:
            asyncio.run(wait(url))
    finally:
        tracemalloc.stop()
    moments = service.moments
    seen.seconds = (time.monotonic() - begin) * scale
    seen.requests, seen.refused = len(moments), service.limited
    seen.per_second = (len(moments) - 1) / (moments[-1] - moments[0]) / scale
    seen.most_in_a_second = max(n + 1 - bisect_left(moments, moment - 1 / scale) for n, moment in enumerate(moments))
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=500)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--faults", type=float, default=0.1)
    args = parser.parse_args()
    seen = waited(args.tasks, scale=args.scale, faults=args.faults)
    late = sorted(seen.late.values())
    print(f"{len(late)} of {args.tasks} results, {len(seen.errors)} errors, {seen.twice} twice, {seen.seconds:.0f} s")
    print(f"{seen.requests} requests, {seen.hurt} of them hurt; {seen.per_second:.3f} a second, ", end="")
    print(f"at most {seen.most_in_a_second} in one second")
    print(
        f"late by {late[len(late) // 2]:.1f} s (half of them), {late[-1]:.1f} s (the last); a round {seen.round:.1f} s"
    )
    print(f"peak of memory in each half: {', '.join(f'{peak:,}' for peak in seen.peaks)} bytes")


if __name__ == "__main__":
    main()

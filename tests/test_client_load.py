"""Tasks waited for at once over the real loopback interface, all times 20 times as short as those of SoMark."""

import pytest
from service.load import PER_SECOND, POLL, SIZE, waited

SCALE = 20.0


@pytest.mark.parametrize("faults", [0.0, 0.1])
def test_500_tasks_arrive_at_the_rate_of_the_service_and_none_is_kept(faults: float) -> None:
    seen = waited(500, scale=SCALE, faults=faults)
    assert (len(seen.late), seen.errors, seen.twice) == (500, [], 0)
    assert (seen.hurt > 0) == (faults > 0)
    assert seen.per_second < PER_SECOND * 1.01
    assert max(seen.late.values()) < seen.round * (1.2 if not faults else 1.7)
    assert max(seen.peaks) < 20 * 2 * SIZE  # all results together are 500 times the size


def test_few_tasks_arrive_within_one_poll_of_their_end() -> None:
    seen = waited(10, scale=SCALE / 2, faults=0.0)
    assert (len(seen.late), seen.errors) == (10, [])
    assert max(seen.late.values()) < POLL[1] + 2.5  # their turn among ten at four a second, and the way

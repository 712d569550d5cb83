"""Tasks waited for at once over the real loopback interface, all times 20 times as short as those of SoMark.

How late results come is for `python -m service.load` to say: here it would be a matter of the machine.
"""

import pytest
from service.load import PER_SECOND, SIZE, waited

SCALE = 20.0


@pytest.mark.parametrize("faults", [0.0, 0.1])
def test_500_tasks_arrive_at_the_rate_of_the_service_and_none_is_kept(faults: float) -> None:
    seen = waited(500, scale=SCALE, faults=faults)
    assert (len(seen.late), seen.errors, seen.twice) == (500, [], 0)
    assert (seen.hurt > 0) == (faults > 0)
    assert seen.per_second < PER_SECOND * 1.01
    assert max(seen.peaks) < 20 * 2 * SIZE  # all results together are 500 times the size

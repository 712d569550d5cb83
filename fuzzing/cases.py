"""A seed and a number → a case: the same ones each time."""

from collections.abc import Sequence
from contextlib import suppress
from random import Random

from fuzzing.finds import Case
from fuzzing.mutations import encoded, mutated, spoiled
from fuzzing.seeds import Seeds

_SPOILED = 0.1  # of the cases: damaged as bytes, not as JSON
_MOST_BYTES = 300_000  # of the JSON: what is larger only takes longer
_OF_BYTES = ("package", "pictures")  # targets for which most are


def made(seeds: Seeds, seed: int, number: int, targets: Sequence[str]) -> Case:
    """Return the case of that number."""
    random = Random(f"{seed}/{number}")
    target = targets[number % len(targets)]
    data = b""
    while not data or len(data) > _MOST_BYTES:
        with suppress(RecursionError):  # nested so deeply that not even JSON can be made of it
            data = encoded(mutated(seeds.some(random), random))
    if random.random() < (0.7 if target in _OF_BYTES else _SPOILED):
        data = spoiled(data, random)
    return Case(target, f"{seed}/{number}", data)

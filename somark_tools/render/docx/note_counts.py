"""The printed marks of notes, in order → how Word should count, and which notes it then numbers as they are printed."""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

# Word's name for a way to count → the number that a mark shows, 0 for none. Word has circles up to ten.
_COUNTS: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {
        "decimal": lambda shown: int(shown) if re.fullmatch(r"[1-9]\d{0,4}", shown, re.ASCII) else 0,
        "decimalEnclosedCircleChinese": lambda shown: "①②③④⑤⑥⑦⑧⑨⑩".find(shown) + 1,
        "lowerLetter": lambda shown: ord(shown) - ord("a") + 1 if re.fullmatch("[a-z]", shown) else 0,
    }
)


class Count(NamedTuple):
    """How Word counts the notes of a file: its name for it, and the first number."""

    name: str = "decimal"
    start: int = 1


def best_count(printed: Sequence[str]) -> tuple[Count, list[bool]]:
    """Return the count with which the most notes get the number that they print, and which ones; "" prints none.

    A note that Word does not number is not counted by it either.

    >>> best_count(["*", "1", "1", "2"]), best_count(["3", "7", "8"])
    ((Count(name='decimal', start=1), [False, True, False, True]), \
(Count(name='decimal', start=7), [False, True, True]))
    """
    return max((_counted(printed, name) for name in _COUNTS), key=lambda found: sum(found[1]))


def _counted(printed: Sequence[str], name: str) -> tuple[Count, list[bool]]:
    numbers = [_COUNTS[name](shown) if shown else 0 for shown in printed]
    chains: dict[int, int] = {}  # number → how many notes count on from the first one that shows it
    for number in reversed(numbers):
        if number:
            chains[number] = 1 + chains.get(number + 1, 0)
    start = due = max(chains, key=lambda number: (chains[number], -number), default=1)
    automatic = []
    for number in numbers:
        automatic.append(number == due)
        due += number == due
    return Count(name, start), automatic

"""Sizes of type → which of them are the same but for rounding and noise."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import exp, log

MOST_SIZES = 16  # more sizes of type than this are noise
_STRAYS = 0.08  # a size that so few headings have, beside one that many have, is noise
_NOISY = 0.052  # from this tolerance on, sizes differ by more than rounding
_STEP = 0.005  # of the logarithm of a size
_SMOOTH = 0.3  # of the tolerance: less than the noise itself
_VALLEY = 0.8  # of the lower peak: what is less deep parts nothing


def clusters(sizes: Mapping[int, float], tolerance: float) -> Mapping[int, int]:
    """Return a number for each of the sizes (above 0), equal for those that are the same.

    `tolerance` is the ratio by which sizes that are the same differ. The work is linear in their number.
    """
    if not sizes:
        return {}
    values = sorted(sizes.values())
    found = _peaks(values, tolerance * _SMOOTH) if tolerance > _NOISY else _ranges(values, tolerance)
    centres = _merged(found, tolerance)
    return {at: min(range(len(centres)), key=lambda n: abs(log(centres[n] / size))) for at, size in sizes.items()}


def _ranges(values: Sequence[float], tolerance: float) -> list[tuple[float, int]]:
    """Return centres with their counts: the densest range of sizes is taken first, then the densest of the rest."""
    left = Counter(round(size, 1) for size in values)
    found: list[tuple[float, int]] = []
    while left and len(found) < MOST_SIZES:
        low, high = _densest(sorted(left.items()), tolerance)
        taken = {size: left.pop(size) for size in list(left) if low <= size <= high}
        count = sum(taken.values())
        found.append((sum(size * number for size, number in taken.items()) / count, count))
    return sorted(found)


def _densest(counted: Sequence[tuple[float, int]], tolerance: float) -> tuple[float, float]:
    """Return the range of sizes, as wide as rounding and noise allow, that holds the most; the larger one of two."""
    best, most, first, held = (counted[0][0], counted[0][0]), 0, 0, 0
    for size, count in counted:
        held += count
        while size - counted[first][0] > max(1.05, tolerance * size):
            held -= counted[first][1]
            first += 1
        if held >= most:
            best, most = (counted[first][0], size), held
    return best


def _peaks(values: Sequence[float], width: float) -> list[tuple[float, int]]:
    """Return the peaks of the density of the sizes, smoothed over a width (a ratio), with the counts around them."""
    bins = Counter(round(log(size) / _STEP) for size in values)
    reach = max(1, round(3 * width / _STEP))
    weights = {shift: exp(-((shift * _STEP / width) ** 2) / 2) for shift in range(-reach, reach + 1)}
    density: Counter[int] = Counter()
    for place, count in bins.items():
        for shift, weight in weights.items():
            density[place + shift] += count * weight  # type: ignore[assignment]
    peaks: list[int] = []
    lowest = 0.0  # between the last peak and here
    for place in sorted(density):
        here = density[place]
        if here < density[place - 1] or here <= density[place + 1]:
            lowest = min(lowest, here)
            continue
        if peaks and lowest > _VALLEY * min(density[peaks[-1]], here):
            peaks[-1] = max(peaks[-1], place, key=density.__getitem__)
        else:
            peaks.append(place)
        lowest = density[peaks[-1]]
    peaks = sorted(sorted(peaks, key=density.__getitem__)[-MOST_SIZES:])
    counts: Counter[int] = Counter()
    for place, count in bins.items():
        counts[min(peaks, key=lambda peak: abs(peak - place))] += count
    return [(exp(peak * _STEP), counts[peak]) for peak in peaks]


def _merged(found: Sequence[tuple[float, int]], tolerance: float) -> Sequence[float]:
    """Return the centres without those that are too near to a neighbour to be a size of their own."""
    kept: list[tuple[float, int]] = []
    for centre, count in found:
        if kept:
            other, number = kept[-1]
            few = min(count, number) <= max(1, _STRAYS * max(count, number))
            same = max(min(tolerance, _NOISY), 1 / other)  # a pixel is rounding
            if log(centre / other) <= (2 * same if few else same):
                total = count + number
                kept[-1] = ((centre * count + other * number) / total, total)
                continue
        kept.append((centre, count))
    return [centre for centre, _ in kept]

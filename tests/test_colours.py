"""The colours of labels: any two can be told apart, with usual colour vision, without red cones, without green ones."""

from itertools import combinations

import pytest

from somark_tools.labels import LABELS

LEAST = 15.0  # a difference of 2.3 is just noticed when areas touch; here they lie apart, and lines are thin

# Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB.
VISIONS = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
Triple = tuple[float, float, float]


def times(matrix: tuple[Triple, ...], vector: Triple) -> Triple:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def seen(colour: str, vision: str) -> Triple:
    """Return a colour as CIELAB, as an eye of that vision sees it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    r, g, b = (min(max(c, 0.0), 1.0) for c in times(VISIONS[vision], (red, green, blue)))
    white = times(TO_XYZ, (1.0, 1.0, 1.0))
    parts = [value / full for value, full in zip(times(TO_XYZ, (r, g, b)), white, strict=True)]
    x, y, z = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in parts)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("vision", VISIONS)
def test_any_two_labels_can_be_told_apart(vision: str) -> None:
    for one, other in combinations(LABELS, 2):
        pairs = zip(seen(one.colour, vision), seen(other.colour, vision), strict=True)
        difference = sum((a - b) ** 2 for a, b in pairs) ** 0.5
        assert difference >= LEAST, (one.name, other.name)


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label.name)
def test_every_label_is_seen_on_white(label: object) -> None:
    assert seen(label.colour, "usual")[0] < 85

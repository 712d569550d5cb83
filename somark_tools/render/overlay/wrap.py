"""Text and a box → the size and the lines in which it fits, by widths that hold for any usual sans-serif font."""

from typing import NamedTuple

LARGEST, SMALLEST = 13.0, 6.0
LEADING = 1.25
_NARROW, _WIDE = 0.57, 1.0  # of the size; digits and letters of Latin script, and all else
_FULL = "\u2190"  # arrows, and what comes after them, are set on full squares


class Fitted(NamedTuple):
    """Lines of text and the size of their letters, in pixels."""

    size: float
    lines: tuple[str, ...]


def text_width(text: str, size: float) -> float:
    """Return about how wide a line of text is, in pixels."""
    return size * sum([_WIDE if character >= _FULL else _NARROW for character in text])


def fit(text: str, width: float, height: float, unit: float = 1.0) -> Fitted:
    """Return the text in the largest size, from 13 to 6 times `unit`, at which it fits; what is too long is cut."""
    size = LARGEST * unit
    while True:
        room = int(height / (size * LEADING))
        lines = _wrapped(text, width / size, room + 1)
        if len(lines) <= room or size <= SMALLEST * unit:
            return Fitted(size, tuple(lines[: max(room, 0)]))
        size = max(size * 0.88, SMALLEST * unit)


def _wrapped(text: str, ems: float, limit: int) -> list[str]:
    """Return at most `limit` lines of that many ems, broken at spaces and wide letters, else anywhere."""
    lines: list[str] = []
    if ems < _WIDE:
        return lines
    for paragraph in text.split("\n"):
        start, used, space = 0, 0.0, -1
        for place, character in enumerate(paragraph):
            if character == " " or character >= _FULL:
                space = place
            used += _WIDE if character >= _FULL else _NARROW
            if used > ems:
                end = space if space > start else place
                lines.append(paragraph[start:end].strip())
                if len(lines) >= limit:
                    return lines
                start = end
                used = text_width(paragraph[start : place + 1], 1.0)
        lines.append(paragraph[start:].strip())
        if len(lines) >= limit:
            return lines
    return lines

"""Marks, lines and plates of a Layout → operators of a PDF content stream, in its pixels (y down).

They use the font /F (letters) and /S (the arrows of Symbol), and the opacities /P7, /P16, ... by their percentage.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from somark_tools.geometry import BBox
from somark_tools.render.overlay.layout import FILL, PALE_FILL, PALE_STROKE, PAPER, STROKE, TAG_SIZE, Mark
from somark_tools.render.overlay.routes import FLAG_SIZE, Line, Plate, Point

_HALO = 0.75
OPACITIES = (FILL, PALE_FILL, STROKE, PALE_STROKE, _HALO)

_ARROWS: Mapping[str, str] = MappingProxyType({"↑": "\\255", "→": "\\256", "↓": "\\257"})  # codes of Symbol
_PARTS = re.compile("([↑→↓])")
_BASELINE = 0.36  # of the size, below the middle of a line

# Widths in thousandths of the size: of the arrows in Symbol, and of what is not as wide as most in Helvetica.
_USUAL = 556
_WIDTHS: Mapping[str, int] = MappingProxyType(
    {"↑": 603, "↓": 603, "→": 987}
    | dict.fromkeys("ijl", 222)
    | dict.fromkeys(" ft:!/", 278)
    | dict.fromkeys("r()-", 333)
    | dict.fromkeys("ckszvxy", 500)
    | {"H": 722, "w": 722, "m": 833}
)


def box_operators(marks: Iterable[Mark]) -> str:
    """Return the fills and outlines of boxes."""
    parts = []
    for mark in marks:
        colour = _colour(mark.box.colour, "rg")
        if mark.fill:
            parts.append(f"{_opacity(mark.fill)} {colour} {_rect(mark.area)} f")
        parts.append(f"{_opacity(mark.stroke)} {colour} {' '.join(map(_rect, mark.outline))} f")
    return _isolated(parts)


def tag_operators(marks: Iterable[Mark], unit: float) -> str:
    """Return the tags of boxes."""
    return _isolated([_labelled(mark.tag, mark.box.tag, mark.box.colour, mark.ink, TAG_SIZE * unit) for mark in marks])


def plate_operators(plates: Iterable[Plate], unit: float) -> str:
    """Return flags and numbers."""
    return _isolated([_labelled(plate.area, plate.text, plate.colour, PAPER, FLAG_SIZE * unit) for plate in plates])


def line_operators(lines: Iterable[Line]) -> str:
    """Return lines, each on a pale band, with their heads."""
    parts = []
    for line in lines:
        way = " ".join(f"{_point(start)} m {_point(end)} l" for start, end in line.strokes)
        parts.append(f"{_opacity(_HALO)} {_colour(PAPER, 'RG')} {2 * line.width:.2f} w {way} S")
        parts.append(f"{_opacity(1)} {_colour(line.colour, 'RG')} {line.width:.2f} w {way} S")
        if line.head:
            first, *others = map(_point, line.head)
            corners = " ".join(f"{corner} l" for corner in others)
            parts.append(f"{_colour(line.colour, 'rg')} {first} m {corners} f")
    return _isolated(parts)


def _labelled(area: BBox, text: str, colour: str, ink: str, size: float) -> str:
    """Return a filled area and a line of text in its middle; the text is turned upright, because y goes down."""
    wide = size / 1000 * sum([_WIDTHS.get(letter, _USUAL) for letter in text])
    place = f"1 0 0 -1 {(area.x1 + area.x2 - wide) / 2:.2f} {(area.y1 + area.y2) / 2 + _BASELINE * size:.2f} Tm"
    shown = " ".join(_shown(part, size) for part in _PARTS.split(text) if part)
    back = f"{_opacity(1)} {_colour(colour, 'rg')} {_rect(area)} f"
    return f"{back} BT {_colour(ink, 'rg')} {place} {shown} ET"


def _shown(part: str, size: float) -> str:
    if part in _ARROWS:
        return f"/S {size:.2f} Tf ({_ARROWS[part]}) Tj"
    letters = re.sub(r"([\\()])", r"\\\1", part.encode("ascii", "replace").decode())
    return f"/F {size:.2f} Tf ({letters}) Tj"


def _isolated(parts: list[str]) -> str:
    return "q\n{}\nQ\n".format("\n".join(parts)) if parts else ""


def _opacity(value: float) -> str:
    return f"/P{round(100 * value)} gs"


def _colour(colour: str, operator: str) -> str:
    return " ".join(f"{int(colour[start : start + 2], 16) / 255:.3f}" for start in (1, 3, 5)) + f" {operator}"


def _rect(area: BBox) -> str:
    return f"{area.x1:.2f} {area.y1:.2f} {area.width:.2f} {area.height:.2f} re"


def _point(point: Point) -> str:
    return f"{point[0]:.2f} {point[1]:.2f}"

"""A colour as CSS and LaTeX write it → `#rrggbb`."""

import re
from collections.abc import Mapping
from types import MappingProxyType

_NAMES: Mapping[str, str] = MappingProxyType(
    dict(
        name.split("=")
        for name in (
            "black=#000000 white=#ffffff red=#ff0000 green=#008000 lime=#00ff00 blue=#0000ff cyan=#00ffff aqua=#00ffff "
            "magenta=#ff00ff fuchsia=#ff00ff yellow=#ffff00 orange=#ffa500 purple=#800080 violet=#ee82ee pink=#ffc0cb "
            "brown=#a52a2a gray=#808080 grey=#808080 darkgray=#a9a9a9 lightgray=#d3d3d3 olive=#808000 teal=#008080 "
            "navy=#000080 maroon=#800000 silver=#c0c0c0 gold=#ffd700 crimson=#dc143c indigo=#4b0082 tomato=#ff6347"
        ).split()
    )
)
_LONG = re.compile("#[0-9a-f]{6}")
_SHORT = re.compile("#([0-9a-f])([0-9a-f])([0-9a-f])")


def colour(name: str) -> str:
    """Return the colour as `#rrggbb`, or "" if it is not known.

    >>> colour("Red"), colour("#0af"), colour("undefined")
    ('#ff0000', '#00aaff', '')
    """
    name = name.strip().lower()
    short = _SHORT.fullmatch(name)
    if short:
        return "#" + "".join([digit * 2 for digit in short.groups()])
    return name if _LONG.fullmatch(name) else _NAMES.get(name, "")

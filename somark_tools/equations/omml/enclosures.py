"""What encloses, strikes out or hides its content (menclose, mphantom), roots and fractions → Office MathML."""

from collections.abc import Mapping
from types import MappingProxyType

from somark_tools.equations.omml.context import Context
from somark_tools.equations.omml.xml import Element, Item, Run, argument, element

_SIDES = ("top", "bottom", "left", "right")
_HIDDEN: Mapping[str, str] = MappingProxyType(
    {"top": "hideTop", "bottom": "hideBot", "left": "hideLeft", "right": "hideRight"}
)
_STRIKES: Mapping[str, str] = MappingProxyType(
    {
        "horizontalstrike": "strikeH",
        "verticalstrike": "strikeV",
        "updiagonalstrike": "strikeBLTR",
        "downdiagonalstrike": "strikeTLBR",
    }
)
# A notation of several lines → the sides of a box that it is next to.
_ALL = frozenset(_SIDES)
_DRAWN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **{side: frozenset([side]) for side in _SIDES},
        **dict.fromkeys(["box", "roundedbox", "circle"], _ALL),
        "actuarial": frozenset(["top", "right"]),
        "madruwb": frozenset(["bottom", "right"]),
        "longdiv": frozenset(["top", "left"]),
        "phasorangle": frozenset(["bottom"]),
    }
)
_SIGNS: Mapping[str, str] = MappingProxyType({"phasorangle": "\u2220"})


def enclosure(node: Element, context: Context) -> list[Item]:
    """Return the content in a box of which some sides are hidden, with its strikes."""
    notations = (node.get("notation") or "longdiv").split()
    drawn = frozenset[str]().union(*[_DRAWN.get(notation, frozenset()) for notation in notations])
    strikes = {_STRIKES[notation] for notation in notations if notation in _STRIKES}
    items = context.row(list(node), context)
    if not drawn and not strikes:
        return items
    hidden = {_HIDDEN[side]: "1" for side in _SIDES if side not in drawn}
    struck = {name: "1" for name in ("strikeH", "strikeV", "strikeBLTR", "strikeTLBR") if name in strikes}
    signs: list[Item] = [Run(_SIGNS[notation], context.look) for notation in notations if notation in _SIGNS]
    return [*signs, element("borderBox", [argument("e", items)], **hidden, **struck)]


def phantom(node: Element, context: Context) -> list[Item]:
    """Return the content as a space of its size."""
    return [element("phant", [context.argument("e", *node)], show="0")]


def square_root(node: Element, context: Context) -> list[Item]:
    """Return the root of the content."""
    return [element("rad", [element("deg"), context.argument("e", *node)], degHide="1")]


def root(node: Element, context: Context) -> list[Item]:
    """Return the root of the first child, of the degree that the second one says."""
    return [element("rad", [context.argument("deg", node[1]), context.argument("e", node[0])])]


def fraction(node: Element, context: Context) -> list[Item]:
    """Return the fraction; a line without thickness is none."""
    thickness = node.get("linethickness", "")
    kind = "noBar" if thickness[:1] == "0" and not thickness.strip("0.pxtem") else None
    return [element("f", [context.argument("num", node[0]), context.argument("den", node[1])], type=kind)]

"""What stands over and under a base (mover, munder, munderover) → accents, bars, braces, or limits."""

from collections.abc import Mapping
from types import MappingProxyType

from somark_tools.equations.omml.context import Context
from somark_tools.equations.omml.fences import flat
from somark_tools.equations.omml.xml import Element, Item, Run, argument, element

# What MathML writes over a base → the combining character that Office MathML calls it by.
_ACCENTS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys("^\u02c6\u0302", "\u0302"),
        **dict.fromkeys("~\u02dc\u0303\u223c", "\u0303"),
        **dict.fromkeys("\u02d9\u0307", "\u0307"),
        **dict.fromkeys("\u00a8\u0308", "\u0308"),
        **dict.fromkeys("\u2026\u20db", "\u20db"),
        **dict.fromkeys("\u20dc", "\u20dc"),
        **dict.fromkeys("\u02c7\u030c", "\u030c"),
        **dict.fromkeys("\u02d8\u0306", "\u0306"),
        **dict.fromkeys("\u00b4\u02ca\u0301", "\u0301"),
        **dict.fromkeys("`\u02cb\u0300", "\u0300"),
        **dict.fromkeys("\u02da\u00b0\u030a", "\u030a"),
        **dict.fromkeys("\u2192\u27f6\u20d7", "\u20d7"),
        **dict.fromkeys("\u2190\u27f5\u20d6", "\u20d6"),
        **dict.fromkeys("\u2194\u20e1", "\u20e1"),
        **dict.fromkeys("\u21c0\u20d1", "\u20d1"),
        **dict.fromkeys("\u21bc\u20d0", "\u20d0"),
    }
)
_BARS = frozenset("\u00af\u203e\u0304\u0305_\u0331\u0332\u2015\u2014\u2500")
# Signs that span what is under or over them: braces, brackets, parentheses, arrows.
_SPANNING = frozenset(
    "\u23de\u23df\u23b4\u23b5\u23dc\u23dd\u23e0\u23e1\u2190\u2192\u2194\u21d0\u21d2\u21d4\u21bc\u21bd\u21c0\u21c1\u21cc\u21cb"
)
# An arrow under a text → the long one.
_LONG: Mapping[str, str] = MappingProxyType(
    dict(zip("\u2190\u2192\u2194\u21d0\u21d2\u21d4\u21a6", "\u27f5\u27f6\u27f7\u27f8\u27f9\u27fa\u27fc", strict=True))
)


def over(node: Element, context: Context) -> list[Item]:
    """Return a base with what is over it."""
    base, above = node
    sign = _sign(above)
    if sign in _BARS:
        return [element("bar", [context.argument("e", base)], pos="top")]
    if sign in _ACCENTS:
        return [element("acc", [context.argument("e", base)], chr=_ACCENTS[sign])]
    if sign in _SPANNING:
        return [element("groupChr", [context.argument("e", base)], chr=sign, pos="top", vertJc="bot")]
    return _limits(base, {"limUpp": above}, context)


def under(node: Element, context: Context) -> list[Item]:
    """Return a base with what is under it."""
    base, below = node
    sign = _sign(below)
    if sign in _BARS:
        return [element("bar", [context.argument("e", base)], pos="bot")]
    if sign in _SPANNING:
        return [element("groupChr", [context.argument("e", base)], chr=sign)]
    return _limits(base, {"limLow": below}, context)


def under_and_over(node: Element, context: Context) -> list[Item]:
    """Return a base with what is under and over it."""
    base, below, above = node
    return _limits(base, {"limUpp": above, "limLow": below}, context)


def _sign(node: Element) -> str:
    """Return the sign that stretches or is small over a base, or "" for what is a text of its own."""
    inner = list(flat([node]))
    if len(inner) != 1 or inner[0].tag != "mo":
        return ""
    if inner[0].get("stretchy") is None and inner[0].get("accent") is None:
        return ""
    return inner[0].text or ""


def _limits(base: Element, limits: Mapping[str, Element], context: Context) -> list[Item]:
    shown = {name: _label(limit) for name, limit in limits.items()}
    inner = list(flat([base]))
    items = context.base(inner[0]) if len(inner) == 1 else context.row([base], context)
    long = _LONG.get(_sign(base), "")
    if long:
        items = [item._replace(characters=long) for item in items if isinstance(item, Run)]
    for name, limit in shown.items():
        if _is_seen(limit):
            items = [element(name, [argument("e", items), context.argument("lim", limit)])]
    return items


def _label(limit: Element) -> Element:
    """Return the text at an arrow; Temml sets it over a space that is as long as the arrow is at least."""
    return limit[0] if limit.tag in ("mover", "munder") and limit[1].tag == "mspace" else limit


def _is_seen(limit: Element) -> bool:
    return any((leaf.text or "").strip() for leaf in limit.iter()) or limit.find(".//mtable") is not None

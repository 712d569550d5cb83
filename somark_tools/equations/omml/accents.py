"""What stands over and under a base (mover, munder, munderover) → accents, bars, braces, arrows with texts, or limits."""

from collections.abc import Mapping
from types import MappingProxyType

from somark_tools.equations.omml.context import Context
from somark_tools.equations.omml.fences import flat
from somark_tools.equations.omml.xml import Element, Item, argument, element

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
_ARROWS = frozenset("\u2190\u2192\u2194\u21d0\u21d2\u21d4\u21a0\u219e\u21a9\u21aa\u21a6\u21bc\u21bd\u21c0\u21c1\u21cc\u21cb\u21c4\u21c6\u21c7\u21c9=")
# Signs that span what is under or over them: braces, brackets, parentheses, and arrows under a base.
_SPANNING = frozenset("\u23de\u23df\u23b4\u23b5\u23dc\u23dd\u23e0\u23e1") | _ARROWS


def over(node: Element, context: Context) -> list[Item]:
    """Return a base with what is over it."""
    base, above = node[0], node[1]
    sign = _sign(above)
    if sign in _BARS:
        return [element("bar", [context.argument("e", base)], pos="top")]
    if sign in _ACCENTS:
        return [element("acc", [context.argument("e", base)], chr=_ACCENTS[sign])]
    if sign in _SPANNING:
        return [element("groupChr", [context.argument("e", base)], chr=sign, pos="top", vertJc="bot")]
    return _arrow(base, [], [above], context) or [_limit("limUpp", context.row([base], context), above, context)]


def under(node: Element, context: Context) -> list[Item]:
    """Return a base with what is under it."""
    base, below = node[0], node[1]
    sign = _sign(below)
    if sign in _BARS:
        return [element("bar", [context.argument("e", base)], pos="bot")]
    if sign in _SPANNING:
        return [element("groupChr", [context.argument("e", base)], chr=sign)]
    return _arrow(base, [below], [], context) or [_limit("limLow", context.row([base], context), below, context)]


def under_and_over(node: Element, context: Context) -> list[Item]:
    """Return a base with what is under and over it."""
    base, below, above = node
    arrow = _arrow(base, [below], [above], context)
    if arrow:
        return arrow
    return [_limit("limLow", [_limit("limUpp", context.row([base], context), above, context)], below, context)]


def _sign(node: Element) -> str:
    """Return the sign that stretches or is small over a base, or "" for what is a text of its own."""
    inner = list(flat([node]))
    if len(inner) != 1 or inner[0].tag != "mo" or inner[0].get("stretchy") is None:
        return ""
    return inner[0].text or ""


def _limit(name: str, base: list[Item], limit: Element, context: Context) -> Element:
    return element(name, [argument("e", base), context.argument("lim", limit)])


def _arrow(base: Element, below: list[Element], above: list[Element], context: Context) -> list[Item]:
    """Return an arrow that is as long as the texts at it, or nothing if the base is no arrow that stretches."""
    sign = _sign(base)
    if sign not in _ARROWS:
        return []
    texts = {"below": _shown(below), "above": _shown(above)}
    if not texts["above"] and not texts["below"]:
        return context.row([_still(base)], context)
    if not texts["above"]:
        group = element("groupChr", [context.argument("e", *texts["below"])], chr=sign, pos="top")
    else:
        group = element("groupChr", [context.argument("e", *texts["above"])], chr=sign, vertJc="bot")
    box = element("box", [argument("e", [group])], opEmu="1")
    if not texts["above"] or not texts["below"]:
        return [box]
    return [element("limLow", [argument("e", [box]), context.argument("lim", *texts["below"])])]


def _shown(labels: list[Element]) -> list[Element]:
    """Return the texts at an arrow; Temml sets them over a space as long as the arrow is at least."""
    shown = [label[0] if label.tag in ("mover", "munder") and label[1].tag == "mspace" else label for label in labels]
    return [label for label in shown if any((leaf.text or "").strip() for leaf in label.iter())]


def _still(base: Element) -> Element:
    return next(iter(flat([base])))

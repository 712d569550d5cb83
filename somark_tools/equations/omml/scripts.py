"""Scripts of MathML (msub, msup, msubsup, mmultiscripts) → `m:sSub`, `m:sSup`, `m:sSubSup`, `m:sPre`."""

from collections.abc import Mapping
from types import MappingProxyType

from somark_tools.equations.omml.context import Context
from somark_tools.equations.omml.xml import Element, Item, argument, element

_SCRIPTS: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {"msub": ("sSub", ("sub",)), "msup": ("sSup", ("sup",)), "msubsup": ("sSubSup", ("sub", "sup"))}
)


def script(node: Element, context: Context) -> list[Item]:
    """Return the base of the element with its scripts."""
    return scripted(context.row([node[0]], context), node, context)


def scripted(base: list[Item], node: Element, context: Context) -> list[Item]:
    """Return a base with the scripts of the element."""
    name, places = _SCRIPTS[node.tag]
    scripts = [context.argument(place, node[at]) for at, place in enumerate(places, 1)]
    return [element(name, [argument("e", base), *scripts])]


def multiscripts(node: Element, context: Context) -> list[Item]:
    """Return the base with the scripts behind it, and those with the scripts before it."""
    base, *scripts = node
    tags = [child.tag for child in scripts]
    cut = tags.index("mprescripts") if "mprescripts" in tags else len(tags)
    items = context.base(base)
    for pair in _pairs(scripts[:cut], context):
        items = [element("sSubSup", [argument("e", items), *pair])]
    for pair in _pairs(scripts[cut + 1 :], context):
        items = [element("sPre", [*pair, argument("e", items)])]
    return items


def _pairs(scripts: list[Element], context: Context) -> list[tuple[str, str]]:
    """Return the lower and upper scripts that belong together, as arguments."""
    return [
        (context.argument("sub", *scripts[at : at + 1]), context.argument("sup", *scripts[at + 1 : at + 2]))
        for at in range(0, len(scripts), 2)
    ]

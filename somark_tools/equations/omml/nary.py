"""An integral, a sum or another large operator with its limits → `m:nary`, which still wants its operand."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from somark_tools.equations.omml.context import Context
from somark_tools.equations.omml.fences import flat
from somark_tools.equations.omml.xml import Element, element

_SIGNS = frozenset(
    "\u2211\u220f\u2210\u222b\u222c\u222d\u2a0c\u222e\u222f\u2230\u2231\u2232\u2233\u22c0\u22c1\u22c2\u22c3"
    "\u2a00\u2a01\u2a02\u2a03\u2a04\u2a05\u2a06\u2a09\u2a0d\u2a0f\u2a10"
)
# Element → where the limits stand, and which of its children are the lower and the upper one.
_LIMITS: Mapping[str, tuple[str, int | None, int | None]] = MappingProxyType(
    {
        "mo": ("undOvr", None, None),
        "munder": ("undOvr", 1, None),
        "mover": ("undOvr", None, 1),
        "munderover": ("undOvr", 1, 2),
        "msub": ("subSup", 1, None),
        "msup": ("subSup", None, 1),
        "msubsup": ("subSup", 1, 2),
    }
)


def large_operator(node: Element, context: Context) -> Callable[[str], str] | None:
    """Return what makes the operator with its limits, given the operand; None if the element is no large operator."""
    if node.tag not in _LIMITS:
        return None
    base = [node] if node.tag == "mo" else list(flat([node[0]]))
    if len(base) != 1 or base[0].tag != "mo" or (base[0].text or "") not in _SIGNS:
        return None
    place, lower, upper = _LIMITS[node.tag]
    limits = [
        element(name) if at is None else context.argument(name, node[at])
        for name, at in (("sub", lower), ("sup", upper))
    ]
    properties = {
        "chr": base[0].text or "",
        "limLoc": place,
        "subHide": "1" if lower is None else None,
        "supHide": "1" if upper is None else None,
    }
    return lambda operand: element("nary", [*limits, operand], **properties)

r"""The elements of a row → the same, with what stands between two growing fences as one `Fenced`.

`\left` and `\right` come as operators with a form. `\big(` and its like come as operators with a size; most read pages
have them in pairs, and a pair of fences that grows with what is in it is what was meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from somark_tools.equations.omml.xml import Element

MAX_FENCES = 30  # in each other, of those that no environment or `\left` opens

_PAIRS: Mapping[str, str] = MappingProxyType(
    {"(": ")", "[": "]", "{": "}", "\u27e8": "\u27e9", "\u230a": "\u230b", "\u2308": "\u2309", "\u27ea": "\u27eb"}
)
_CLOSERS = frozenset(_PAIRS.values())
_SCRIPTS = frozenset(["msub", "msup", "msubsup"])
_TRANSPARENT = frozenset(["mrow", "mstyle", "mpadded", "math", "mtd"])


@dataclass(frozen=True, slots=True)
class Fenced:
    """What stands between fences, in parts between separators; `scripts` has the scripts on the closing one, if any."""

    opening: str
    parts: tuple[tuple["Node", ...], ...]
    separator: str
    closing: str
    scripts: Element | None = None


Node: TypeAlias = Element | Fenced


def fenced(elements: Iterable[Element]) -> list[Node]:
    """Return the nodes of a row, pairs of growing fences put together; a fence without its like stays as it is."""
    open_rows: list[list[Node]] = [[]]
    openings: list[Element] = []
    for element in flat(elements):
        closing = _closing(element)
        if _opens(element) and len(openings) < MAX_FENCES:
            openings.append(element)
            open_rows.append([])
        elif openings and closing is not None and _fit(openings[-1], closing):
            inner = open_rows.pop()
            open_rows[-1].append(_between(openings.pop(), inner, closing, element))
        else:
            open_rows[-1].append(element)
    row = open_rows[0]
    for opening, inner in zip(openings, open_rows[1:], strict=True):
        row += [opening, *inner]
    return row


def flat(elements: Iterable[Element]) -> Iterable[Element]:
    """Yield the elements of a row, and those of rows in it that mean nothing but that they are rows."""
    for element in elements:
        if element.tag in _TRANSPARENT and not element.get("mathcolor") and not _is_pair(element):
            yield from flat(element)
        else:
            yield element


def _is_pair(row: Element) -> bool:
    """Return whether the row is what `\\left` and `\\right` enclose: its fences are for each other."""
    return len(row) > 1 and row[0].get("form") == "prefix" and _grows(row[0]) and row[-1].get("form") == "postfix"


def _grows(element: Element) -> bool:
    sized = element.get("minsize") is not None
    return element.tag == "mo" and (sized or (element.get("fence") == "true" and element.get("stretchy") != "false"))


def _opens(element: Element) -> bool:
    if not _grows(element):
        return False
    form = element.get("form")
    return form == "prefix" or (form is None and (element.text or "") in _PAIRS)


def _closing(element: Element) -> Element | None:
    """Return the fence that ends here: the element itself, or the base of its scripts."""
    if element.tag in _SCRIPTS:
        base = list(flat([element[0]]))
        return _closing(base[0]) if len(base) == 1 and base[0].tag == "mo" else None
    closes = element.get("form") == "postfix" or (element.get("form") is None and (element.text or "") in _CLOSERS)
    return element if _grows(element) and closes else None


def _fit(opening: Element, closing: Element) -> bool:
    """Return whether two fences are for each other: `\\big(` and `\\big]` are too, around an interval."""
    forms = opening.get("form"), closing.get("form")
    return forms in ((None, None), ("prefix", "postfix"))


def _between(opening: Element, inner: list[Node], closing: Element, at: Element) -> Fenced:
    separators = {node.text or "" for node in inner if not isinstance(node, Fenced) and _separates(node)}
    parts: list[list[Node]] = [[]]
    for node in inner:
        if len(separators) == 1 and _separates(node):
            parts.append([])
        else:
            parts[-1].append(node)
    separator = next(iter(separators)) if len(separators) == 1 else ""
    scripts = at if at is not closing else None
    return Fenced(opening.text or "", tuple(map(tuple, parts)), separator, closing.text or "", scripts)


def _separates(node: Node) -> bool:
    return (
        not isinstance(node, Fenced)
        and node.tag == "mo"
        and node.get("form") == "infix"
        and node.get("stretchy") == "true"
    )

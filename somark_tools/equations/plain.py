r"""The MathML of Temml or of latex2mathml → plain MathML: no styles and classes, and each thing said in one way.

Temml leaves to a style sheet what MathML Core has no element for, and mhchem builds the numbers before an element of
boxes without extent. Both are said here by the elements and attributes that MathML has for them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from lxml import etree

from somark_tools.equations.colours import colour
from somark_tools.equations.prescripts import rebased
from somark_tools.errors import FormulaError

Element = etree._Element

_KEPT = frozenset(
    "mathvariant form fence separator stretchy symmetric largeop movablelimits accent accentunder minsize maxsize "
    "lspace rspace width height depth voffset linethickness displaystyle scriptlevel columnalign rowlines columnlines "
    "notation mathbackground mathcolor".split()
)
_COLOURED = frozenset(["mathcolor", "mathbackground"])
_COLOUR = re.compile(r"(?<![\w-])color:\s*([#\w]+)")
_BOLD = re.compile(r"font-weight:\s*bold")
_BORDERED = re.compile(r"(?<![\w-])border:")
_BORDERS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "right": re.compile(r"border-right:\s*[\d.]+\w+ (\w+)"),
        "bottom": re.compile(r"border-bottom:\s*[\d.]+\w+ (\w+)"),
    }
)
_LINES: Mapping[str, str] = MappingProxyType({"solid": "solid", "dashed": "dashed", "dotted": "dashed"})
_ALIGN: Mapping[str, str] = MappingProxyType({"tml-left": "left", "tml-right": "right"})
_LEAVES = frozenset("mi mn mo mtext mspace".split())
_ROWS = frozenset("math mrow mstyle mpadded mphantom msqrt menclose mtd".split())
_WHOLE_LINES: Mapping[str, tuple[str, str]] = MappingProxyType({"top": ("mover", "\u00af"), "bottom": ("munder", "_")})
# An argument that shows nothing is still an argument.
_ARGUMENTS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys("mfrac mroot msub msup munder mover".split(), 2),
        **dict.fromkeys("msubsup munderover".split(), 3),
    }
)


def plain(element: Element) -> Element:
    """Return a new tree that is plain MathML. Raises `FormulaError` for what is no MathML."""
    found = _TAGS.get(_tag(element), _copied)(element)
    if found is None:
        raise FormulaError("nothing is shown")
    return found


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _copied(element: Element) -> Element | None:
    """Return the element with what it holds, or None if it is only there for a style sheet."""
    tag = _tag(element)
    if tag in _LEAVES:
        return _leaf(element, tag)
    if tag in _ARGUMENTS and len(element) != _ARGUMENTS[tag]:
        raise FormulaError(f"an odd {tag}")
    made = etree.Element(tag, _attributes(element))
    made.extend(_children(element, tag))
    if _BOLD.search(element.get("style", "")):
        for leaf in made.iter("mi", "mn", "mo"):
            leaf.set("mathvariant", "bold")
    return made


def _children(element: Element, tag: str) -> Iterable[Element]:
    made = [_TAGS.get(_tag(child), _copied)(child) for child in element]
    if tag not in _ROWS:
        return [etree.Element("mrow") if child is None else child for child in made]
    return rebased([child for child in made if child is not None])


def _leaf(element: Element, tag: str) -> Element | None:
    text = element.text or ""
    if len(element):
        held = [child for child in element if _tag(child) != "span"]
        if tag == "mo" and held:  # an operator made of several things
            return _row([child for child in map(_copied, held) if child is not None])
        text = "".join(map(str, element.itertext()))
    made = etree.Element(tag, _attributes(element))
    if tag == "mspace":
        return made if set(made.attrib) - {"height", "depth"} else None
    if not text and "form" not in made.attrib and "fence" not in made.attrib:
        return None  # the sign of a line's end
    made.text = text
    return made


def _attributes(element: Element) -> dict[str, str]:
    given = {str(name): str(value) for name, value in element.items()}
    shade = _COLOUR.search(given["style"]) if "style" in given else None
    if shade:
        given["mathcolor"] = shade[1]
    for name in _COLOURED & given.keys():
        given[name] = colour(given[name])
    return {name: value for name, value in given.items() if name in _KEPT and value and not value.endswith("width")}


def _mrow(element: Element) -> Element | None:
    if not len(element) and element.get("class"):
        return None  # a line that the style sheet draws
    if not len(element) and "margin" in element.get("style", ""):
        return None  # a negative space
    made = _copied(element)
    if made is not None and _BORDERED.search(element.get("style", "")):
        box = etree.Element("menclose", notation="box")
        box.append(made)
        return box
    return made


def _menclose(element: Element) -> Element | None:
    made = _copied(element)
    ends = _WHOLE_LINES.get(element.get("notation", ""))
    if made is None or ends is None:
        return made
    tag, line = ends
    over = etree.Element(tag)
    over.append(_row(list(made)))
    etree.SubElement(over, "mo", stretchy="true").text = line
    return over


def _mtd(element: Element) -> Element | None:
    made = _copied(element)
    align = next((_ALIGN[name] for name in element.get("class", "").split() if name in _ALIGN), None)
    if made is not None and align:
        made.set("columnalign", align)
    return made


def _mtable(element: Element) -> Element | None:
    made = _copied(element)
    rows = [row for row in element if _tag(row) == "mtr"]
    if made is None or not rows:
        return made
    columns = [_line(cell, "right") for cell in rows[0]][:-1]
    lines = [_line(row[0], "bottom") if len(row) else "none" for row in rows][:-1]
    for name, found in (("columnlines", columns), ("rowlines", lines)):
        if set(found) - {"none"}:
            made.set(name, " ".join(found))
    return made


def _line(cell: Element, side: str) -> str:
    found = _BORDERS[side].search(cell.get("style", ""))
    return _LINES.get(found[1], "none") if found else "none"


def _row(children: list[Element]) -> Element:
    if len(children) == 1:
        return children[0]
    row = etree.Element("mrow")
    row.extend(children)
    return row


_TAGS: Mapping[str, Callable[[Element], Element | None]] = MappingProxyType(
    {
        "mrow": _mrow,
        "menclose": _menclose,
        "mtd": _mtd,
        "mtable": _mtable,
        "none": lambda element: etree.Element("mrow"),
        "span": lambda element: None,
    }
)

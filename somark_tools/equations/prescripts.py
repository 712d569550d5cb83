r"""The elements of a row → the same, with scripts on nothing set on what stands before or behind them.

`\ce{CO2}` and `{}_{2}` come as a script whose base is empty; the numbers before `\ce{^{227}_{90}Th}` come as scripts
on boxes of which nothing is seen. An empty base looks right in TeX; word processors mark it as something missing.
"""

from lxml import etree

Element = etree._Element

_SCRIPTS = frozenset(["msub", "msup", "msubsup"])
_BASES = frozenset("mi mrow mtext msub msup msubsup mpadded mover munder msqrt mroot mfrac mmultiscripts".split())
_LATER_BASES = _BASES | {"mn"}
_CLOSING = frozenset(")]}\u27e9")


def rebased(children: list[Element]) -> list[Element]:
    """Return the children of a row, each script on something that is seen, if there is such a thing beside it."""
    out: list[Element] = []
    before: list[Element] = []  # scripts that wait for the base behind them
    for child in children:
        if child.tag in _SCRIPTS and _invisible(child[0]):
            if all(map(_invisible, list(child)[1:])) and len(child[0]):
                continue  # it only keeps a place free
            scripts = _seen(child)
            if not before and out and _can_bear(out[-1]):
                out.append(_with_base(scripts, out.pop()))
                continue
            out.extend(before)
            before = [scripts]
        elif before and child.tag in _LATER_BASES and len(child) + len(child.text or ""):
            out.append(_prescripts(before.pop(), child))
        else:
            out.extend(before)
            before = []
            out.append(child)
    return [*out, *before]


def _invisible(element: Element) -> bool:
    """Return whether nothing of the element is seen."""
    if element.tag in ("mphantom", "mspace"):
        return True
    return not (element.text or "").strip() and all(map(_invisible, element))


def _can_bear(element: Element) -> bool:
    if element.tag == "mo":
        return (element.text or "") in _CLOSING
    return element.tag in _BASES and not _invisible(element)


def _seen(script: Element) -> Element:
    """Return the scripts on an empty base, without the boxes that keep places free."""
    made = etree.Element(script.tag)
    etree.SubElement(made, "mrow")
    for argument in list(script)[1:]:
        row = etree.SubElement(made, "mrow")
        if not _invisible(argument):
            _fill(row, argument)
    return made


def _fill(row: Element, element: Element) -> None:
    if element.tag not in ("mrow", "mpadded"):
        row.append(element)
        return
    for child in list(element):
        if not _invisible(child) or child.tag == "mspace":
            _fill(row, child)


def _with_base(scripts: Element, base: Element) -> Element:
    scripts[0] = base
    return scripts


def _prescripts(scripts: Element, base: Element) -> Element:
    made = etree.Element("mmultiscripts")
    lower = None if scripts.tag == "msup" else scripts[1]
    upper = None if scripts.tag == "msub" else scripts[-1]
    made.append(base)
    etree.SubElement(made, "mprescripts")
    for script in (lower, upper):
        made.append(etree.Element("mrow") if script is None else script)
    return made

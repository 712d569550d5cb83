"""Names, texts and children → elements of Office MathML, with something in each argument: empty ones look missing."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = {"m": M, "w": W}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TRIMMED = "".join(map(chr, (*range(0x21), 0xA0, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000)))  # if not preserved
_SIGNS = frozenset("+-*/\u2212\u00b1\u2213")
NOTHING = "\u200b"  # a space without width: an operand that is there and is not seen


class Look(NamedTuple):
    """How characters look: `style` is that of Office MathML (p, b, i, bi), `script` its alphabet.

    `text` is no mathematics. `literal` characters stand for themselves, where else they might be signs of a line in
    which a formula is typed.
    """

    style: str = ""
    script: str = ""
    colour: str = ""
    text: bool = False
    literal: bool = False


class Run(NamedTuple):
    """Characters of one look; `operator` says that they want an operand on each side."""

    characters: str
    look: Look = Look()
    operator: bool = False


Item: TypeAlias = Run | Element


def element(name: str, children: Iterable[Element] = (), **properties: str | None) -> Element:
    """Return `m:name` with a `namePr` for the properties that are given, in their order, and the children."""
    made = etree.Element(f"{{{M}}}{name}", nsmap=_NAMESPACES)
    given = {key: value for key, value in properties.items() if value is not None}
    if given:
        holder = etree.SubElement(made, f"{{{M}}}{name}Pr")
        for key, value in given.items():
            etree.SubElement(holder, f"{{{M}}}{key}").set(f"{{{M}}}val", value)
    made.extend(children)
    return made


def argument(name: str, items: Sequence[Item]) -> Element:
    """Return `m:name` (an argument, or the formula) with the items in it, operators with something at each side."""
    made = etree.Element(f"{{{M}}}{name}", nsmap=_NAMESPACES)
    made.extend([_run(item) if isinstance(item, Run) else item for item in _joined(_supported(items))])
    return made


def _supported(items: Sequence[Item]) -> Sequence[Item]:
    if not items:
        return [Run(NOTHING)]
    if len(items) == 1 and isinstance(items[0], Run) and _is_sign(items[0].characters):
        return [items[0]._replace(look=items[0].look._replace(literal=not items[0].look.text))]
    first, last = items[0], items[-1]
    before = [Run(NOTHING)] if isinstance(first, Run) and first.operator else []
    after = [Run(NOTHING)] if isinstance(last, Run) and (last.operator or last.characters[-1:] in _SIGNS) else []
    return [*before, *items, *after]


def _is_sign(characters: str) -> bool:
    """Return whether there is nothing but one sign, which speaks of nothing here."""
    return len(characters) == 1 and (characters in _SIGNS or unicodedata.category(characters) in ("Sm", "So"))


def _joined(items: Sequence[Item]) -> list[Item]:
    """Return the items, runs of one look that follow each other as one run."""
    out: list[Item] = []
    texts: list[str] = []
    for item in items:
        last = out[-1] if out else None
        if isinstance(item, Run) and isinstance(last, Run) and last.look == item.look:
            texts.append(item.characters)
            continue
        if texts and isinstance(last, Run):
            out[-1] = last._replace(characters=last.characters + "".join(texts))
        texts = []
        out.append(item)
    if texts and isinstance(out[-1], Run):
        out[-1] = out[-1]._replace(characters=out[-1].characters + "".join(texts))
    return out


_BOLD: Mapping[str, tuple[str, ...]] = MappingProxyType({"b": ("b",), "i": ("i",), "bi": ("b", "i")})


def _run(run: Run) -> Element:
    look = run.look
    made = etree.Element(f"{{{M}}}r", nsmap=_NAMESPACES)
    said = {"lit": look.literal, "nor": look.text} if look.literal or look.text else {}
    style = look.style or ("i" if look.literal else "")  # programs want a style beside `lit`; italic is the usual one
    values = {} if look.text else {"scr": look.script, "sty": style}
    if any(said.values()) or any(values.values()):
        holder = etree.SubElement(made, f"{{{M}}}rPr")
        holder.extend([etree.Element(f"{{{M}}}{name}") for name, is_so in said.items() if is_so])
        for name, value in values.items():
            if value:
                etree.SubElement(holder, f"{{{M}}}{name}").set(f"{{{M}}}val", value)
    if look.colour or (look.text and look.style in _BOLD):
        holder = etree.SubElement(made, f"{{{W}}}rPr")
        for name in _BOLD.get(look.style, ()) if look.text else ():
            etree.SubElement(holder, f"{{{W}}}{name}")
        if look.colour:
            etree.SubElement(holder, f"{{{W}}}color").set(f"{{{W}}}val", look.colour.removeprefix("#").upper())
    text = etree.SubElement(made, f"{{{M}}}t")
    text.text = run.characters
    if run.characters != run.characters.strip(_TRIMMED):
        text.set(_SPACE, "preserve")
    return made

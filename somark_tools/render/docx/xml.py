"""Names and text → lxml elements of WordprocessingML. Whatever the text holds, it stays text."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from types import MappingProxyType

from lxml import etree

Element = etree._Element

NAMESPACES = MappingProxyType(
    {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    }
)
REPLACEMENT = "\ufffd"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_SPACE_ATTRIBUTE = "{http://www.w3.org/XML/1998/namespace}space"


@cache
def name(prefixed: str) -> str:
    """Return the name as lxml writes it.

    >>> name("w:p")
    '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p'
    """
    prefix, _, local = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


_copied: Callable[[Element], Element] = etree._Element.__copy__  # type: ignore[attr-defined]  # not in its stubs
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_RUN, _TEXT, _BREAK, _TAB = map(name, ("w:r", "w:t", "w:br", "w:tab"))
_PARTS = re.compile(r"[^\n\t]+|[\n\t]")
_PLAIN = etree.Element(_RUN)  # most runs are like it, and copied from it
etree.SubElement(_PLAIN, _TEXT)


def w(local: str, *children: Element, **attributes: str) -> Element:
    """Return an element of the `w` namespace, its attributes in the same namespace.

    (No prefix is declared: lxml takes the one of the body that the element joins, and it is faster so.)
    """
    made = _copied(_bare(local))
    for key, value in attributes.items():
        made.set(name(f"w:{key}"), value)
    made.extend(children)
    return made


@cache
def _bare(local: str) -> Element:
    """Return an element to be copied: that takes a third of the time of making one."""
    return etree.Element(name(f"w:{local}"))


def parsed(text: str) -> Element:
    """Return the element of the `w` namespace that a text of ours holds."""
    start, rest = text.split(">", 1)
    return etree.fromstring(f'{start} xmlns:w="{NAMESPACES["w"]}">{rest}', _PARSER)


def add(parent: Element, local: str, **attributes: str) -> Element:
    """Put such an element at the end of another one, and return it: half the time of making it apart."""
    made = etree.SubElement(parent, name(f"w:{local}"))
    for key, value in attributes.items():
        made.set(name(f"w:{key}"), value)
    return made


def drawn(prefixed: str, *children: Element, **attributes: str) -> Element:
    """Return an element of DrawingML, whose attributes have no namespace."""
    prefix = prefixed.partition(":")[0]
    made = etree.Element(name(prefixed), nsmap={prefix: NAMESPACES[prefix]})
    for key, value in attributes.items():
        made.set(key, clean(value))
    made.extend(children)
    return made


def clean(text: str) -> str:
    """Return the text with each character that XML forbids (controls, lone surrogates) replaced by U+FFFD."""
    return text if text.isascii() and text.isprintable() else _FORBIDDEN.sub(REPLACEMENT, text)


def with_line_feeds(text: str) -> str:
    """Return the text with every line end as a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def run(text: str, *properties: Element) -> Element:
    """Return a `w:r` with the text: line breaks become `w:br`, tabs `w:tab`, white space is kept."""
    text = clean(text)
    if text and not properties and "\n" not in text and "\t" not in text:
        made = _copied(_PLAIN)
        _write(made[0], text)
        return made
    made = etree.Element(_RUN)
    if properties:
        add(made, "rPr").extend(properties)
    for part in _PARTS.findall(text):
        if part == "\n":
            etree.SubElement(made, _BREAK)
        elif part == "\t":
            etree.SubElement(made, _TAB)
        else:
            _write(etree.SubElement(made, _TEXT), part)
    return made


def _write(element: Element, text: str) -> None:
    element.text = text
    if text[0].isspace() or text[-1].isspace() or "  " in text:
        element.set(_SPACE_ATTRIBUTE, "preserve")


def paragraph(style: str, content: Iterable[Element], *, keep_next: bool = False, keep_lines: bool = False) -> Element:
    """Return a `w:p` in the style of that id ("" for the default), kept on one page or with the next on request."""
    made = _copied(_empty_paragraph(style, keep_next, keep_lines))
    made.extend(content)
    return made


@cache
def _empty_paragraph(style: str, keep_next: bool, keep_lines: bool) -> Element:
    """Return a paragraph to be copied. (Styles are ours, and few.)"""
    made = etree.Element(name("w:p"))
    if style or keep_next or keep_lines:
        properties = add(made, "pPr")
        if style:
            add(properties, "pStyle", val=style)
        if keep_next:
            add(properties, "keepNext")
        if keep_lines:
            add(properties, "keepLines")
    return made

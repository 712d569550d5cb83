"""Heads → the header and footer parts of the Word file, and the references of a section to them."""

from collections.abc import Iterator, Sequence
from typing import cast

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.document import DocumentPart
from lxml import etree

from somark_tools.render.docx.heads import SIDES, Chapter, Field, Heads, Line, Side, Text, Which
from somark_tools.render.docx.page import Layout
from somark_tools.render.docx.parts import free_number
from somark_tools.render.docx.xml import NAMESPACES, Element, add, name, paragraph, run, w

_ROOTS = {"header": "w:hdr", "footer": "w:ftr"}
_KINDS: dict[str, tuple[str, str]] = {
    "header": (CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
    "footer": (CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER),
}
_ORDER: tuple[Which, ...] = ("default", "even", "first")


class HeadParts:
    """The parts made so far: one for each side, kind of page and width of the text."""

    def __init__(self, part: DocumentPart, heads: Heads) -> None:
        self._part = part
        self._heads = heads
        self._made: dict[tuple[Side, Which, int], str] = {}

    def set(self, section: Element, layout: Layout, *, first: bool) -> None:
        """Put references and numbering into a `w:sectPr`; `first` if it is the section of the first page."""
        references = [
            self._reference(side, which, layout.text_width)
            for side in SIDES
            for which in _ORDER
            if (side, which) in self._heads.lines and (first or which != "first")
        ]
        for number, reference in enumerate(references):
            section.insert(number, reference)
        if first:
            self._number(section)

    def _number(self, section: Element) -> None:
        numbering = self._heads.numbering
        attributes = {"fmt": "lowerRoman"} if numbering.roman else {}
        if numbering.start != 1:
            attributes["start"] = str(numbering.start)
        margins = section.find(name("w:pgMar"))
        if attributes and margins is not None:
            margins.addnext(w("pgNumType", **attributes))
        if self._heads.has("first"):
            grid = section.find(name("w:docGrid"))
            section.insert(len(section) if grid is None else section.index(grid), w("titlePg"))

    def _reference(self, side: Side, which: Which, width: int) -> Element:
        key = (side, which, width)
        if key not in self._made:
            self._made[key] = self._add(side, self._heads.lines[side, which], width)
        reference = w(f"{side}Reference", type=which)
        reference.set(name("r:id"), self._made[key])
        return reference

    def _add(self, side: Side, lines: Sequence[Line], width: int) -> str:
        number = len(self._made) + 1
        kind, relation = _KINDS[side]
        root = etree.Element(name(_ROOTS[side]), nsmap={"w": NAMESPACES["w"]})
        root.extend(_paragraphs(side, lines, width))
        free = free_number(self._part.package, f"/word/{side}%d.xml")
        part = XmlPart(PackURI(f"/word/{side}{free}.xml"), kind, cast(BaseOxmlElement, root), self._part.package)
        key = f"rIdRunning{number}"
        self._part.rels.add_relationship(relation, part, key)
        return key


def _paragraphs(side: Side, lines: Sequence[Line], width: int) -> Iterator[Element]:
    style = side.capitalize()
    for line in lines:
        made = paragraph(style, ())
        if len(line) == 1:
            if line[0].slot != "left":
                add(made[0], "jc", val=line[0].slot)
            made.extend(_runs(line[0]))
        else:
            tabs = add(made[0], "tabs")
            add(tabs, "tab", val="center", pos=str(width // 2))
            add(tabs, "tab", val="right", pos=str(width))
            of_slot = {text.slot: text for text in line}
            for number, slot in enumerate(("left", "center", "right")):
                if number:
                    made.append(run("\t"))
                if slot in of_slot:
                    made.extend(_runs(of_slot[slot]))
        yield made
    if not lines:
        yield paragraph(style, ())


def _runs(text: Text) -> Iterator[Element]:
    for part in text.parts:
        if isinstance(part, Field):
            yield w("fldSimple", run("1"), instr=part.value)
        elif isinstance(part, Chapter):
            # Nothing stands in it where Word has not looked: LibreOffice does so from 7.6 on.
            yield w("fldSimple", w("r"), instr=f"STYLEREF {part.level}")
        else:
            yield run(part)

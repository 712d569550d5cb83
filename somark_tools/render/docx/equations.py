"""LaTeX → equations that Word can edit, each bookmarked, with its source in a part of the file.

Word has no place for a source in an equation itself. So the part `customXml/item1.xml`, which Word keeps, has the LaTeX
of each equation by the name of the bookmark around it (`_Eq12`; names with `_` in front are hidden in Word).
"""

from copy import deepcopy
from typing import NamedTuple

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.parts.document import DocumentPart
from lxml import etree

from somark_tools.equations.latex import normalised
from somark_tools.equations.mathml import mathml_of
from somark_tools.equations.omml import to_omml
from somark_tools.errors import FormulaError
from somark_tools.render.docx.bookmarks import Bookmarks
from somark_tools.render.docx.parts import free_number
from somark_tools.render.docx.xml import Element, clean, name, w

SOURCES = "urn:somark-tools:equations"  # the namespace of the part with the LaTeX


_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_PROPERTIES = (  # Word wants an id for each such part: this one stands for the namespace
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
    b'ds:itemID="{6E7C1A52-3B0D-4B57-9C5E-5C5F7A1D2E90}"/>'
)


class Equation(NamedTuple):
    """An equation, and the number that stands beside it: `(3)`, or ""."""

    math: Element
    number: str


class Equations:
    """The equations of one file. Equal ones are made once."""

    def __init__(self, bookmarks: Bookmarks) -> None:
        self._bookmarks = bookmarks
        self._made: dict[tuple[str, bool], Equation | FormulaError] = {}
        self._sources: list[str] = []

    def equation(self, latex: str, *, display: bool) -> Equation:
        """Return the equation as `m:oMath`, to be put into the file. Raises FormulaError."""
        found = self._made.get((latex, display))
        if found is None:
            found = self._made[latex, display] = _made(latex, display)
        if isinstance(found, FormulaError):
            raise found
        return Equation(deepcopy(found.math), found.number)

    def bookmarked(self, latex: str, element: Element) -> list[Element]:
        """Return the element of an equation between the ends of a bookmark that leads to its source."""
        self._sources.append(latex)
        return self._bookmarks.around(f"_Eq{len(self._sources)}", [element])

    def write(self, part: DocumentPart) -> None:
        """Add the part with the sources to the file, if there are equations."""
        if not self._sources:
            return
        root = etree.Element(f"{{{SOURCES}}}equations", nsmap={"e": SOURCES})
        for number, latex in enumerate(self._sources, 1):
            etree.SubElement(root, f"{{{SOURCES}}}equation", bookmark=f"_Eq{number}").text = clean(latex)
        data = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
        number = free_number(part.package, "/customXml/item%d.xml")
        made = Part(PackURI(f"/customXml/item{number}.xml"), "application/xml", data, part.package)
        described = Part(PackURI(f"/customXml/itemProps{number}.xml"), _PROPERTIES_TYPE, _PROPERTIES, part.package)
        made.rels.add_relationship(RELATIONSHIP_TYPE.CUSTOM_XML_PROPS, described, "rId1")
        part.rels.add_relationship(RELATIONSHIP_TYPE.CUSTOM_XML, made, "rIdEquations")


def set_out(element: Element) -> Element:
    """Return the `m:oMath` as one that stands in a line of its own."""
    return _m("oMathPara", _m("oMathParaPr", _m("jc", val="center")), element)


def tabs_for_number(width: int) -> Element:
    """Return the tabs of a line with an equation in the middle and its number at the right, `width` twips wide."""
    return w("tabs", w("tab", val="center", pos=str(width // 2)), w("tab", val="right", pos=str(width)))


def _made(latex: str, display: bool) -> Equation | FormulaError:
    try:
        source = normalised(latex)
        return Equation(to_omml(mathml_of(source, display=display)), " ".join(source.numbers))
    except FormulaError as error:
        return error


def _m(local: str, *children: Element, **attributes: str) -> Element:
    made = etree.Element(name(f"m:{local}"))
    for key, value in attributes.items():
        made.set(name(f"m:{key}"), value)
    made.extend(children)
    return made

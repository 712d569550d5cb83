"""Our own styles and settings → a Word file without a body, ready to be filled."""

import io
from functools import cache
from importlib.resources import files

import docx
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from somark_tools.render.docx.xml import Element

_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_UNUSED = frozenset(  # what python-docx's own template brings along: styles of Word 2010, a theme's blurb, a thumbnail
    [
        RELATIONSHIP_TYPE.CUSTOM_XML,
        RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
        RELATIONSHIP_TYPE.THUMBNAIL,
        "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    ]
)


def own_file() -> WordFile:
    """Return the file; its body holds the properties of a section."""
    return docx.Document(io.BytesIO(_packed()))


@cache
def _packed() -> bytes:
    """Return the file as it is read again each time: that takes a tenth of the time of making it."""
    stream = io.BytesIO()
    _made().save(stream)
    return stream.getvalue()


def _made() -> WordFile:
    word = docx.Document()
    word.styles.element[:] = own_styles()
    word.settings.element[:] = list(_parsed("settings.xml"))  # python-docx holds on to the root elements
    numbering = word.part.numbering_part.element
    numbering[:] = []  # its lists name styles that are gone
    for root in (word.element, word.styles.element, word.settings.element, numbering):
        del root.attrib[_IGNORABLE]  # it names the namespaces of Word 2010, of which nothing is left
    for relations in (word.part.rels, word.part.package.rels):
        for key in [key for key, relation in relations.items() if relation.reltype in _UNUSED]:
            del relations[key]
    return word


def own_styles() -> list[Element]:
    """Return the children of our `w:styles`."""
    return list(_parsed("styles.xml"))


def _parsed(resource: str) -> Element:
    return parse_xml((files(__package__) / resource).read_bytes())

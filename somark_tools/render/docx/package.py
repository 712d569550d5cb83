"""A Document → the bytes of a Word file: template, page, properties, body, packed the same way each time."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.shared import Twips

from somark_tools.assets import Assets
from somark_tools.document import Document
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.model import Heading
from somark_tools.render.docx.body import write_body
from somark_tools.render.docx.context import Context
from somark_tools.render.docx.options import Options
from somark_tools.render.docx.page import Layout, lay_out_page
from somark_tools.render.docx.xml import Element, clean

TIMESTAMP = datetime(2000, 1, 1)  # equal documents give equal files
MAX_TITLE = 255  # of a core property, in python-docx

_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_UNUSED = frozenset(  # what python-docx's own template brings along: styles of Word 2010, a theme's blurb, a thumbnail
    [
        RELATIONSHIP_TYPE.CUSTOM_XML,
        RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
        RELATIONSHIP_TYPE.THUMBNAIL,
        "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    ]
)


def render_docx(
    document: Document,
    *,
    assets: Assets = Assets(),  # noqa: B008  (frozen)
    toc: bool = False,
    headers: bool = False,
    page_breaks: bool = False,
    bookmarks: bool = False,
    template: Path | bytes | None = None,
    table_style: str = "Table Grid",
    language: str | None = None,
    fetch: Callable[[str], bytes | None] | None = None,
) -> bytes:
    """Return the document as a Word file (DOCX).

    Headings, captions, code and notes are paragraphs in styles of that name; tables are Word's own, with their spans;
    pictures stand in line where `assets` has them, and else a box with their description. Running heads and feet, and
    blocks that the service hides, are left out. Equal documents give equal bytes.
    """
    options = Options(toc, headers, page_breaks, bookmarks, template, table_style, language, fetch)
    layout = lay_out_page(document.pages)
    word = _template()
    _set_page(word, layout)
    _set_properties(word, document)
    body = word.element.body
    end = body[-1]
    elements = write_body(document, Context(document, assets, word.part, layout, options))
    body.remove(end)
    body.extend([*elements, end])
    return _packed(word)


def _template() -> WordFile:
    word = docx.Document()
    _refill(word.styles.element, "styles.xml")
    _refill(word.settings.element, "settings.xml")
    numbering = word.part.numbering_part.element
    numbering[:] = []  # its lists name styles that are gone
    for root in (word.element, word.styles.element, word.settings.element, numbering):
        del root.attrib[_IGNORABLE]  # it names the namespaces of Word 2010, of which nothing is left
    for relations in (word.part.rels, word.part.package.rels):
        for key in [key for key, relation in relations.items() if relation.reltype in _UNUSED]:
            del relations[key]
    return word


def _refill(element: Element, resource: str) -> None:
    """Put our own content in the place of the template's; python-docx holds on to the root element."""
    element[:] = list(parse_xml((files(__package__) / resource).read_bytes()))


def _set_page(word: WordFile, layout: Layout) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Twips(layout.width), Twips(layout.height)
    section.orientation = WD_ORIENT.LANDSCAPE if layout.width > layout.height else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Twips(layout.margin)
    section.top_margin = section.bottom_margin = Twips(layout.margin)


def _set_properties(word: WordFile, document: Document) -> None:
    properties = word.core_properties
    properties.title = " ".join(clean(_title(document)).split())[:MAX_TITLE]
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = TIMESTAMP


def _title(document: Document) -> str:
    """Return the text of the first heading that shows, or the name of the document."""
    for block in document.blocks:
        if isinstance(block, Heading) and not block.hidden and block.text.strip():
            return plain_text(parse_inlines(block.text))
    return document.name


def _packed(word: WordFile) -> bytes:
    """Return the file with a fixed time on every part: python-docx writes the time of day."""
    stream, packed = io.BytesIO(), io.BytesIO()
    word.save(stream)
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(packed, "w") as target:
        for info in source.infolist():
            info.date_time = TIMESTAMP.timetuple()[:6]
            target.writestr(info, source.read(info.filename))
    return packed.getvalue()

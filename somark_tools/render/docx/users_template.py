"""A Word file of the user → the file without its content, its styles ready for ours; broken ones → an OutputError."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import docx
from docx.document import Document as WordFile
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.parts.numbering import NumberingPart

from somark_tools.errors import OutputError
from somark_tools.render.docx.adoption import adopt, numbered, rename
from somark_tools.render.docx.order import put
from somark_tools.render.docx.parts import parts_of, saved
from somark_tools.render.docx.section_properties import layout_of, section_properties
from somark_tools.render.docx.template import own_file, own_styles
from somark_tools.render.docx.xml import NAMESPACES, Element, name, w

MAX_BYTES = 256 << 20  # of all parts, unpacked
MAX_PARTS = 10_000

_TYPES = "[Content_Types].xml"
_TEMPLATE_TYPE = re.compile(rb"(?<=wordprocessingml\.)template(?=\.main\+xml)")
_KEPT = frozenset(  # relations of the main part; what else is there belongs to the content
    [
        RELATIONSHIP_TYPE.STYLES,
        RELATIONSHIP_TYPE.SETTINGS,
        RELATIONSHIP_TYPE.NUMBERING,
        RELATIONSHIP_TYPE.THEME,
        RELATIONSHIP_TYPE.FONT_TABLE,
        RELATIONSHIP_TYPE.WEB_SETTINGS,
    ]
)
_REFERENCES = frozenset(map(name, ("w:headerReference", "w:footerReference")))
_OF_CONTENT = tuple(map(name, ("w:footnotePr", "w:endnotePr", "w:attachedTemplate", "w:mailMerge", "w:docVars")))


def users_file(template: Path | bytes) -> WordFile:
    """Return the file with its styles, its page, its headers and footers; its body holds the properties of a section.

    Styles have the ids of ours with the same name, and those that are missing are ours. Headings that the template
    numbers are to be numbered by the document alone: see `unnumbered`.
    """
    place = "the template" if isinstance(template, bytes) else str(template)
    try:
        data = template if isinstance(template, bytes) else template.read_bytes()
        word = docx.Document(_opened(data))
        _empty(word)
        _add_numbering(word)
        renamed = adopt(word.styles.element, own_styles())
        for part in parts_of(word.part.package):
            if part is not word.part.part_related_by(RELATIONSHIP_TYPE.STYLES) and hasattr(part, "element"):
                rename(part.element, renamed)
        section = word.element.body[-1]
        section_properties(section, layout_of(section))  # what is broken shows here, and not when all is written
        word.core_properties.title = ""
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # on two parts of one name
            saved(word)
    except OutputError as error:
        raise OutputError(error.message, place=place) from error
    except Exception as error:  # a hostile file can fail anywhere, in any way
        raise OutputError("no Word file (.docx or .dotx) that can be read as a template", place=place) from error
    return word


def unnumbered(elements: Iterable[Element], word: WordFile) -> Iterator[Element]:
    """Yield the elements; a paragraph in a style that numbers gets no number but the one that it has in its text."""
    styles = numbered(word.styles.element)
    for element in elements:
        if styles:
            for style in list(element.iter(name("w:pStyle"))):
                properties = style.getparent()
                paragraph = None if properties is None else properties.getparent()
                if paragraph is None or style.get(name("w:val")) not in styles:
                    continue
                if properties is not None and properties.find(name("w:numPr")) is None:
                    put(paragraph, w("numPr", w("numId", val="0")))
        yield element


def _opened(data: bytes) -> io.BytesIO:
    """Return the package, a template for new documents as the document that it is otherwise."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        members = source.infolist()
        if len(members) > MAX_PARTS or sum(info.file_size for info in members) > MAX_BYTES:
            raise OutputError(f"a template of more than {MAX_PARTS:,} parts or {MAX_BYTES >> 20} MiB is not read")
        for info in members:
            content = source.read(info)
            if info.filename == _TYPES:
                content = _TEMPLATE_TYPE.sub(b"document", content)
            target.writestr(info.filename, content)
    packed.seek(0)
    return packed


def _empty(word: WordFile) -> None:
    body = word.element.body
    section = body[-1] if len(body) and body[-1].tag == name("w:sectPr") else None
    if section is None:
        section = own_file().element.body[-1]
        section[:] = [child for child in section if child.tag not in _REFERENCES]
    body[:] = [section]
    used = {child.get(name("r:id")) for child in section if child.tag in _REFERENCES}
    relations = word.part.rels
    for key in [key for key, r in relations.items() if r.reltype not in _KEPT and key not in used]:
        del relations[key]
    settings = word.settings.element
    for found in [child for child in settings if child.tag in _OF_CONTENT]:
        settings.remove(found)


def _add_numbering(word: WordFile) -> None:
    """Give the file a part for the definitions of lists, which python-docx can't make."""
    if any(relation.reltype == RELATIONSHIP_TYPE.NUMBERING for relation in word.part.rels.values()):
        return
    root = parse_xml(f'<w:numbering xmlns:w="{NAMESPACES["w"]}"/>')
    uri = PackURI("/word/numbering.xml")
    part = NumberingPart(uri, CONTENT_TYPE.WML_NUMBERING, root, word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)

"""A Document → the properties of the Word file: its title, where it comes from, its language."""

from docx.document import Document as WordFile

from somark_tools.document import Document
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.model import Heading
from somark_tools.render.docx.packing import TIMESTAMP
from somark_tools.render.docx.speech import Speech
from somark_tools.render.docx.xml import clean

MAX_LENGTH = 255  # of a core property, in python-docx


def set_properties(word: WordFile, document: Document, speech: Speech) -> None:
    """Set the title, the name of the file that was parsed as the identifier, and the language; no one is the author."""
    properties = word.core_properties
    properties.title = _line(_title(document))
    properties.identifier = _line(document.name)
    properties.language = speech.main
    properties.author = properties.comments = properties.last_modified_by = properties.keywords = ""
    properties.category = properties.content_status = properties.subject = properties.version = ""
    properties.revision = 1
    properties.created = properties.modified = TIMESTAMP


def _line(text: str) -> str:
    return " ".join(clean(text).split())[:MAX_LENGTH]


def _title(document: Document) -> str:
    """Return the text of the heading that is the title, else of the first that shows, else the document's name."""
    shown = [block for block in document.blocks if isinstance(block, Heading) and not block.hidden]
    titles = [block for block in shown if block.id == document.title_id]
    for block in (*titles, *shown):
        if block.text.strip():
            return plain_text(parse_inlines(block.text))
    return document.name

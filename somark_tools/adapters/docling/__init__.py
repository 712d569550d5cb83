"""A Document ↔ a DoclingDocument: docling's chunkers and serializers work on SoMark results, and the reverse."""

from typing import TYPE_CHECKING

from somark_tools.arguments import check_document
from somark_tools.document import Document
from somark_tools.errors import OutputError, SourceError

if TYPE_CHECKING:
    from docling_core.types.doc import DoclingDocument

_MISSING = "docling-core is not installed: pip install 'somark-tools[docling]'"


def to_docling(document: Document) -> "DoclingDocument":
    """Return the document as docling holds it: every block that shows something, in reading order.

    Headings have their levels, the title of the document is docling's title. Tables have cells with spans and headers.
    Captions stand below the table, picture or program that they belong to; notes stay in place, and tables refer to
    theirs. Furniture and hidden blocks lie in layers of their own, which docling leaves out unless it is asked for
    them. Every piece with a box is a provenance: `page_no` counts from 1, boxes have their origin top left and are cut
    off at the page's edges, `charspan` is the range in the item's text (of a table: rows). Texts are as in the
    Document, inline syntax included. A page without size is as large as its boxes need.

    Needs the extra `docling`; raises OutputError without it.
    """
    check_document(document)
    try:
        from somark_tools.adapters.docling.making import made
    except ImportError as error:
        raise OutputError(_MISSING) from error
    return made(document)


def from_docling(docling: "DoclingDocument") -> Document:
    """Return a DoclingDocument as a Document, with its heading tree, captions and notes.

    `document.source` is the SoMark result that says the same. An item with several provenances has a piece for each;
    all of its text is in the first. Lists become a paragraph an item, with its marker; runs in one line become one
    paragraph, formulas in it between `$`. Items without provenance stand on the page of the item before, without box.
    No break between pages is decided about: texts are as whole as docling made them.

    Needs the extra `docling`; raises SourceError without it, FormatError where the items are no tree.
    """
    try:
        from somark_tools.adapters.docling.reading import document_of
    except ImportError as error:
        raise SourceError(_MISSING) from error
    return document_of(docling)

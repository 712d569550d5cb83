"""Elements of the body → the same, with text from right to left marked as such: paragraphs, runs, tables."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy

from somark_tools.document import Document
from somark_tools.model import Table, TextBlock
from somark_tools.render.docx.order import put
from somark_tools.render.docx.xml import Element, add, name, w

# Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms.
_LETTERS = "\u0590-\u07ff\u0860-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RIGHT_TO_LEFT = re.compile(f"[{_LETTERS}]")
_OTHER_LETTER = re.compile(rf"[^\W\d_{_LETTERS}]")
# What is between two words of one direction goes with the first of them.
_PARTS = re.compile(rf"[{_LETTERS}](?:[{_LETTERS}]|[\W\d_])*|[^{_LETTERS}]+")
_PARAGRAPH, _RUN, _TEXT, _TABLE = map(name, ("w:p", "w:r", "w:t", "w:tbl"))
_ALIGNMENT, _VALUE = f"{name('w:pPr')}/{name('w:jc')}", name("w:val")
_BEFORE_VISUAL = frozenset(map(name, ("w:tblStyle", "w:tblpPr", "w:tblOverlap")))
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def is_mirrored(document: Document) -> bool:
    """Return whether any text of the document has letters that are written from right to left."""
    return any(not text.isascii() and _RIGHT_TO_LEFT.search(text) for text in _texts(document))


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row.cells)
        elif isinstance(block, TextBlock):
            yield block.text


def directed(elements: Iterable[Element], *, whole: bool) -> Iterator[Element]:
    """Yield the elements; `whole` if the document is, as a whole, written from right to left.

    A paragraph has the direction of its first letter, and if it has none, of the document. Runs are parted where the
    direction changes: Word sets a run in one direction, and in other fonts. In a document from right to left the first
    column of a table is the right one.
    """
    for element in elements:
        if whole or _RIGHT_TO_LEFT.search(_text(element)):
            for paragraph in list(element.iter(_PARAGRAPH)):
                _direct(paragraph, whole=whole)
            if whole:
                for table in element.iter(_TABLE):
                    properties = table[0]
                    at = sum(child.tag in _BEFORE_VISUAL for child in properties)
                    properties.insert(at, w("bidiVisual"))
        yield element


def _text(element: Element) -> str:
    return "".join([text.text or "" for text in element.iter(_TEXT)])


def _direct(paragraph: Element, *, whole: bool) -> None:
    text = _text(paragraph)
    mirrored = _RIGHT_TO_LEFT.search(text)
    if _begins_mirrored(mirrored, _OTHER_LETTER.search(text), whole=whole):
        put(paragraph, w("bidi"))
        alignment = paragraph.find(_ALIGNMENT)
        if alignment is not None and alignment.get(_VALUE) == "right":
            alignment.set(_VALUE, "left")  # which is the right there: what is meant is the beginning of a line
    if mirrored:
        for run in list(paragraph.iter(_RUN)):
            _part(run)


def _begins_mirrored(mirrored: re.Match[str] | None, other: re.Match[str] | None, *, whole: bool) -> bool:
    """Return whether the first letter of a text is one of those, or, where there is no letter, the document is so."""
    if mirrored is None or other is None:
        return mirrored is not None or (whole and other is None)
    return mirrored.start() < other.start()


def _part(run: Element) -> None:
    """Part a run where the direction of its text changes."""
    texts = [text for text in run.iterchildren(_TEXT) if _RIGHT_TO_LEFT.search(text.text or "")]
    if not texts:
        return
    properties = run[0] if run[0].tag == name("w:rPr") else None
    pieces = [
        piece for child in run if child is not properties for piece in (_pieces(child) if child in texts else [child])
    ]
    made = []
    for piece in pieces:
        new = run.makeelement(_RUN, {})
        mirrored = piece.tag == _TEXT and bool(_RIGHT_TO_LEFT.search(piece.text or ""))
        if properties is not None or mirrored:
            own = deepcopy(properties) if properties is not None else run.makeelement(name("w:rPr"), {})
            new.append(own)
            if mirrored:
                add(own, "rtl")
        new.append(piece)
        made.append(new)
    for new in made:
        run.addprevious(new)
    parent = run.getparent()
    if parent is not None:
        parent.remove(run)


def _pieces(text: Element) -> list[Element]:
    found = []
    for part in _PARTS.findall(text.text or ""):
        made = text.makeelement(_TEXT, {_SPACE: "preserve"})
        made.text = part
        found.append(made)
    return found

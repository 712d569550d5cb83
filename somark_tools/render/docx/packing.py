"""A Word file without a body, and the elements of the body → the bytes of the file.

The elements are written as they come and forgotten: a body as elements takes twenty times the memory of its text.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from datetime import datetime

from docx.document import Document as WordFile
from lxml import etree

from somark_tools.render.docx.parts import saved
from somark_tools.render.docx.xml import NAMESPACES, Element, name

TIMESTAMP = datetime(2000, 1, 1)  # equal documents give equal files

_LEVEL = 4  # of compression: half the time of the usual level, for a file that is 7 % larger
_BATCH = 2000  # runs and rows, about so many of which are in memory at a time
_HEAD = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_BODY = "word/document.xml"


def packed(word: WordFile, body: bytes) -> bytes:
    """Return the file with what `written` made as its main part; a fixed time on every part."""
    file = io.BytesIO()
    word.element.body[:] = []
    with zipfile.ZipFile(saved(word)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            info.date_time = TIMESTAMP.timetuple()[:6]
            part = body if info.filename == _BODY else source.read(info.filename)
            target.writestr(info, part, compresslevel=_LEVEL)
    return file.getvalue()


def written(word: WordFile, body: Iterable[Element], end: Callable[[], Element]) -> bytes:
    """Return the main part as XML: the elements and, made after all of them, the properties of the last section."""
    background = [child for child in word.element if child.tag == name("w:background")]
    start, _, finish = _xml((etree.Element("x"),), background).partition(b"<x/>")
    text = io.BytesIO()
    text.write(_HEAD + start)
    for batch in _batches(body):
        text.write(_xml(batch, background)[len(start) : -len(finish)])
        batch.clear()  # before the next one is made
    text.write(_xml((end(),), background)[len(start) :])
    return text.getvalue()


def _xml(body: Iterable[Element], background: Iterable[Element]) -> bytes:
    """Return a document with that body; it is made anew each time, since elements are slow to take out again."""
    root = etree.Element(name("w:document"), nsmap=dict(NAMESPACES))
    root.extend(map(deepcopy, background))
    etree.SubElement(root, name("w:body")).extend(body)
    return etree.tostring(root, encoding="utf-8")


def _batches(elements: Iterable[Element]) -> Iterator[list[Element]]:
    batch: list[Element] = []
    held = 0
    for element in elements:
        batch.append(element)
        held += len(element)
        del element
        if held >= _BATCH:
            yield batch
            batch, held = [], 0
    yield batch

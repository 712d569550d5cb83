"""A Word file without a body, and the elements of the body → the bytes of the file.

The elements are written as they come and forgotten: a body as elements takes twenty times the memory of its text.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from datetime import datetime
from itertools import islice

from docx.document import Document as WordFile
from lxml import etree

from somark_tools.render.docx.xml import NAMESPACES, Element, name

TIMESTAMP = datetime(2000, 1, 1)  # equal documents give equal files

_BATCH = 256  # elements that are in memory at a time
_HEAD = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_BODY = "word/document.xml"


def packed(word: WordFile, body: Iterable[Element], end: Callable[[], Element]) -> bytes:
    """Return the file, its body those elements and, made after all of them, `end`; a fixed time on every part."""
    text = io.BytesIO()
    _write_body(text, word, body, end)
    stream, file = io.BytesIO(), io.BytesIO()
    word.element.body[:] = []
    word.save(stream)
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            info.date_time = TIMESTAMP.timetuple()[:6]
            target.writestr(info, text.getbuffer() if info.filename == _BODY else source.read(info.filename))
    return file.getvalue()


def _write_body(text: io.BytesIO, word: WordFile, body: Iterable[Element], end: Callable[[], Element]) -> None:
    background = [child for child in word.element if child.tag == name("w:background")]
    start, _, finish = _written((etree.Element("x"),), background).partition(b"<x/>")
    text.write(_HEAD + start)
    for batch in _batches(body):
        text.write(_written(batch, background)[len(start) : -len(finish)])
    text.write(_written((end(),), background)[len(start) :])


def _written(body: Iterable[Element], background: Iterable[Element]) -> bytes:
    """Return a document with that body; it is made anew each time, since elements are slow to take out again."""
    root = etree.Element(name("w:document"), nsmap=dict(NAMESPACES))
    root.extend(map(deepcopy, background))
    etree.SubElement(root, name("w:body")).extend(body)
    return etree.tostring(root, encoding="utf-8")


def _batches(elements: Iterable[Element]) -> Iterator[list[Element]]:
    coming = iter(elements)
    while batch := list(islice(coming, _BATCH)):
        yield batch

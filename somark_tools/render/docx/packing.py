"""A Word file without a body, and the elements of the body → the bytes of the file.

The elements are written as they come and forgotten: a body as elements takes twenty times the memory of its text.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
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
    root = etree.Element(name("w:document"), nsmap=dict(NAMESPACES))
    root.extend([child for child in word.element if child.tag == name("w:background")])
    holder = etree.SubElement(root, name("w:body"))
    start, finish = _around(root, holder)
    text.write(_HEAD + start)
    for batch in _batches(body):
        holder.extend(batch)
        text.write(etree.tostring(root, encoding="utf-8")[len(start) : -len(finish)])
        holder[:] = []
    holder.append(end())
    text.write(etree.tostring(root, encoding="utf-8")[len(start) :])


def _around(root: Element, holder: Element) -> tuple[bytes, bytes]:
    """Return what stands before and after the content of the body."""
    etree.SubElement(holder, "x")
    start, _, finish = etree.tostring(root, encoding="utf-8").rpartition(b"<x/>")
    holder[:] = []
    return start, finish


def _batches(elements: Iterable[Element]) -> Iterator[list[Element]]:
    coming = iter(elements)
    while batch := list(islice(coming, _BATCH)):
        yield batch

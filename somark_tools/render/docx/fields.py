r"""Instructions and the text that they give → fields of Word.

An instruction is put together from names of our own making and numbers: no text of a document ever becomes one.
"""

import re
from collections.abc import Sequence
from copy import deepcopy

from somark_tools.render.docx.xml import Element, name, w

_NAME = re.compile(r"[^\W\d][\w]{0,39}")


def field(instruction: str, result: Sequence[Element]) -> list[Element]:
    """Return the runs of a field that shows `result` until it is updated, all of them formatted as that."""
    made = [*field_start(instruction), field_end()]
    properties = next((child for each in result for child in each if child.tag == name("w:rPr")), None)
    if properties is not None:
        for each in made:
            each.insert(0, deepcopy(properties))
    return [*made[:-1], *result, made[-1]]


def field_start(instruction: str) -> list[Element]:
    """Return what stands before the result of a field; a table of contents has whole paragraphs behind it."""
    code = w("instrText")
    code.text = f" {instruction} "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [_mark("begin"), w("r", code), _mark("separate")]


def field_end() -> Element:
    """Return what stands behind the result of a field."""
    return _mark("end")


def sequence(series: str, value: int, before: int, *, roman: bool = False) -> str:
    r"""Return the instruction of a number that counts on in its series, from `before`, and shows `value`.

    >>> sequence("Table", 3, 2), sequence("Table", 3, 3), sequence("Table", 7, 3)
    ('SEQ Table \\* ARABIC', 'SEQ Table \\* ARABIC \\c', 'SEQ Table \\* ARABIC \\r 7')
    """
    switch = "" if value == before + 1 else r" \c" if value == before else rf" \r {value}"
    return rf"SEQ {_named(series)} \* {'ROMAN' if roman else 'ARABIC'}{switch}"


def reference(bookmark: str) -> str:
    """Return the instruction that shows the text at a bookmark, leads there, and keeps its own formatting."""
    return rf"REF {_named(bookmark)} \h \* MERGEFORMAT"


def note_reference(bookmark: str) -> str:
    """Return the instruction that shows the number of the note whose mark is at a bookmark, and leads there."""
    return rf"NOTEREF {_named(bookmark)} \f \h"


def page_reference(bookmark: str) -> str:
    """Return the instruction that shows the page of a bookmark."""
    return rf"PAGEREF {_named(bookmark)} \h"


def contents(first: int, last: int) -> str:
    """Return the instruction of a table of contents with links to the headings of these levels."""
    return rf'TOC \o "{int(first)}-{int(last)}" \h \z'


def _named(own: str) -> str:
    assert _NAME.fullmatch(own), own
    return own


def _mark(kind: str) -> Element:
    return w("r", w("fldChar", fldCharType=kind))

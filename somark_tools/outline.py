"""Document → the heading tree, as text lines for people and as JSON for programs."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.model import Section


def outline_lines(document: Document) -> Iterator[tuple[int, str, int]]:
    """Yield (depth from 1, text, page number as sent) for each heading that is shown, in reading order."""
    for depth, section in walked(document.outline()):
        yield depth, section.text, section.heading.page


def walked(sections: Sequence[Section]) -> Iterator[tuple[int, Section]]:
    """Yield the sections and those in them, in reading order, each with its depth from 1."""
    waiting = [(1, section) for section in reversed(sections)]
    while waiting:
        depth, section = waiting.pop()
        yield depth, section
        waiting += [(depth + 1, child) for child in reversed(section.children)]


def outline_json(document: Document) -> str:
    """Return the heading tree as JSON: a list of objects with `children` of the same form, in reading order.

    Keys: `text` on one line; `level`; `depth`; `page` and `idx` as the service calls the first block of the heading;
    `bbox` [x1, y1, x2, y2] in pixels of that page, or null; `children`. Raises OutputError for a tree that is too deep
    for JSON.
    """
    try:
        return json.dumps([_node(section) for section in document.outline()], ensure_ascii=False, indent=2)
    except RecursionError as error:
        raise OutputError("the headings are nested too deeply for JSON") from error


def _node(section: Section) -> dict[str, Any]:
    heading = section.heading
    return {
        "text": section.text,
        "level": heading.level,
        "depth": heading.depth,
        "page": heading.pieces[0].page,
        "idx": heading.pieces[0].idx,
        "bbox": list(section.bbox) if section.bbox else None,
        "children": [_node(child) for child in section.children],
    }

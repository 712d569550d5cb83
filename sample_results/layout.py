"""Read a document that WeasyPrint has laid out: the boxes of its pages in, the pages of a SoMark result out.

An element of the source carries what the service would report about it:

    data-label      the block type; an element without it is no block
    data-region     the block is an empty region around other blocks
    data-level      the level of a title
    data-captions   the ids of the captions of a figure or table
    data-format     the format of the content, "text" when absent
    data-content    the content, when it is not the visible text (a formula, a picture's description)
    data-image      the img_url
    data-language   the language of a code block
    data-display    "false" for a block that the reader should not see
    data-th         the header cells of a table are written as th, not td
    data-open       "cells": a span cut by a page break goes on as one empty cell a row, else as one spanning cell
    data-unlinked   a continuation without a reference; only the page says that it goes on

An element that a break cuts gives one block for each part, and each part but the first names the part before it.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator
from typing import Any

Box = Any  # WeasyPrint keeps its box types private
Block = dict[str, Any]

SOFT_HYPHEN = "\u2010"  # what WeasyPrint draws where it hyphenates; a hyphen of the author's is "-"
LINKED = ("text", "table", "code")


def pages(document: Any, width: int, height: int, first_idx: int) -> list[dict[str, Any]]:
    """Return one page of a result for each page of the document, boxes in pixels of a page of that width and height."""
    parts: dict[Any, list[tuple[int, int]]] = {}  # element -> (page_num, idx) of its parts so far
    result: list[dict[str, Any]] = []
    for page_num, page in enumerate(document.pages):
        scale = width / page.width
        blocks: list[Block] = []
        idx_of: dict[str, int] = {}
        continues = False
        for idx, (box, running) in enumerate(_labelled(page._page_box), first_idx):
            element = box.element
            before = [] if running else parts.setdefault(element, [])
            block = _block(idx, box, scale, _rows_before(before, result, blocks, page_num))
            if before and block["type"] in LINKED:
                source_page, source_idx = before[-1]
                if block["type"] == "table":
                    block["table_cross_page"] = {
                        "page_num": source_page,
                        "block_idx": source_idx,
                        "target_has_header": _repeats_header(box),
                    }
                else:
                    continues = continues or source_page != page_num
                    if "data-unlinked" not in element.attrib:
                        block["text_cross_page"] = {"page_num": source_page, "block_idx": source_idx}
            before.append((page_num, idx))
            if "id" in element.attrib:
                idx_of[element.attrib["id"]] = idx
            blocks.append(block)
        for block in blocks:
            block["captions"] = [idx_of[name] for name in block.pop("caption_ids") if name in idx_of]
        result.append(
            {
                "page_num": page_num,
                "page_size": {"h": height, "w": width},
                "blocks": blocks,
                "merge_content_from_pre_page": continues,
            }
        )
    for page in result:
        for block in page["blocks"]:
            block.pop("rows", None)
    return result


def _rows_before(before: list[tuple[int, int]], pages: list[Any], blocks: list[Block], page_num: int) -> int:
    """Return how many body rows of a table stand in the parts before this one."""
    rows = 0
    for part_page, part_idx in before:
        siblings = blocks if part_page == page_num else pages[part_page]["blocks"]
        rows += sum(block.get("rows", 0) for block in siblings if block["idx"] == part_idx)
    return rows


def _labelled(page_box: Box) -> Iterator[tuple[Box, bool]]:
    """Yield the boxes of blocks in reading order, each with whether it is a running head or foot."""
    margins = [box for box in page_box.children if type(box).__name__ == "MarginBox"]
    body = [box for box in page_box.children if type(box).__name__ != "MarginBox"]
    middle = page_box.margin_height() / 2
    for group, running in (
        ([box for box in margins if box.position_y < middle], True),
        (body, False),
        ([box for box in margins if box.position_y >= middle], True),
    ):
        for box in group:
            for found in _walk(box):
                yield found, running or _fixed(found)


def _fixed(box: Box) -> bool:
    return bool(box.style["position"] == "fixed")


def _walk(box: Box) -> Iterator[Box]:
    element = box.element
    own = element is not None and box.element_tag == element.tag and "data-label" in element.attrib
    if own:
        yield box
        if "data-region" not in element.attrib:
            return
    for child in _children(box):
        yield from _walk(child)


def _children(box: Box) -> list[Box]:
    return list(box.children) if hasattr(box, "children") else []


def _block(idx: int, box: Box, scale: float, rows_before: int) -> Block:
    get = box.element.attrib.get
    kind = get("data-label")
    block: Block = {
        "idx": idx,
        "type": kind,
        "bbox": [round(edge * scale) for edge in _extent(box)],
        "content": get("data-content", ""),
        "format": get("data-format", "text"),
        "caption_ids": get("data-captions", "").split(),
        "img_url": get("data-image", ""),
    }
    if kind == "table":
        block["content"], block["rows"] = _table_html(_table_box(box), rows_before, get("data-open") == "cells")
        block["format"] = "html"
    elif "data-region" not in box.element.attrib and "data-content" not in box.element.attrib:
        block["content"] = fragment_text(box)
    if get("data-level"):
        block["title_level"] = int(get("data-level"))
    if get("data-language"):
        block["code_language"] = get("data-language")
    if get("data-display") == "false":
        block["display"] = False
    return block


def _extent(box: Box) -> tuple[float, float, float, float]:
    """Return the union of the texts and pictures in a box, or its border box when there are none or it is a table."""
    leaves = [_table_box(box)] if box.element.attrib["data-label"] == "table" else list(_inked(box)) or [box]
    rectangles = [_rectangle(leaf) for leaf in leaves]
    return (
        min(rectangle[0] for rectangle in rectangles),
        min(rectangle[1] for rectangle in rectangles),
        max(rectangle[2] for rectangle in rectangles),
        max(rectangle[3] for rectangle in rectangles),
    )


def _rectangle(box: Box) -> tuple[float, float, float, float]:
    if type(box).__name__ == "TextBox":
        return box.position_x, box.position_y, box.position_x + box.width, box.position_y + box.height
    left, top = box.border_box_x(), box.border_box_y()
    return left, top, left + box.border_width(), top + box.border_height()


def _table_box(box: Box) -> Box:
    return next(child for child in [box, *_children(box)] if type(child).__name__ == "TableBox")


def _inked(box: Box) -> Iterator[Box]:
    if type(box).__name__ == "TextBox" or type(box).__name__.endswith("ReplacedBox"):
        yield box
    for child in _children(box):
        yield from _inked(child)


def fragment_text(box: Box) -> str:
    """Return the text of a box as the service reads it: lines joined, blocks inside on lines of their own."""
    holders = list(_line_holders(box))
    return "\n".join(text for text in (_join(holder) for holder in holders) if text)


def _line_holders(box: Box) -> Iterator[Box]:
    children = _children(box)
    if any(type(child).__name__ == "LineBox" for child in children):
        yield box
        return
    for child in children:
        yield from _line_holders(child)


def _join(holder: Box) -> str:
    lines = [_inline_text(line) for line in holder.children if type(line).__name__ == "LineBox"]
    if holder.style["white_space"] == "pre":
        return "\n".join(line.rstrip() for line in lines)
    text = lines[0].strip()
    for line in (line.strip() for line in lines[1:]):
        if text.endswith(SOFT_HYPHEN):
            text = text[:-1] + line
        elif text and line and (text[-1] in "-\u2013\u2014/" or _wide(text[-1]) or _wide(line[0])):
            text += line
        else:
            text = f"{text} {line}".strip()
    return text.replace(SOFT_HYPHEN, "-")


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _inline_text(box: Box) -> str:
    if type(box).__name__ == "TextBox":
        return str(box.text)
    tag, element = box.element_tag or "", box.element
    inner = "".join(_inline_text(child) for child in _children(box))
    if tag.endswith("::footnote-call") or tag.endswith("::footnote-marker"):
        return f"${{}}^{{{inner.strip()}}}$" + (" " if tag.endswith("marker") else "")
    if "data-content" in element.attrib and "data-label" not in element.attrib:
        return str(element.attrib["data-content"])
    if tag == "sup":
        return f"^{{{inner}}}"
    if type(box).__name__ == "InlineBlockBox":
        return "\n" + fragment_text(box)
    return inner


def _repeats_header(box: Box) -> bool:
    return any(group.is_header for group in _table_box(box).children)


def _table_html(table: Box, rows_before: int, open_cells: bool) -> tuple[str, int]:
    """Return the HTML of the rows in a table box, and how many of them are body rows."""
    header = [row for group in table.children if group.is_header for row in group.children]
    body = [row for group in table.children if not group.is_header for row in group.children]
    keep_th = "data-th" in table.element.attrib
    rows = [[_cell(box, len(header) - at, keep_th) for box in row.children] for at, row in enumerate(header)]
    carried = _carried(body[0].element if body else None, rows_before, table)
    for at, row in enumerate(body):
        cells = [(box.grid_x, _cell(box, len(body) - at, keep_th)) for box in row.children]
        for column, (left, span) in carried.items():
            if open_cells and at < left:
                cells.append((column, f"<td{_spans(1, span)}></td>"))
            elif not open_cells and at == 0:
                cells.append((column, f"<td{_spans(min(left, len(body)), span)}></td>"))
        rows.append([cell for _, cell in sorted(cells)])
    return "<table>" + "".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</table>", len(body)


def _carried(first_row: Any, rows_before: int, table: Box) -> dict[int, tuple[int, int]]:
    """Return column -> (rows left, colspan) of the cells above the first row that reach into it."""
    if first_row is None or not rows_before:
        return {}
    above = [row for row in table.element.iter("tr") if not _in_head(row, table.element)][:rows_before]
    open_until: dict[int, tuple[int, int]] = {}
    for at, row in enumerate(above):
        column = 0
        for cell in row:
            while open_until.get(column, (0, 1))[0] > at:
                column += open_until[column][1]
            high, span = (int(cell.get(name, 1)) for name in ("rowspan", "colspan"))
            if high > 1:
                open_until[column] = (at + high, span)
            column += span
    return {column: (end - rows_before, span) for column, (end, span) in open_until.items() if end > rows_before}


def _in_head(row: Any, table: Any) -> bool:
    return any(row in list(head) for head in table.iter("thead")) and _head_repeats(table)


def _head_repeats(table: Any) -> bool:
    return "once" not in table.get("class", "").split()


def _cell(box: Box, rows_left: int, keep_th: bool) -> str:
    high, span = (int(box.element.get(name, 1)) for name in ("rowspan", "colspan"))
    tag = "th" if box.element.tag == "th" and keep_th else "td"
    text = html.escape(fragment_text(box), quote=False).replace("\n", "<br>")
    return f"<{tag}{_spans(min(high, rows_left), span)}>{text}</{tag}>"


def _spans(high: int, wide: int) -> str:
    return (f' rowspan="{high}"' if high > 1 else "") + (f' colspan="{wide}"' if wide > 1 else "")

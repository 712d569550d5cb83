"""HTML tables: read as a browser would, without losing what only looks like a tag; written with spans."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape, unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from somark_tools.model import Cell, Table

_STRUCTURE = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"])
_BREAKS = frozenset(["p", "div", "li", "ul", "ol", "tr", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"])
_INLINE = frozenset(
    [
        "a",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "del",
        "ins",
        "mark",
        "sup",
        "sub",
        "span",
        "code",
        "small",
        "font",
        "center",
    ]
)
_VOID = frozenset(["br", "img", "col", "hr"])
_KNOWN = "|".join(sorted(_STRUCTURE | _BREAKS | _INLINE | _VOID, key=len, reverse=True))

# A `<` that opens no known tag is text (a formula's "less than", a placeholder), and so is a `&` without its `;`:
# every HTML parser would swallow them.
_NOT_A_TAG = re.compile(rf"<(?!/?(?:{_KNOWN})(?=[\s/>]))", re.IGNORECASE)
_NOT_AN_ENTITY = re.compile(r"&(?!#?\w{1,31};)")
_NESTING_TAG = re.compile(
    rf"<(/?)({'|'.join(sorted((_BREAKS | _INLINE | {'table'}) - {'tr'}, key=len, reverse=True))})(?=[\s/>])",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\s*\+?(\d{1,6})")
_SPACE = re.compile(r"[ \t\r\n\f]+")  # HTML's white space: an ideographic or no-break space is a character
_AROUND_BREAK = re.compile(r" *\n[ \n]*")

# The markup of nearly every table that is sent: rows of cells with nothing but text in them.
_PLAIN_TAG = r"<(/?)(table|thead|tbody|tr|td|th)((?:\s[^<>]*)?)>([^<]*)"
_PLAIN = re.compile(rf"\s*(?:{_PLAIN_TAG})*")
_PLAIN_TOKEN = re.compile(_PLAIN_TAG)
_SPANS = re.compile(r"""\s(rowspan|colspan)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")

MAX_NESTING = 100


def read_html(markup: str) -> tuple[list[list[Cell]], list[str]]:
    """Return the rows of all tables in the markup, in order, and a sentence for each repair.

    Cells keep their text; `<br>` becomes a line break, pictures and links Markdown, superscripts `^{..}`. Text outside
    of cells becomes a row of its own before the table; a nested table becomes lines of its cell's text.
    """
    return _read_plain(markup) or _read_tree(markup)


def _read_tree(markup: str) -> tuple[list[list[Cell]], list[str]]:
    repairs: list[str] = []
    markup = _NOT_AN_ENTITY.sub("&amp;", _NOT_A_TAG.sub("&lt;", markup))
    flat = _flattened(markup)
    if flat != markup:
        repairs.append(f"markup nested deeper than {MAX_NESTING} levels is kept as text")
        markup = flat
    if "<table" not in markup.lower():
        markup = f"<table>{markup}</table>"
    body = LexborHTMLParser(markup).body
    rows: list[list[Cell]] = []
    tables = 0
    for node in _children(body):
        if node.tag == "table":
            tables += 1
            rows += _rows(node, repairs)
        elif text := _text(node):
            repairs.append("text outside of the cells is kept as a row of its own")
            rows.append([Cell(0, text)])
    if tables > 1:
        repairs.append(f"{tables} tables in one block are read as one, one below the other")
    return rows, list(dict.fromkeys(repairs))


def _read_plain(markup: str) -> tuple[list[list[Cell]], list[str]] | None:
    """Return what `read_html` returns, several times as fast, or None if the markup needs a real parser."""
    if markup.count("<table") != 1 or not _PLAIN.fullmatch(markup):
        return None
    repairs: list[str] = []
    rows: list[list[Cell]] = []
    line: list[Cell] = []
    in_head, inside = False, "table"
    for close, tag, attributes, text in _PLAIN_TOKEN.findall(markup):
        if tag in ("td", "th") and not close and inside == "tr":
            inside = "cell"
            rowspan = colspan = 1
            if attributes:
                spans = {name: a or b or c for name, a, b, c in _SPANS.findall(attributes)}
                rowspan = _span(spans.get("rowspan"), "rowspan", repairs)
                colspan = _span(spans.get("colspan"), "colspan", repairs)
            content = _SPACE.sub(" ", unescape(_NOT_AN_ENTITY.sub("&amp;", text)) if "&" in text else text).strip(" ")
            line.append(Cell(len(line), content, rowspan, colspan, in_head or tag == "th"))
            continue
        if text and not text.isspace():
            return None
        if tag == "tr" and not close and inside == "table":
            inside = "tr"
            line = []
            rows.append(line)
        elif tag == "tr" and close and inside == "tr":
            inside = "table"
        elif tag in ("td", "th") and close and inside == "cell":
            inside = "tr"
        elif tag in ("table", "thead", "tbody") and inside == "table":
            in_head = tag == "thead" and not close
        else:
            return None
    return rows, list(dict.fromkeys(repairs))


def _rows(table: LexborNode, repairs: list[str]) -> Iterator[list[Cell]]:
    for group in _children(table):
        if group.tag == "caption":
            repairs.append("the table's own caption is kept as a row")
            yield [Cell(0, _text(group))]
        for line in _children(group):
            if line.tag == "tr":
                in_head = group.tag == "thead"
                nodes = [node for node in _children(line) if node.tag in ("td", "th")]
                yield [_cell(column, node, in_head, repairs) for column, node in enumerate(nodes)]


def _cell(column: int, node: LexborNode, in_head: bool, repairs: list[str]) -> Cell:
    attributes = node.attributes
    rowspan = colspan = 1
    if attributes:
        rowspan = _span(attributes.get("rowspan"), "rowspan", repairs)
        colspan = _span(attributes.get("colspan"), "colspan", repairs)
    return Cell(column, _text(node), rowspan, colspan, in_head or node.tag == "th")


def _span(value: str | None, name: str, repairs: list[str]) -> int:
    if value is None:
        return 1
    match = _SPAN.match(value)
    if match is None or int(match[1]) == 0:
        repairs.append(f"a {name} of {value[:20]!r} is read as 1")
        return 1
    return int(match[1])


def _text(node: LexborNode) -> str:
    first = node.child
    if first is None:
        return "" if node.tag != "-text" else _SPACE.sub(" ", node.text_content or "").strip(" ")
    if first.next is None and first.tag == "-text":
        return _SPACE.sub(" ", first.text_content or "").strip(" ")
    return _AROUND_BREAK.sub("\n", "".join(_inline(node))).strip(" \n")


def _inline(node: LexborNode) -> Iterator[str]:
    for child in _children(node):
        tag = child.tag
        if tag == "-text":
            yield _SPACE.sub(" ", child.text_content or "")
        elif tag in ("br", "hr"):
            yield "\n"
        elif tag == "img":
            yield f"![{child.attributes.get('alt') or ''}]({child.attributes.get('src') or ''})"
        elif tag == "a" and child.attributes.get("href"):
            yield f"[{''.join(_inline(child))}]({child.attributes['href']})"
        elif tag == "sup":
            yield f"^{{{''.join(_inline(child))}}}"
        elif tag in _BREAKS:
            yield from ("\n", *_inline(child), "\n")
        elif tag in ("td", "th"):  # of a nested table
            yield from (*_inline(child), " ")
        else:
            yield from _inline(child)


def _children(node: LexborNode | None) -> Iterator[LexborNode]:
    child = node.child if node is not None else None
    while child is not None:
        yield child
        child = child.next


def _flattened(markup: str) -> str:
    """Return the markup with the tags below MAX_NESTING levels turned into text: parsers are slow with them."""
    depth = 0

    def flatten(match: re.Match[str]) -> str:
        nonlocal depth
        depth += -1 if match[1] else 1
        deep = depth >= MAX_NESTING if match[1] else depth > MAX_NESTING
        depth = max(depth, 0)
        return f"&lt;{match[0][1:]}" if deep else match[0]

    return _NESTING_TAG.sub(flatten, markup)


def plain_cell(text: str) -> str:
    """Return a cell's text as HTML: escaped, line breaks as `<br>`."""
    return escape(text, quote=False).replace("\n", "<br>")


def write_html(table: Table, cell: Callable[[str], str] = plain_cell, *, newline: str = "") -> str:
    """Return the table as HTML, its leading header rows in `thead`; `cell` turns a cell's text into HTML."""
    head = header_rows(table)
    parts = ["<table>"]
    for group, rows in (("thead", table.rows[:head]), ("tbody", table.rows[head:])):
        if rows:
            parts += [f"<{group}>", *(_line(row.cells, cell) for row in rows), f"</{group}>"]
    parts.append("</table>")
    return newline.join(parts)


def header_rows(table: Table) -> int:
    """Return how many rows at the top of the table are header rows."""
    count = 0
    while count < len(table.rows) and table.rows[count].header:
        count += 1
    return count


def _line(cells: Sequence[Cell], cell: Callable[[str], str]) -> str:
    parts = ["<tr>"]
    for item in cells:
        tag = "th" if item.header else "td"
        spans = f' rowspan="{item.rowspan}"' if item.rowspan > 1 else ""
        spans += f' colspan="{item.colspan}"' if item.colspan > 1 else ""
        parts.append(f"<{tag}{spans}>{cell(item.text)}</{tag}>")
    parts.append("</tr>")
    return "".join(parts)

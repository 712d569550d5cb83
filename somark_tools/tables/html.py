"""HTML tables: read as a browser would, without losing what only looks like a tag; written with spans."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape, unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from somark_tools.model import Cell, Table
from somark_tools.tables.grid import filled

_STRUCTURE = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"])
_PAGE = frozenset(["html", "head", "body", "meta", "link"])
_BREAKS = frozenset(
    "p div li ul ol tr pre h1 h2 h3 h4 h5 h6 blockquote center caption section article main figure figcaption".split()
)
_INLINE = frozenset("a b strong i em u s del ins mark sup sub span code small font".split())
_VOID = frozenset(["br", "img", "hr"])
_SELF_CLOSING = frozenset(["tr", "p", "li", "caption"])  # each is closed by the next one, so they nest no deeper


def _any_of(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


# A `<` opens a tag only if all of a known tag follows; any other is text (a formula's "less than", a placeholder),
# and so is a `&` without its `;`: every HTML parser would swallow them. Names of one letter are variables too, so
# `a <b and c> d` needs values to be a tag.
_SPACES = r"[ \t\r\n\f]"
_NEXT = rf"""(?:{_SPACES}+|(?<=["']))"""
_NAME = r"""[^ \t\r\n\f"'<>/=]+"""
_EQUALS = f"{_SPACES}*={_SPACES}*"
_VALUE = r"""(?:"[^"<]*"|'[^'<]*'|[^ \t\r\n\f"'=<>`]+)"""  # a `<` in it means that its end was forgotten
_ATTRIBUTES = f"(?:{_NEXT}{_NAME}(?:{_EQUALS}{_VALUE})?)*+"
_VALUES = f"(?:{_NEXT}{_NAME}{_EQUALS}{_VALUE})*+"
_DESCRIBED = _ATTRIBUTES.replace("<]*", "]*")  # but descriptions of pictures have it
_TAG_END = r"[ \t\r\n\f/]*+>"
_KNOWN = _STRUCTURE | _PAGE | _BREAKS | _INLINE | _VOID
_LETTERS = {name for name in _KNOWN if len(name) == 1}
_TAG = (
    rf"</?(?:(?:{_any_of(_KNOWN - _LETTERS)}){_ATTRIBUTES}|(?:{_any_of(_LETTERS)}){_VALUES}|img{_DESCRIBED}){_TAG_END}"
)
_ANY_CASE = re.IGNORECASE | re.ASCII  # `<dıv>` (without a dot) is no `div`: parsers would drop it
_NOT_AN_ENTITY = re.compile(r"&(?!#?\w{1,31};)")
_TABLE_TAG = re.compile(rf"<(?:{_any_of(_STRUCTURE)}){_ATTRIBUTES}{_TAG_END}", _ANY_CASE)
_BROKEN_TAG = rf"<(/?(?:{_any_of(_STRUCTURE)}))[\s/]([^<>]*)>"
_MARKUP = re.compile(f"{_TAG}|{_BROKEN_TAG}|<", _ANY_CASE)
_BROKEN_SPAN = re.compile(r"""\b(rowspan|colspan)[\s="']*(\d+)""", _ANY_CASE)
_COMMENT = re.compile(r"<!--(?:[^<-]|-(?!->)|<(?!!--))*+-->")  # up to the next `<!--`: one without end costs no more
_DOCTYPE = re.compile(r"<!doctype[^<>]*>", _ANY_CASE)
_UNPARSABLE = re.compile("[\0\ud800-\udfff]")  # parsers drop them
_NESTING_TAG = re.compile(rf"<(/?)({_any_of((_BREAKS | _INLINE | {'table'}) - _SELF_CLOSING)})(?=[\s/>])", _ANY_CASE)
_SPAN = re.compile(r"\s*\+?(\d{1,6})")
_SPACE = re.compile(r"[ \t\r\n\f]+")  # HTML's white space: an ideographic or no-break space is a character
_AROUND_BREAK = re.compile(r"(?<! ) *\n[ \n]*")

# The markup of nearly every table that is sent: rows of cells with nothing but text in them.
_PLAIN_TAG = rf"<(/?)(table|thead|tbody|tr|td|th)({_ATTRIBUTES}){_TAG_END}([^<]*)"
_PLAIN_CELL = rf"<(td|th)({_ATTRIBUTES}){_TAG_END}([^<]*)</\3>{_SPACES}*+(?=<)"
_PLAIN_ROW = rf"<tr><(t[dh])>([^<]*+(?:</\1><\1>[^<]*+)*+)</\1></tr>{_SPACES}*+(?=<)"
_PLAIN_TOKEN = re.compile(f"{_PLAIN_ROW}|{_PLAIN_CELL}|{_PLAIN_TAG}")
_UNEVEN_SIGNS = ("&", "\n", "  ", "\t", "\r", "\f")
_UNEVEN = re.compile(r"[\t\r\n\f&]|  ")
_ONE_SPAN = re.compile(r' (row|col)span="([1-9]\d{0,4})"', re.ASCII)  # as nearly all are written
_new = tuple.__new__  # of a named tuple: half the time of calling its class, and of cells there are most
_PLAIN_ATTRIBUTE = re.compile(f"({_NAME})(?:{_EQUALS}({_VALUE}))?")

MAX_NESTING = 100


def is_html(content: str) -> bool:
    """Return whether there is a tag of a table in the content."""
    return _TABLE_TAG.search(content) is not None


def read_html(markup: str) -> tuple[list[list[Cell]], list[str]]:
    """Return the rows of all tables in the markup, in order, and a sentence for each repair.

    Cells keep their text; `<br>` becomes a line break, pictures and links Markdown, superscripts `^{..}`. Text outside
    of cells becomes a row of its own before the table; a nested table becomes lines of its cell's text.
    """
    return _read_plain(markup) or _read_tree(markup)


def _read_tree(markup: str) -> tuple[list[list[Cell]], list[str]]:
    markup, repairs = _sanitized(markup)
    if "<table" not in markup.lower():
        markup = f"<table>{markup}</table>"
    rows: list[list[Cell]] = []
    tables = 0
    for part in _outermost(LexborHTMLParser(markup).body):
        if isinstance(part, LexborNode):
            tables += 1
            rows += _rows(part, repairs)
        elif part.strip():
            repairs.append("text outside of the cells is kept as a row of its own")
            rows.append([Cell(0, part)])
    if tables > 1:
        repairs.append(f"{tables} tables in one block are read as one, one below the other")
    return rows, list(dict.fromkeys(repairs))


def _sanitized(markup: str) -> tuple[str, list[str]]:
    """Return the markup with all that a parser would swallow as text, and a sentence for each repair."""
    repairs: list[str] = []
    markup, comments = _COMMENT.subn("", _DOCTYPE.sub("", _UNPARSABLE.sub("\ufffd", markup)))
    if comments:
        repairs.append("comments in the markup are left out")
    markup = _NOT_AN_ENTITY.sub("&amp;", _mended(markup, repairs))
    flat = _flattened(markup)
    if flat != markup:
        repairs.append(f"markup nested deeper than {MAX_NESTING} levels is kept as text")
    return flat, repairs


def _mended(markup: str, repairs: list[str]) -> str:
    """Return the markup with each `<` that opens no tag as text, and broken tags of tables whole again."""

    def mend(match: re.Match[str]) -> str:
        name = match[1]
        if not name:
            return match[0] if len(match[0]) > 1 else "&lt;"
        repairs.append("tags with broken attributes keep only their spans")
        spans = [f" {span}={number}" for span, number in _BROKEN_SPAN.findall(match[2])]
        return f"<{name}{''.join(spans)}>"

    return _MARKUP.sub(mend, markup)


def _read_plain(markup: str) -> tuple[list[list[Cell]], list[str]] | None:
    """Return what `read_html` returns, several times as fast, or None if the markup needs a real parser."""
    tokens = _PLAIN_TOKEN.findall(markup)
    tags = sum([4 + token[1].count("<") if token[0] else 2 if token[2] else 1 for token in tokens])
    if tags != markup.count("<") or markup.partition("<")[0].strip() or "\0" in markup:
        return None
    repairs: list[str] = []
    rows: list[list[Cell]] = []
    line: list[Cell] = []
    group = inside = ""
    uneven = any([sign in markup for sign in _UNEVEN_SIGNS])  # mostly none is, and no cell has to be looked at
    for row, texts, cell, own, inner, close, tag, attributes, text in tokens:
        if row:
            if inside != "table":
                return None
            header = group == "thead" or row == "th"
            every = [_evened(each) if uneven else each for each in texts.split(f"</{row}><{row}>")]
            rows.append([_new(Cell, (at, each.strip(" "), 1, 1, header)) for at, each in enumerate(every)])
            continue
        opens = cell or (not close and tag in ("td", "th") and tag)
        if opens and inside == "tr":
            inside = "tr" if cell else "cell"
            rowspan = colspan = 1
            if one := _ONE_SPAN.fullmatch(own or attributes):
                rowspan, colspan = (int(one[2]), 1) if one[1] == "row" else (1, int(one[2]))
            elif own or attributes:
                spans = _plain_attributes(own or attributes)
                rowspan = _span(spans.get("rowspan"), "rowspan", repairs)
                colspan = _span(spans.get("colspan"), "colspan", repairs)
            content = (_evened(inner or text) if uneven else inner or text).strip(" ")
            header = group == "thead" or opens == "th"
            line.append(_new(Cell, (len(line), content, rowspan, colspan, header)))
            continue
        if cell:
            return None
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
        elif tag == "table" and inside == ("table" if close else ""):
            inside = "end" if close else "table"
        elif tag in ("thead", "tbody") and inside == "table" and (not close or tag == group):
            group = "" if close else tag
        else:
            return None
    return rows, list(dict.fromkeys(repairs))


def _evened(text: str) -> str:
    """Return the text of a cell with its entities read and its white space as single blanks."""
    if not _UNEVEN.search(text):
        return text
    return _SPACE.sub(" ", unescape(_NOT_AN_ENTITY.sub("&amp;", text)) if "&" in text else text)


def _plain_attributes(attributes: str) -> dict[str, str]:
    found = reversed(_PLAIN_ATTRIBUTE.findall(attributes))  # of two with one name, the first counts
    return {name.lower(): unescape(value[1:-1] if value[:1] in ("'", '"') else value) for name, value in found}


def _outermost(node: LexborNode | None) -> Iterator[LexborNode | str]:
    """Yield the outermost tables below the node, and the texts before, between and after them."""
    loose: list[LexborNode] = []
    for child in _children(node):
        if child.tag != "table" and (child.child is None or child.css_first("table") is None):
            loose.append(child)
            continue
        yield _text(loose)
        loose = []
        if child.tag == "table":
            yield child
        else:
            yield from _outermost(child)
    yield _text(loose)


def _rows(table: LexborNode, repairs: list[str]) -> Iterator[list[Cell]]:
    for group in _children(table):
        if group.tag == "caption" and (text := _text(_children(group))):
            repairs.append("the table's own caption is kept as a row")
            yield [Cell(0, text)]
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
    return Cell(column, _text(_children(node)), rowspan, colspan, in_head or node.tag == "th")


def _span(value: str | None, name: str, repairs: list[str]) -> int:
    if not value:
        return 1
    match = _SPAN.match(value)
    if match is None or int(match[1]) == 0:
        repairs.append(f"a {name} of {value[:20]!r} is read as 1")
        return 1
    return int(match[1])


def _text(nodes: Iterable[LexborNode]) -> str:
    return _AROUND_BREAK.sub("\n", "".join(_inline(nodes))).strip(" \n")


def _inline(nodes: Iterable[LexborNode]) -> Iterator[str]:
    for node in nodes:
        tag = node.tag
        if tag == "-text":
            yield _SPACE.sub(" ", node.text_content or "")
            continue
        inner = _inline(_children(node))
        if tag in ("br", "hr"):
            yield "\n"
        elif tag == "img":
            yield f"![{node.attributes.get('alt') or ''}]({node.attributes.get('src') or ''})"
        elif tag == "a" and node.attributes.get("href"):
            yield f"[{''.join(inner)}]({node.attributes['href']})"
        elif tag == "sup":
            yield f"^{{{''.join(inner)}}}"
        elif tag in _BREAKS:
            yield from ("\n", *inner, "\n")
        elif tag in ("td", "th"):  # of a nested table
            yield from (*inner, " ")
        else:
            yield from inner


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
    """Return the table as HTML, its leading header rows in `thead`; `cell` turns a cell's text into HTML.

    It reads as the same table again, with empty cells where a row had gaps between its cells.
    """
    lines = [_line(cells, cell) for cells in filled(table)]
    head = closed_header_rows(table)
    parts = ["<table>"]
    for group, rows in (("thead", lines[:head]), ("tbody", lines[head:])):
        if rows:
            parts += [f"<{group}>", *rows, f"</{group}>"]
    parts.append("</table>")
    return newline.join(parts)


def header_rows(table: Table) -> int:
    """Return how many rows at the top of the table are header rows."""
    count = 0
    while count < len(table.rows) and table.rows[count].header:
        count += 1
    return count


def closed_header_rows(table: Table) -> int:
    """Return how many of the header rows `thead` can hold: browsers clip a span that goes on below it."""
    end = reach = 0
    for number, row in enumerate(table.rows[: header_rows(table)]):
        reach = max([reach, *[number + cell.rowspan for cell in row.cells]])
        if reach <= number + 1:
            end = number + 1
    return end


def _line(cells: Sequence[Cell], cell: Callable[[str], str]) -> str:
    parts = ["<tr>"]
    for _, text, rowspan, colspan, header in cells:
        tag = "th" if header else "td"
        spans = f' rowspan="{rowspan}"' if rowspan > 1 else ""
        spans += f' colspan="{colspan}"' if colspan > 1 else ""
        parts.append(f"<{tag}{spans}>{cell(text)}</{tag}>")
    parts.append("</tr>")
    return "".join(parts)

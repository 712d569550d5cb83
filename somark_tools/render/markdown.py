"""Document → Markdown (GFM with `$math$`): headings, text, tables, figures, formulas, code, captions and notes."""

import re
from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType

from somark_tools.addresses import image_address, link_address
from somark_tools.document import Document
from somark_tools.inlines import Image, Inline, LineBreak, Link, Math, Superscript, Text, is_literal, parse_inlines
from somark_tools.model import (
    Block,
    Caption,
    Code,
    Contents,
    Figure,
    Footnote,
    Formula,
    Furniture,
    Heading,
    Paragraph,
    Region,
    Table,
    TextBlock,
)
from somark_tools.render.markdown_escape import at_line_start, escaped
from somark_tools.tables import fits_pipe, write_html, write_pipe

MAX_HEADING = 6

_AROUND_BREAK = re.compile(r"\s*\n\s*")
_ORDERED = re.compile(r"(\d{1,9})[.)](?=\s)")


def render_markdown(document: Document) -> str:
    """Return the document as Markdown, one blank line between blocks, a line feed at the end.

    Furniture and hidden blocks are left out; everything else is there, in reading order. Tables are pipe tables where
    those lose nothing, HTML with spans otherwise. Nothing in the text becomes markup that was not meant as such, and
    addresses other than http(s), relative ones and pictures as data are dropped.
    """
    parts: list[str] = []
    number: int | None = None  # of the ordered list's item written last
    before: type[Block] | None = None
    for block in document.blocks:
        text = "" if block.hidden else HANDLERS[type(block)](block)
        if text:
            text, number = _numbered(text, number) if type(block) is Paragraph else (text, None)
            parts += ("\n" if before is type(block) is Contents else "\n\n", text)
            before = type(block)
    return "".join(parts[1:]) + "\n"


def _numbered(text: str, previous: int | None) -> tuple[str, int | None]:
    """Keep the number that a list item has: Markdown counts on from the first item and drops leading zeros."""
    marker = _ORDERED.match(text)
    if marker is None:
        return text, None
    number = int(marker[1])
    if str(number) == marker[1] and previous in (None, number - 1):
        return text, number
    return f"{marker[1]}\\{text[marker.end(1) :]}", None


# -- blocks ---------------------------------------------------------------------------------------------------------


def _heading(block: Heading) -> str:
    text = " ".join(_text(block.text.replace("\n", " ")).split())
    closing = re.sub(r"(#+)$", r"\\\1", text)
    return f"{'#' * min(block.level, MAX_HEADING)} {closing}".rstrip()


def _paragraph(block: Paragraph) -> str:
    if block.label == "blank" and not block.text.strip():
        return r"\_\_\_\_\_\_"
    return _lines(block)


def _lines(block: TextBlock) -> str:
    text = _text(_AROUND_BREAK.sub("\n", block.text.strip()))
    first, *others = text.split("\n")
    return "\n".join((at_line_start(first), *(at_line_start(line, item=False) for line in others)))


def _code(block: Code) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", block.text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{block.language}\n{block.text}\n{fence}"


def _formula(block: Formula) -> str:
    if not block.text.strip():
        return _picture(block.image, "")
    lines = "\n".join(line for line in block.text.split("\n") if line.strip())
    if block.notation == "latex" and "$$" not in lines:
        return f"$$\n{lines}\n$$"
    return _code(Code(id=block.id, label=block.label, pieces=block.pieces, text=lines, language=block.notation))


def _figure(block: Figure) -> str:
    return _picture(block.image, block.text) or _lines(block)


def _table(block: Table) -> str:
    if not block.rows:
        return _picture(block.image, "")
    return write_pipe(block, _pipe_cell) if fits_pipe(block) else write_html(block, _html_cell, newline="\n")


def _footnote(block: Footnote) -> str:
    text = _lines(block)
    return "\n".join(f"> {line}" for line in text.split("\n")) if text else ""


def _contents(block: Contents) -> str:
    return "\n".join(f"- {line}" for line in _lines(block).split("\n") if line.strip())


def _nothing(block: Furniture) -> str:
    return ""


HANDLERS: Mapping[type[Block], Callable[..., str]] = MappingProxyType(
    {
        Heading: _heading,
        Paragraph: _paragraph,
        Table: _table,
        Figure: _figure,
        Formula: _formula,
        Code: _code,
        Caption: _lines,
        Footnote: _footnote,
        Furniture: _nothing,
        Contents: _contents,
        Region: _lines,
    }
)


# -- inlines --------------------------------------------------------------------------------------------------------


def _text(text: str) -> str:
    if is_literal(text):
        return escaped(text)
    return "".join([MARKDOWN_INLINES[type(run)](run) for run in parse_inlines(text)])


def _pipe_cell(text: str) -> str:
    return _text(text).replace("|", r"\|")


def _html_cell(text: str) -> str:
    if is_literal(text):
        return escape(text, quote=False)
    return "".join([HTML_INLINES[type(run)](run) for run in parse_inlines(text)])


def _picture(address: str, description: str) -> str:
    address = image_address(address)
    if not address:
        return ""
    alt = " ".join(re.sub(r"([\\\[\]`*_<&])", r"\\\1", description).split())
    return f"![{alt}]({_target(address)})"


def _target(address: str) -> str:
    if not re.search(r"[\s()<>\\]", address):
        return address
    return "<" + re.sub(r"([<>\\])", r"\\\1", address) + ">"


def _math(run: Math) -> str:
    latex = " ".join(run.latex.split())
    return f"$${latex}$$" if run.display else f"${latex}$"


def _link(run: Link) -> str:
    inner = "".join([MARKDOWN_INLINES[type(each)](each) for each in run.runs])
    address = link_address(run.address)
    return f"[{inner}]({_target(address)})" if address else inner


def _html_image(run: Image) -> str:
    address = image_address(run.address)
    alt = escape(" ".join(run.alt.split()))
    return f'<img src="{escape(address)}" alt="{alt}">' if address else alt


def _html_link(run: Link) -> str:
    inner = "".join([HTML_INLINES[type(each)](each) for each in run.runs])
    address = link_address(run.address)
    return f'<a href="{escape(address)}">{inner}</a>' if address else inner


def _html_math(run: Math) -> str:
    return escape(_math(run), quote=False)


MARKDOWN_INLINES: Mapping[type[Inline], Callable[..., str]] = MappingProxyType(
    {
        Text: lambda run: escaped(run.text),
        Math: _math,
        Superscript: lambda run: f"<sup>{escaped(run.text)}</sup>",
        Image: lambda run: _picture(run.address, run.alt) or escaped(run.alt),
        Link: _link,
        LineBreak: lambda run: "\\\n",
    }
)
HTML_INLINES: Mapping[type[Inline], Callable[..., str]] = MappingProxyType(
    {
        Text: lambda run: escape(run.text, quote=False),
        Math: _html_math,
        Superscript: lambda run: f"<sup>{escape(run.text, quote=False)}</sup>",
        Image: _html_image,
        Link: _html_link,
        LineBreak: lambda run: "<br>",
    }
)

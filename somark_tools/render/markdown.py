"""Document → Markdown (GFM with `$math$`): headings, text, tables, figures, formulas, code, captions and notes."""

import re
from collections.abc import Callable, Iterable, Mapping
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
from somark_tools.render.markdown_escape import at_line_start, escaped, latex_line, markup, safe_latex
from somark_tools.tables import fits_pipe, write_html, write_pipe

MAX_HEADING = 6

_ORDERED = re.compile(r"([0-9]{1,9})[.)](?= )")
_OPEN_END = re.compile(
    r"(?<!\\)(?:\\\\)*[\\$]$"
)  # of LaTeX: a `\ ` or a `$` that would make another of the closing `$`


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
            text, number = _numbered(text, number)
            parts += ("\n" if before is type(block) is Contents else "\n\n", text)
            before = type(block)
    return "".join(parts[1:]) + "\n"


def _numbered(text: str, previous: int | None) -> tuple[str, int | None]:
    """Keep the number that a list item has: Markdown counts on from the item before."""
    marker = _ORDERED.match(text)
    if marker is None:
        return text, None
    number = int(marker[1])
    if previous in (None, number - 1):
        return text, number
    return f"{marker[1]}\\{text[marker.end(1) :]}", None


# -- blocks ---------------------------------------------------------------------------------------------------------


def _heading(block: Heading) -> str:
    text = _text(" ".join(block.text.split()))
    bare = text.rstrip("#")
    closing = f"{bare}\\{text[len(bare) :]}" if text != bare else text
    return f"{'#' * min(block.level, MAX_HEADING)} {closing}".rstrip()


def _paragraph(block: Paragraph) -> str:
    if block.label == "blank" and not block.text.strip():
        return r"\_\_\_\_\_\_"
    return _lines(block)


def _lines(block: TextBlock) -> str:
    marked = _marked(block.text).strip()
    if "\n" not in marked:
        return at_line_start(escaped(marked))
    first, *others = escaped("\n".join(_marked_lines(block))).split("\n")
    return "\n".join([at_line_start(first), *[at_line_start(line, item=False) for line in others]])


def _marked_lines(block: TextBlock) -> list[str]:
    lines = map(str.strip, _marked(block.text).split("\n"))
    return [line for line in lines if line]


def _code(block: Code) -> str:
    text = _normal(block.text)
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{block.language}\n{text}\n{fence}"


def _formula(block: Formula) -> str:
    if not block.text.strip():
        return _picture(block.image, "")
    lines = [line for line in _normal(block.text).split("\n") if line.strip()]
    text = "\n".join(lines)
    if block.notation == "latex" and "$$" not in text:
        return "\n".join(["$$", *[latex_line(safe_latex(line)) for line in lines], "$$"])
    return _code(Code(id=block.id, label=block.label, pieces=block.pieces, text=text, language=block.notation))


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
    return "\n".join([f"- {at_line_start(escaped(line), item=False)}" for line in _marked_lines(block)])


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


def _normal(text: str) -> str:
    """Return the text with a line feed for each line end, and without NUL, which is how Markdown is read."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "\ufffd")


def _marked(text: str) -> str:
    text = _normal(text)
    return text if is_literal(text) else _marked_runs(parse_inlines(text))


def _marked_runs(runs: Iterable[Inline]) -> str:
    return "".join([MARKDOWN_INLINES[type(run)](run) for run in runs])


def _text(text: str) -> str:
    return escaped(_marked(text))


def _pipe_cell(text: str) -> str:
    return _text(text).replace("\\\n", "<br>").replace("|", r"\|")


def _html_cell(text: str) -> str:
    text = _normal(text)
    if is_literal(text):
        return escape(text, quote=False)
    return "".join([HTML_INLINES[type(run)](run) for run in parse_inlines(text)])


def _picture(address: str, description: str) -> str:
    address = image_address(address)
    if not address:
        return ""
    alt = " ".join(re.sub(r"([\\\[\]`*_~<&$])", r"\\\1", description).split())
    return f"![{alt}]({_target(address)})"


def _target(address: str) -> str:
    address = re.sub(r"([<>\\]|&(?=#?\w{1,31};))", r"\\\1", address)
    return f"<{address}>" if re.search(r"[\s()<>\\]", address) else address


def _math(run: Math) -> str:
    latex = safe_latex(" ".join(run.latex.split()))
    if _OPEN_END.search(latex):
        latex += " "
    return f"$${latex}$$" if run.display else f"${latex}$"


def _image(run: Image) -> str:
    picture = _picture(run.address, run.alt)
    return markup(picture) if picture else " ".join(run.alt.split())


def _link(run: Link) -> str:
    inner = _marked_runs(run.runs)
    address = link_address(run.address)
    return f"{markup('[')}{inner}{markup(f']({_target(address)})')}" if address else inner


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


# Marked texts, not yet escaped: see `markdown_escape`.
MARKDOWN_INLINES: Mapping[type[Inline], Callable[..., str]] = MappingProxyType(
    {
        Text: lambda run: run.text,
        Math: lambda run: markup(_math(run)),
        Superscript: lambda run: f"{markup('<sup>')}{run.text}{markup('</sup>')}",
        Image: _image,
        Link: _link,
        LineBreak: lambda run: "\n",
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

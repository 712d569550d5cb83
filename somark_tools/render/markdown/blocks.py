"""The blocks of a document → Markdown: one small function for each kind. What has nothing to show becomes ""."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

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
from somark_tools.render.markdown.context import Context
from somark_tools.render.markdown.escape import at_line_start, escaped, latex_line, safe_latex
from somark_tools.render.markdown.inlines import markdown, marked, normal
from somark_tools.render.markdown.pictures import picture
from somark_tools.render.markdown.tables import table_markdown

MAX_HEADING = 6


def _heading(block: Heading, context: Context) -> str:
    text = markdown(" ".join(block.text.split()), context)
    bare = text.rstrip("#")
    closing = f"{bare}\\{text[len(bare) :]}" if text != bare else text
    return f"{'#' * min(block.level, MAX_HEADING)} {closing}".rstrip()


def _paragraph(block: Paragraph, context: Context) -> str:
    if block.label == "blank" and not block.text.strip():
        return r"\_\_\_\_\_\_"
    return _lines(block, context)


def _lines(block: TextBlock, context: Context) -> str:
    text = marked(block.text, context).strip()
    if "\n" not in text:
        return at_line_start(escaped(text))
    first, *others = escaped("\n".join(_marked_lines(block, context))).split("\n")
    return "\n".join([at_line_start(first), *[at_line_start(line, item=False) for line in others]])


def _marked_lines(block: TextBlock, context: Context) -> list[str]:
    lines = map(str.strip, marked(block.text, context).split("\n"))
    return [line for line in lines if line]


def _code(block: Code, context: Context) -> str:
    return _fenced(normal(block.text), block.language)


def _fenced(text: str, language: str) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _formula(block: Formula, context: Context) -> str:
    if not block.text.strip():
        return picture(block.image, "", context)
    lines = [line for line in normal(block.text).split("\n") if line.strip()]
    text = "\n".join(lines)
    if block.notation == "latex" and "$$" not in text:
        return "\n".join(["$$", *[latex_line(safe_latex(line)) for line in lines], "$$"])
    return _fenced(text, block.notation)


def _figure(block: Figure, context: Context) -> str:
    return picture(block.image, block.text, context) or _lines(block, context)


def _table(block: Table, context: Context) -> str:
    if not block.rows:
        return picture(block.image, "", context)
    return table_markdown(block, context)


def _footnote(block: Footnote, context: Context) -> str:
    text = _lines(block, context)
    return "\n".join(f"> {line}" for line in text.split("\n")) if text else ""


def _contents(block: Contents, context: Context) -> str:
    return "\n".join([f"- {at_line_start(escaped(line), item=False)}" for line in _marked_lines(block, context)])


def _nothing(block: Furniture, context: Context) -> str:
    return ""


HANDLERS: Mapping[type[Block], Callable[[Any, Context], str]] = MappingProxyType(
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

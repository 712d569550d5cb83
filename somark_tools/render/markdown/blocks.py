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
from somark_tools.render.markdown.escape import at_line_start, escaped, is_live, latex_line, safe_latex
from somark_tools.render.markdown.footnotes import without_mark
from somark_tools.render.markdown.inlines import markdown, marked, normal, spot_marked
from somark_tools.render.markdown.pictures import picture
from somark_tools.render.markdown.tables import table_markdown
from somark_tools.wording.note_marks import Spot

MAX_HEADING = 6

_LANGUAGE = re.compile(r"[^\s`<>&\\\0]+")  # what may stand behind a fence; the JSON of a document may say anything


def _heading(block: Heading, context: Context) -> str:
    if context.footnotes.marks and (spot := Spot(block.id)) in context.footnotes.marks:
        text = " ".join(escaped(" ".join(spot_marked(block.text, spot, context).split()), context.escapes).split())
    else:
        text = markdown(" ".join(block.text.split()), context)
    bare = text.rstrip("#")
    closing = f"{bare}\\{text[len(bare) :]}" if text != bare else text
    return f"{'#' * level_of(block, context)} {closing}".rstrip()


def level_of(block: Heading, context: Context) -> int:
    """Return the level that the heading has in the output."""
    return max(1, min(block.level + context.options.heading_shift, MAX_HEADING))


def _paragraph(block: Paragraph, context: Context) -> str:
    if block.label == "blank" and not block.text.strip():
        return r"\_\_\_\_\_\_"
    return _lines(block, context)


def _lines(block: TextBlock, context: Context, *, item: bool = True) -> str:
    if context.footnotes.marks and Spot(block.id) in context.footnotes.marks:
        return in_lines(spot_marked(block.text, Spot(block.id), context), context, item=item)
    if context.escapes.is_plain(block.text):
        return at_line_start(block.text.strip(), context.escapes, item=item)
    return in_lines(marked(block.text, context), context, item=item)


def in_lines(text: str, context: Context, *, item: bool) -> str:
    """Return a marked string as the lines of a paragraph, without blank ones; with `item` it may begin a list item."""
    text = text.strip()
    if "\n" not in text:
        return at_line_start(escaped(text, context.escapes), context.escapes, item=item)
    first, *others = escaped("\n".join(_stripped(text)), context.escapes).split("\n")
    rest = [at_line_start(line, context.escapes, item=False) for line in others]
    return "\n".join([at_line_start(first, context.escapes, item=item), *rest])


def _stripped(text: str) -> list[str]:
    return [line for line in map(str.strip, text.split("\n")) if line]


def _code(block: Code, context: Context) -> str:
    return _fenced(normal(block.text), block.language)


def _fenced(text: str, language: str) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language if _LANGUAGE.fullmatch(language) else ''}\n{text}\n{fence}"


def _formula(block: Formula, context: Context) -> str:
    if not block.text.strip():
        return picture(block.image, "", context)
    lines = [line for line in normal(block.text).split("\n") if line.strip()]
    text = "\n".join(lines)
    if block.notation == "latex" and "$$" not in text and not (context.somarkdown and is_live(text)):
        return "\n".join(["$$", *[latex_line(safe_latex(line)) for line in lines], "$$"])
    return _fenced(text, block.notation)


def _figure(block: Figure, context: Context) -> str:
    shown = picture(block.image, block.text, context)
    return shown or (_lines(block, context) if context.options.descriptions else "")


def _table(block: Table, context: Context) -> str:
    if not block.rows:
        return picture(block.image, "", context)
    return table_markdown(block, context)


def _footnote(block: Footnote, context: Context) -> str:
    """Return a footnote, or a quote. What it begins with is its mark: no list begins there."""
    label = context.footnotes.labels.get(block.id)
    if label:
        text = in_lines(marked(without_mark(block), context), context, item=False)
        return f"[^{label}]: " + text.replace("\n", "\n    ")
    text = _lines(block, context, item=False)
    return "\n".join(f"> {line}" for line in text.split("\n")) if text else ""


def _contents(block: Contents, context: Context) -> str:
    return "\n".join([f"- {_entry(line, context)}" for line in _stripped(marked(block.text, context))])


def _entry(line: str, context: Context) -> str:
    return at_line_start(escaped(line, context.escapes), context.escapes, item=False)


def _furniture(block: Furniture, context: Context) -> str:
    if not context.options.furniture:
        return ""
    return _lines(block, context) or picture(block.image, "", context)


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
        Furniture: _furniture,
        Contents: _contents,
        Region: _lines,
    }
)

"""The blocks of a document → HTML: one small function for each kind. What has nothing to show becomes ""."""

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
    Relation,
    Table,
    TextBlock,
)
from somark_tools.render.html.captions import captions_of, owner_of
from somark_tools.render.html.contents import contents_html
from somark_tools.render.html.context import Context, origin
from somark_tools.render.html.escape import attributes, clean, escaped
from somark_tools.render.html.inlines import picture, spot_html
from somark_tools.render.html.mathml import formula
from somark_tools.render.html.tables import table_html
from somark_tools.wording.note_marks import Spot

DEEPEST_HEADING = 6

Handler = Callable[[Any, Context], str]

_NO_LANGUAGE = re.compile(r"[^\w+#.-]+")


def block_html(block: Block, context: Context) -> str:
    """Return the block as HTML, or "" if it is hidden, not in the flow, or has nothing to show."""
    return "" if block.hidden else HANDLERS[type(block)](block, context)


def _text(block: TextBlock, context: Context) -> str:
    """Return the text with its links, and behind it links back to the marks that speak of it."""
    return spot_html(block.text, Spot(block.id), context) + back_links(block, context)


def back_links(block: Block, context: Context) -> str:
    """Return the links to the marks that speak of a block."""
    return "".join(
        [
            f"<a{attributes(class_='back', href=f'#{source}', aria_label=context.words['back'])}></a>"
            for source in context.referring.back.get(block.id, ())
        ]
    )


def _heading(block: Heading, context: Context) -> str:
    tag = f"h{min(max(block.level, 1), DEEPEST_HEADING)}"
    deeper = attributes(aria_level=str(block.level)) if block.level > DEEPEST_HEADING else ""
    return f"<{tag}{origin(block)}{deeper}>{_text(block, context)}</{tag}>"


def _paragraph(block: Paragraph, context: Context) -> str:
    if block.label == "blank" and not block.text.strip():
        return f'<p{origin(block)} class="blank"></p>'
    return _in_element("p", class_of(block, context))(block, context)


def class_of(block: Paragraph, context: Context) -> str | None:
    """Return the class of an entry of a bibliography, or that of exam options and blanks."""
    regions = (context.document.by_id[e.target] for e in context.document.outgoing(block.id, Relation.PART_OF))
    if block.label == "reference" or any(region.label == "reference" for region in regions):
        return "entry"
    return block.label if block.label in ("choice", "blank") else None


def _in_element(tag: str, name: str | None = None) -> Handler:
    def handler(block: TextBlock, context: Context) -> str:
        if not block.text.strip():
            return ""
        return f"<{tag}{origin(block)}{attributes(class_=name)}>{_text(block, context)}</{tag}>"

    return handler


def _code(block: Code, context: Context) -> str:
    return _captioned(block, _program(block, block.text, block.language), context)


def _program(block: Block, text: str, language: str) -> str:
    name = _NO_LANGUAGE.sub("-", language).strip("-")
    marks = attributes(class_=f"language-{name}" if name else None)
    return f"<pre{origin(block)}><code{marks}>{escaped(text)}</code></pre>"


def _formula(block: Formula, context: Context) -> str:
    if not block.text.strip():
        return _figure_element(block, picture(block.image, "", context), context)
    text = clean(block.text).strip()
    if block.notation != "latex":
        return _captioned(block, _program(block, text, block.notation), context)
    return _captioned(block, f'<div{origin(block)} class="formula">{formula(text, display=True)}</div>', context)


def _table(block: Table, context: Context) -> str:
    if not block.rows:
        return _figure_element(block, picture(block.image, "", context), context)
    captions = captions_of(context.document, block)
    lines = "".join([_caption_line(caption, context) for caption in captions.blocks])
    below = attributes(class_="captioned-below") if captions.blocks and not captions.above else ""
    return f'<div class="scroll" tabindex="0">{table_html(block, lines, context, marks=origin(block) + below)}</div>'


def _figure(block: Figure, context: Context) -> str:
    shown = picture(block.image, clean(block.text), context)
    if not shown and block.text.strip():
        shown = f"<p>{_text(block, context)}</p>"
    return _figure_element(block, shown, context)


def _figure_element(block: Block, inner: str, context: Context) -> str:
    return _captioned(block, inner, context, marks=f'{origin(block)} class="{block.label}"', always=bool(inner))


def _captioned(block: Block, inner: str, context: Context, *, marks: str = "", always: bool = False) -> str:
    """Return what the block shows in a `figure` with its captions; without any, as it is, unless it is `always` one."""
    captions = captions_of(context.document, block)
    if not captions.blocks:
        return f"<figure{marks}>{inner}</figure>" if always else inner
    lines = "".join([_caption_line(caption, context) for caption in captions.blocks])
    caption = f"<figcaption>{lines}</figcaption>"
    return f"<figure{marks}>{caption + inner if captions.above else inner + caption}</figure>"


def _caption_line(caption: Caption, context: Context) -> str:
    return f"<div{origin(caption)}>{_text(caption, context)}</div>"


def _caption(block: Caption, context: Context) -> str:
    return "" if owner_of(context.document, block) else _in_element("p", "caption")(block, context)


def _furniture(block: Furniture, context: Context) -> str:
    if not context.furniture:
        return ""
    if not block.text.strip():
        shown = picture(block.image, "", context)
        return f'<div{origin(block)} class="furniture">{shown}</div>' if shown else ""
    return _in_element("div", "furniture")(block, context)


HANDLERS: Mapping[type[Block], Handler] = MappingProxyType(
    {
        Heading: _heading,
        Paragraph: _paragraph,
        Table: _table,
        Figure: _figure,
        Formula: _formula,
        Code: _code,
        Caption: _caption,
        Footnote: _in_element("aside", "note"),
        Furniture: _furniture,
        Contents: contents_html,
        Region: _in_element("p"),
    }
)

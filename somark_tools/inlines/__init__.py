"""A block's text → inline runs, parsed once: every renderer uses them."""

from somark_tools.inlines.parse import is_literal, joined_texts, parse_inlines
from somark_tools.inlines.runs import (
    INLINES,
    Code,
    Emphasis,
    Holder,
    Image,
    Inline,
    Insert,
    LineBreak,
    Link,
    Mark,
    Math,
    NoteMark,
    Strike,
    Strong,
    Subscript,
    Superscript,
    Text,
    plain_text,
)

__all__ = [
    "INLINES", "Code", "Emphasis", "Holder", "Image", "Inline", "Insert", "LineBreak", "Link", "Mark", "Math",
    "NoteMark", "Strike", "Strong", "Subscript", "Superscript", "Text", "is_literal", "joined_texts", "parse_inlines",
    "plain_text",
]  # fmt: skip

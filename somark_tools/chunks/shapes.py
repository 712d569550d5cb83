"""A draft → the text of a chunk: the prefix, and its items one below the other."""

from collections.abc import Sequence
from typing import NamedTuple

from somark_tools.chunks.packing import Draft
from somark_tools.chunks.writing import BLANK_LINE, Item, Writing
from somark_tools.render.markdown.joins import numbered


class Shape(NamedTuple):
    """The text of a chunk, the prefix with which it begins, and where in it each item does."""

    text: str
    prefix: str
    starts: Sequence[int]


def shaped(draft: Draft, repeated: Sequence[Item], writing: Writing) -> Shape:
    """Return a draft as text. A heading that stands in it is not in the prefix."""
    items = [*repeated, *draft.items]
    own = {item.parts[0].block for item in draft.items if item.kind == "heading"}
    kept = draft.path[len(draft.path) - len(draft.lines) :]
    lines = tuple(line for line, heading in zip(draft.lines, kept, strict=True) if heading.id not in own)
    prefix = writing.prefix(lines) if any([item.text for item in items]) else ""
    text, starts = _joined(items, prefix)
    return Shape(text, prefix, starts)


def _joined(items: Sequence[Item], prefix: str) -> tuple[str, list[int]]:
    """Return the text of a chunk, and where in it each item begins."""
    texts = [prefix] if prefix else []
    starts, length, number, before = [], len(prefix), None, ""
    for item in items:
        own = item.text
        if own:
            own, number = numbered(own, number)
            between = "" if not length else "\n" if before == item.kind == "contents" else BLANK_LINE
            texts += [between, own]
            length += len(between)
            before = item.kind
        starts.append(length)
        length += len(own)
    return "".join(texts), starts

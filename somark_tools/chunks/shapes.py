"""A draft → the text of a chunk: the prefix, and its items one below the other."""

from collections.abc import Sequence
from typing import NamedTuple

from somark_tools.chunks.packing import Draft
from somark_tools.chunks.writing import BLANK_LINE, Item, Writing
from somark_tools.render.markdown.joins import numbered


class Shape(NamedTuple):
    """The text of a chunk, the prefix with which it begins, where in it each item does; its tokens, if they add up."""

    text: str
    prefix: str
    starts: Sequence[int]
    tokens: int | None


def shaped(draft: Draft, repeated: Sequence[Item], writing: Writing) -> Shape:
    """Return a draft as text. A heading that stands in it is not in the prefix."""
    items = [*repeated, *draft.items]
    own = {item.parts[0].block for item in draft.items if item.kind == "heading"}
    kept = draft.path[len(draft.path) - len(draft.lines) :]
    lines = tuple([line for line, heading in zip(draft.lines, kept, strict=True) if heading.id not in own])
    prefix = writing.prefix(lines) if any([item.text for item in items]) else ""
    return _joined(items, prefix, writing)


def _joined(items: Sequence[Item], prefix: str, writing: Writing) -> Shape:
    texts = [prefix] if prefix else []
    starts, length, number, before = [], len(prefix), None, ""
    adds_up, tokens = writing.sums, 0
    for item in items:
        own = item.text
        if own:
            own, number = numbered(own, number)
            between = "" if not length else "\n" if before == item.kind == "contents" else BLANK_LINE
            texts += [between, own]
            adds_up = adds_up and item.exact and own is item.text and between != "\n"
            tokens += item.tokens
            if length:
                tokens += writing.between
            length += len(between)
            before = item.kind
        starts.append(length)
        length += len(own)
    if adds_up and prefix:
        tokens += writing.of_prefix(prefix)
        adds_up = writing.adds_up(prefix)
    return Shape("".join(texts), prefix, starts, tokens if adds_up else None)

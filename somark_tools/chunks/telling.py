"""A draft and its text → what a chunk says: its id, kind and rules."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from somark_tools.chunks.chunk import Fragment, Part
from somark_tools.chunks.packing import Draft
from somark_tools.chunks.shapes import Shape
from somark_tools.chunks.writing import Item, Writing
from somark_tools.inlines import parse_inlines, plain_text

LET_BE_OVER = frozenset(("formula", "run"))  # rules of what is never cut
_ID_LENGTH = 16
_MOST_HEADINGS = 1024  # that are remembered: each stands above many chunks


class Told(NamedTuple):
    """What a chunk says, before it is known where that stands and what is before and after it."""

    hash: str
    text: str
    prefix: str
    headings: tuple[str, ...]
    kind: str
    tokens: int
    parts: tuple[Part, ...]
    table: Fragment | None
    rules: tuple[str, ...]


def told(draft: Draft, repeated: Sequence[Item], shape: Shape, tokens: int, writing: Writing) -> Told:
    """Return what a chunk says, given its draft, what it repeats of the one before, its text and how many tokens."""
    items = [*repeated, *draft.items]
    text, prefix, starts, _ = shape
    fragment = next(
        (_moved(item.fragment, start) for item, start in zip(items, starts, strict=True) if item.fragment), None
    )
    kinds = [item.kind for item in draft.items]
    rules = list(dict.fromkeys(rule for item in items for rule in item.rules))
    if draft.items[-1].tie == "next":
        rules.append("heading" if kinds[-1] == "heading" else "caption")
    if tokens <= writing.options.max_tokens:
        rules = [rule for rule in rules if rule not in LET_BE_OVER]
    elif not set(rules) & LET_BE_OVER:
        rules.append("unit")
    headings = tuple(_plain(heading.text) for heading in draft.path)
    body = text[len(prefix) :] if prefix else text
    return Told(
        hash=hashlib.sha256("\n".join([*headings, body]).encode("utf-8", "replace")).hexdigest()[:_ID_LENGTH],
        text=text,
        prefix=prefix,
        headings=headings,
        kind=_kind(draft.items),
        tokens=tokens,
        parts=tuple([part for item in items for part in item.parts]),
        table=fragment,
        rules=tuple(rules),
    )


def _kind(items: Sequence[Item]) -> str:
    """Return the kind of what a chunk is about: the first that has text and is not above something else."""
    about = [item for item in items if item.kind not in ("heading", "caption")]
    return next((item.kind for item in about if item.text.strip()), (about or items)[0].kind)


def _moved(fragment: Fragment, start: int) -> Fragment:
    return fragment._replace(start=fragment.start + start, end=fragment.end + start)


@lru_cache(maxsize=_MOST_HEADINGS)
def _plain(heading: str) -> str:
    return " ".join(plain_text(parse_inlines(heading)).split())

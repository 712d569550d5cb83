"""The blocks of a document with their HTML → the same, lists as `ul` and `ol`, with all that stands in their items.

A list shows the markers by itself only if HTML knows them as they were printed; then `data-marker` has the printed one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.inlines import parse_inlines
from somark_tools.lists import Item, Lists, Path, by_item, nested, without_marker
from somark_tools.model import Block, Paragraph
from somark_tools.render.html.blocks import back_links, class_of
from somark_tools.render.html.context import Context, origin, origin_of_part
from somark_tools.render.html.escape import attributes, clean
from somark_tools.render.html.inlines import runs_html
from somark_tools.wording.note_marks import Spot, noted_runs

# The families of numbers that `ol` writes, with a full stop behind them, and their names there.
_TYPES: Mapping[str, str | None] = MappingProxyType(
    {"decimal": None, "lower letter": "a", "upper letter": "A", "lower roman": "i", "upper roman": "I"}
)

Shown = tuple[Block, str]


class _Part(NamedTuple):
    """A part of a block: the items that it stands in, its HTML, and if it is one of them, the marks of its element."""

    block: Block
    path: Path
    html: str
    marks: str | None = None


def with_lists(shown: Sequence[Shown], lists: Lists, context: Context) -> Iterator[Shown]:
    """Yield what is shown in order, a list as one with the first of its blocks.

    Of a block with items, the HTML that is given is not looked at.
    """
    counted = _counted(lists)
    waiting: list[_Part] = []
    for (block, html), paths in zip(shown, nested([block.id for block, _ in shown], lists), strict=True):
        items = lists.items.get(block.id)
        if items and isinstance(block, Paragraph):
            parts = _parts(block, items, paths, counted, context)
        else:
            parts = [_Part(block, paths[0], html)]
        for part in parts:
            if part.path:
                waiting.append(part)
                continue
            if waiting:
                yield waiting[0].block, "\n".join(_within(waiting, 0, counted))
                waiting = []
            yield block, part.html
    if waiting:
        yield waiting[0].block, "\n".join(_within(waiting, 0, counted))


def _counted(lists: Lists) -> frozenset[int]:
    """Return the lists that HTML marks as they were printed, each item of them."""
    found = {item.list: True for of_block in lists.items.values() for item in of_block}
    for of_block in lists.items.values():
        for item in of_block:
            number = item.family in _TYPES and not item.before and item.after == "."
            found[item.list] &= number or item.is_plain_bullet
    return frozenset(list_ for list_, counted in found.items() if counted)


def _parts(
    block: Paragraph, items: Sequence[Item], paths: Sequence[Path], counted: frozenset[int], context: Context
) -> list[_Part]:
    """Return the parts of a block with items; the first element has its id, links back stand in the last one."""
    marks = context.referring.marks.get(Spot(block.id))
    runs = noted_runs(block.text, marks, clean) if marks else parse_inlines(clean(block.text))
    parts = by_item(runs, items)
    made: list[_Part] = []
    for (item, of_part), path in zip(parts, paths[-len(parts) :], strict=True):
        rest = without_marker(of_part, item) if item and item.list in counted else of_part
        html = runs_html(rest or (), context)
        if len(made) == len(parts) - 1:
            html += back_links(block, context)
        own = origin_of_part(block) if made else origin(block)
        own += attributes(class_=class_of(block, context))
        made.append(_Part(block, path, html, own) if item else _Part(block, path, f"<p{own}>{html}</p>"))
    return made


def _within(parts: Iterable[_Part], depth: int, counted: frozenset[int]) -> Iterator[str]:
    """Yield the HTML of parts that stand in `depth` items: what is deeper in lists."""
    for list_, group in groupby(parts, lambda part: part.path[depth].item.list if len(part.path) > depth else None):
        if list_ is None:
            yield from [part.html for part in group]
        else:
            yield _list(list(group), depth, counted)


def _list(parts: Sequence[_Part], depth: int, counted: frozenset[int]) -> str:
    first = parts[0].path[depth].item
    items = [
        _item(list(of_item), depth, counted) for _, of_item in groupby(parts, lambda part: part.path[depth].number)
    ]
    if first.list not in counted:
        tag, marks = "ul", ' class="printed" role="list"'  # the role: without bullets, some readers see no list
    elif first.family == "bullet":
        tag, marks = "ul", ""
    else:
        start = None if first.number == 1 else str(first.number)
        tag, marks = "ol", attributes(start=start, type=_TYPES[first.family])
    return "\n".join([f"<{tag}{marks}>", *items, f"</{tag}>"])


def _item(parts: Sequence[_Part], depth: int, counted: frozenset[int]) -> str:
    """Return an `li`: the item itself, or a paragraph with it and all else in it, so that no block is in another."""
    own, *others = parts
    item = own.path[depth].item
    marker = attributes(data_marker=item.marker if item.list in counted else None)
    if not others:
        return f"<li{own.marks}{marker}>{own.html}</li>"
    return "\n".join([f"<li{marker}>", f"<p{own.marks}>{own.html}</p>", *_within(others, depth + 1, counted), "</li>"])

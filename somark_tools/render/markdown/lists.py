"""The items of lists → Markdown's list items, set in by what they stand in, with the numbers that were printed.

What Markdown can't count (`(a)`, `①`, `一、`) stays text, inside the item that holds it.
"""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from somark_tools.inlines import Inline, LineBreak, parse_inlines
from somark_tools.lists import Item, Path, by_item, without_marker
from somark_tools.model import Paragraph
from somark_tools.render.markdown.blocks import in_lines
from somark_tools.render.markdown.context import Context
from somark_tools.render.markdown.escape import at_line_start, in_item
from somark_tools.render.markdown.inlines import marked_runs, normal
from somark_tools.render.markdown.joins import APART, BLANK_LINE, LINE_END, numbered
from somark_tools.wording.note_marks import Spot, noted_runs

_BULLETS = "-*+"  # of Markdown; others become the first
_TOP = -1  # stands for the item that what is in no list is in
_LINE = re.compile(r"\n(?=[^\n])")
_TAB = re.compile(r"\n *\t")


class Lines(NamedTuple):
    """Some lines of a block: an item and its Markdown marker, or text, whose marker is "".

    `text` is what stands behind the marker, no line of it set in. `part` is the first part of the block in it, counted
    from the last one, -1.
    """

    marker: str
    text: str
    part: int = -1


class _Part(NamedTuple):
    place: int
    item: Item | None
    runs: Sequence[Inline]
    body: str


class Placed(NamedTuple):
    """The lines of a block, how many characters they are set in, and what must stand before them.

    The first line is not set in yet, and neither is what stands before it.
    """

    text: str
    indent: int
    join: str


def list_lines(block: Paragraph, context: Context) -> tuple[Lines, ...]:
    """Return a block with items: an entry for each item that Markdown can count, one for all the lines between two."""
    items = context.lists.items[block.id]
    if len(items) == 1 and not items[0].line and context.escapes.is_plain(block.text):
        return _plain_item(items[0], block, context)
    marks = context.footnotes.marks.get(Spot(block.id))
    runs = noted_runs(block.text, marks, normal) if marks else parse_inlines(normal(block.text))
    parts = by_item(runs, items)
    found = [_Part(place, *part, _body(*part, context)) for place, part in enumerate(parts, -len(parts))]
    made: list[Lines] = []
    for is_item, group in groupby(found, lambda part: bool(part.body)):
        if is_item:
            made += [Lines(_marker(part.item), part.body, part.place) for part in group]
        else:
            made += _text(list(group), context, first=not made)
    return tuple(made)


def _body(item: Item | None, runs: Sequence[Inline], context: Context) -> str:
    """Return what stands behind the Markdown marker of an item, "" if it has none or shows nothing else."""
    if item is None or not _marker(item):
        return ""
    rest = without_marker(runs, item) if _is_replaced(item) else runs
    return in_item(in_lines(marked_runs(rest or (), context), context, item=False))


def as_text(lines: Sequence[Lines]) -> str:
    """Return what the lines of a block begin with, for what stands beside them: the first item or text."""
    return f"{lines[0].marker} {lines[0].text}".lstrip() if lines else ""


def _plain_item(item: Item, block: Paragraph, context: Context) -> tuple[Lines, ...]:
    marker = _marker(item)
    rest = block.text[item.offset if _is_replaced(item) else 0 :].strip()
    if not marker or not rest:
        return (Lines("", at_line_start(block.text.strip(), context.escapes)),)
    return (Lines(marker, in_item(at_line_start(rest, context.escapes, item=False))),)


def _text(parts: Sequence[_Part], context: Context, *, first: bool) -> list[Lines]:
    """Return the text of parts that are no items of Markdown, if it shows anything."""
    runs = [run for part in parts for run in (LineBreak(), *part.runs)]
    text = in_lines(marked_runs(runs, context), context, item=first)
    return [Lines("", text, parts[0].place)] if text else []


def _marker(item: Item | None) -> str:
    """Return the marker in Markdown: "" for one that it can't count."""
    if item is None:
        return ""
    if item.family == "bullet":
        return item.body if item.body in _BULLETS else _BULLETS[0]
    return item.marker if item.family == "decimal" and not item.before and item.after in (".", ")") else ""


def _is_replaced(item: Item) -> bool:
    """Return whether Markdown's marker stands for the printed one: a tick or box says more, and stays in the text."""
    return item.is_plain_bullet or item.family != "bullet"


class Indents:
    """How far what is written next is set in, and behind which numbers; items are known by the numbers in paths."""

    def __init__(self) -> None:
        self._texts: dict[int, int] = {_TOP: 0}  # where the text of an item begins, if Markdown has it as one
        self._counts: dict[int, tuple[str, int]] = {}  # sign and number of the item last written in an item
        self._in_item = False  # whether the item last written is still open

    def placed(self, lines: Sequence[Lines], paths: Sequence[Path], *, led: bool) -> Placed:
        """Return the lines of a block; `paths` are those of its parts. `led`: something stands before it by itself."""
        first = indent = 0
        written: list[str] = []
        join = BLANK_LINE
        for number, each in enumerate(lines):
            path = paths[each.part]
            within = self._within(path[:-1] if each.marker else path)
            if not each.marker and self._texts[within] % 4 and _TAB.search(each.text):
                within = self._leave()  # set in, a tab would be blanks
            indent = self._texts[within]
            if led and not number:
                self._counts.pop(within, None)
                self._in_item = False
            before = self._join(each, within)
            text = self._item(each, path, within) if each.marker else self._plain(each.text, within)
            if number:
                written += [set_in(before, indent), " " * indent]
            else:
                first, join = indent, before
            written.append(set_in(text, indent))
        return Placed("".join(written), first, join)

    def alone(self, text: str, *, led: bool) -> str:
        """Return the text of a block that stands in no list, as `placed` does; most blocks are such."""
        if led:
            self._counts.pop(_TOP, None)
        return self._plain(text, _TOP)

    def _within(self, path: Path) -> int:
        return next((each.number for each in reversed(path) if each.number in self._texts), _TOP)

    def _leave(self) -> int:
        self._texts = {_TOP: 0}
        self._counts.clear()
        return _TOP

    def _join(self, lines: Lines, within: int) -> str:
        """Return what must stand before lines: items follow each other, but for one that would be text there."""
        sign, number = lines.marker[-1:], lines.marker[:-1]
        if not number:
            return LINE_END if sign and self._in_item else BLANK_LINE
        before = self._counts.get(within)
        if before is not None and before[0] == sign and before[1] + 1 != int(number):
            return APART  # or Markdown would count on
        goes_on = before is not None and before[0] == sign
        return LINE_END if self._in_item and (goes_on or number == "1") else BLANK_LINE

    def _item(self, lines: Lines, path: Path, within: int) -> str:
        width = len(lines.marker) + 1
        self._texts[path[-1].number] = self._texts[within] + width
        self._counts.pop(within, None)
        if lines.marker[:-1]:
            self._counts[within] = lines.marker[-1], int(lines.marker[:-1])
        self._in_item = True
        return f"{lines.marker} {set_in(lines.text, width)}"

    def _plain(self, text: str, within: int) -> str:
        """Return a text; it may begin with a number that is no item's, but not with one that Markdown would change."""
        before = self._counts.pop(within, None) if self._counts else None
        self._in_item = False
        if text[0] > "9":
            return text
        text, number = numbered(text, before[1] if before else None)
        if number is not None:
            self._counts[within] = text[len(str(number))], number
        return text


def set_in(text: str, indent: int) -> str:
    """Return a text with its lines set in, but for the first and blank ones."""
    return _LINE.sub("\n" + " " * indent, text) if indent and "\n" in text else text

"""Runs of a paragraph → stretches of plain text, which can be searched and cut at any character."""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import groupby

from somark_tools.inlines import Emphasis, Inline, Insert, Mark, Strike, Strong, Text
from somark_tools.render.docx.xml import Element, clean, name, run

_RUN, _PROPERTIES, _TEXT, _TAB = map(name, ("w:r", "w:rPr", "w:t", "w:tab"))
_SPECIAL = frozenset(map(name, ("w:rStyle", "w:vertAlign")))  # formulas, code, links, marks, raised and lowered text
_EMPHASIS = (Strong, Emphasis, Strike, Mark, Insert)


def stretches(elements: Iterable[Element]) -> Iterator[tuple[bool, list[Element]]]:
    """Yield the elements in order, grouped: whether they are runs of plain text, and those that follow each other."""
    for plain, group in groupby(elements, is_plain):
        yield plain, list(group)


def is_plain(element: Element) -> bool:
    """Return whether an element is a run that shows nothing but text, emphasized or not."""
    if element.tag != _RUN:
        return False
    properties = [child for child in element if child.tag == _PROPERTIES]
    return all(child.tag in (_PROPERTIES, _TEXT, _TAB) for child in element) and not any(
        child.tag in _SPECIAL for each in properties for child in each
    )


def text_of(runs: Iterable[Element]) -> str:
    """Return the text of plain runs."""
    return "".join(
        ["\t" if child.tag == _TAB else child.text or "" for each in runs for child in each if child.tag != _PROPERTIES]
    )


def cut(runs: Iterable[Element], places: Sequence[int]) -> list[list[Element]]:
    """Return the runs before the first of the places in their text, those between it and the next, and so on."""
    parts: list[list[Element]] = [[]]
    start = 0
    for each in runs:
        text = text_of((each,))
        end, left = start + len(text), start
        while len(parts) <= len(places) and places[len(parts) - 1] < end:
            place = places[len(parts) - 1]
            if left < place:
                parts[-1].append(_with_text(each, text[left - start : place - start]))
            left = place
            parts.append([])
        if left == start:
            parts[-1].append(each)
        elif left < end:
            parts[-1].append(_with_text(each, text[left - start :]))
        start = end
    return parts + [[] for _ in range(len(places) + 1 - len(parts))]


def opening_text(inlines: Iterable[Inline]) -> str:
    """Return the text of the first stretch that the inlines will give."""
    text, _ = _opening(inlines)
    return clean(text)


def _opening(inlines: Iterable[Inline]) -> tuple[str, bool]:
    found: list[str] = []
    for inline in inlines:
        if isinstance(inline, Text):
            found.append(inline.text)
        elif isinstance(inline, _EMPHASIS):
            text, goes_on = _opening(inline.runs)
            found.append(text)
            if not goes_on:
                return "".join(found), False
        else:
            return "".join(found), False
    return "".join(found), True


def _with_text(original: Element, text: str) -> Element:
    properties = [deepcopy(child) for each in original if each.tag == _PROPERTIES for child in each]
    return run(text, *properties)

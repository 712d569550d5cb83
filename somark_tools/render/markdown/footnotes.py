"""The notes of a document → labels for Markdown's footnotes: `[^1]` where a mark stands, `[^1]: text` at the end."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import Block, Caption, Footnote, Heading, Paragraph
from somark_tools.patterns.marks import openings
from somark_tools.wording.note_marks import Spot, SpotMark, is_gathered, note_marks

_LABEL = re.compile(r"\w{1,20}")
_NOT_IN_LABEL = re.compile(r"[:#]")


class Footnotes(NamedTuple):
    """The `labels` of notes by block id, and the `marks` that lead to them, by the text that they stand in."""

    labels: Mapping[str, str] = MappingProxyType({})
    marks: Mapping[Spot, tuple[SpotMark, ...]] = MappingProxyType({})


def footnotes(document: Document) -> Footnotes:
    """Return the notes that a mark in running text leads to, and all marks.

    The label of a note is the mark that it begins with, or `note` where that is a sign; page and idx stand behind it
    where another note has it already (`[^3-12-7]`).
    """
    found = note_marks(document)
    led_to = _led_to(document, found)
    labels: dict[str, str] = {}
    used: set[str] = set()
    for block in document.blocks:
        if block.id in led_to:
            label = _label(block)
            if label.casefold() in used:
                label = f"{label}-{_NOT_IN_LABEL.sub('-', block.id)}"
            used.add(label.casefold())  # readers take `[^a]` and `[^A]` for one
            labels[block.id] = label
    return Footnotes(labels, found)


def _led_to(document: Document, found: Mapping[Spot, Sequence[SpotMark]]) -> set[str]:
    """Return the notes with a mark that can be written as `[^1]`: one that leads to nothing but such notes.

    Without any, a note would not be shown at all. Cells of HTML tables hold no Markdown.
    """
    led_to: set[str] = set()
    for spot, marks in found.items():
        source: Block = document.by_id[spot.block]
        if isinstance(source, Heading | Paragraph | Caption) and not source.hidden:
            for mark in marks:
                targets = set(mark.targets.values())
                if all(is_gathered(document, document.by_id[target]) for target in targets):
                    led_to |= targets
    return led_to


def without_mark(note: Footnote) -> str:
    """Return the text of a note without the mark that its label stands for; that of several notes in one as it is."""
    found = openings(note.text)
    return note.text[found[0].end :].lstrip() if len(found) == 1 else note.text


def _label(block: Block) -> str:
    found = openings(block.text) if isinstance(block, Footnote) else ()
    key = found[0].keys[0] if found else ""
    return key if _LABEL.fullmatch(key) else "note"

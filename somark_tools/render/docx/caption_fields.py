"""The captions of a document → the fields that count them, and the captions that a text can refer to.

A field shows the number that was printed: where Word would count otherwise, it is told the number.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import Caption, TextBlock
from somark_tools.patterns.caption_labels import counted, label_in, may_mention, mentions_in, without_letter
from somark_tools.patterns.caption_text import is_continued
from somark_tools.render.docx.bookmarks import Bookmarks
from somark_tools.render.docx.fields import field, reference, sequence
from somark_tools.render.docx.notes import Notes, inlines_of
from somark_tools.render.docx.plain_runs import cut, opening_text, stretches, text_of
from somark_tools.render.docx.xml import Element, w
from somark_tools.wording.note_marks import Spot, is_shown


class Labelled(NamedTuple):
    """A caption with a label: its block, the label and the number as printed, the instruction that counts it or "".

    `places` are where in its text begin: the label, its number, what is counted of that, what is not; and its end.
    """

    block: str
    label: str
    number: str
    instruction: str
    places: tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Captions:
    """The captions with a label by block, and by what their label says where only one says it."""

    by_block: Mapping[str, Labelled]
    by_key: Mapping[tuple[str, str], Labelled]


def captions_of(document: Document, notes: Notes) -> Captions:
    """Return the captions that begin with a label. One that goes on from another page is no target of references."""
    found: dict[str, Labelled] = {}
    keys: dict[tuple[str, str], list[str]] = {}
    reached: Counter[str] = Counter()
    for block in document.blocks:
        if not isinstance(block, Caption) or not is_shown(block):
            continue
        text = opening_text(inlines_of(block.text, notes.marks.get(Spot(block.id), ())))
        label = label_in(text)
        if label is None:
            continue
        instruction, value = "", (label.number_end, label.number_end)
        if (number := counted(text, label)) is not None:
            instruction = sequence(label.series, number.value, reached[label.series], roman=number.roman)
            value = (number.start, number.end)
            reached[label.series] = number.value
        printed = text[label.start : label.number_end]
        places = (label.start, label.number_start, *value, label.number_end)
        found[block.id] = Labelled(block.id, printed, printed[label.number_start - label.start :], instruction, places)
        if not is_continued(text):
            keys.setdefault(label.key, []).append(block.id)
    single = {key: found[blocks[0]] for key, blocks in keys.items() if len(blocks) == 1}
    return Captions(MappingProxyType(found), MappingProxyType(single))


def with_label(caption: Labelled, elements: list[Element], bookmarks: Bookmarks) -> list[Element]:
    """Return the runs of a caption with its label and number as bookmarks, and with the field that counts it.

    The first stretch of them begins with the text of `captions_of`, but may go on with what replaces a link or picture.
    """
    (_, head), *_ = stretches(elements)
    before, word, typed, value, letter, rest = cut(head, caption.places)
    if caption.instruction:
        value = field(caption.instruction, value)
    inner = bookmarks.around(bookmarks.label_number(caption.block), [*typed, *value, *letter])
    return [
        *before,
        *bookmarks.around(bookmarks.label(caption.block), [*word, *inner]),
        *rest,
        *elements[len(head) :],
    ]


def with_references(
    elements: list[Element], block: TextBlock, captions: Captions, bookmarks: Bookmarks
) -> list[Element]:
    """Return the runs of a block with a field for each label that it mentions, if one other caption has that label."""
    if not captions.by_key or (len(elements) == 1 and not may_mention(block.text)):
        return elements  # what one run shows, the text of the block has too
    made: list[Element] = []
    for plain, group in stretches(elements):
        made += _referring(group, captions, bookmarks, block.id) if plain else group
    return made


def _referring(runs: list[Element], captions: Captions, bookmarks: Bookmarks, own: str) -> list[Element]:
    text = text_of(runs)
    found: list[tuple[int, int, Labelled, bool]] = []
    for mention in mentions_in(text) if may_mention(text) else ():
        label = mention if mention.key in captions.by_key else without_letter(mention)
        caption = captions.by_key.get(label.key)
        if caption is None or caption.block == own:
            continue
        whole = text[label.start : label.number_end] == caption.label
        found.append((label.start if whole else label.number_start, label.number_end, caption, whole))
    if not found:
        return runs
    parts = cut(runs, [place for start, end, *_ in found for place in (start, end)])
    made = parts[0]
    for number, (start, end, caption, whole) in enumerate(found):
        shown, rest = parts[2 * number + 1 : 2 * number + 3]
        if whole or text[start:end] == caption.number:
            target = bookmarks.label(caption.block) if whole else bookmarks.label_number(caption.block)
            made += field(reference(target), shown)
        else:  # 3–1 for 3-1
            made.append(w("hyperlink", *shown, anchor=bookmarks.label(caption.block), history="1"))
        made += rest
    return made

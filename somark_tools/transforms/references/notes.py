"""A Document → the notes on its pages, by the marks with which they begin."""

from collections.abc import Iterator, Set
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import Footnote, Paragraph, TextBlock
from somark_tools.patterns.marks import Mark, Shape, openings
from somark_tools.transforms.references.places import Places, page_at

_OF_NOTES = (Footnote, Paragraph)
_SHAPES: tuple[Shape, ...] = ("plain", "bracket", "round", "circle")  # how one number may be written


class _Begun(NamedTuple):
    page: int
    key: str
    shape: Shape
    number: int
    block_id: str


class Notes:
    """The notes of a document: footnotes, and paragraphs that begin with a raised mark (affiliations, table notes).

    A block may hold several notes. `starts` has, by block id, where in its text they begin; blocks in `apart` are left
    out.
    """

    def __init__(self, document: Document, apart: Set[str]) -> None:
        self._places = Places()
        self.starts: dict[str, frozenset[int]] = {}
        further: list[_Begun] = []
        for number, block in enumerate(document.blocks):
            if isinstance(block, _OF_NOTES) and not block.hidden:
                found = _openings(block)
                if found and block.id not in apart:
                    self.starts[block.id] = frozenset(mark.start for mark in found)
                    first, *others = (list(_begun(block, number, mark)) for mark in found)
                    for begun in first:
                        self._add(begun)
                    further += [begun for each in others for begun in each]
        # A mark inside of a note may speak of another note: it begins one only where no block does.
        own = [begun for begun in further if (begun.page, begun.key, begun.shape) not in self._places]
        for begun in own:
            self._add(begun)

    def __bool__(self) -> bool:
        return bool(self._places)

    def _add(self, begun: _Begun) -> None:
        self._places.add((begun.page, begun.key, begun.shape), begun.number, begun.block_id)

    def find(self, page: int, key: str, mark: Mark, number: int, *, loosely: bool) -> str | None:
        """Return the id of the note for a mark in block `number`, on the page at that position, or None.

        It begins with the mark as it is written, or, if there is none and `loosely`, with the same number written in
        another way.
        """
        shapes = dict.fromkeys((mark.shape, *_SHAPES)) if loosely and mark.shape != "symbol" else (mark.shape,)
        return next(filter(None, (self._places.nearest((page, key, shape), number) for shape in shapes)), None)


def _openings(block: TextBlock) -> tuple[Mark, ...]:
    if isinstance(block, Footnote):
        return openings(block.text)
    if block.text.lstrip()[:1] not in _RAISED:
        return ()
    found = openings(block.text, plain=False)
    return found if found and _explains(block.text, found[0]) else ()


_RAISED = frozenset("^$⁰¹²³⁴⁵⁶⁷⁸⁹")


def _explains(text: str, mark: Mark) -> bool:
    """Return whether a paragraph that begins with a mark explains it: the mark of a sentence cut in two does not."""
    after = text[mark.end :].lstrip()[:1]
    return after.isalnum() and not (mark.keys[0].isdecimal() and after.islower())


def _begun(block: TextBlock, number: int, mark: Mark) -> Iterator[_Begun]:
    page = page_at(block, mark.start)
    for key in mark.keys:
        yield _Begun(page, key, mark.shape, number, block.id)

"""Blocks and their pieces → bookmarks: names that are unique and valid in Word, and the elements around what they name.

Names with a `_` in front are Word's hidden ones, as it makes them itself for contents and cross-references.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from somark_tools.document import Document
from somark_tools.model import Piece, Table
from somark_tools.render.docx.xml import Element, name, w

MAX_NAME = 40

_PARAGRAPH, _PROPERTIES, _TABLE, _ROW = map(name, ("w:p", "w:pPr", "w:tbl", "w:tr"))


class Bookmarks:
    """The names for what links lead to, and the numbers of the bookmarks made so far."""

    def __init__(self, document: Document) -> None:
        self._numbers = {block.id: number for number, block in enumerate(document.blocks, 1)}
        self._ids = count(1)

    def heading(self, block_id: str) -> str:
        """Return the name for the contents to lead to a heading."""
        return f"_Toc{self._numbers[block_id]:09}"

    def block(self, block_id: str) -> str:
        """Return the name for marks to lead to a note or an entry that stands in the text."""
        return f"_Ref1{self._numbers[block_id]:08}"

    def label(self, block_id: str) -> str:
        """Return the name for the label of a caption: `Table 3`."""
        return f"_Ref2{self._numbers[block_id]:08}"

    def label_number(self, block_id: str) -> str:
        """Return the name for the number in the label of a caption."""
        return f"_Ref3{self._numbers[block_id]:08}"

    def note(self, number: int) -> str:
        """Return the name for the mark that refers to a footnote first."""
        return f"_Ref4{number:08}"

    def around(self, name_: str, elements: Iterable[Element]) -> list[Element]:
        """Return the elements between the start and the end of a bookmark."""
        number = str(next(self._ids))
        return [w("bookmarkStart", id=number, name=name_), *elements, w("bookmarkEnd", id=number)]

    def put(self, name_: str, elements: Sequence[Element], row: int | None = None) -> None:
        """Put a bookmark around the text of the elements of a block; of a table, at the first text of a row."""
        if row is not None:
            elements = _row(elements, row) or elements
        start, end = self.around(name_, ())
        first = next(_paragraphs(elements), None)
        if first is None:
            return
        if all(element.tag == _PARAGRAPH for element in elements):
            elements[-1].append(end)
        else:
            _put_first(first, end)
        _put_first(first, start)


def source_names(document: Document) -> dict[Piece, str]:
    """Return a name for each piece: `p12_b7` for idx 7 on page 12, both as the service counts (pages from 0).

    A minus is an `m`; what comes again gets a number behind it (`p12_b7_2`).
    """
    found: dict[Piece, str] = {}
    taken: set[str] = set()
    again: Counter[str] = Counter()
    for block in document.blocks:
        for piece in block.pieces:
            base = name_ = f"p{piece.page}_b{piece.idx}".replace("-", "m")[: MAX_NAME - 10]
            while name_ in taken:
                again[base] += 1
                name_ = f"{base}_{again[base] + 1}"
            taken.add(name_)
            found[piece] = name_
    return found


def first_rows(table: Table) -> Iterator[tuple[int, Piece]]:
    """Yield the row of the table in which each of its pieces begins, and the piece; row 0 for one without rows."""
    begun: dict[int, int] = {}
    for number, row in enumerate(table.rows):
        for origin in row.origins:
            begun.setdefault(origin.piece, number)
    for at, piece in enumerate(table.pieces):
        yield begun.get(at, 0), piece


def _row(elements: Iterable[Element], number: int) -> list[Element]:
    """Return the row of that number, if there is one; a table that is too long for Word goes on in the next one."""
    for table in elements:
        if table.tag == _TABLE:
            before = next((at for at, child in enumerate(table) if child.tag == _ROW), len(table))
            if number < len(table) - before:
                return [table[before + number]]
            number -= len(table) - before
    return []


def _paragraphs(elements: Iterable[Element]) -> Iterator[Element]:
    return (found for element in elements for found in element.iter(_PARAGRAPH))


def _put_first(paragraph: Element, element: Element) -> None:
    paragraph.insert(1 if len(paragraph) and paragraph[0].tag == _PROPERTIES else 0, element)

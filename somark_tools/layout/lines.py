"""How the text of a document is set in lines: the height of a line, and how full the last line of a paragraph is."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from statistics import median

from somark_tools.document import Document
from somark_tools.layout.areas import Flowing, Layout
from somark_tools.model import Code, Paragraph, Piece, TextBlock
from somark_tools.wording.usage import HAN, WIDE

FEW = 5  # from fewer blocks nothing is estimated
MOST_LINES = 6  # from here on, the estimate of the last line is too rough
_BROAD = re.compile(f"[{HAN}{WIDE}]")
_SET_OTHERWISE = re.compile(r"\$|!\[|\^\{|\n")  # what is not as wide as its characters


class Lines:
    """Estimates from the boxes and texts of a document's paragraphs."""

    def __init__(self, document: Document) -> None:
        self._blocks = document.blocks  # not the document: see Layout
        self._layout = document.derived(Layout)

    @cached_property
    def _texts(self) -> Sequence[tuple[Flowing, str]]:
        return [
            (piece, block.text)
            for piece in self._layout.flow
            if isinstance(block := self._blocks[piece.number], Paragraph) and block.text
        ]

    @cached_property
    def _code(self) -> Sequence[tuple[Flowing, int]]:
        return [
            (piece, max(map(len, block.text.split("\n"))))
            for piece in self._layout.flow
            if isinstance(block := self._blocks[piece.number], Code) and block.text.strip()
        ]

    @cached_property
    def _heights(self) -> Sequence[float]:
        blocks = self._blocks
        return [
            box.y2 - box.y1
            for number, _, box in self._layout.boxed
            if isinstance(block := blocks[number], Paragraph) and block.text
        ]

    @cached_property
    def height(self) -> float:
        """The height of a line's box, in pixels."""
        heights = sorted(self._heights)
        return max(1.0, heights[len(heights) // 10]) if heights else 20.0

    @cached_property
    def pitch(self) -> float:
        """The distance of two lines, in pixels."""
        height = self.height
        double = [step - height for step in self._heights if 1.7 * height < step < 2.9 * height]
        return median(double) if double else 1.3 * self.height

    @cached_property
    def _width(self) -> float | None:
        """The width of a character, in pixels: an ideograph counts as two."""
        widths = []
        lowest = self.height + 2 * self.pitch  # what is no higher has three lines at most
        for piece, text in self._texts:
            lines = self._count(piece) if piece.bbox.y2 - piece.bbox.y1 > lowest else 0
            if lines >= 4 and not _SET_OTHERWISE.search(text):
                widths.append(piece.bbox.width * (lines - 0.5) / _units(text))
        return median(widths) if len(widths) >= FEW else None

    def _count(self, piece: Flowing) -> int:
        return 1 + max(0, round((piece.bbox.height - self.height) / self.pitch))

    def only_line(self, piece: Flowing) -> bool:
        """Return whether a box holds one line of text."""
        return self._count(piece) == 1

    def last_line(self, block: TextBlock, piece: Flowing) -> float | None:
        """Return how full the last line of a block is, as a share of the line; None where that can't be told."""
        lines = self._count(piece)
        if self.only_line(piece):  # the box is as wide as its line
            return piece.bbox.width / max(1.0, self._layout.right_edge(piece.column) - piece.bbox.x1)
        if self._width is None or lines > MOST_LINES or _SET_OTHERWISE.search(block.text) or piece.bbox.width <= 0:
            return None
        return _units(block.text) * self._width / piece.bbox.width - (lines - 1)

    @cached_property
    def _code_width(self) -> float | None:
        """The width of a character in programs, in pixels: nearly every box is as wide as its longest line."""
        widths = [piece.bbox.width / longest for piece, longest in self._code]
        return median(widths) if len(widths) >= FEW else None

    @cached_property
    def _code_pieces(self) -> Mapping[Piece, Flowing]:
        return {piece.piece: piece for piece, _ in self._code}

    def code_room(self, piece: Piece) -> float | None:
        """Return how many characters of a program fit into a line of a piece's column; None if that can't be told."""
        found = self._code_pieces.get(piece)
        if found is None or not self._code_width:
            return None
        return (self._layout.right_edge(found.column) - found.bbox.x1) / self._code_width


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text) + len(_BROAD.findall(text))

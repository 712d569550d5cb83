"""Document → the size of the type that each heading is set in, as the height of one of its lines in pixels.

A box says how high a heading is, not how large its letters are: a heading of two lines is twice as high, ideographs are
higher than Latin letters, and where boxes are cut to the ink a `p` is higher than an `n`. All three are taken out, by
what the document shows: of headings that are numbered alike, and of the one-line paragraphs, the size is the same.
"""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt
from statistics import fmean, median
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.layout.lines import Lines
from somark_tools.model import Heading, Paragraph, Piece, TextBlock
from somark_tools.patterns.numbering import Numbering, bare, number
from somark_tools.wording.usage import HAN, WIDE

MOST_LINES = 6
_WHOLE_LINE = 0.33  # width / (characters × height): of one line at least so much, of two lines less
_ONE_LINE = 1.4  # of the height of a line: a paragraph that is not higher has one
_LOOSE = 1.6  # a box is wider than its letters by so much at most, if it was put around them
_SAME = 0.06  # shapes whose heights differ by less are equally high: more is rounding
_FEWER_WEIGH_LESS = 5  # the paragraphs count as so many headings at most
_SAMPLE = 500  # paragraphs of one line that are measured, from all over the document
_ENOUGH = 20  # from so many lines something is learnt
_ROUNDING = 1 / 6  # the variance of the difference of two rounded edges, in pixels
_PITCHES = tuple(1 + n / 20 for n in range(11))
_BROAD = re.compile(f"[{HAN}{WIDE}]")
_DEEP = re.compile(r"[gjpqyQ(){}\[\],;|/$@_]")
_WIDE_LETTERS = re.compile(r"[A-Z&@%]")
_SLIM_LETTERS = re.compile(r"[ iljtfrI.,:;'()\[\]!|/-]")


class _Box(NamedTuple):
    """What is measured: height and width of the box, the width of the text in letters, its line breaks, its shape."""

    height: float
    width: float
    letters: float
    breaks: int
    shape: str


class Sizes:
    """The size of each heading: `numbers` tells how they are numbered, by id, and `tolerance` by which ratio two sizes
    that are the same may differ."""

    def __init__(self, document: Document) -> None:
        headings = [block for block in document.blocks if isinstance(block, Heading)]
        numbers = zip(headings, number([heading.text for heading in headings]), strict=True)
        self.numbers: Mapping[str, Numbering] = {heading.id: found for heading, found in numbers if found is not None}
        self._boxes = {block.id: box for block in headings if (box := _box(block, block.pieces[0]))}
        lines = document.derived(Lines)
        highest = _ONE_LINE * lines.height
        single = [
            block
            for block in document.blocks
            if isinstance(block, Paragraph) and len(block.pieces) == 1 and not block.hidden
            if (at := block.pieces[0].bbox) and at.y2 - at.y1 <= highest
        ]
        sample = single[:: 1 + len(single) // _SAMPLE]
        body = [box for block in sample if (box := _box(block, block.pieces[0])) and not box.breaks]
        groups: defaultdict[tuple[str, int], list[_Box]] = defaultdict(list)
        for block_id, found in self.numbers.items():
            if block_id in self._boxes:
                groups[found.family, found.depth].append(self._boxes[block_id])
        self._letter = _letter_widths([*self._boxes.values(), *body])
        self._pitch = 1.0
        self._pitch = self._learnt_pitch(groups.values(), min(1.5, max(1.0, lines.pitch / lines.height)))
        self._shapes = self._learnt_shapes([*groups.values()], body)
        heights = sorted(box.height / self._shapes[box.shape] for box in body)
        self.tolerance = _spread(heights)

    def of(self, block_id: str) -> float | None:
        """Return the size of a heading, at least a pixel, or None where it has no box."""
        box = self._boxes.get(block_id)
        return None if box is None else max(1.0, self._line(box) / self._shapes[box.shape])

    def lines(self, block_id: str) -> int:
        """Return how many lines a heading seems to be set in."""
        box = self._boxes.get(block_id)
        return 1 if box is None else self._count(box)

    def fills_box(self, block_id: str) -> bool:
        """Return whether the text of a heading is about as wide as its box: the box was put around its letters."""
        box = self._boxes.get(block_id)
        return box is not None and box.width <= _LOOSE * box.letters * self._letter[box.shape] * self._line(box)

    def _line(self, box: _Box) -> float:
        return box.height / (1 + (self._count(box) - 1) * self._pitch)

    def _count(self, box: _Box) -> int:
        """Return the fewest lines in which the text fits into its box."""
        letter = self._letter[box.shape]
        for lines in range(box.breaks + 1, MOST_LINES):
            height = box.height / (1 + (lines - 1) * self._pitch)
            if box.letters * letter * height <= (1.05 * lines + 0.45) * box.width:
                return lines
        return max(MOST_LINES, box.breaks + 1)

    def _learnt_pitch(self, groups: Iterable[Sequence[_Box]], body: float) -> float:
        """Return the distance of two lines as a share of the height of one, from headings of one and two lines."""
        found = []
        for group in groups:
            heights: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
            for box in group:
                heights[box.shape, self._count(box)].append(box.height)
            for shape in {shape for shape, _ in heights}:
                single, double = heights.get((shape, 1)), heights.get((shape, 2))
                if single and double:
                    found.append(median(double) / median(single) - 1)
        return min(1.8, max(1.0, median(found))) if found else self._fitting_pitch(body)

    def _fitting_pitch(self, body: float) -> float:
        """Return the distance at which the headings of two lines are of the sizes that those of one line have."""
        lines = [(self._count(box), box.height) for box in self._boxes.values()]
        sizes = sorted({log(height) for count, height in lines if count == 1})
        double = [log(height) for count, height in lines if count == 2][:_ENOUGH]
        if not sizes or len(double) < 2:
            return body
        return min(_PITCHES, key=lambda pitch: sum(_distance(sizes, height - log(1 + pitch)) for height in double))

    def _learnt_shapes(self, groups: Sequence[Sequence[_Box]], body: Sequence[_Box]) -> Mapping[str, float]:
        """Return how high each shape of text is, as a share of the height of Latin letters with descenders."""
        ratios: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
        for group, most in [*((group, len(group)) for group in groups), (body, _FEWER_WEIGH_LESS)]:
            heights: defaultdict[str, list[float]] = defaultdict(list)
            for box in group:
                heights[box.shape].append(self._line(box))
            means = {shape: fmean(_middle(values)) for shape, values in heights.items()}
            if "deep" in means and means["deep"] > 0:
                for shape in means.keys() - {"deep"}:
                    weight = min(len(heights[shape]), len(heights["deep"]), most)
                    ratios[shape].append((means[shape] / means["deep"], weight))
        learnt = {shape: sum(r * w for r, w in of) / sum(w for _, w in of) for shape, of in ratios.items()}
        return {
            shape: share if abs((share := min(1.6, max(0.6, learnt.get(shape, 1.0)))) - 1) > _SAME else 1.0
            for shape in ("deep", "flat", "han")
        }


def _box(block: TextBlock, piece: Piece) -> _Box | None:
    text = bare(block.text[piece.start : piece.end])
    box = piece.bbox
    if box is None or box.height < 1 or box.width < 1 or not text:
        return None
    broad = 0 if text.isascii() else len(_BROAD.findall(text))
    shape = "han" if broad else "deep" if _DEEP.search(text) else "flat"
    return _Box(box.height, box.width, _letters(text, broad), text.count("\n"), shape)


def _letters(text: str, broad: int) -> float:
    """Return the width of a text in average letters: an ideograph (`broad` are these) is two wide."""
    wide, slim = len(_WIDE_LETTERS.findall(text)), len(_SLIM_LETTERS.findall(text))
    return max(1.0, len(text) + broad + 0.3 * wide - 0.4 * slim)


def _letter_widths(boxes: Iterable[_Box]) -> Mapping[str, float]:
    """Return the width of a letter as a share of the height of its line, by shape."""
    found: dict[str, list[float]] = {"deep": [], "flat": [], "han": []}
    for box in boxes:
        share = box.width / (box.letters * box.height)
        if share >= _WHOLE_LINE:
            found[box.shape].append(share)
    return {shape: min(1.0, median(shares)) if shares else 0.5 for shape, shares in found.items()}


def _distance(ordered: Sequence[float], value: float) -> float:
    """Return how far a value is from the nearest of the ordered ones."""
    at = bisect(ordered, value)
    return min(abs(value - other) for other in ordered[max(0, at - 1) : at + 1])


def _middle(values: Sequence[float]) -> Sequence[float]:
    """Return the middle half of the values, and at least one."""
    ordered, quarter = sorted(values), len(values) // 4
    return ordered[quarter : len(ordered) - quarter]


def _spread(heights: Sequence[float]) -> float:
    """Return by which ratio heights of lines differ that should be equal, beyond the rounding of their edges."""
    if len(heights) < _ENOUGH:
        return 0.04
    middle = median(heights)
    noise = fmean((height - middle) ** 2 for height in heights if abs(height - middle) < 0.12 * middle) - _ROUNDING
    return min(0.1, max(0.04, 2 * sqrt(max(0.0, noise)) / middle))

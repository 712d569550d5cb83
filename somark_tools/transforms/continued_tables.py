"""Decide which tables go on over a break that the service did not speak of: CONTINUES edges with evidence.

Careful on purpose: tables of one shape that follow each other are often different tables. Two are one only where
nothing but furniture, notes and a "continued" caption lies between, columns and width agree, and the later one repeats
the header, or has none although the earlier one does, or begins with the rest of a row.
"""

from collections.abc import Iterator, Sequence

from somark_tools.document import Document
from somark_tools.layout.areas import Flowing, Layout
from somark_tools.model import AnyBlock, Caption, Edge, Evidence, Relation, Row, Table
from somark_tools.patterns.caption_text import is_continued, same_caption
from somark_tools.tables.header import is_lone_header, marked_header, repeated_header
from somark_tools.tables.seam import GOES_ON, seam
from somark_tools.transforms.inference import ALL_BREAKS, MIN_CONFIDENCE, Break, Infer, is_open, open_breaks

MOST_BETWEEN = 8  # captions and notes on each side of a break
WIDTHS_AGREE = 0.15  # of the wider one


def continued_tables(document: Document, *, infer: Infer = "auto", min_confidence: float = MIN_CONFIDENCE) -> Document:
    """Return the document with CONTINUES edges between tables that go on over a break, where none was stated.

    `infer` and `min_confidence` as in `continuations`.
    """
    breaks = open_breaks(document, infer)
    if not breaks:
        return document
    known = {
        end for edge in document.edges if edge.relation is Relation.CONTINUES for end in (edge.source, edge.target)
    }
    edges = [
        Edge(later.id, Relation.CONTINUES, earlier.id, evidence)
        for earlier, later, evidence in weighed_tables(document, breaks, min_confidence)
        if evidence.confidence > min_confidence and not {earlier.id, later.id} & known
    ]
    return document.with_edges((*document.edges, *edges)) if edges else document


def weighed_tables(
    document: Document, breaks: frozenset[Break] = ALL_BREAKS, min_confidence: float = MIN_CONFIDENCE
) -> Iterator[tuple[Table, Table, Evidence]]:
    """Yield the tables before and after each break of these kinds, with what speaks for and against their being one."""
    layout = document.derived(Layout)
    if breaks == {"column"} and layout.gutter is None:
        return
    heads: dict[str, Table] = {}  # the first table of the chain that a table belongs to
    for left, right, between in _breaks(layout, document):
        earlier, later = document.blocks[left.number], document.blocks[right.number]
        whole = left.piece == earlier.pieces[-1] and right.piece == later.pieces[0]
        whole = whole and is_open(document, left.piece.place, right.piece.place, breaks)
        if whole and isinstance(earlier, Table) and isinstance(later, Table):
            head = heads.get(earlier.id, earlier)
            evidence = _evidence(document, layout, head, (left, earlier), (right, later), between)
            if evidence.confidence > min_confidence:
                heads[later.id] = head
            yield earlier, later, evidence


def _breaks(layout: Layout, document: Document) -> Iterator[tuple[Flowing, Flowing, list[AnyBlock]]]:
    """Yield what stands before and after each break, and the captions and notes that were left out."""
    flow = layout.flow
    for number in layout.breaks:
        first, last = number - 1, number
        while first > max(0, number - MOST_BETWEEN) and _is_part_of_a_float(document, flow[first]):
            first -= 1
        while last < min(len(flow) - 1, number + MOST_BETWEEN) and _is_part_of_a_float(document, flow[last]):
            last += 1
        yield flow[first], flow[last], [document.blocks[flow[at].number] for at in range(first + 1, last)]


def _is_part_of_a_float(document: Document, piece: Flowing) -> bool:
    block = document.blocks[piece.number]
    return isinstance(block, Caption) or bool(document.outgoing(block.id, Relation.NOTE_OF))


def _evidence(
    document: Document,
    layout: Layout,
    head: Table,
    above: tuple[Flowing, Table],
    below: tuple[Flowing, Table],
    between: Sequence[AnyBlock],
) -> Evidence:
    (left, earlier), (right, later) = above, below
    vetoes = [*_shape(left, earlier, right, later), *_captions(document, head, between)]
    if vetoes:
        return Evidence("inferred", vetoes=tuple(vetoes), confidence=0.05)
    repeated = repeated_header(head.rows, later.rows, None) or _same_first_row(head, later)
    header = marked_header(head.rows)
    if repeated:
        return Evidence("inferred", ("the header is repeated",), confidence=0.95)
    if header and all(row.header for row in earlier.rows):
        return Evidence("inferred", ("the header goes on",), confidence=0.7)
    if header and marked_header(later.rows):
        return Evidence("inferred", vetoes=("the later one has a header of its own",), confidence=0.1)
    if header:
        return Evidence("inferred", ("the earlier one has a header, the later one none",), confidence=0.9)
    rest = [rule for rule in seam(earlier.rows, later.rows, None).evidence.rules if rule in GOES_ON]
    if rest or _begins_open(earlier.rows, later.rows):
        rules = ("the later one begins with the rest of a row", *rest)
        return Evidence("inferred", rules, confidence=0.8)
    if is_lone_header(earlier.rows, later.rows):
        return Evidence("inferred", ("the earlier one is a header alone",), confidence=0.6)
    return Evidence("inferred", vetoes=("nothing but the shape speaks for it",), confidence=0.3)


def _shape(left: Flowing, earlier: Table, right: Flowing, later: Table) -> Iterator[str]:
    if not earlier.rows or not later.rows:
        yield "one of them has no rows"
    if earlier.columns != later.columns:
        yield "the numbers of columns differ"
    wider = max(left.bbox.width, right.bbox.width)
    if abs(left.bbox.width - right.bbox.width) > WIDTHS_AGREE * wider:
        yield "the widths differ"


def _captions(document: Document, head: Table, between: Sequence[AnyBlock]) -> Iterator[str]:
    """Yield a veto for a caption between the two that neither says "continued" nor repeats the first one."""
    known = [block.text for block in document.captions(head.id) if isinstance(block, Caption) and block not in between]
    texts = (block.text for block in between if isinstance(block, Caption))
    if any(not is_continued(text) and not any(same_caption(text, other) for other in known) for text in texts):
        yield "a caption stands between"


def _same_first_row(head: Table, later: Table) -> bool:
    """Return whether both begin with the same row of more than one filled cell: tables share no first data."""
    here, there = ([(c.column, c.colspan, c.text) for c in table.rows[0].cells] for table in (head, later))
    return here == there and sum(bool(text) for _, _, text in here) > (head.columns > 1)


def _begins_open(above: Sequence[Row], below: Sequence[Row]) -> bool:
    """Return whether the first row below has empty cells beside filled ones, and not as a column ends being filled."""
    empty = {cell.column for cell in below[0].cells if not cell.text}
    if not empty or len(empty) == len(below[0].cells):
        return False
    if len(below) == 1 or any(not cell.text and cell.rowspan > 1 for cell in below[0].cells):
        return True
    return not (empty & _filled(above)) - _filled(below)


def _filled(rows: Sequence[Row]) -> set[int]:
    return {cell.column for row in rows for cell in row.cells if cell.text}

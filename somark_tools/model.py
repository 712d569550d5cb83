"""The values that a Document is made of: pages, pieces, the kinds of block, edges, joins and issues. All are frozen.

Values that a document has many of (boxes, pieces, cells, rows) are named tuples: they are made three times as fast
as dataclasses.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

from somark_tools.geometry import BBox


class Place(NamedTuple):
    """Where a block stands in the input: `pages[page].blocks[block]`, both positions, always unique."""

    page: int
    block: int

    @property
    def path(self) -> str:
        """The end of its JSON path: `.pages[3].blocks[7]`."""
        return f".pages[{self.page}].blocks[{self.block}]"


class Piece(NamedTuple):
    """Which part of a block came from where.

    `page` and `idx` are the service's names (`idx` the position where none was sent), `bbox` is in that page's pixels.
    For blocks of text, `text[start:end]` equals `content[offset:offset + end - start]` of the block sent; for a Table,
    `start` and `end` count rows and `offset` is 0.
    """

    page: int
    idx: int
    place: Place
    bbox: BBox | None
    start: int
    end: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an edge, or the kind of a block, stands.

    Who says so (service, toolkit, person), what speaks for and against, confidence (0 to 1).
    """

    origin: Literal["stated", "inferred", "decided"]
    rules: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What all kinds have: a unique `id` (`"PAGE:IDX"` of its first piece), the canonical label, pieces in order.

    `hidden` is true where the service says that the block is not shown.
    """

    id: str
    label: str
    pieces: tuple[Piece, ...]
    hidden: bool = False

    @property
    def page(self) -> int:
        """The number of the page on which the block begins."""
        return self.pieces[0].page

    @property
    def pages(self) -> tuple[int, ...]:
        """The numbers of its pages, in order, each once."""
        return tuple(dict.fromkeys(piece.page for piece in self.pieces))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock(Block):
    """A block whose content is text: its pieces, with the glue between them that its joins record."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(TextBlock):
    """A heading: `stated` is the level sent, `level` (from 1) what it has, `depth` its gapless place in the tree."""

    kind: Literal["heading"] = field(default="heading", init=False)
    stated: int | None = None
    level: int = 1
    depth: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(TextBlock):
    """Running text, a list item, exam options, a blank to fill in; also whatever has an unknown label."""

    kind: Literal["paragraph"] = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(TextBlock):
    """Program text, without fences."""

    kind: Literal["code"] = field(default="code", init=False)
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption(TextBlock):
    """The caption of a figure or table; a CAPTION_OF edge names its owner."""

    kind: Literal["caption"] = field(default="caption", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote(TextBlock):
    """A note at the foot of a page."""

    kind: Literal["footnote"] = field(default="footnote", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture(TextBlock):
    """Running head, running foot, page number or margin text: on the page, not in the flow. `image` as in Figure.

    `evidence` says why, where the label does not.
    """

    kind: Literal["furniture"] = field(default="furniture", init=False)
    image: str = ""
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents(TextBlock):
    """An entry of a table of contents."""

    kind: Literal["contents"] = field(default="contents", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(TextBlock):
    """An area without text of its own; what it encloses stands in other blocks."""

    kind: Literal["region"] = field(default="region", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula(TextBlock):
    """A display formula; `text` is bare, without delimiters, in `notation` (`latex` unless sent otherwise)."""

    kind: Literal["formula"] = field(default="formula", init=False)
    notation: str = "latex"
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(TextBlock):
    """A picture: `image` is an address (http(s), data URI, relative path, or ""), `text` its description."""

    kind: Literal["figure"] = field(default="figure", init=False)
    image: str = ""


class Cell(NamedTuple):
    """A table cell: its first column (from 0), its text (inline syntax as in paragraphs), and its spans."""

    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    header: bool = False


class Origin(NamedTuple):
    """Where a row came from: the table's piece (an index), and the row's number (from 0) in the block of that piece."""

    piece: int
    number: int


class Row(NamedTuple):
    """The cells that begin in a row, by column; a row that a break cut in two has two origins."""

    cells: tuple[Cell, ...]
    origins: tuple[Origin, ...]
    header: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Block):
    """A table of `columns` columns; no cell overlaps another or leaves the table. `image` as in Figure."""

    kind: Literal["table"] = field(default="table", init=False)
    rows: tuple[Row, ...]
    columns: int
    image: str = ""


KINDS: tuple[type[Block], ...] = (
    Heading, Paragraph, Table, Figure, Formula, Code, Caption, Footnote, Furniture, Contents, Region,
)  # fmt: skip
AnyBlock = Heading | Paragraph | Table | Figure | Formula | Code | Caption | Footnote | Furniture | Contents | Region


class Relation(StrEnum):
    """What an edge says about its source and target."""

    CONTINUES = "continues"  # the source goes on where the target stops; the source is the later one
    BESIDE = "beside"  # the source is the right half of a wide table, the target its left half
    CAPTION_OF = "caption_of"
    NOTE_OF = "note_of"  # from a note or a source to the table or figure that it stands under
    CHILD_OF = "child_of"  # from a heading to the heading of the section that holds it
    PART_OF = "part_of"  # from a block to the region in whose box it lies
    REFERS_TO = "refers_to"  # the source mentions the target: a note, an entry of a bibliography, a heading


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two blocks, by id."""

    source: str
    relation: Relation
    target: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Dropped:
    """What a join left out: characters `start` to `end` of the content sent (of a table: rows), and the reason."""

    place: Place
    start: int
    end: int
    reason: str


class Range(NamedTuple):
    """The columns that a column of a part takes in the whole table: the first one, and how many."""

    start: int
    width: int


class CellJoin(NamedTuple):
    """Two cells of a table that became one over a break: where in the merged table, how they were, and the glue.

    `dropped` is how many characters at the end of the earlier text (a hyphen) went.
    """

    row: int
    column: int
    earlier: Cell
    later: Cell
    glue: str = ""
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Join:
    """The record of one stitch: the block at `later` was joined to the one at `earlier`.

    `glue` stands between their texts; `cells` are the cells of a table that became one, and `seam` tells what spoke for
    and against the last row above the break and the first row below being one row. Where the columns of two tables
    differ, `above` and `below` hold, for each column of the table so far and of the later one, which columns of the
    joined table it takes; both are empty where every column keeps its place.
    """

    earlier: Place
    later: Place
    evidence: Evidence
    glue: str = ""
    dropped: tuple[Dropped, ...] = ()
    cells: tuple[CellJoin, ...] = ()
    seam: Evidence | None = None
    above: tuple[Range, ...] = ()
    below: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Section:
    """A node of the outline: a heading, its text as a reader sees it, on one line, and the sections below it."""

    heading: Heading
    text: str
    children: "tuple[Section, ...]" = ()

    @property
    def pages(self) -> tuple[int, ...]:
        """The numbers of the pages on which the heading stands."""
        return self.heading.pages

    @property
    def bbox(self) -> BBox | None:
        """The box of the heading on the first of them, in pixels of that page."""
        return self.heading.pieces[0].bbox

    def __repr__(self) -> str:
        """Return one line, however much stands below the heading."""
        below = f", {len(self.children)} below" if self.children else ""
        return f"<Section {self.text!r}: {self.heading.id}, level {self.heading.level}{below}>"


@dataclass(frozen=True, slots=True)
class Issue:
    """What did not stop the work: a stable rule id, a sentence, and the JSON path it speaks of."""

    rule: str
    message: str
    place: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `number` is the service's `page_num` (0-based); sizes in pixels, None where none was sent."""

    number: int
    width: float | None = None
    height: float | None = None

"""Every result shape → Document, with the edges that the service states and an issue for each repair.

(The module is not called `read`: a function and a module of one name would shadow each other in the package.)
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple, cast

from pydantic import ValidationError
from pydantic_core import to_json

from somark_tools.collector import collector_paused
from somark_tools.document import Document, is_document
from somark_tools.errors import FormatError
from somark_tools.geometry import BBox
from somark_tools.labels import LABELS, Label, kind_sent, label_named
from somark_tools.model import (
    AnyBlock,
    Block,
    Caption,
    Code,
    Contents,
    Figure,
    Footnote,
    Formula,
    Furniture,
    Heading,
    Issue,
    Page,
    Paragraph,
    Piece,
    Place,
    Region,
    Table,
)
from somark_tools.patterns.wrapping import without_delimiters, without_fences
from somark_tools.reading.envelope import unwrap
from somark_tools.reading.record import KIND_NAMED, as_recorded, recorded_edges
from somark_tools.reading.sources import decode
from somark_tools.reading.stated import stated_edges
from somark_tools.tables import read_table
from somark_tools.wire import Record, Result, WireBlock, WirePage

_MAX_PIXELS = 1e9  # beyond it, and for NaN, a coordinate is none
_LEAST = -_MAX_PIXELS
_new = tuple.__new__  # of a named tuple: half the time of calling its class, and each block has four
_UNKNOWN = LABELS[0]  # an unknown label is handled as text
_FORMATS = frozenset(("text", "html", "markdown", "latex", "image", "mathml", "ascii", "smiles"))
_NOTATIONS = frozenset(("mathml", "ascii", "smiles"))
_LANGUAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9+#._-]{0,30}")


def read(source: object) -> Document:
    """Return the Document of a result, or the one that `Document.to_json` wrote.

    `source` is a path (JSON, `.gz` or a ZIP package), bytes, a str (a path, or JSON text when it begins with `{`), a
    dict, a `Result` or `TaskReply`, or the official SDK's `ParseResponse` or finished `Task`; the result in it may have
    any envelope. A Document is returned as it is.

    Blocks come in the order sent, each with one piece. What `render_json` merged is read as merged: its record tells
    what the wire fields don't. Raises SourceError, FormatError, NotReadyError, ServiceError.
    """
    if isinstance(source, Document):
        return source
    with collector_paused():
        decoded = decode(source)
        if is_document(decoded.value):
            return Document.from_json(to_json(decoded.value))
        envelope = unwrap(decoded.value)
        result = _validated(envelope.body, envelope.place)
        return _Reading(result, envelope.place).document(envelope.file_name or decoded.name)


def _validated(body: Mapping[str, object], place: str) -> Result:
    try:
        return Result.model_validate(dict(body))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"])
        path = re.sub(r"\.(int|float)$", "", path)
        raise FormatError(f"{first['msg']}, found {first['input']!r:.60}", place=place + path) from error
    except RecursionError as error:
        raise FormatError("nested too deeply", place=place) from error


class _Base(NamedTuple):
    """What each builder needs to know of a block beside its wire form; the piece holds all of the content."""

    id: str
    label: str
    piece: Piece
    hidden: bool
    content: str

    def part(self, end: int, offset: int = 0) -> tuple[Piece]:
        """Return the pieces of a block that shows the content in part."""
        return (self.piece._replace(end=end, offset=offset),)


class _Reading:
    """The state of reading one result: what was seen so far."""

    def __init__(self, result: Result, place: str) -> None:
        self.result = result
        self.root = place
        self.issues: list[Issue] = []
        self.copies: dict[str, int] = {}
        self.recorded = (result.record and result.record.blocks) or {}

    def document(self, name: str) -> Document:
        pages = tuple(self._page(position, page) for position, page in enumerate(self.result.pages))
        blocks: list[AnyBlock] = []
        for position, (page, sent) in enumerate(zip(pages, self.result.pages, strict=True)):
            for number, wire in enumerate(sent.blocks or ()):
                blocks.append(self._block(page.number, _new(Place, (position, number)), wire))
        edges, issues = stated_edges(self.result, pages, blocks, self.root)
        plain = Document(self.result, pages, tuple(blocks), edges, (), (*self.issues, *issues), name, self.root)
        return plain if self.result.record is None else _with_record(plain, self.result.record)

    def _issue(self, rule: str, message: str, path: str) -> None:
        self.issues.append(Issue(rule, message, self.root + path))

    def _page(self, position: int, sent: WirePage) -> Page:
        path = f".pages[{position}]"
        number = sent.page_num
        if number is None:
            number = position
            self._issue("page-number-missing", f"a page without number; its position, {position}, is taken", path)
        for unattached in sent.unattached_formula_numbering or ():
            message = f"the formula number {unattached.content!r:.60} belongs to no formula and is not shown"
            self._issue("formula-number-unattached", message, f"{path}.unattached_formula_numbering")
        size = sent.page_size
        width, height = (size.w or 0, size.h or 0) if size else (0, 0)
        if not (1 <= width <= _MAX_PIXELS and 1 <= height <= _MAX_PIXELS):
            self._issue("page-size-missing", "a page without size", f"{path}.page_size")
            return Page(number)
        return Page(number, width, height)

    def _block(self, page: int, place: Place, wire: WireBlock) -> AnyBlock:
        idx = wire.idx
        if idx is None:
            idx = place.block
            self._issue("idx-missing", f"a block without idx; its position, {idx}, is taken", place.path)
        name = f"{page}:{idx}"
        copies = self.copies[name] = self.copies.get(name, 0) + 1
        if copies > 1:
            self._issue("idx-repeated", f"another block is called {name} already", f"{place.path}.idx")
        block_id = f"{name}#{copies}" if copies > 1 else name
        label = label_named(wire.type or "") or self._unknown(wire, place)
        if wire.format is not None and wire.format not in _FORMATS:
            self._issue("format-unknown", f"format {wire.format!r:.40} is read as text", f"{place.path}.format")
        content = wire.content or ""
        piece = _new(Piece, (page, idx, place, self._bbox(wire, place), 0, len(content), 0))
        base = _new(_Base, (block_id, label.name, piece, wire.display is False, content))
        known = self.recorded.get(block_id) if self.recorded else None
        kind = (known and KIND_NAMED.get(known.kind or "")) or kind_sent(label, content)
        block = self._table(wire, base) if kind is Table else _BUILDERS[kind](wire, base)
        return as_recorded(block, known) if known else block

    def _unknown(self, wire: WireBlock, place: Place) -> Label:
        self._issue("label-unknown", f"type {wire.type!r:.60} is read as text", f"{place.path}.type")
        return _UNKNOWN

    def _bbox(self, wire: WireBlock, place: Place) -> BBox | None:
        sent = wire.bbox
        if sent is not None and len(sent) == 4 and None not in sent:
            x1, y1, x2, y2 = cast(list[float], sent)
            if _LEAST <= x1 <= x2 <= _MAX_PIXELS and _LEAST <= y1 <= y2 <= _MAX_PIXELS:
                return _new(BBox, (x1, y1, x2, y2))
            if all(_LEAST <= number <= _MAX_PIXELS for number in (x1, y1, x2, y2)):
                self._issue("bbox-reversed", f"the corners of {sent} are put in order", f"{place.path}.bbox")
                return BBox(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        message = f"{sent!r:.60} is no box" if sent else "a block without box"
        self._issue("bbox-missing", message, f"{place.path}.bbox")
        return None

    def _table(self, wire: WireBlock, base: _Base) -> Table:
        grid = read_table(base.content)
        for repair in grid.repairs:
            self._issue("table-repaired", repair, f"{base.piece.place.path}.content")
        return Table(
            id=base.id,
            label=base.label,
            pieces=base.part(len(grid.rows)),
            hidden=base.hidden,
            rows=grid.rows,
            columns=grid.columns,
            image=wire.img_url or "",
        )


def _with_record(plain: Document, record: Record) -> Document:
    edges, issues = recorded_edges(record, plain.blocks, plain.root)
    known = {(edge.source, edge.relation, edge.target) for edge in edges}
    title = record.title if isinstance(plain.by_id.get(record.title or ""), Heading) else None
    return replace(
        plain,
        edges=(*edges, *(edge for edge in plain.edges if (edge.source, edge.relation, edge.target) not in known)),
        issues=(*plain.issues, *issues),
        merged=True,
        title_id=title,
    )


def _heading(wire: WireBlock, base: _Base) -> Heading:
    stated = wire.title_level if wire.title_level is not None and wire.title_level > 0 else None
    return Heading(
        id=base.id,
        label=base.label,
        pieces=(base.piece,),
        hidden=base.hidden,
        text=base.content,
        stated=stated,
        level=stated or 1,
    )


def _code(wire: WireBlock, base: _Base) -> Code:
    text, offset, language = without_fences(base.content)
    language = wire.code_language or language
    return Code(
        id=base.id,
        label=base.label,
        pieces=base.part(len(text), offset),
        hidden=base.hidden,
        text=text,
        language=language if _LANGUAGE.fullmatch(language) else "",
    )


def _formula(wire: WireBlock, base: _Base) -> Formula:
    text, offset = without_delimiters(base.content)
    return Formula(
        id=base.id,
        label=base.label,
        pieces=base.part(len(text), offset),
        hidden=base.hidden,
        text=text,
        notation=wire.format if wire.format in _NOTATIONS else "latex",
        image=wire.img_url or "",
    )


def _figure(wire: WireBlock, base: _Base) -> Figure:
    return Figure(
        id=base.id,
        label=base.label,
        pieces=(base.piece,),
        hidden=base.hidden,
        text=base.content,
        image=wire.img_url or "",
    )


def _furniture(wire: WireBlock, base: _Base) -> Furniture:
    return Furniture(
        id=base.id,
        label=base.label,
        pieces=(base.piece,),
        hidden=base.hidden,
        text=base.content,
        image=wire.img_url or "",
    )


def _text(kind: type[Paragraph | Caption | Footnote | Contents | Region]) -> Callable[[WireBlock, _Base], AnyBlock]:
    def build(wire: WireBlock, base: _Base) -> AnyBlock:
        block_id, label, piece, hidden, content = base
        return kind(id=block_id, label=label, pieces=(piece,), hidden=hidden, text=content)

    return build


_BUILDERS: Mapping[type[Block], Callable[[WireBlock, _Base], AnyBlock]] = MappingProxyType(
    {
        Heading: _heading,
        Paragraph: _text(Paragraph),
        Caption: _text(Caption),
        Footnote: _text(Footnote),
        Contents: _text(Contents),
        Region: _text(Region),
        Code: _code,
        Formula: _formula,
        Figure: _figure,
        Furniture: _furniture,
    }
)

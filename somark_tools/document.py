"""The Document: pages, blocks in reading order, edges between them, and look-ups.

Document ── source: Result        everything that was sent, untouched
         ── pages:  Page, ...     number and size
         ── blocks: Block, ...    what a reader sees; after stitching one block may have pieces on many pages
         ── edges:  Edge, ...     how blocks relate, and why
         ── joins:  Join, ...     what stitching did, so that it can be explained and undone
         ── issues: Issue, ...    what did not stop the work
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, cast

from pydantic import Field, TypeAdapter, ValidationError

from somark_tools.errors import FormatError
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.model import AnyBlock, Edge, Heading, Issue, Join, Page, Piece, Relation, Section
from somark_tools.soundness import Values, faults
from somark_tools.summary import summary_html
from somark_tools.wire import Result, WireBlock

T = TypeVar("T")

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OWN_FIELDS = frozenset(("source", "blocks", "edges", "joins"))  # a result has none of them


@dataclass(frozen=True, repr=False)
class Document:
    """A parsed document as a graph of blocks. Look-ups are O(1) after the first; nothing in it changes."""

    source: Result
    pages: tuple[Page, ...]
    blocks: tuple[Annotated[AnyBlock, Field(discriminator="kind")], ...]
    edges: tuple[Edge, ...] = ()
    joins: tuple[Join, ...] = ()
    issues: tuple[Issue, ...] = ()
    name: str = ""
    root: str = "$"  # the JSON path of the result in what was read: issues begin with it
    merged: bool = False  # what to join was decided and done; nothing about it is inferred again
    title_id: str | None = None  # the heading that is the title of the document, once the heading tree is made

    @cached_property
    def by_id(self) -> Mapping[str, AnyBlock]:
        """Blocks by id, in reading order."""
        return MappingProxyType({block.id: block for block in self.blocks})

    @cached_property
    def _by_address(self) -> Mapping[tuple[int, int], AnyBlock]:
        return {(piece.page, piece.idx): block for block in reversed(self.blocks) for piece in block.pieces}

    @cached_property
    def _by_page(self) -> Mapping[int, tuple[AnyBlock, ...]]:
        pages: defaultdict[int, list[AnyBlock]] = defaultdict(list)
        for block in self.blocks:
            for number in block.pages:
                pages[number].append(block)
        return {number: tuple(blocks) for number, blocks in pages.items()}

    @cached_property
    def _outgoing(self) -> Mapping[tuple[str, Relation], tuple[Edge, ...]]:
        return _grouped((edge.source, edge) for edge in self.edges)

    @cached_property
    def _incoming(self) -> Mapping[tuple[str, Relation], tuple[Edge, ...]]:
        return _grouped((edge.target, edge) for edge in self.edges)

    @cached_property
    def _section_of(self) -> Mapping[str, Heading | None]:
        sections: dict[str, Heading | None] = {}
        current: Heading | None = None
        for block in self.blocks:
            if isinstance(block, Heading):
                parents = self.outgoing(block.id, Relation.CHILD_OF)
                parent = self.by_id[parents[0].target] if parents else None
                sections[block.id] = parent if isinstance(parent, Heading) else None
                current = block
            else:
                sections[block.id] = current
        return sections

    @cached_property
    def _derived(self) -> dict[Callable[["Document"], object], object]:
        return {}

    def derived(self, make: Callable[["Document"], T]) -> T:
        """Return what `make` makes of this document's pages, blocks and joins; it is made once, and kept with them.

        `make` must not look at the edges: see `with_edges`.
        """
        if make not in self._derived:
            self._derived[make] = make(self)
        return cast(T, self._derived[make])

    @cached_property
    def _remembered(self) -> dict[Callable[["Document"], object], object]:
        return {}

    def remembered(self, make: Callable[["Document"], T]) -> T:
        """Return what `make` makes of this document as it is, edges too; it is made once."""
        if make not in self._remembered:
            self._remembered[make] = make(self)
        return cast(T, self._remembered[make])

    def with_edges(self, edges: Iterable[Edge]) -> "Document":
        """Return the document with these edges instead; what was derived from its blocks is not made again."""
        changed = replace(self, edges=tuple(edges))
        for name in _OF_BLOCKS & self.__dict__.keys():
            changed.__dict__[name] = self.__dict__[name]
        return changed

    def at(self, page: int, idx: int) -> AnyBlock | None:
        """Return the block that holds the piece which the service calls `page`, `idx`, or None."""
        return self._by_address.get((page, idx))

    def on_page(self, number: int) -> tuple[AnyBlock, ...]:
        """Return the blocks with a piece on that page, in reading order."""
        return self._by_page.get(number, ())

    def outgoing(self, block_id: str, relation: Relation) -> tuple[Edge, ...]:
        """Return the edges of that relation that start at the block."""
        return self._outgoing.get((block_id, relation), ())

    def incoming(self, block_id: str, relation: Relation) -> tuple[Edge, ...]:
        """Return the edges of that relation that end at the block."""
        return self._incoming.get((block_id, relation), ())

    def captions(self, block_id: str) -> tuple[AnyBlock, ...]:
        """Return the captions of a block, each once, in the order in which they were stated."""
        sources = dict.fromkeys(edge.source for edge in self.incoming(block_id, Relation.CAPTION_OF))
        return tuple(self.by_id[source] for source in sources)

    def section(self, block_id: str) -> tuple[Heading, ...]:
        """Return the path of headings above a block, outermost first."""
        path: list[Heading] = []
        heading = self._section_of[block_id]
        while heading is not None:
            path.append(heading)
            heading = self._section_of[heading.id]
        return tuple(reversed(path))

    def sent(self, piece: Piece) -> WireBlock:
        """Return what the service sent for a piece."""
        return (self.source.pages[piece.place.page].blocks or [])[piece.place.block]

    @property
    def title(self) -> Heading | None:
        """The heading that is the title of the whole document, or None: there is none, or the tree is not made yet."""
        found = self.by_id.get(self.title_id or "")
        return found if isinstance(found, Heading) else None

    def outline(self) -> tuple[Section, ...]:
        """Return the tree of headings, outermost and first ones first. Hidden headings are left out.

        >>> from somark_tools import merge_cross_page
        >>> document = merge_cross_page("sample_results/annual-report/outputs.json")
        >>> [section.text for section in document.outline()[2].children]
        ['1.1 Letter from the chair', '1.2 Energy delivered']
        """
        open_: list[tuple[Heading, list[Section]]] = []
        top: list[Section] = []
        for block in (*self.blocks, None):
            if block is not None and (not isinstance(block, Heading) or block.hidden):
                continue
            while open_ and (block is None or open_[-1][0].depth >= block.depth):
                heading, children = open_.pop()
                (open_[-1][1] if open_ else top).append(Section(heading, _one_line(heading), tuple(children)))
            if block is not None:
                open_.append((block, []))
        return tuple(top)

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the name, how much there is of everything, and the first headings."""
        headings = [block for block in self.blocks if isinstance(block, Heading) and not block.hidden]
        lines = ((heading.depth, _one_line(heading), heading.pieces[0].place.page + 1) for heading in headings)
        return summary_html(self.name, self._counts(), lines, len(headings))

    def __getstate__(self) -> dict[str, Any]:
        """Return what is copied and pickled: the values, without what was made of them since."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __repr__(self) -> str:
        """Return one line, however much the document holds."""
        counts = ", ".join(f"{count} {what}" for what, count in self._counts().items())
        return f"<Document {self.name!r}: {counts}>" if self.name else f"<Document: {counts}>"

    def _counts(self) -> dict[str, int]:
        return {
            "pages": len(self.pages), "blocks": len(self.blocks), "merges": len(self.joins), "issues": len(self.issues),
        }  # fmt: skip

    def to_json(self) -> str:
        """Return the whole graph as JSON; `Document.from_json` gives an equal Document back."""
        return _adapter().dump_json(self, by_alias=True, exclude_unset=True).decode()

    @staticmethod
    def from_json(text: str | bytes) -> "Document":
        """Return the Document that `to_json` wrote.

        Raises FormatError, with the place, for anything else: fields that are missing or of another type, and values
        that contradict each other or what was sent.
        """
        try:
            document = _adapter().validate_json(text, strict=True)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            raise FormatError(f"no Document: {first['msg']}", place=_path(first["loc"])) from error
        values = Values(
            document.source, document.pages, document.blocks, document.edges, document.joins, document.title_id
        )
        fault = next(faults(values), None)
        if fault is not None:
            raise FormatError(f"no Document: {fault.message}", place=fault.path)
        return document

    @staticmethod
    def json_schema() -> dict[str, Any]:
        """Return the JSON Schema of what `to_json` writes."""
        return {"$schema": _DIALECT} | _adapter().json_schema()


def _one_line(heading: Heading) -> str:
    return " ".join(plain_text(parse_inlines(heading.text)).split())


def is_document(value: object) -> bool:
    """Return whether a decoded JSON value is, or was meant to be, a Document rather than a result."""
    return isinstance(value, Mapping) and len(_OWN_FIELDS & value.keys()) > 1


def _path(steps: tuple[int | str, ...]) -> str:
    """Return the JSON path of an error; the kind of a block is no step of it."""
    kept = steps[:2] + steps[3:] if steps[:1] == ("blocks",) else steps
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in kept)


# The cached look-ups that are the same whatever the edges are.
_OF_BLOCKS = frozenset(("by_id", "_by_address", "_by_page", "_derived"))


def _grouped(pairs: Iterable[tuple[str, Edge]]) -> Mapping[tuple[str, Relation], tuple[Edge, ...]]:
    groups: defaultdict[tuple[str, Relation], list[Edge]] = defaultdict(list)
    for key, edge in pairs:
        groups[key, edge.relation].append(edge)
    return {key: tuple(edges) for key, edges in groups.items()}


@cache
def _adapter() -> TypeAdapter[Document]:
    return TypeAdapter(Document)

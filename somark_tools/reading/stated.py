"""What the service states about blocks → CONTINUES and CAPTION_OF edges, and issues for what can't be followed."""

from collections.abc import Iterable, Iterator, Sequence

from somark_tools.model import (
    KINDS,
    Block,
    Caption,
    Edge,
    Evidence,
    Figure,
    Footnote,
    Furniture,
    Issue,
    Page,
    Paragraph,
    Region,
    Relation,
    Table,
)
from somark_tools.wire import Result, TableReference, TextReference, WireBlock

_CONTINUABLE = frozenset(KINDS) - {Table, Figure, Furniture, Region}  # by text_cross_page
_FLOW = frozenset(KINDS) - {Caption, Figure, Footnote, Furniture, Region}  # what a page flag can mean


def stated_edges(
    result: Result, pages: Sequence[Page], blocks: Sequence[Block], root: str
) -> tuple[tuple[Edge, ...], tuple[Issue, ...]]:
    """Return the edges that the result states, in reading order, and the issues; `root` is the JSON path of the result.

    A reference names an `idx`, or else a position. One that names a piece which already goes on is read as naming the
    chain: services name the first piece as well as the previous one. References forward (among them every cycle), to
    nowhere, and between kinds are issues.
    """
    stated = _Stated(result, pages, blocks, root)
    stated.captions()
    if result.record is None:  # what goes on in a merged result is in its record
        stated.continuations()
    return tuple(stated.edges), tuple(stated.issues)


class _Stated:
    def __init__(self, result: Result, pages: Sequence[Page], blocks: Sequence[Block], root: str) -> None:
        self.result = result
        self.pages = pages
        self.blocks = blocks
        self.root = root
        self.edges: list[Edge] = []
        self.issues: list[Issue] = []
        self.page_at = {page.number: position for position, page in reversed(list(enumerate(pages)))}
        self.first_on = _starts(result)
        self.at_idx: dict[tuple[int, int], int] = {}  # page and idx → the first block of them
        for number, block in enumerate(blocks):
            piece = block.pieces[0]
            self.at_idx.setdefault((piece.place.page, piece.idx), number)
        self.chain_of: dict[int, int] = {}  # block → first block of its chain, both as positions in `blocks`
        self.end_of: dict[int, int] = {}  # first block of a chain → its last one so far
        self.named_captions: set[int] = set()

    def _issue(self, rule: str, message: str, number: int, field: str) -> None:
        path = self.blocks[number].pieces[0].place.path
        self.issues.append(Issue(rule, message, f"{self.root}{path}.{field}"))

    def _sent(self) -> Iterator[tuple[int, WireBlock]]:
        return enumerate(wire for page in self.result.pages for wire in page.blocks or ())

    def captions(self) -> None:
        evidence = Evidence("stated", ("captions",))
        for owner, wire in self._sent():
            for idx in dict.fromkeys(wire.captions) if wire.captions else ():
                caption = self.at_idx.get((self.blocks[owner].pieces[0].place.page, idx))
                if caption is None or caption == owner:
                    self._issue("caption-dangling", f"no other block of this page has idx {idx}", owner, "captions")
                    continue
                self.named_captions.add(caption)
                self.edges.append(Edge(self.blocks[caption].id, Relation.CAPTION_OF, self.blocks[owner].id, evidence))

    def continuations(self) -> None:
        last: int | None = None  # block of the flow on the pages before
        start = 0
        for position, page in enumerate(self.result.pages):
            sent = page.blocks or ()
            here = self.blocks[start : start + len(sent)]
            flow = [n for n, block in enumerate(here, start) if type(block) in _FLOW and not block.hidden]
            if page.merge_content_from_pre_page and last is not None and flow and not _refers(sent):
                self._flag(position, flow[0], last)
            for number, wire in enumerate(sent, start):
                if wire.text_cross_page is not None:
                    self._reference(number, wire.text_cross_page, "text_cross_page")
                if wire.table_cross_page is not None:
                    self._reference(number, wire.table_cross_page, "table_cross_page")
            last = flow[-1] if flow else last
            start += len(sent)

    def _kind(self, number: int) -> type[Block]:
        """Return what kind a block will have: a text that is named as a caption is one."""
        kind = type(self.blocks[number])
        return Caption if kind is Paragraph and number in self.named_captions else kind

    def _reference(self, number: int, reference: TextReference, field: str) -> None:
        source = self._named(number, reference, field)
        if source is None:
            return
        if source >= number:
            name = "itself" if source == number else f"a later block, {self.blocks[source].id}"
            self._issue("reference-forward", f"the block is said to continue {name}", number, field)
            return
        if number in self.chain_of:
            self._issue("reference-doubled", "the block has another reference already", number, field)
            return
        here, there = self._kind(number), self._kind(source)
        wanted = here is Table if field == "table_cross_page" else here in _CONTINUABLE
        if here is not there or not wanted:
            message = f"a {here.__name__.lower()} can't continue a {there.__name__.lower()} by {field}"
            self._issue("reference-kind", message, number, field)
            return
        if self.blocks[number].hidden is not self.blocks[source].hidden:
            self._issue("reference-hidden", "one of the two blocks is not to be shown", number, field)
            return
        rules = [field]
        if isinstance(reference, TableReference) and reference.target_has_header is not None:
            rules.append("target_has_header" if reference.target_has_header else "target_has_no_header")
        end = self.end_of.get(self.chain_of.get(source, source), source)
        if end != source:
            rules.append("names an earlier piece of the chain")
            if self.blocks[end].page == self.blocks[number].page:
                message = f"{self.blocks[end].id} of the same page continues {self.blocks[source].id} too"
                self._issue("reference-doubled", message, number, field)
        self._join(number, end, Evidence("stated", tuple(rules)))

    def _named(self, number: int, reference: TextReference, field: str) -> int | None:
        position = self.page_at.get(reference.page_num)
        if position is None:
            self._issue("reference-dangling", f"there is no page {reference.page_num}", number, field)
            return None
        found = self.at_idx.get((position, reference.block_idx))
        if found is not None:
            return found
        sent = self.result.pages[position].blocks or ()
        if 0 <= reference.block_idx < len(sent):
            message = f"no block of page {reference.page_num} has idx {reference.block_idx}; it is taken as a position"
            self._issue("reference-by-position", message, number, field)
            return self.first_on[position] + reference.block_idx
        message = f"page {reference.page_num} has no block {reference.block_idx}"
        self._issue("reference-dangling", message, number, field)
        return None

    def _flag(self, position: int, first: int, last: int) -> None:
        """Follow `merge_content_from_pre_page` of a page without references."""
        here, there = self._kind(first), self._kind(last)
        if here is not there or here not in _CONTINUABLE:
            kinds = f"a {here.__name__.lower()}, after a {there.__name__.lower()}"
            message = f"the first block of the flow is {kinds}: a flag without reference joins texts only"
            self.issues.append(
                Issue("page-flag-kind", message, f"{self.root}.pages[{position}].merge_content_from_pre_page")
            )
            return
        self._join(first, last, Evidence("stated", ("merge_content_from_pre_page",), confidence=0.9))

    def _join(self, later: int, earlier: int, evidence: Evidence) -> None:
        first = self.chain_of.get(earlier, earlier)
        self.chain_of[later] = first
        self.end_of[first] = later
        self.edges.append(Edge(self.blocks[later].id, Relation.CONTINUES, self.blocks[earlier].id, evidence))


def _refers(sent: Iterable[WireBlock]) -> bool:
    return any(wire.text_cross_page or wire.table_cross_page for wire in sent)


def _starts(result: Result) -> list[int]:
    """Return, for each page, the position of its first block among all blocks."""
    starts, count = [], 0
    for page in result.pages:
        starts.append(count)
        count += len(page.blocks or ())
    return starts

"""A DoclingDocument → a SoMark result that says the same, with a record of what its fields don't tell → a Document."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from docling_core.types.doc import ContentLayer, DocItem, DoclingDocument, TableItem, TitleItem

from somark_tools.adapters.docling.boxes import corners_of, is_below
from somark_tools.adapters.docling.described import described
from somark_tools.adapters.docling.walk import Found, items
from somark_tools.document import Document
from somark_tools.merge import merge_cross_page

Json = dict[str, Any]

_EVIDENCE: Json = {"origin": "stated", "rules": ["docling says so"]}


def document_of(docling: DoclingDocument) -> Document:
    """Return a DoclingDocument as a Document."""
    writing = _Writing(docling)
    for found in items(docling):
        writing.add(found)
    writing.refer()
    return merge_cross_page(writing.result())


class _Writing:
    """The state of writing a result: the blocks of each page so far, and what its fields don't tell."""

    def __init__(self, docling: DoclingDocument) -> None:
        self.docling = docling
        self.blocks: defaultdict[int, list[Json]] = defaultdict(list)
        self.known: dict[str, Json] = {}
        self.edges: list[Json] = []
        self.title: str | None = None
        self.ids: dict[str, str] = {}  # by docling's reference
        self.number = min(docling.pages, default=1)  # of the page where an item without provenance stands

    def result(self) -> Json:
        record = {"merged": True, "title": self.title, "blocks": self.known, "edges": self.edges}
        pages = [self._page(number) for number in sorted({*self.docling.pages, *self.blocks})]
        reply = {"file_name": self.docling.name, "outputs": {"json": {"pages": pages, "somark_tools": record}}}
        return {"result": reply}

    def _page(self, number: int) -> Json:
        page: Json = {"page_num": number - 1, "blocks": self.blocks[number]}
        size = self.docling.pages[number].size if number in self.docling.pages else None
        return page | ({"page_size": {"w": size.width, "h": size.height}} if size else {})

    def add(self, found: Found) -> None:
        """Add an item with its captions and notes: what the page shows above it comes first."""
        above = [caption for caption in found.captions if _is_above(caption.item, found.item)]
        ids = {id(caption): self._add(caption, found) for caption in above}
        owner = self._add(found, None)
        ids |= {id(each): self._add(each, found) for each in (*found.captions, *found.notes) if id(each) not in ids}
        for relation, below in (("caption_of", found.captions), ("note_of", found.notes)):
            for each in below:
                self._relate(ids[id(each)], relation, owner)

    def _add(self, found: Found, owner: Found | None) -> str:
        """Add a block for each provenance, the first with the content; return the id of the first."""
        wire, kind = described(found)
        if owner is not None and isinstance(owner.item, TableItem) and wire["type"] == "figure_caption":
            wire["type"] = "table_caption"
        if found.item.content_layer is ContentLayer.INVISIBLE:
            wire["display"] = False
        elif found.item.content_layer is ContentLayer.FURNITURE:
            kind = "furniture"
            wire["type"] = wire["type"] if wire["type"] in ("header", "footer") else "sider"
        boxes = [(each.page_no, corners_of(self.docling, each)) for each in found.item.prov] or [(self.number, None)]
        self.number = boxes[0][0]
        ids = [
            self._block(number, box, wire if at == 0 else wire | {"content": ""})
            for at, (number, box) in enumerate(boxes)
        ]
        for earlier, later in pairwise(ids):
            self._relate(later, "continues", earlier)
        self.known |= {block_id: {"kind": kind} for block_id in ids}
        if isinstance(found.item, TitleItem) and self.title is None:
            self.title = ids[0]
        self.ids[found.item.self_ref] = ids[0]
        return ids[0]

    def refer(self) -> None:
        """Relate what tables and pictures refer to: their notes."""
        for item in (*self.docling.tables, *self.docling.pictures):
            for ref in item.references:
                if item.self_ref in self.ids and ref.cref in self.ids:
                    self._relate(self.ids[ref.cref], "note_of", self.ids[item.self_ref])

    def _block(self, number: int, box: Sequence[float] | None, wire: Json) -> str:
        blocks = self.blocks[number]
        blocks.append({"idx": len(blocks), "bbox": box, **wire})
        return f"{number - 1}:{len(blocks) - 1}"

    def _relate(self, source: str, relation: str, target: str) -> None:
        self.edges.append({"source": source, "relation": relation, "target": target, "evidence": _EVIDENCE})


def _is_above(caption: DocItem, owner: DocItem) -> bool:
    below = is_below(caption.prov, owner.prov)
    return isinstance(owner, TableItem) if below is None else not below

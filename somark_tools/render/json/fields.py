"""A block as sent → its fields in the merged result."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from somark_tools.document import Document
from somark_tools.labels import LABELS, kind_sent, label_named
from somark_tools.layout.margins import margin
from somark_tools.model import AnyBlock, Block, Caption, Footnote, Furniture, Heading, Place, Relation, Table
from somark_tools.render.json.contents import merged_content
from somark_tools.render.json.held import Holders
from somark_tools.render.json.names import Names
from somark_tools.render.json.references import captions, continuing, reference, would_join
from somark_tools.wire import WireBlock

Json = dict[str, Any]

_ORDER = tuple(WireBlock.model_fields)
_REFERENCES = ("text_cross_page", "table_cross_page")


def kind_of(wire: Json) -> type[Block]:
    """Return the kind that a block will have when it is read, if nothing else is known of it."""
    return kind_sent(label_named(wire.get("type") or "") or LABELS[0], wire.get("content"))


class Fields:
    """Writes blocks, and remembers in `stated` which caption the lists name for which block, by id."""

    def __init__(self, document: Document, holders: Holders, names: Names, inferred: bool) -> None:
        self._document = document
        self._holders = holders
        self.names = names
        self._inferred = inferred
        self.stated: set[tuple[str, str]] = set()

    def of(self, wire: Json, place: Place, at: int) -> Json:
        """Return the fields of the block at `place`, which is the one at position `at` of its page now."""
        if wire.get("idx") is None and at != place.block:
            wire["idx"] = place.block
        if place not in self._holders:
            return wire | {"content": ""} if wire.get("content") else wire
        block, number, _ = self._holders[place]
        if number:
            self._empty(wire, block, number)
        else:
            self._fill(wire, block, place)
        self._list_captions(wire, block, place, first=number == 0)
        return {name: wire[name] for name in (*_ORDER, *wire) if name in wire}

    def _empty(self, wire: Json, block: Block, number: int) -> None:
        wire["content"] = ""
        field = "table_cross_page" if isinstance(block, Table) else "text_cross_page"
        found = continuing(self.names, block, number, wire.get(field))
        if found is not None or field in wire:
            wire[field] = found

    def _fill(self, wire: Json, block: Block, place: Place) -> None:
        for field in _REFERENCES:
            if wire.get(field):
                found = reference(self.names, self._holders, place, wire[field])
                overruled = self._document.merged and would_join(self.names, self._holders, place, field, found)
                wire[field] = None if overruled else found
        content = merged_content(block, wire.get("content") or "")
        if content is not None:
            wire["content"] = content
            if isinstance(block, Table):
                wire["format"] = "html"
        if self._inferred:
            if isinstance(block, Heading):
                wire["title_level"] = block.level
            if kind_of(wire) is not type(block) and type(block) in _TYPES:
                wire["type"] = _TYPES[type(block)](self._document, block)

    def _list_captions(self, wire: Json, block: AnyBlock, place: Place, *, first: bool) -> None:
        more = []
        if first:
            removed = self._holders[block.pieces[-1].place].place == place  # their lists go, what these say does not
            for edge in self._document.incoming(block.id, Relation.CAPTION_OF):
                caption = self._document.by_id[edge.source].pieces[0].place
                if caption.page == place.page and (self._inferred or (removed and edge.evidence.origin == "stated")):
                    more.append(caption)
        found = list(captions(self.names, self._holders, place, wire.get("captions") or (), more))
        if found or wire.get("captions"):
            wire["captions"] = [idx for idx, _ in found]
        self.stated |= {(self._holders[caption].block.id, block.id) for _, caption in found if caption is not None}


def _caption_type(document: Document, block: Block) -> str:
    owners = [document.by_id[edge.target] for edge in document.outgoing(block.id, Relation.CAPTION_OF)]
    return "table_caption" if any(isinstance(owner, Table) for owner in owners) else "figure_caption"


def _margin(document: Document, block: Block) -> str:
    return margin(document, block) if isinstance(block, Furniture) else block.label


# What a block is called whose kind was told by the toolkit.
_TYPES: Mapping[type[Block], Callable[[Document, Block], str]] = MappingProxyType(
    {Furniture: _margin, Caption: _caption_type, Footnote: lambda document, block: "footnote"}
)

"""A Document → a DoclingDocument."""

import mimetypes
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from docling_core.types.doc import (
    CodeLanguageLabel,
    ContentLayer,
    DocItem,
    DocItemLabel,
    DoclingDocument,
    ImageRef,
    NodeItem,
    Size,
)
from docling_core.types.doc.document import DescriptionMetaField, FloatingItem, PictureMeta
from pydantic import ValidationError

from somark_tools.adapters.docling.boxes import page_sizes, provenances
from somark_tools.adapters.docling.grids import table_data
from somark_tools.document import Document
from somark_tools.layout.margins import margin
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
    Paragraph,
    Region,
    Relation,
    Table,
    TextBlock,
)
from somark_tools.patterns.addresses import image_address

ENTRIES = "table of contents"  # the name of the list that holds entries of one
MAX_LEVEL = 100  # docling's

_TEXT_LABELS: Mapping[type[Block], DocItemLabel] = MappingProxyType(
    {Caption: DocItemLabel.CAPTION, Footnote: DocItemLabel.FOOTNOTE}
)
_MARGINS: Mapping[str, DocItemLabel] = MappingProxyType(
    {"header": DocItemLabel.PAGE_HEADER, "footer": DocItemLabel.PAGE_FOOTER, "sider": DocItemLabel.TEXT}
)
_LANGUAGES = MappingProxyType({language.value.lower(): language for language in CodeLanguageLabel})
_OWNERS = (Table, Figure, Code)  # what can have captions there
_DPI = 72  # docling wants a number; it is not known
_UNKNOWN_TYPE = "application/octet-stream"


def made(document: Document) -> DoclingDocument:
    """Return the document as a DoclingDocument."""
    making = _Making(document)
    for block in document.blocks:
        if block.id not in making.owners:
            making.add(block, None)
    making.refer()
    return making.docling


class _Making:
    """The state of making one: what was made, which captions stand below others, the list that takes entries now."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.docling = DoclingDocument(name=document.name or "result")
        self.sizes = page_sizes(document)
        for number, size in self.sizes.items():
            self.docling.add_page(number + 1, size)
        self.owners = _owners(document)
        self.below: dict[str, list[str]] = {}
        for caption, owner in self.owners.items():
            self.below.setdefault(owner, []).append(caption)
        self.items: dict[str, DocItem] = {}
        self.entries: NodeItem | None = None

    def add(self, block: AnyBlock, parent: NodeItem | None) -> None:
        """Add a block, and its captions below it, if there is anything to show."""
        captions = self.below.get(block.id, ())
        if not (_shows(block) or any(_shows(self.document.by_id[caption]) for caption in captions)):
            return
        if not isinstance(block, Contents):
            self.entries = None
        elif self.entries is None:
            self.entries = self.docling.add_list_group(name=ENTRIES)
        item = ADDERS[type(block)](self, block, self.entries if isinstance(block, Contents) else parent)
        item.prov = provenances(block, self.sizes)
        item.content_layer = _layer(block)
        self.items[block.id] = item
        for caption in captions:
            self.add(self.document.by_id[caption], item)
            if caption in self.items and isinstance(item, FloatingItem):  # as all that are made of owners
                item.captions.append(self.items[caption].get_ref())

    def refer(self) -> None:
        """Refer from tables and pictures to their notes: those stay in place, for docling shows no `footnotes`."""
        for edge in self.document.edges:
            owner, note = self.items.get(edge.target), self.items.get(edge.source)
            if edge.relation is Relation.NOTE_OF and isinstance(owner, FloatingItem) and note is not None:
                owner.references.append(note.get_ref())


def _owners(document: Document) -> dict[str, str]:
    """Return, for each caption of something that can have one there, the first owner."""
    owners: dict[str, str] = {}
    for edge in document.edges:
        caption, owner = document.by_id[edge.source], document.by_id[edge.target]
        owns = edge.relation is Relation.CAPTION_OF and isinstance(owner, _OWNERS) and isinstance(caption, Caption)
        if owns and caption.hidden is owner.hidden:
            owners.setdefault(caption.id, owner.id)
    return owners


def _shows(block: AnyBlock) -> bool:
    text = block.rows if isinstance(block, Table) else block.text.strip()
    return isinstance(block, Figure) or bool(text or image_address(getattr(block, "image", "")))


def _layer(block: AnyBlock) -> ContentLayer:
    if block.hidden:
        return ContentLayer.INVISIBLE
    return ContentLayer.FURNITURE if isinstance(block, Furniture) else ContentLayer.BODY


def _heading(making: _Making, block: Heading, parent: NodeItem | None) -> DocItem:
    text = " ".join(block.text.split())
    if block.id == making.document.title_id:
        return making.docling.add_title(text, orig=block.text, parent=parent)
    return making.docling.add_heading(text, orig=block.text, level=min(block.level, MAX_LEVEL), parent=parent)


def _text(making: _Making, block: TextBlock, parent: NodeItem | None) -> DocItem:
    return making.docling.add_text(_TEXT_LABELS.get(type(block), DocItemLabel.TEXT), block.text, parent=parent)


def _furniture(making: _Making, block: Furniture, parent: NodeItem | None) -> DocItem:
    if block.image and not block.text.strip():
        return _figure(making, block, parent)
    return making.docling.add_text(_MARGINS[margin(making.document, block)], block.text, parent=parent)


def _entry(making: _Making, block: Contents, parent: NodeItem | None) -> DocItem:
    return making.docling.add_list_item(block.text, parent=parent)


def _code(making: _Making, block: Code, parent: NodeItem | None) -> DocItem:
    return making.docling.add_code(block.text, _LANGUAGES.get(block.language.lower()), parent=parent)


def _formula(making: _Making, block: Formula, parent: NodeItem | None) -> DocItem:
    """Add a formula: docling's are LaTeX; one that came as a picture is one, and other notations are text."""
    if not block.text.strip():
        return _figure(making, block, parent)
    if block.notation != "latex":
        return _text(making, block, parent)
    return making.docling.add_formula(block.text, parent=parent)


def _figure(making: _Making, block: Figure | Formula | Furniture, parent: NodeItem | None) -> DocItem:
    item = making.docling.add_picture(image=_image(block), parent=parent)
    if block.text.strip():
        item.meta = PictureMeta(description=DescriptionMetaField(text=block.text))
    return item


def _table(making: _Making, block: Table, parent: NodeItem | None) -> DocItem:
    item = making.docling.add_table(table_data(block), parent=parent)
    item.image = _image(block)
    return item


def _image(block: Figure | Formula | Furniture | Table) -> ImageRef | None:
    """Return a reference to the picture, if its address may stand in an output; its size is that of its box."""
    address = image_address(block.image)
    if not address:
        return None
    box = block.pieces[0].bbox
    size = Size(width=box.width, height=box.height) if box else Size()
    mimetype = mimetypes.guess_type(address, strict=False)[0] or _UNKNOWN_TYPE
    try:
        return ImageRef.model_validate({"mimetype": mimetype, "dpi": _DPI, "size": size, "uri": address})
    except ValidationError:  # it looks like an address, but is none
        return None


ADDERS: Mapping[type[Block], Callable[[_Making, Any, NodeItem | None], DocItem]] = MappingProxyType(
    {
        Heading: _heading,
        Paragraph: _text,
        Table: _table,
        Figure: _figure,
        Formula: _formula,
        Code: _code,
        Caption: _text,
        Footnote: _text,
        Furniture: _furniture,
        Contents: _entry,
        Region: _text,
    }
)

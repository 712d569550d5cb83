"""What one rendering knows and collects: the page, captions and their owners, pictures and links of the file so far."""

import hashlib
from types import TracebackType

from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.parts.image import ImagePart

from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.lists import list_items
from somark_tools.model import Block, Issue, Relation
from somark_tools.render.docx.anchors import anchors_of
from somark_tools.render.docx.bookmarks import Bookmarks
from somark_tools.render.docx.caption_fields import captions_of
from somark_tools.render.docx.choices import questions
from somark_tools.render.docx.crops import Crops
from somark_tools.render.docx.equations import Equations
from somark_tools.render.docx.fetched import fetched
from somark_tools.render.docx.links import link_target
from somark_tools.render.docx.notes import notes_of
from somark_tools.render.docx.numbering import Numbering
from somark_tools.render.docx.options import Options
from somark_tools.render.docx.page import Layout
from somark_tools.render.docx.pictures import Raster, drawing_run, picture_size, read_raster
from somark_tools.render.docx.placement import placement
from somark_tools.render.docx.table_styles import table_style
from somark_tools.render.docx.xml import Element, clean


class Context:
    """The state of one rendering. Handlers read it, and ask it for pictures and links.

    Relationships are added by ids of our own: python-docx looks through all of them for a free one, each time.
    """

    def __init__(self, document: Document, assets: Assets, word: WordFile, layout: Layout, options: Options) -> None:
        self.document = document
        self.layout = layout
        self.options = options
        self.notes = notes_of(document)
        self.captions = captions_of(document, self.notes)
        self.bookmarks = Bookmarks(document)
        self.anchors = anchors_of(document, self.notes, options, self.bookmarks)
        self.kept_with_next = _kept_with_next(document) | questions(document)
        self.lists = document.remembered(list_items)
        self.numbering = Numbering(word.part.numbering_part.element, self.lists)
        self.equations = Equations(self.bookmarks)
        self.block: Block | None = None  # that is being written
        self._assets = assets
        self._crops = Crops(document, assets)
        self._part = word.part
        self.table_style = table_style(word.styles.element, options.table_style)
        self._links: dict[str, str | None] = {}
        self._pictures: dict[str, tuple[str, Raster] | None] = {}
        self._parts: dict[bytes, str] = {}
        self._drawings = 0

    def link(self, address: str) -> str | None:
        """Return the relationship id of a link to the address, or None if it must stay text."""
        if address not in self._links:
            target = clean(link_target(address))
            key = f"rIdLink{len(self._links) + 1}"
            if target:
                self._part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, target, key, is_external=True)
            self._links[address] = key if target else None
        return self._links[address]

    def __enter__(self) -> "Context":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._crops.close()

    def drawing(self, address: str, description: str, *, width: int, wanted: float | None = None) -> Element | None:
        """Return a run with the picture, at most `width` twips wide, or None if it is not at hand."""
        if address not in self._pictures:
            data = self._assets.picture(address) or fetched(address, self.options.fetch) if address else None
            self._pictures[address] = self._embedded(data)
        return self._drawn(self._pictures[address], description, width, wanted)

    def crop(self, block: Block, description: str) -> Element | None:
        """Return a run with the block as its page shows it, or None if no picture of the page is at hand."""
        found = self._embedded(self._crops.picture(block.pieces[0]))
        return self._drawn(found, description, self.layout.text_width, self.width_on_page(block))

    def _drawn(
        self, found: tuple[str, Raster] | None, description: str, width: int, wanted: float | None
    ) -> Element | None:
        if found is None:
            return None
        relationship, raster = found
        self._drawings += 1
        size = picture_size(raster, wanted, width, self.layout.text_height * 9 // 10)
        return drawing_run(relationship, self._drawings, description, size)

    def report(self, rule: str, message: str) -> None:
        """Tell whoever asked for it what could not be made of the block that is being written."""
        if self.options.on_issue is not None:
            place = self.block.pieces[0].place.path if self.block else ""
            self.options.on_issue(Issue(rule, message, f"{self.document.root}{place}.content"))

    def width_on_page(self, block: Block) -> float | None:
        """Return the width that the block has on its page, in twips of ours, or None if it is not known."""
        placed = placement(block, self.document.pages)
        return placed.width * self.layout.width if placed else None

    def _embedded(self, data: bytes | None) -> tuple[str, Raster] | None:
        raster = read_raster(data) if data else None
        if data is None or raster is None:
            return None
        digest = hashlib.sha256(data).digest()
        if digest not in self._parts:
            number = len(self._parts) + 1
            part = ImagePart(PackURI(f"/word/media/image{number}.{raster.suffix}"), raster.content_type, raster.data)
            key = f"rIdPicture{number}"
            self._part.rels.add_relationship(RELATIONSHIP_TYPE.IMAGE, part, key)
            self._parts[digest] = key
        return self._parts[digest], raster


def _kept_with_next(document: Document) -> frozenset[str]:
    """Return the ids of captions above their owner, and of owners above their caption."""
    position = {block.id: number for number, block in enumerate(document.blocks)}
    pairs = [(edge.source, edge.target) for edge in document.edges if edge.relation is Relation.CAPTION_OF]
    return frozenset(min(pair, key=position.__getitem__) for pair in pairs)

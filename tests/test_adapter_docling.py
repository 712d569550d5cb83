"""A Document ↔ a DoclingDocument: there and back again, docling's own chunker, and documents that docling made."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES
from docling_core.transforms.chunker.hierarchical_chunker import HierarchicalChunker
from docling_core.types import doc as types
from hypothesis import given, settings
from results import results

from somark_tools import (
    BBox,
    Caption,
    Code,
    Document,
    Edge,
    Figure,
    FormatError,
    Formula,
    Furniture,
    Heading,
    Paragraph,
    Relation,
    Table,
    from_docling,
    merge_cross_page,
    to_docling,
)
from somark_tools.adapters.docling import boxes as boxes_
from somark_tools.adapters.docling import making
from somark_tools.layout.margins import margin
from somark_tools.model import KINDS, AnyBlock
from somark_tools.patterns.addresses import image_address


def text_of(block: AnyBlock) -> object:
    if isinstance(block, Table):
        # a carriage return is a blank in HTML, by which tables come back
        return [[cell._replace(text=cell.text.replace("\r", " ")) for cell in row.cells] for row in block.rows]
    if isinstance(block, Heading) or not block.text.strip():
        return " ".join(block.text.split())
    return block.text


def on_page(box: BBox, size: Any) -> tuple[float, ...]:
    """Return a box as far as it lies on its page."""
    ends = (size.width, size.height, size.width, size.height)
    return tuple(min(max(at, 0), end) for at, end in zip(box, ends, strict=True))


def shown(document: Document) -> list[tuple[object, ...]]:
    """Return what docling can hold of each block, in an order that captions and notes don't change."""
    whole = []
    sizes = boxes_.page_sizes(document)
    for block in document.blocks:
        boxes = [(piece.page, on_page(piece.bbox, sizes[piece.page])) for piece in block.pieces if piece.bbox]
        captions = [caption.text for caption in document.captions(block.id)] if isinstance(block, Table) else []
        level = block.level if isinstance(block, Heading) and block.id != document.title_id else None
        whole.append((block.kind, text_of(block), level, block.hidden, boxes, captions))
    return sorted(whole, key=repr)


def held(document: Document) -> Document:
    """Return the document with what docling can hold: blocks that show something, formulas as LaTeX or as pictures."""
    owned: set[str] = set()
    edges = [edge for edge in document.edges if _may_hold(document, edge, owned)]
    document = replace(document, edges=tuple(edges))
    kept = tuple(_held(document, block) for block in document.blocks if shows(document, block))
    ids = {block.id for block in kept}
    return replace(document, blocks=kept, edges=tuple(edge for edge in edges if {edge.source, edge.target} <= ids))


def _may_hold(document: Document, edge: Edge, owned: set[str]) -> bool:
    """Return whether docling can hold an edge: a caption is a text, in the layer of its owner, and has one owner."""
    if edge.relation is not Relation.CAPTION_OF:
        return True
    caption, owner = document.by_id[edge.source], document.by_id[edge.target]
    held = isinstance(caption, Caption) and isinstance(owner, Table | Figure | Code) and caption.hidden is owner.hidden
    first = held and caption.id not in owned
    owned |= {caption.id} if first else set()
    return first


def shows(document: Document, block: AnyBlock) -> bool:
    text = block.rows if isinstance(block, Table) else block.text.strip()
    captions = any(caption.text.strip() for caption in document.captions(block.id)) and block.kind in ("table", "code")
    return block.kind == "figure" or bool(text or image_address(getattr(block, "image", "")) or captions)


def _held(document: Document, block: AnyBlock) -> AnyBlock:
    """Return a block as what comes back of it: what is hidden is in the layer for that, and in no other."""
    if isinstance(block, Formula) and (not block.text.strip() or block.notation != "latex"):
        kind = Paragraph if block.text.strip() else Figure
    elif isinstance(block, Furniture) and block.hidden and not block.text.strip():
        kind = Figure
    elif isinstance(block, Furniture) and block.hidden and margin(document, block) == "sider":
        kind = Paragraph
    else:
        return block
    return kind(id=block.id, label=block.label, pieces=block.pieces, hidden=block.hidden, text=block.text)


def check_there_and_back(document: Document) -> None:
    docling = to_docling(document)
    assert types.DoclingDocument.model_validate_json(docling.model_dump_json()) == docling
    again = from_docling(docling)
    assert Document.from_json(again.to_json()) == again
    assert shown(held(again)) == shown(held(document))
    assert (again.title is None) == (document.title is None or not document.title.text.strip())
    assert from_docling(to_docling(again)).blocks == again.blocks


def test_every_kind_has_its_item() -> None:
    assert set(making.ADDERS) == set(KINDS)


def test_a_sample_comes_back_as_it_was(sample: Path) -> None:
    check_there_and_back(merge_cross_page(sample))


def test_the_corpus_comes_back_as_it_was(corpus: Path) -> None:
    for path in sorted(corpus.glob("dev/*/*/outputs.json")):
        check_there_and_back(merge_cross_page(path))


@settings(max_examples=40)
@given(results())
def test_whatever_was_sent_comes_back_as_it_was(sent: dict[str, Any]) -> None:
    check_there_and_back(merge_cross_page(sent))


def test_everything_a_reader_sees_is_in_their_markdown(sample: Path) -> None:
    document = merge_cross_page(sample)
    markdown = "".join(to_docling(document).export_to_markdown(escape_html=False, escape_underscores=False).split())
    for block in document.blocks:
        if block.kind in ("heading", "paragraph", "caption", "footnote", "code") and not block.hidden:
            assert "".join(block.text.split()) in markdown, block.id


@pytest.mark.filterwarnings("ignore:Setting an item of incompatible dtype")  # their own use of pandas
def test_their_chunker_finds_headings_and_boxes() -> None:
    document = merge_cross_page(SAMPLES[0])
    chunks = list(HierarchicalChunker().chunk(to_docling(document)))
    assert chunks
    for chunk in chunks:
        for item in chunk.meta.doc_items:
            page, box = item.prov[0].page_no - 1, item.prov[0].bbox
            found = [block for block in document.on_page(page) if block.pieces[0].bbox == (box.l, box.t, box.r, box.b)]
            headings = [" ".join(heading.text.split()) for heading in document.section(found[0].id)]
            assert (chunk.meta.headings or [])[-1:] == headings[-1:]


def made() -> Any:
    """Return an empty document of one page of 600 to 800."""
    docling = types.DoclingDocument(name="made")
    docling.add_page(1, types.Size(width=600, height=800))
    return docling


def provenance(*box: float, page: int = 1) -> Any:
    corners = types.BoundingBox(l=box[0], t=box[1], r=box[2], b=box[3], coord_origin=types.CoordOrigin.BOTTOMLEFT)
    return types.ProvenanceItem(page_no=page, bbox=corners, charspan=(0, 0))


def test_boxes_that_count_from_below_are_turned() -> None:
    docling = made()
    docling.add_text(types.DocItemLabel.TEXT, "Words.", prov=provenance(50, 780, 200, 760))
    docling.add_text(types.DocItemLabel.TEXT, "Nowhere.", prov=provenance(50, 780, 200, 760, page=2))
    boxes = [block.pieces[0].bbox for block in from_docling(docling).blocks]
    assert boxes == [(50, 20, 200, 40), None]


def test_a_caption_stands_where_the_page_shows_it() -> None:
    docling = made()
    for at, label in ((700, "below"), (300, "above")):
        table = docling.add_table(types.TableData(num_rows=1, num_cols=1, table_cells=[cell("x")]))
        table.prov = [provenance(50, 500, 200, 400)]
        caption = docling.add_text(
            types.DocItemLabel.CAPTION, label, parent=table, prov=provenance(50, at, 200, at - 9)
        )
        table.captions.append(caption.get_ref())
    assert [block.kind for block in from_docling(docling).blocks] == ["caption", "table", "table", "caption"]


def cell(text: str, row: int = 0, column: int = 0) -> Any:
    ends = {"end_row_offset_idx": row + 1, "end_col_offset_idx": column + 1}
    return types.TableCell(text=text, start_row_offset_idx=row, start_col_offset_idx=column, **ends)


def test_lists_in_lists_are_paragraphs_with_markers() -> None:
    docling = made()
    outer = docling.add_list_group()
    first = docling.add_list_item("one", enumerated=True, marker="1.", parent=outer)
    docling.add_list_item("inner", parent=docling.add_list_group(parent=first))
    docling.add_list_item("two", enumerated=True, marker="2.", parent=outer)
    assert [block.text for block in from_docling(docling).blocks] == ["1. one", "  - inner", "2. two"]


def test_runs_of_one_line_are_one_paragraph() -> None:
    docling = made()
    line = docling.add_inline_group()
    docling.add_text(types.DocItemLabel.TEXT, "Let", parent=line)
    docling.add_formula("x^2", parent=line)
    docling.add_text(types.DocItemLabel.TEXT, "be", parent=line)
    docling.add_code("odd", parent=line)
    docling.add_picture(parent=line)
    assert [(block.kind, block.text) for block in from_docling(docling).blocks] == [
        ("paragraph", "Let $x^2$ be `odd`"),
        ("figure", ""),
    ]


def test_an_item_with_two_provenances_has_two_pieces() -> None:
    docling = made()
    docling.add_page(2, types.Size(width=600, height=800))
    item = docling.add_text(types.DocItemLabel.TEXT, "over the break", prov=provenance(50, 90, 200, 60))
    item.prov.append(provenance(50, 780, 200, 760, page=2))
    docling.add_text(types.DocItemLabel.TEXT, "Next.", prov=provenance(50, 700, 200, 680, page=2))
    document = from_docling(docling)
    assert [(block.text, block.pages) for block in document.blocks] == [("over the break", (0, 1)), ("Next.", (1,))]
    assert merge_cross_page(document) == document


def test_a_document_without_pages_keeps_its_blocks() -> None:
    docling = types.DoclingDocument(name="web page")
    docling.add_title("Title")
    docling.add_heading("Section", level=2)
    docling.add_text(types.DocItemLabel.CHECKBOX_SELECTED, "done")
    document = from_docling(docling)
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("heading", "Title"), ("heading", "Section"), ("paragraph", "☑ done"),
    ]  # fmt: skip
    assert document.title is document.blocks[0]
    assert document.section(document.blocks[2].id) == document.blocks[:2]


@pytest.mark.parametrize("row", [-1, 1, 10**9])
def test_a_cell_outside_of_the_rows_of_its_table_is_kept(row: int) -> None:
    docling = types.DoclingDocument(name="odd")
    docling.add_table(types.TableData(num_rows=1, num_cols=1, table_cells=[cell("in"), cell("out", row)]))
    (table,) = from_docling(docling).blocks
    texts = [found.text for line in table.rows for found in line.cells]
    assert texts == (["out", "in"] if row < 0 else ["in", "out"])


@pytest.mark.parametrize("cref", ["#/texts/7", "#/body", "#/nothing/0", "#/name", "#/pages/7"])
def test_a_reference_that_leads_nowhere_is_an_error_with_its_place(cref: str) -> None:
    docling = made()
    docling.body.children.append(types.RefItem(cref=cref))
    with pytest.raises(FormatError) as caught:
        from_docling(docling)
    assert caught.value.place == cref


def test_pictures_outside_of_the_results_folder_are_not_named() -> None:
    for address, named in (("../secret.png", False), ("file:///etc/passwd", False), ("images/1.png", True)):
        sent = {"pages": [{"blocks": [{"type": "figure", "content": "", "img_url": address}]}]}
        assert (to_docling(merge_cross_page(sent)).pictures[0].image is not None) == named

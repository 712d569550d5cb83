"""Documents rendered as Word files and read back."""

import base64
import gc
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as WordFile
from docx.opc.part import Part
from hypothesis import given, settings
from lxml import etree
from PIL import Image
from results import Json, result, results, table, text

from somark_tools.assets.beside import Assets
from somark_tools.inlines import INLINES
from somark_tools.merge import merge_cross_page
from somark_tools.model import KINDS, Cell, Table
from somark_tools.render.docx import HANDLERS, INLINE_HANDLERS, render_docx
from somark_tools.render.docx.grids import MAX_COLUMNS
from somark_tools.render.docx.page import EMU_PER_TWIP
from somark_tools.render.docx.pictures import MAX_PIXELS, read_raster
from somark_tools.render.docx.xml import clean

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def rendered(*pages: Any, assets: Assets = Assets()) -> WordFile:  # noqa: B008
    return docx.Document(io.BytesIO(render_docx(merge_cross_page(result(*pages)), assets=assets)))


def only_table(content: str) -> Table:
    block = merge_cross_page(result([{"type": "table", "content": content}])).blocks[0]
    assert isinstance(block, Table)
    return block


def texts(word: WordFile) -> list[tuple[str, str]]:
    return [(paragraph.style.name, paragraph.text) for paragraph in word.paragraphs if paragraph.style]


def grid(element: Any) -> list[list[Cell]]:
    """Return the cells of a `w:tbl`, spans and all, as python-docx has no way to tell them."""
    rows: list[list[Cell]] = []
    open_cells: dict[int, tuple[int, int]] = {}  # column → where the cell stands in `rows`
    for line in element.iterchildren(f"{W}tr"):
        cells: list[Cell] = []
        column = 0
        for tc in line.iterchildren(f"{W}tc"):
            assert tc[-1].tag == f"{W}p"
            properties = tc.find(f"{W}tcPr")
            span, merge = properties.find(f"{W}gridSpan"), properties.find(f"{W}vMerge")
            colspan = 1 if span is None else int(span.get(f"{W}val"))
            if merge is not None and merge.get(f"{W}val") == "continue":
                row, at = open_cells[column]
                rows[row][at] = rows[row][at]._replace(rowspan=len(rows) - row + 1)
            else:
                open_cells[column] = (len(rows), len(cells))
                content = "".join("\n" if node.tag == f"{W}br" else node.text or "" for node in written(tc))
                cells.append(Cell(column, content, 1, colspan))
            column += colspan
        rows.append(cells)
    return rows


def written(element: Any) -> Iterator[Any]:
    return element.iter(f"{W}t", f"{W}br")


def png(width: int = 30, height: int = 20, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(stream, kind)
    return stream.getvalue()


def data_uri(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def media(word: WordFile) -> list[str]:
    return sorted(part.partname for part in word.part.package.iter_parts() if "/media/" in part.partname)


def test_each_kind_and_each_inline_has_a_handler() -> None:
    assert set(HANDLERS) == set(KINDS)
    assert set(INLINE_HANDLERS) == set(INLINES)


def test_headings_get_the_style_of_their_level_and_nine_is_the_deepest() -> None:
    blocks = [{"type": "title", "content": f"Part {level}", "title_level": level} for level in (1, 2, 9, 12)]
    word = rendered(blocks)
    assert texts(word) == [
        ("Heading 1", "Part 1"),
        ("Heading 2", "Part 2"),
        ("Heading 9", "Part 9"),
        ("Heading 9", "Part 12"),
    ]
    outline = word.styles["Heading 2"].element.find(f".//{W}outlineLvl")
    assert outline is not None
    assert outline.get(f"{W}val") == "1"


def test_each_kind_of_text_has_its_style_and_keeps_its_characters() -> None:
    word = rendered(
        [
            text("a * b_c  d\tend "),
            {"type": "code", "content": "if x:\n    y = $1\n\n    *z*"},
            {"type": "footnote", "content": "1 a note"},
            {"type": "choice", "content": "A. one\nB. two"},
            {"type": "cate_item", "content": "1 Begin ........... 7"},
            {"type": "table_caption", "content": "Table 1"},
            {"type": "equation", "content": "$$x^2$$"},
            {"type": "unheard-of", "content": "kept"},
        ]
    )
    assert texts(word) == [
        ("Normal", "a * b_c  d\tend "),
        ("Code", "if x:\n    y = $1\n\n    *z*"),
        ("footnote text", "1 a note"),
        ("List Paragraph", "one"),
        ("List Paragraph", "two"),
        ("toc 1", "1 Begin\t7"),
        ("Caption", "Table 1"),
        ("Formula", ""),
        ("Normal", "kept"),
    ]


def test_an_empty_blank_becomes_a_line_to_write_on_and_other_empty_blocks_nothing() -> None:
    kinds = ("blank", "text", "title", "code", "reference", "footnote", "cate", "equation", "table")
    word = rendered([{"type": kind, "content": " "} for kind in kinds])
    assert [paragraph.text.strip("_") for paragraph in word.paragraphs] == [""]
    assert len(word.paragraphs[0].text) > 10


def test_running_heads_and_hidden_blocks_are_left_out() -> None:
    word = rendered([{"type": "header", "content": "head"}, text("hidden", display=False), text("shown")])
    assert texts(word) == [("Normal", "shown")]


def test_an_empty_document_is_a_file_with_one_paragraph() -> None:
    assert len(rendered().paragraphs) == 1


def test_superscripts_formulas_and_breaks_become_runs_with_their_own_properties() -> None:
    runs = rendered([text("mass $\\foo$ stays^{[3]}\nalways")]).paragraphs[0].runs
    assert [run.text for run in runs] == ["mass ", r"\foo", " stays", "[3]", "\n", "always"]
    assert runs[1].style.name == "Math"
    assert runs[3].font.superscript


def test_a_link_to_the_web_is_a_hyperlink_and_any_other_link_is_text() -> None:
    links = "[site](https://a.example/x?y=1&z) [bad](ftp://a) [here](#top) [odd](http://[) [m](mailto:a@b.c)"
    found = rendered([text(f"{links} [x](javascript:alert)")]).paragraphs[0]
    assert [(link.text, link.url) for link in found.hyperlinks] == [
        ("site", "https://a.example/x?y=1&z"),
        ("m", "mailto:a@b.c"),
    ]
    assert found.text == "site bad here odd m [x](javascript:alert)"


@pytest.mark.parametrize(
    "content",
    [
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
        "<table><tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
        "<table><tr><td rowspan=2 colspan=2>a</td><td>b</td></tr><tr><td rowspan=2>c</td></tr>"
        "<tr><td>d</td><td>e<br>f</td></tr></table>",
        "<table><tr><td rowspan=3>a</td><td rowspan=3>b</td></tr><tr></tr><tr></tr></table>",
    ],
)
def test_the_spans_of_a_table_are_read_back_as_they_were(content: str) -> None:
    expected = only_table(content)
    word = rendered([{"type": "table", "content": content}])
    assert grid(word.tables[0]._tbl) == [list(row.cells) for row in expected.rows]
    assert len(word.tables[0]._tbl.tblGrid) == expected.columns


def test_a_gap_in_a_row_is_filled_with_an_empty_cell() -> None:
    word = rendered([{"type": "table", "content": "<table><tr><td>a<td>b</tr><tr><td>c</tr></table>"}])
    assert grid(word.tables[0]._tbl) == [[Cell(0, "a"), Cell(1, "b")], [Cell(0, "c"), Cell(1, "")]]


def test_columns_share_the_text_width_by_their_content() -> None:
    word = rendered([table([["n", "name of the thing", "remark"], ["1", "x" * 300, "word " * 50]])])
    section = word.sections[0]
    widths = [int(column.get(f"{W}w")) for column in word.tables[0]._tbl.tblGrid]
    assert sum(widths) == (section.page_width - section.left_margin - section.right_margin) // EMU_PER_TWIP
    assert widths[0] < widths[2] < widths[1]


def test_header_rows_repeat_on_each_page_and_are_bold() -> None:
    word = rendered([table([["a", "b"], ["c", "d"], ["1", "2"]], head=2)])
    rows = [row._tr for row in word.tables[0].rows]
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, True, False]
    styles = [row.cells[0].paragraphs[0].style for row in word.tables[0].rows]
    assert [style.font.bold for style in styles if style] == [True, True, None]


def test_header_rows_that_a_span_ties_to_the_body_do_not_repeat() -> None:
    content = (
        "<table><thead><tr><th rowspan=2>a</th><th>b</th></tr></thead><tr><td>c</td></tr><tr><td>d<td>e</tr></table>"
    )
    assert not list(rendered([{"type": "table", "content": content}]).element.iter(f"{W}tblHeader"))


def test_a_paragraph_stands_between_tables_and_at_the_end() -> None:
    body = rendered([table([["a"]]), table([["b"]])]).element.body
    assert [element.tag.removeprefix(W) for element in body] == ["tbl", "p", "tbl", "p", "sectPr"]


def test_a_table_too_wide_for_word_is_cut_into_several() -> None:
    row = [str(number) for number in range(MAX_COLUMNS * 2 + 5)]
    span = f"<tr><td colspan={len(row)}>over all</td></tr>"
    content = table([row])["content"].replace("<tbody>", f"<tbody>{span}")
    grids = [grid(item._tbl) for item in rendered([{"type": "table", "content": content}]).tables]
    assert [cell.text for lines in grids for cell in lines[1]] == row
    assert [lines[0][0].text for lines in grids] == ["over all", "", ""]
    assert max(len(lines[1]) for lines in grids) == MAX_COLUMNS


def test_columns_that_only_a_span_pretends_do_not_count() -> None:
    content = "<table><tr><td colspan=1000>all</td></tr><tr><td>a</td><td>b</td></tr></table>"
    tables = rendered([{"type": "table", "content": content}]).tables
    assert grid(tables[0]._tbl) == [[Cell(0, "all", 1, 2)], [Cell(0, "a"), Cell(1, "b")]]
    assert len(tables) == 1


def test_a_picture_used_twice_is_in_the_file_once() -> None:
    address = data_uri(png())
    word = rendered([{"type": "figure", "img_url": address, "content": "a <teal> box"}, text(f"see ![it]({address})")])
    assert media(word) == ["/word/media/image1.png"]
    assert len(word.inline_shapes) == 2
    assert word.inline_shapes[0]._inline.docPr.get("descr") == "a <teal> box"
    assert [shape._inline.docPr.id for shape in word.inline_shapes] == [1, 2]


def test_a_picture_has_the_width_of_its_box_and_never_more_than_the_text() -> None:
    figure = {"type": "figure", "img_url": data_uri(png())}
    word = rendered([figure | {"bbox": [80, 100, 290, 200]}, figure | {"bbox": [0, 300, 840, 900]}])
    section = word.sections[0]
    widths = [shape.width for shape in word.inline_shapes]
    assert widths[0] == pytest.approx(section.page_width / 4, rel=0.01)
    assert widths[1] == section.page_width - section.left_margin - section.right_margin


def test_pictures_beside_the_result_are_found_and_webp_becomes_png(tmp_path: Path) -> None:
    (tmp_path / "a.webp").write_bytes(png(kind="WEBP"))
    word = rendered([{"type": "figure", "img_url": "a.webp"}], assets=Assets(folder=tmp_path))
    assert media(word) == ["/word/media/image1.png"]


def test_a_picture_that_is_not_at_hand_leaves_its_description_or_its_address() -> None:
    figures = [("", "gone.png"), ("a ship", "gone.png"), ("", data_uri(b"\x89PNG\r\nbroken")), ("", "")]
    word = rendered([{"type": "figure", "content": content, "img_url": url} for content, url in figures])
    assert texts(word) == [("Picture Placeholder", shown) for shown in ("gone.png", "a ship", "[figure]", "[figure]")]


def test_a_formula_and_a_table_without_content_are_shown_as_their_pictures() -> None:
    blocks = [{"type": kind, "img_url": data_uri(png())} for kind in ("equation", "table")]
    assert len(rendered(blocks).inline_shapes) == 2


def test_a_picture_that_would_fill_the_memory_is_not_at_hand() -> None:
    header = b"II*\x00\x08\x00\x00\x00"  # a TIFF that claims to be 20,000 pixels wide and high
    entries = [(256, 3, 1, 20000), (257, 3, 1, 20000), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8)]
    directory = len(entries).to_bytes(2, "little") + b"".join(
        tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + n.to_bytes(4, "little") + value.to_bytes(4, "little")
        for tag, kind, n, value in entries
    )
    assert MAX_PIXELS < 20000 * 20000
    assert read_raster(header + directory + bytes(4)) is None


def test_a_caption_stays_with_its_figure() -> None:
    word = rendered(
        [
            {"type": "figure", "content": "x", "captions": [1]},
            {"type": "figure_caption", "content": "Figure 1"},
            {"type": "table_caption", "content": "Table 1"},
            table([["a"], ["b"]], captions=[2]),
        ]
    )
    assert [paragraph.paragraph_format.keep_with_next for paragraph in word.paragraphs[:3]] == [True, None, True]


def test_hostile_text_stays_text() -> None:
    nasty = "a\x00b\x0b\ufffe ]]> <w:p/> &amp; &#x0; <!-- {{x}}"
    shown = "a\ufffdb\ufffd\ufffd ]]> <w:p/> &amp; &#x0; <!-- {{x}}"
    blocks = [{"type": "title", "content": nasty}, text(nasty), {"type": "code", "content": nasty}]
    figure = {"type": "figure", "content": nasty, "img_url": data_uri(png())}
    word = rendered([*blocks, figure, table([[nasty.replace("<w:p/>", "").replace("<!--", "")]])])
    assert [shown_text for _, shown_text in texts(word)][:3] == [shown] * 3
    assert word.inline_shapes[0]._inline.docPr.get("descr") == shown
    assert word.core_properties.title == shown
    assert word.tables[0].cell(0, 0).text.startswith("a\ufffdb")
    assert clean("\ud800 \udfff 𝔸") == "\ufffd \ufffd 𝔸"


def test_line_ends_of_any_system_are_line_breaks() -> None:
    assert rendered([text("a\r\nb\rc")]).paragraphs[0].text == "a\nb\nc"


@pytest.mark.parametrize(
    ("pixels", "millimetres"),
    [
        ((1190, 1684), (210, 297)),
        ((1241, 1754), (210, 297)),
        ((1754, 1241), (297, 210)),
        ((1000, 1414), (210, 297)),
        ((840, 1190), (148, 210)),
        ((1684, 2381), (297, 420)),
        ((1224, 1584), (216, 279)),
        ((1920, 1080), (339, 190)),
        ((None, None), (210, 297)),
    ],
)
def test_the_page_is_the_nearest_standard_format(
    pixels: tuple[int | None, int | None], millimetres: tuple[int, int]
) -> None:
    size = {"page_size": {"w": pixels[0], "h": pixels[1]}} if pixels[0] else {"page_size": None}
    section = rendered({"blocks": [text("x")]} | size).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == millimetres
    assert (section.orientation == 1) == (millimetres[0] > millimetres[1])


def test_the_properties_name_the_document_and_no_one_else() -> None:
    properties = rendered([text("before"), {"type": "title", "content": "On $x$\nand y"}]).core_properties
    assert (properties.title, properties.author, properties.comments) == ("On $x$ and y", "", "")
    assert properties.created is not None
    assert properties.created.replace(tzinfo=None) == datetime(2000, 1, 1)


def test_styles_name_a_font_for_east_asian_text() -> None:
    word = rendered([text("中文")])
    fonts = [fonts.get(f"{W}eastAsia") for fonts in word.styles.element.iter(f"{W}rFonts")]
    assert fonts
    assert all(fonts)


def test_every_style_that_is_used_exists(sample: Path) -> None:
    word = docx.Document(io.BytesIO(render_docx(merge_cross_page(sample), assets=Assets.beside(sample))))
    known = {style.style_id for style in word.styles}
    used = {node.get(f"{W}val") for node in word.element.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")}
    assert used <= known


def test_equal_documents_give_equal_bytes(sample: Path) -> None:
    document = merge_cross_page(sample)
    assets = Assets.beside(sample)
    assert render_docx(document, assets=assets) == render_docx(merge_cross_page(sample), assets=assets)


@settings(max_examples=40)
@given(results())
def test_any_result_becomes_a_file_that_opens(sent: Json) -> None:
    document = merge_cross_page(sent)
    word = docx.Document(io.BytesIO(render_docx(document)))
    shown = [block for block in document.blocks if isinstance(block, Table) and block.columns and not block.hidden]
    assert len(word.tables) == len(shown)


def test_the_parts_of_the_file_follow_the_schema_of_ecma_376(sample: Path) -> None:
    folder = os.environ.get("SOMARK_XSD")
    if not folder:
        pytest.skip("SOMARK_XSD does not name a folder with wml.xsd")
    schema = etree.XMLSchema(etree.parse(Path(folder) / "wml.xsd"))
    with zipfile.ZipFile(io.BytesIO(render_docx(merge_cross_page(sample), assets=Assets.beside(sample)))) as package:
        for part in ("document", "styles", "settings", "numbering"):
            schema.assertValid(etree.fromstring(package.read(f"word/{part}.xml")))


def test_libreoffice_opens_the_file(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    blocks = [{"type": "title", "content": "Title"}, text("中文 $x$ [a](https://b.example)"), table([["a"]], head=1)]
    file = tmp_path / "document.docx"
    figure = {"type": "figure", "img_url": data_uri(png())}
    file.write_bytes(render_docx(merge_cross_page(result([*blocks, figure]))))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "document.pdf").read_bytes().startswith(b"%PDF")


def test_the_parts_of_a_file_go_when_it_is_made(sample: Path) -> None:
    """Left in circles, they would wait for the garbage collector, which hardly ever comes to old values."""
    document = merge_cross_page(sample)
    template = render_docx(document, headers=True, toc=True)
    gc.collect()
    gc.disable()
    try:
        render_docx(document)
        render_docx(document, headers=True, toc=True, template=template)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = [value for value in gc.garbage if isinstance(value, Part | etree._Element)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert left == []

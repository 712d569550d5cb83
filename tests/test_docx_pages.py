"""Word files read back: sections, running heads, page breaks, tables, pictures, language, templates, limits."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import ROOT
from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from lxml import etree
from PIL import Image
from results import Json, result, results, table, text
from test_render_docx import W, data_uri, grid, media, png, texts

from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.merge import merge_cross_page
from somark_tools.model import Cell, Page, Table
from somark_tools.reading.reader import read
from somark_tools.render.docx import grids, render_docx, users_template
from somark_tools.render.docx.alignment import is_number
from somark_tools.render.docx.heads import Field, heads
from somark_tools.render.docx.page import EMU_PER_TWIP
from somark_tools.render.docx.sections import stretches

UPRIGHT, WIDE = {"w": 840, "h": 1190}, {"w": 1190, "h": 840}


def written(*pages: Any, **options: Any) -> WordFile:
    return docx.Document(io.BytesIO(render_docx(merge_cross_page(result(*pages)), **options)))


def flow(number: int) -> Json:
    """Return a sentence that no other page has, in the middle of the page."""
    return text(
        f"The {('first', 'second', 'third', 'last')[number % 4]} of {number} is told.", bbox=[80, 500, 760, 540]
    )


def bytes_of(word: WordFile) -> bytes:
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def body(word: WordFile) -> list[str]:
    return [element.tag.removeprefix(W) for element in word.element.body]


def parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.startswith("word/") and name.endswith(".xml") and "theme" not in name:
                yield name, package.read(name)


# -- sections and breaks --------------------------------------------------------------------------------------------


def test_pages_that_turn_get_a_section_of_their_own() -> None:
    pages = [
        {"blocks": [text("Upright.")], "page_size": UPRIGHT},
        {"blocks": [text("Wide."), table([["a"]])], "page_size": WIDE},
        {"blocks": [text("Upright again.")], "page_size": UPRIGHT},
    ]
    word = written(*pages)
    sizes = [(round(section.page_width.mm), round(section.page_height.mm)) for section in word.sections]
    assert sizes == [(148, 210), (210, 148), (148, 210)]
    assert [section.orientation for section in word.sections] == [0, 1, 0]
    assert body(word) == ["p", "p", "tbl", "p", "p", "sectPr"]
    assert texts(word) == [("Normal", "Upright."), ("Normal", "Wide."), ("Spacer", ""), ("Normal", "Upright again.")]


def test_scans_that_differ_by_a_few_pixels_are_one_section() -> None:
    sizes = [(1240, 1754), (1236, 1750), (None, None), (1250, 1760)]
    pages = [
        {"blocks": [text("x")], "page_size": {"w": width, "h": height} if width else None} for width, height in sizes
    ]
    assert len(written(*pages).sections) == 1


def test_what_does_not_show_begins_no_section() -> None:
    first = {"blocks": [{"type": "header", "content": "x"}, text("y", display=False)], "page_size": WIDE}
    word = written(first, {"blocks": [text("z")], "page_size": UPRIGHT})
    assert [section.orientation for section in word.sections] == [0]


def test_a_table_of_many_columns_lies_on_its_side_with_its_caption_and_note() -> None:
    words = [f"considerable{number}" for number in range(10)]
    wide = table([words, words], captions=[1])
    word = written([text("before"), {"type": "table_caption", "content": "Table 1"}, wide, text("after")])
    assert [section.orientation for section in word.sections] == [0, 1, 0]
    first, turned, last = word.sections
    assert (turned.page_width, turned.page_height) == (first.page_height, first.page_width) != last.page_height
    widths = [int(column.get(f"{W}w")) for column in word.tables[0]._tbl.tblGrid]
    assert sum(widths) == (turned.page_width - turned.left_margin - turned.right_margin) // EMU_PER_TWIP
    assert [p.text for p in word.paragraphs if p._p.find(f"{W}pPr/{W}sectPr") is not None] == ["before", ""]


def test_a_table_that_fits_and_one_with_few_columns_stay_upright() -> None:
    for rows in ([["12"] * 12] * 3, [["considerable" * 3] * 6] * 2):
        assert len(written([table(rows)]).sections) == 1


def test_a_page_begins_where_the_source_had_one_if_that_is_wanted() -> None:
    pages = [[text("a"), text("cut")], [text("off", (0, 1)), text("b")], [], [table([["c"]])], [text("d")]]
    assert not list(written(*pages).element.iter(f"{W}pageBreakBefore"))
    word = written(*pages, page_breaks=True)
    broken = [p.text for p in word.paragraphs if p.paragraph_format.page_break_before]
    assert broken == ["b", "", "d"]
    assert body(word) == ["p", "p", "p", "p", "tbl", "p", "sectPr"]


def test_no_page_break_stands_beside_the_end_of_a_section() -> None:
    pages = [{"blocks": [text("A.")], "page_size": UPRIGHT}, {"blocks": [text("B.")], "page_size": WIDE}]
    word = written(*pages, page_breaks=True)
    assert not list(word.element.iter(f"{W}pageBreakBefore"))
    assert len(word.sections) == 2


def test_pages_of_which_nothing_shows_have_no_section() -> None:
    pages = [{"blocks": [text(" ")], "page_size": WIDE}, [text("A.")], {"blocks": [text("")], "page_size": WIDE}]
    word = written(*pages)
    assert [section.orientation for section in word.sections] == [0]
    assert len(word.paragraphs) == 1


# -- running heads --------------------------------------------------------------------------------------------------


def head(content: str, x1: int = 300, x2: int = 540, **fields: Any) -> Json:
    return {"type": "header", "content": content, "bbox": [x1, 30, x2, 50]} | fields


def foot(content: str, x1: int = 400, x2: int = 440) -> Json:
    return {"type": "footer", "content": content, "bbox": [x1, 1140, x2, 1160]}


def shown(part: Any) -> list[str]:
    """Return the paragraphs of a header or footer, fields as {NAME}."""
    lines = []
    for paragraph in part._element.iter(f"{W}p"):
        pieces = []
        for node in paragraph.iter(f"{W}t", f"{W}tab", f"{W}fldSimple"):
            if node.tag == f"{W}fldSimple":
                pieces.append(f"{{{node.get(f'{W}instr')}}}")
            elif node.tag == f"{W}tab" and node.getparent().tag == f"{W}r":
                pieces.append("\t")
            elif node.tag == f"{W}t" and node.getparent().getparent().tag != f"{W}fldSimple":
                pieces.append(node.text)
        lines.append("".join(pieces))
    return lines


def test_furniture_is_left_out_unless_it_is_wanted() -> None:
    word = written([head("Head"), text("a")], [head("Head"), text("b")])
    assert not list(word.sections[0]._sectPr.iter(f"{W}headerReference"))


def test_what_recurs_runs_and_page_numbers_are_fields() -> None:
    pages = [[head("The Report"), flow(n), foot(f"Page {n + 1} of 4")] for n in range(4)]
    word = written(*pages, headers=True)
    section = word.sections[0]
    assert shown(section.header) == ["The Report"]
    assert shown(section.footer) == ["Page {PAGE} of {NUMPAGES}"]
    assert [p.alignment for p in section.header.paragraphs] == [1]
    assert not section.different_first_page_header_footer
    assert not word.settings.odd_and_even_pages_header_footer
    assert [content for _, content in texts(word)] == [flow(n)["content"] for n in range(4)]


def test_texts_on_one_line_share_it() -> None:
    pages = [[head("Left", 60, 160), head(str(n + 1), 700, 780), flow(n)] for n in range(3)]
    section = written(*pages, headers=True).sections[0]
    assert shown(section.header) == ["Left\t\t{PAGE}"]


def test_odd_and_even_pages_differ_where_the_document_does() -> None:
    pages = [
        [head("Chapter", 600, 780) if n % 2 == 0 else head("Book", 60, 200), flow(n), foot(str(n + 1))]
        for n in range(8)
    ]
    word = written(*pages, headers=True)
    section = word.sections[0]
    assert word.settings.odd_and_even_pages_header_footer
    assert (shown(section.header), shown(section.even_page_header)) == (["Chapter"], ["Book"])
    assert shown(section.footer) == shown(section.even_page_footer) == ["{PAGE}"]


def test_a_first_page_without_a_head_gets_none() -> None:
    pages = [[text("cover")], *([head("Head"), flow(n), foot(str(n + 1))] for n in range(1, 5))]
    section = written(*pages, headers=True).sections[0]
    assert section.different_first_page_header_footer
    assert shown(section.first_page_header) == shown(section.first_page_footer) == [""]
    assert (shown(section.header), shown(section.footer)) == (["Head"], ["{PAGE}"])


def test_numbers_go_on_from_the_number_of_the_first_page() -> None:
    found = [
        (written(*pages, headers=True).sections[0]._sectPr.find(f"{W}pgNumType"))
        for pages in (
            [[flow(n), foot(str(n + 57))] for n in range(4)],
            [[flow(n), foot(roman)] for n, roman in enumerate(("i", "ii", "iii", "iv"))],
        )
    ]
    assert [dict(element.attrib) for element in found] == [{f"{W}start": "57"}, {f"{W}fmt": "lowerRoman"}]


def test_heads_that_change_from_page_to_page_are_left_out() -> None:
    pages = [[head(title), flow(n)] for n, title in enumerate(("One", "Two", "Three", "Four"))]
    assert heads(merge_cross_page(result(*pages))) is None
    assert not list(written(*pages, headers=True).sections[0]._sectPr.iter(f"{W}headerReference"))


def test_heads_that_name_the_chapter_look_its_heading_up() -> None:
    titles = ["1 One"] * 3 + ["2 Two"] * 3
    chapter = {"type": "title", "title_level": 1, "bbox": [80, 300, 400, 330]}
    pages = [
        [*([chapter | {"content": title}] if n % 3 == 0 else [head(title)]), flow(n), foot(str(n + 1))]
        for n, title in enumerate(titles)
    ]
    section = written(*pages, headers=True).sections[0]
    assert shown(section.header) == ["{STYLEREF 1}"]
    assert shown(section.first_page_header) == [""]


def test_a_year_is_no_page_number() -> None:
    found = heads(merge_cross_page(result([head("Report 2031"), text("x")])))
    assert found is not None
    assert [t.parts for lines in found.lines.values() for line in lines for t in line] == [("Report 2031",)]


def test_no_text_becomes_a_field() -> None:
    pages = [[head("PAGE \x00PAGE { PAGE } NUMPAGES"), flow(n)] for n in range(2)]
    found = heads(merge_cross_page(result(*pages)))
    assert found is not None
    written_parts = [part for lines in found.lines.values() for line in lines for t in line for part in t.parts]
    assert written_parts
    assert not any(isinstance(part, Field) for part in written_parts)
    assert shown(written(*pages, headers=True).sections[0].header) == ["PAGE \ufffdPAGE { PAGE } NUMPAGES"]


def test_a_turned_section_has_the_same_heads_set_for_its_width() -> None:
    pages = [
        {"blocks": [head("Left", 60, 160), head("Right", 700, 780), flow(n)], "page_size": size}
        for n, size in enumerate((UPRIGHT, UPRIGHT, WIDE))
    ]
    word = written(*pages, headers=True)
    stops = [section.header._element.find(f".//{W}tabs")[-1].get(f"{W}pos") for section in word.sections]
    assert len({*stops}) == 2


# -- tables ---------------------------------------------------------------------------------------------------------


def alignments(word: WordFile) -> list[list[str]]:
    rows = []
    for row in word.element.body.iter(f"{W}tr"):
        found = [tc.find(f"{W}p/{W}pPr/{W}jc") for tc in row.iter(f"{W}tc")]
        rows.append(["" if jc is None else jc.get(f"{W}val") for jc in found])
    return rows


def test_numbers_stand_at_the_right_with_their_headers() -> None:
    rows = [
        ["Name", "Sum", "Code", "Year"],
        ["a", "1,234", "007", "x"],
        ["b", "(5.6)", "008", "2"],
        ["c", "–", "9", "3"],
    ]
    assert alignments(written([table(rows, head=1)])) == [
        ["", "right", "", ""],
        ["", "right", "", ""],
        ["", "right", "", ""],
        ["", "right", "", ""],
    ]


def test_a_header_over_columns_of_numbers_stands_in_the_middle() -> None:
    content = (
        "<table><thead><tr><th rowspan=2>n</th><th colspan=2>Group</th></tr><tr><th>2030</th><th>2031</th></tr></thead>"
        "<tr><td>a</td><td>1</td><td>2</td></tr><tr><td>b</td><td>3</td><td>4</td></tr></table>"
    )
    found = alignments(written([{"type": "table", "content": content}]))
    assert found[0] == ["", "center"]
    assert found[1:] == [["", "right", "right"]] * 3


@pytest.mark.parametrize(
    "number", ["1", "-3.5", "12 %", "€ 4", "1 234 567", "3.2e-5", "$10$", "1.5 × 10^{3}", "≤ 5", "4*"]
)
def test_numbers(number: str) -> None:
    assert is_number(number)


@pytest.mark.parametrize("other", ["", "a", "12a", "2031-04-01", "+49 30 123", "1.2.3", "0049", "3/4", "1" * 50, "$x$"])
def test_no_numbers(other: str) -> None:
    assert not is_number(other)


def table_width(word: WordFile) -> tuple[float, str | None]:
    """Return the width of the first table as a share of that of the text, and its alignment."""
    section = word.sections[0]
    space = (section.page_width - section.left_margin - section.right_margin) / EMU_PER_TWIP
    alignment = word.tables[0]._tbl.tblPr.find(f"{W}jc")
    width = sum(int(column.get(f"{W}w")) for column in word.tables[0]._tbl.tblGrid)
    return width / space, None if alignment is None else alignment.get(f"{W}val")


def test_a_narrow_table_stays_narrow_and_where_it_is() -> None:
    rows = [["a", "b"], ["c", "d"]]
    assert table_width(written([table(rows, bbox=[320, 100, 520, 200])])) == (pytest.approx(0.33, abs=0.01), "center")
    assert table_width(written([table(rows, bbox=[80, 100, 280, 200])])) == (pytest.approx(0.33, abs=0.01), None)
    assert table_width(written([table(rows, bbox=None)])) == (pytest.approx(1, abs=0.01), None)


def test_a_table_is_as_wide_as_its_lines_need_though_it_was_narrow() -> None:
    assert table_width(written([table([["word " * 30] * 2], bbox=[320, 100, 520, 200])]))[0] == pytest.approx(
        1, abs=0.01
    )


def test_long_headers_over_short_cells_wrap() -> None:
    rows = [["In service since the year", "Remark"], *[["2031", "one or two more words here"]] * 5]
    word = written([table(rows, head=1, bbox=[80, 100, 420, 400])])
    first, second = (int(column.get(f"{W}w")) for column in word.tables[0]._tbl.tblGrid)
    assert second > 2 * first


def test_a_table_style_is_chosen_by_name() -> None:
    word = written([table([["a"], ["b"]], head=1)], table_style="plain table 1")
    assert word.tables[0].style is not None
    assert word.tables[0].style.name == "Plain Table 1"
    assert not list(word.element.iter(f"{W}shd"))


def test_an_unknown_table_style_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(OutputError, match=r"no table style 'Fancy'; there are: .*Plain Table 1.*Table Grid"):
        written([text("x")], table_style="Fancy")


@pytest.mark.parametrize("span", [1, 3])
def test_a_table_of_more_rows_than_word_allows_is_cut_and_loses_nothing(
    span: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grids, "MAX_ROWS", 10)
    monkeypatch.setattr(grids, "_BACK", 2)
    lines = [f"<tr>{f'<td rowspan={span}>s{n}</td>' if n % span == 0 else ''}<td>{n}</td></tr>" for n in range(24)]
    word = written([{"type": "table", "content": f"<table>{''.join(lines)}</table>"}])
    found = [grid(item._tbl) for item in word.tables]
    assert [cell.text for rows in found for row in rows for cell in row if cell.column == 1] == list(
        map(str, range(24))
    )
    assert [len(rows) for rows in found] == ([10, 10, 4] if span == 1 else [9, 9, 6])


def test_a_cell_that_no_cut_can_spare_goes_on_without_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "MAX_ROWS", 4)
    lines = [f"<tr>{'<td rowspan=9>all</td>' if n == 0 else ''}<td>{n}</td></tr>" for n in range(9)]
    word = written([{"type": "table", "content": f"<table>{''.join(lines)}</table>"}])
    found = [grid(item._tbl) for item in word.tables]
    assert [rows[0][0] for rows in found] == [Cell(0, "all", 4), Cell(0, "", 4), Cell(0, "")]
    assert [cell.text for rows in found for row in rows for cell in row if cell.column == 1] == list("012345678")


# -- pictures -------------------------------------------------------------------------------------------------------


def page_images(folder: Path) -> Path:
    image = Image.new("RGB", (840, 1190), "white")
    image.paste("red", (100, 200, 300, 300))
    folder.mkdir()
    image.save(folder / "page-1.png")
    return folder


def test_a_figure_that_is_not_at_hand_is_cut_out_of_its_page(tmp_path: Path) -> None:
    assets = Assets(page_images=page_images(tmp_path / "pages"))
    place = {"bbox": [100, 200, 300, 300]}
    figures: list[Json] = [{"type": "figure", "content": "a red box", "img_url": "gone.png"} | place]
    figures += [{"type": kind, "content": ""} | place for kind in ("equation", "table", "stamp", "cs")]
    word = written(figures, assets=assets)
    assert len(word.inline_shapes) == len(figures)
    assert word.inline_shapes[0]._inline.docPr.get("descr") == "a red box"
    assert len(media(word)) == 1
    blob = next(part.blob for part in word.part.package.iter_parts() if "/media/" in part.partname)
    with Image.open(io.BytesIO(blob)) as picture:
        assert picture.size == (200, 100)
        assert picture.getcolors() == [(20000, (255, 0, 0))]


@pytest.mark.parametrize("bbox", [None, [100, 200, 101, 300], [2000, 200, 3000, 300], [-50, -50, -10, -10]])
def test_a_figure_without_a_place_on_the_page_stays_a_box(bbox: Sequence[int] | None, tmp_path: Path) -> None:
    word = written([{"type": "figure", "bbox": bbox}], assets=Assets(page_images=page_images(tmp_path / "pages")))
    assert texts(word) == [("Picture Placeholder", "[figure]")]


def test_a_figure_is_cut_out_of_the_pdf(sample: Path) -> None:
    document = merge_cross_page(sample)
    figures = [block for block in document.blocks if block.kind == "figure" and block.pieces[0].bbox]
    data = render_docx(document, assets=Assets(pdf=sample.parent / "document.pdf"))
    assert len(docx.Document(io.BytesIO(data)).inline_shapes) >= len(figures) > 0


def test_nothing_is_fetched_but_by_the_function_that_is_passed_in() -> None:
    asked: list[str] = []

    def fetch(address: str) -> bytes | None:
        asked.append(address)
        return png()

    addresses = ["https://a.example/1.png", "https://a.example/1.png", "images/1.png", "ftp://a.example/1.png", ""]
    figures = [{"type": "figure", "img_url": address} for address in addresses]
    assert len(written(figures).inline_shapes) == 0
    assert len(written(figures, fetch=fetch).inline_shapes) == 2
    assert asked == ["https://a.example/1.png"]


@pytest.mark.parametrize("answer", [None, b"", b"<svg/>", b"<html>", "text", ConnectionError("no"), ValueError("no")])
def test_what_can_not_be_fetched_leaves_a_box(answer: Any) -> None:
    def fetch(address: str) -> bytes | None:
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    word = written([{"type": "figure", "content": "a ship", "img_url": "https://a.example/x"}], fetch=fetch)
    assert texts(word) == [("Picture Placeholder", "a ship")]


def test_a_chemical_structure_without_a_picture_is_its_smiles_with_a_label() -> None:
    word = written([{"type": "cs", "content": "C[C@H](N)C(=O)O"}])
    assert texts(word) == [("Picture Placeholder", "SMILES: C[C@H](N)C(=O)O")]
    pictured = written([{"type": "cs", "content": "C[C@H](N)C(=O)O", "img_url": data_uri(png())}])
    assert pictured.inline_shapes[0]._inline.docPr.get("descr") == "C[C@H](N)C(=O)O"


# -- language -------------------------------------------------------------------------------------------------------


def language(word: WordFile) -> tuple[str, ...]:
    found = word.styles.element.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert found is not None
    return tuple(str(found.get(f"{W}{key}")) for key in ("val", "eastAsia", "bidi"))


@pytest.mark.parametrize(
    ("content", "given_language", "expected", "font"),
    [
        ("The end of the story is near", None, ("en-US", "zh-CN", "ar-SA"), "SimSun"),
        ("数据整理与托管服务合同", None, ("en-US", "zh-CN", "ar-SA"), "SimSun"),
        ("これはテストです", None, ("en-US", "ja-JP", "ar-SA"), "MS Mincho"),
        ("이것은 시험입니다", None, ("en-US", "ko-KR", "ar-SA"), "Batang"),
        ("數據整理", "zh-TW", ("en-US", "zh-TW", "ar-SA"), "PMingLiU"),
        ("Ein Satz", "de", ("de-DE", "zh-CN", "ar-SA"), "SimSun"),
        ("Ein Satz", "de-AT", ("de-AT", "zh-CN", "ar-SA"), "SimSun"),
        ("Qwzx", None, ("x-none", "zh-CN", "ar-SA"), "SimSun"),
        ("שלום עולם", None, ("en-US", "zh-CN", "he-IL"), "SimSun"),
    ],
)
def test_word_is_told_the_language(
    content: str, given_language: str | None, expected: tuple[str, ...], font: str
) -> None:
    word = written([text(content)], language=given_language)
    assert language(word) == expected
    fonts = word.styles.element.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
    assert fonts is not None
    assert fonts.get(f"{W}eastAsia") == font


@pytest.mark.parametrize("tag", ["", "english!", "x", "de_DE", 'en"/><w:p/>'])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    with pytest.raises(OutputError, match="no language tag"):
        written([text("x")], language=tag)


def test_text_from_right_to_left_is_marked_and_no_character_is_lost() -> None:
    mixed = "שלום ABC, 12 (עולם)! **חזק** end"
    word = written([text(mixed), text("Latin שלום"), text("123"), table([["שם", "x"]])])
    assert [p.text for p in word.paragraphs][:3] == ["שלום ABC, 12 (עולם)! חזק end", "Latin שלום", "123"]
    assert [p._p.find(f"{W}pPr/{W}bidi") is not None for p in word.paragraphs][:3] == [True, False, True]
    runs = [(run.text, run._r.find(f"{W}rPr/{W}rtl") is not None) for run in word.paragraphs[0].runs]
    assert [run for run, mirrored in runs if not mirrored] == ["ABC, 12 (", " end"]
    assert word.tables[0]._tbl.tblPr.find(f"{W}bidiVisual") is not None
    assert word.sections[0]._sectPr.find(f"{W}bidi") is not None


def test_numbers_of_a_mirrored_table_stand_at_the_right_too() -> None:
    word = written([text("שלום עולם"), table([["שם", "סכום"], ["אחד", "1"], ["שתיים", "2"]], head=1)])
    assert alignments(word) == [["", "left"]] * 3  # Word turns left and right in such paragraphs
    assert all(p.find(f"{W}pPr/{W}bidi") is not None for p in word.tables[0]._tbl.iter(f"{W}p"))


def test_a_paragraph_from_right_to_left_in_another_document_is_marked_alone() -> None:
    word = written([text("The first of the words is English"), text("שלום"), text("and so is the last of them")])
    assert [p._p.find(f"{W}pPr/{W}bidi") is not None for p in word.paragraphs] == [False, True, False]
    assert word.sections[0]._sectPr.find(f"{W}bidi") is None


def test_the_properties_tell_title_file_and_language() -> None:
    document = merge_cross_page(
        {"result": {"file_name": "report.pdf", "outputs": {"json": result([text("Der Satz ist nicht lang und gut")])}}}
    )
    properties = docx.Document(io.BytesIO(render_docx(document, language="de"))).core_properties
    assert (properties.title, properties.identifier, properties.language) == ("report.pdf", "report.pdf", "de")
    assert (properties.author, properties.keywords) == ("", "")


# -- templates ------------------------------------------------------------------------------------------------------


def template(**changes: Any) -> WordFile:
    """Return a template with content, a header, a page of its own, and a heading style with another id."""
    word = docx.Document()
    word.add_paragraph("content of the template").add_run().add_picture(io.BytesIO(png()))
    word.sections[0].header.paragraphs[0].text = "Letterhead"
    word.sections[0].page_width, word.sections[0].page_height = Mm(200), Mm(260)
    word.sections[0].left_margin, word.sections[0].right_margin = Mm(50), Mm(10)
    heading = word.styles["Heading 1"].element
    heading.set(qn("w:styleId"), "berschrift1")
    word.styles["Heading 2"].element.set(qn("w:styleId"), "Code")  # the id of a style of ours
    return word


def test_a_template_gives_its_styles_page_and_heads_and_loses_its_content() -> None:
    blocks = [
        {"type": "title", "content": "One", "title_level": 1},
        {"type": "title", "content": "Two", "title_level": 2},
        {"type": "code", "content": "x"},
        {"type": "table_caption", "content": "Table 1"},
        table([["a"]]),
    ]
    data = render_docx(merge_cross_page(result(blocks)), template=bytes_of(template()), headers=True)
    word = docx.Document(io.BytesIO(data))
    assert texts(word)[:4] == [("Heading 1", "One"), ("Heading 2", "Two"), ("Code", "x"), ("Caption", "Table 1")]
    ids = [style.get(f"{W}styleId") for style in word.styles.element.iter(f"{W}style")]
    assert len(ids) == len({*ids})
    section = word.sections[0]
    assert section.header.paragraphs[0].text == "Letterhead"
    assert (round(section.page_width.mm), round(section.left_margin.mm), round(section.right_margin.mm)) == (
        200,
        50,
        10,
    )
    assert table_width(word)[0] <= 1
    assert b"content of the template" not in dict(parts(data))["word/document.xml"]
    assert not media(word)


def test_a_template_can_be_a_path_and_a_template_for_new_documents(tmp_path: Path) -> None:
    path = tmp_path / "t.dotx"
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bytes_of(template()))) as source, zipfile.ZipFile(stream, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "[Content_Types].xml":
                data = data.replace(b"wordprocessingml.document.main", b"wordprocessingml.template.main")
            target.writestr(info.filename, data)
    path.write_bytes(stream.getvalue())
    assert written([text("x")], template=path).sections[0].header.paragraphs[0].text == "Letterhead"


def test_a_table_style_of_the_template_can_be_chosen() -> None:
    word = written([table([["a"]])], template=bytes_of(template()), table_style="Light Grid Accent 1")
    assert word.tables[0].style is not None
    assert word.tables[0].style.name == "Light Grid Accent 1"


def test_pages_on_their_side_turn_the_page_of_the_template() -> None:
    pages = [{"blocks": [text("A.")], "page_size": UPRIGHT}, {"blocks": [text("B.")], "page_size": WIDE}]
    word = written(*pages, template=bytes_of(template()))
    assert [(round(s.page_width.mm), round(s.page_height.mm)) for s in word.sections] == [(200, 260), (260, 200)]
    assert [section.header.paragraphs[0].text for section in word.sections] == ["Letterhead"] * 2


def test_a_template_that_numbers_headings_does_not_number_those_that_have_their_number() -> None:
    word = docx.Document()
    properties = word.styles["Heading 1"].element.get_or_add_pPr()
    numbering = OxmlElement("w:numPr")
    numbering.append(OxmlElement("w:numId", {qn("w:val"): "1"}))
    properties.append(numbering)
    found = written([{"type": "title", "content": "1 Begin", "title_level": 1}, text("x")], template=bytes_of(word))
    number = found.paragraphs[0]._p.find(f"{W}pPr/{W}numPr/{W}numId")
    assert number is not None
    assert number.get(f"{W}val") == "0"
    assert found.paragraphs[1]._p.find(f"{W}pPr/{W}numPr") is None


def hostile() -> Iterator[bytes]:
    yield b""
    yield b"no zip"
    good = bytes_of(docx.Document())
    yield good[: len(good) // 2]
    with zipfile.ZipFile(io.BytesIO(good)) as source:
        members = {info.filename: source.read(info) for info in source.infolist()}
    changes: list[dict[str, bytes]] = [
        {"word/document.xml": b"<broken"},
        {"word/document.xml": b"<a/>"},
        {"word/document.xml": members["word/document.xml"].replace(b'w:w="', b'w:w="wide')},
        {"word/styles.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;"},
        {"[Content_Types].xml": b""},
        {"word/_rels/document.xml.rels": b"<Relationships"},
    ]
    for change in changes:
        yield packed(members | change)
    for missing in ("[Content_Types].xml", "word/document.xml"):
        yield packed({name: data for name, data in members.items() if name != missing})


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, data in members.items():
            target.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("data", list(hostile()), ids=lambda data: str(len(data)))
def test_a_broken_template_is_refused_with_a_message(data: bytes) -> None:
    with pytest.raises(OutputError, match="the template: no Word file"):
        written([text("x")], template=data)


def test_a_template_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(users_template, "MAX_BYTES", 1000)
    path = tmp_path / "large.docx"
    path.write_bytes(bytes_of(docx.Document()))
    with pytest.raises(OutputError, match=r"large\.docx: a template of more than"):
        written([text("x")], template=path)
    with pytest.raises(OutputError, match="no Word file"):
        written([text("x")], template=tmp_path / "none.docx")


# -- laws and limits ------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(results())
def test_any_result_keeps_its_tables_and_order_with_all_options(sent: Json) -> None:
    document = merge_cross_page(sent)
    word = docx.Document(io.BytesIO(render_docx(document, headers=True, page_breaks=True)))
    tables = [block for block in document.blocks if isinstance(block, Table) and block.columns and not block.hidden]
    found = [grid(item._tbl) for item in word.tables]
    for block, rows in zip(tables, found, strict=True):
        filled = [[cell.column for cell in row.cells] for row in block.rows]
        columns = [[cell.column for cell in row] for row in rows]
        assert all({*own} <= {*shown} for own, shown in zip(filled, columns, strict=True))
    assert len(word.sections) <= len(stretches(document))


@given(results())
def test_the_parts_of_any_result_follow_the_schema(sent: Json) -> None:
    folder = os.environ.get("SOMARK_XSD")
    if not folder:
        pytest.skip("SOMARK_XSD does not name a folder with wml.xsd")
    schema = _schema(folder)
    data = render_docx(merge_cross_page(sent), headers=True, page_breaks=True, language="he")
    for name, part in parts(data):
        if not name.endswith(("fontTable.xml", "webSettings.xml")):
            schema.assertValid(etree.fromstring(part))


_SCHEMAS: dict[str, etree.XMLSchema] = {}


def _schema(folder: str) -> etree.XMLSchema:
    if folder not in _SCHEMAS:
        _SCHEMAS[folder] = etree.XMLSchema(etree.parse(Path(folder) / "wml.xsd"))
    return _SCHEMAS[folder]


def test_the_parts_made_with_a_template_follow_the_schema(sample: Path) -> None:
    folder = os.environ.get("SOMARK_XSD")
    if not folder:
        pytest.skip("SOMARK_XSD does not name a folder with wml.xsd")
    data = render_docx(merge_cross_page(sample), assets=Assets.beside(sample), template=bytes_of(docx.Document()))
    _schema(folder).assertValid(etree.fromstring(dict(parts(data))["word/document.xml"]))


def spans(document: Document) -> list[list[list[tuple[int, int, int]]]]:
    """Return the cells of each table: first column, row span, column span; gaps are cells of their own in Word."""
    found = []
    for block in document.blocks:
        if isinstance(block, Table) and block.columns and not block.hidden:
            found.append([[(cell.column, cell.rowspan, cell.colspan) for cell in row.cells] for row in block.rows])
    return found


def test_the_tables_of_the_corpus_are_read_back_with_their_spans(corpus: Path) -> None:
    for path in sorted((corpus / "dev").glob("*/*/outputs.json")):
        document = merge_cross_page(path)
        word = docx.Document(io.BytesIO(render_docx(document, headers=True, page_breaks=True)))
        found = [grid(element) for element in word.element.body.iterchildren(f"{W}tbl")]
        for rows, cells in zip(spans(document), found, strict=True):
            written_cells = [[(cell.column, cell.rowspan, cell.colspan) for cell in row] for row in cells]
            for own, row in zip(rows, written_cells, strict=True):
                assert [cell for cell in row if cell in own] == own, path


def test_equal_documents_give_equal_bytes_with_all_options(sample: Path) -> None:
    made = [
        render_docx(merge_cross_page(sample), headers=True, page_breaks=True, template=bytes_of(template()))
        for _ in range(2)
    ]
    assert made[0] == made[1]


_LONG_TABLE = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))
from results import result
from somark_tools import read, render_docx
rows = "".join([f"<tr><td>{number}</td><td>x</td></tr>" for number in range(100_000)])
document = read(result([{"type": "table", "content": f"<table>{rows}</table>"}]))
open("long.docx", "wb").write(render_docx(document))
"""


def test_a_table_of_100_000_rows_takes_little_memory_and_loses_none(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    command = [sys.executable, "-c", _LONG_TABLE]
    subprocess.run(command, capture_output=True, check=True, cwd=tmp_path, env=environment)
    xml = dict(parts((tmp_path / "long.docx").read_bytes()))["word/document.xml"]
    assert xml.count(b"<w:tr>") == 100_000
    assert xml.count(b"<w:tbl>") == 4
    assert b">99999<" in xml


def test_giant_cells_and_texts_are_kept() -> None:
    giant = "word " * 200_000
    word = written([table([[giant.strip(), "b"]]), text(giant.strip())])
    assert grid(word.tables[0]._tbl)[0][0].text == giant.strip()
    assert word.paragraphs[-1].text == giant.strip()
    assert word.tables[0]._tbl.find(f".//{W}cantSplit") is None


def test_hostile_names_stay_names() -> None:
    name = "../../<w:p>\x00 \u202e.docx" + "x" * 500
    document = merge_cross_page({"result": {"file_name": name, "outputs": {"json": result([text("x")])}}})
    properties = docx.Document(io.BytesIO(render_docx(document))).core_properties
    assert properties.identifier.startswith("../../<w:p>\ufffd")
    assert len(properties.identifier) <= 255


def test_pages_of_any_shape_have_a_page() -> None:
    document = read(result([text("x")]))
    for size in ((1, 10**9), (10**9, 1), (0.001, 0.001)):
        changed = type(document)(document.source, (Page(0, *size),), document.blocks)
        word = docx.Document(io.BytesIO(render_docx(changed)))
        assert word.sections[0].page_width > Mm(100)

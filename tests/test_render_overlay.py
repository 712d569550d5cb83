"""Overlays: what a scene holds, that both writers draw it where it belongs, and that hostile input stays harmless."""

import io
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from overlay_pages import block, document, opened, page, rgb, sheet, two_pages
from PIL import Image, ImageChops

from somark_tools.assets.beside import Assets
from somark_tools.errors import OutputError
from somark_tools.labels import LABELS
from somark_tools.render.overlay import fonts
from somark_tools.render.overlay.files import overlay_files
from somark_tools.render.overlay.layout import MAX_PIXELS, lay_out
from somark_tools.render.overlay.png import draw_png
from somark_tools.render.overlay.scene import LegendEntry, scene
from somark_tools.render.overlay.svg import draw_svg
from somark_tools.render.overlay.wrap import fit

SVG = "{http://www.w3.org/2000/svg}"
COLOURS = {label.name: label.colour for label in LABELS}


def test_a_merged_block_has_a_box_on_each_of_its_pages_and_its_tags_name_the_other_piece() -> None:
    merged = two_pages()
    assert len(merged.joins) == 1
    first, second = scene(merged, 0), scene(merged, 1)
    began, ended = first.boxes[2], second.boxes[0]
    assert (began.tag, began.bbox, began.continues, began.continued) == (
        "7 text ↓1:2",
        (40, 400, 360, 560),
        False,
        True,
    )
    assert (ended.tag, ended.bbox, ended.continues, ended.continued) == ("2 text ↑0:7", (40, 60, 360, 100), True, False)
    assert began.block == ended.block == "0:7"
    assert (began.text, ended.text) == ("It began here and", "ended here.")


def test_the_boxes_of_a_page_come_in_reading_order_with_label_colour_and_flags() -> None:
    first = scene(two_pages(), 0)
    assert (first.width, first.height) == (400, 600)
    assert [(box.tag, box.label, box.furniture) for box in first.boxes] == [
        ("0 header", "header", True),
        ("3 title H1", "title", False),
        ("7 text ↓1:2", "text", False),
    ]
    assert all(box.colour == COLOURS[box.label] for box in first.boxes)


def test_the_legend_counts_the_labels_of_the_page_in_the_order_of_the_table_of_labels() -> None:
    assert scene(two_pages(), 0).legend == (
        LegendEntry("text", COLOURS["text"], 1),
        LegendEntry("title", COLOURS["title"], 1),
        LegendEntry("header", COLOURS["header"], 1),
    )


def test_the_text_of_a_table_is_its_rows() -> None:
    assert scene(two_pages(), 1).boxes[1].text == "a | b"


def test_a_block_that_the_service_hides_is_marked_so() -> None:
    hidden = scene(document(page(0, block(0, "text", [10, 10, 90, 30], "a", display=False))), 0)
    assert hidden.boxes[0].hidden
    assert "without fill: hidden" in hidden.notes


def test_blocks_without_box_are_counted_and_not_drawn() -> None:
    drawn = scene(document(page(0, block(0, "text", None, "a"), block(1, "text", [], "b"))), 0)
    assert drawn.boxes == ()
    assert drawn.notes == ("2 blocks without box",)


def test_an_unknown_label_is_drawn_as_text() -> None:
    assert scene(document(page(0, block(0, "hologram", [10, 10, 90, 30], "a"))), 0).boxes[0].tag == "0 text !"


def test_a_page_without_size_is_as_large_as_its_boxes_and_a_margin() -> None:
    drawn = scene(document(page(0, block(0, "text", [10, 10, 300, 30], "a"), size=None)), 0)
    assert (drawn.width, drawn.height) == (320, 100)


def test_pages_with_one_number_are_told_apart_by_position() -> None:
    twice = document(page(0, block(0, "text", [10, 10, 90, 30], "a")), page(0, block(1, "text", [10, 10, 90, 30], "b")))
    assert [box.text for box in scene(twice, 0).boxes] == ["a"]
    assert [box.text for box in scene(twice, 1).boxes] == ["b"]


@pytest.mark.parametrize("position", [-1, 2])
def test_a_page_that_is_not_there_is_refused(position: int) -> None:
    with pytest.raises(OutputError, match="no page at position"):
        draw_png(two_pages(), position)


def test_no_tag_leaves_the_page_or_covers_another_where_there_is_room() -> None:
    crowd = document(page(0, *(block(n, "text", [100, 20 + 30 * n, 300, 40 + 30 * n], "a") for n in range(15))))
    tags = [mark.tag for mark in lay_out(scene(crowd, 0)).marks]
    assert all([min(tag) >= 0 and tag.x2 <= 400 and tag.y2 <= 600 for tag in tags])
    assert not any(one.overlap(other) for number, one in enumerate(tags) for other in tags[:number])


def test_the_edge_at_which_a_page_break_cuts_is_dashed() -> None:
    whole = len(lay_out(scene(two_pages(), 1)).marks[0].outline)
    cut = next(mark for mark in lay_out(scene(two_pages(), 1)).marks if mark.box.continues)
    assert whole == 4
    assert sum(bar.y1 == cut.outline[0].y1 for bar in cut.outline) > 10
    assert cut.outline[-1].width == cut.area.width + 4


def test_the_png_has_the_outline_around_the_box_and_its_fill_within() -> None:
    picture = opened(draw_png(document(page(0, block(0, "figure", [100, 200, 300, 400]))), 0))
    green = rgb(COLOURS["figure"])
    for point in ((200, 199), (200, 198), (200, 400), (99, 300), (300, 300)):
        assert picture.getpixel(point) == green
    for point in ((200, 197), (200, 402), (97, 300), (302, 300)):
        assert picture.getpixel(point) == (255, 255, 255)
    tinted = picture.getpixel((200, 300))
    assert isinstance(tinted, tuple)
    assert all(channel < was <= 255 for channel, was in zip(green, tinted, strict=True))


def test_the_legend_stands_right_of_the_page_and_never_on_it() -> None:
    picture = opened(draw_png(two_pages(), 0))
    assert picture.width > 400
    assert picture.height == 600
    assert {picture.getpixel((x, 590)) for x in range(405, picture.width)} == {(244, 244, 244)}


def test_scale_multiplies_the_page_and_its_boxes() -> None:
    picture = opened(draw_png(document(page(0, block(0, "figure", [100, 200, 300, 400]))), 0, scale=3))
    assert picture.height == 1800
    assert picture.getpixel((600, 599)) == rgb(COLOURS["figure"])
    with pytest.raises(OutputError, match="scale"):
        draw_png(two_pages(), 0, scale=0)


def test_a_page_image_lies_under_the_boxes_in_natural_order(tmp_path: Path) -> None:
    sheet(tmp_path / "page-10.png", "yellow")
    sheet(tmp_path / "page-9.jpg", "red")
    (tmp_path / "notes.txt").write_text("not a picture")
    boxed = document(page(0, block(0, "text", [200, 200, 300, 300])), page(1))
    first = opened(draw_png(boxed, 0, assets=Assets(page_images=tmp_path)))
    second = opened(draw_png(boxed, 1, assets=Assets(page_images=tmp_path)))
    red = first.getpixel((50, 500))
    assert isinstance(red, tuple)
    assert red[0] > 240 > 20 > red[1]
    assert second.getpixel((50, 500)) == (255, 255, 0)


def test_a_pdf_page_lies_under_the_boxes_to_the_pixel_and_missing_pages_are_white(tmp_path: Path) -> None:
    pdf = sheet(tmp_path / "a.pdf", "yellow")
    boxed = document(page(0, block(0, "text", [200, 200, 300, 300])), page(1), page(2))
    picture = opened(draw_png(boxed, 0, assets=Assets(pdf=pdf)))
    blue = rgb(COLOURS["text"])
    black_edge = [picture.getpixel((x, 250)) for x in (197, 198, 199, 201, 298, 300, 301, 302)]
    assert black_edge[1] == black_edge[2] == black_edge[5] == black_edge[6] == blue
    assert all(isinstance(pixel, tuple) and max(pixel) < 60 for pixel in (black_edge[3], black_edge[4]))
    assert all(isinstance(pixel, tuple) and min(pixel[:2]) > 240 for pixel in (black_edge[0], black_edge[7]))
    assert opened(draw_png(boxed, 2, assets=Assets(pdf=pdf))).getpixel((50, 500)) == (255, 255, 255)


def test_a_transparent_page_image_is_laid_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (40, 60), (0, 0, 0, 0)).save(tmp_path / "1.png")
    assert opened(draw_png(document(page(0)), 0, assets=Assets(page_images=tmp_path))).getpixel((50, 50)) == (255,) * 3


@pytest.mark.parametrize("name", ["broken.pdf", "absent.pdf"])
def test_a_pdf_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    with pytest.raises(OutputError, match=name):
        draw_png(two_pages(), 0, assets=Assets(pdf=tmp_path / name))


def test_a_page_image_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    with pytest.raises(OutputError, match=r"one\.png"):
        draw_svg(two_pages(), 0, assets=Assets(page_images=tmp_path))
    with pytest.raises(OutputError, match="nowhere"):
        draw_svg(two_pages(), 0, assets=Assets(page_images=tmp_path / "nowhere"))


def test_without_pypdfium2_a_pdf_is_refused_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = sheet(tmp_path / "a.pdf", "white")
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(OutputError, match=r"pip install 'somark-tools\[pdf\]'"):
        draw_png(two_pages(), 0, assets=Assets(pdf=pdf))


def test_without_any_known_font_pillows_own_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_FACES", (("no such font.ttf", 0),))
    fonts.font.cache_clear()
    fonts.installed.cache_clear()
    try:
        picture = opened(draw_png(document(page(0, block(0, "text", [100, 100, 300, 200], "文字 and letters"))), 0))
    finally:
        fonts.font.cache_clear()
        fonts.installed.cache_clear()
    assert picture.height == 600


def test_the_svg_holds_the_same_boxes_tags_and_legend_as_the_scene() -> None:
    drawn, root = scene(two_pages(), 0), ET.fromstring(draw_svg(two_pages(), 0))
    boxes = root.findall(f"{SVG}g[@class='box']")
    assert len(boxes) == len(drawn.boxes)
    assert {element.text for element in root.findall(f"{SVG}g[@class='tag']/{SVG}text")} == {b.tag for b in drawn.boxes}
    legend = [element.text for element in root.findall(f"{SVG}text[@class='legend']")]
    assert legend[:4] == ["page 1 (page_num 0)", "text × 1", "title × 1", "header × 1"]
    titles = [element.findtext(f"{SVG}title") for element in boxes]
    assert "0:7 text\nIt began here and" in titles


def test_hostile_content_is_inert_in_the_svg_and_harms_no_png() -> None:
    attack = "<script>alert(1)</script>]]>&amp;\x00\x1b\x0b\ufffe\" onload='x' <!-- --> ![x](javascript:alert(1))"
    hostile = document(
        page(0, block(0, '"><script>', [20, 20, 380, 580], attack), block(1, "code", [1, 1, 9, 9], attack))
    )
    source = draw_svg(hostile, 0)
    root = ET.fromstring(source.encode())
    assert "<script>alert(1)</script>]]>" in "".join(root.itertext())
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {"svg", "rect", "g", "title", "path", "text"}
    assert not any(name.startswith("on") or "href" in name for element in root.iter() for name in element.attrib)
    assert opened(draw_png(hostile, 0)).height == 600


def test_a_background_is_embedded_in_the_svg_and_replaces_the_blocks_text(tmp_path: Path) -> None:
    sheet(tmp_path / "1.png", "yellow")
    root = ET.fromstring(draw_svg(two_pages(), 0, assets=Assets(page_images=tmp_path)))
    images = root.findall(f"{SVG}image")
    assert [image.attrib["href"].split(",")[0] for image in images] == ["data:image/jpeg;base64"]
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert "A title" not in texts
    assert "A title" in [element.text for element in ET.fromstring(draw_svg(two_pages(), 0)).iter(f"{SVG}text")]


@pytest.mark.parametrize(
    "bbox", [[-50, -50, 60, 60], [390, 590, 900, 900], [5000, 5000, 6000, 6000], [50, 50, 50, 50], [0, 0, 1e9, 1e9]]
)
def test_boxes_off_the_page_and_without_area_are_drawn_within_it(bbox: list[float]) -> None:
    odd = document(page(0, block(0, "text", bbox, "some text")))
    ET.fromstring(draw_svg(odd, 0))
    picture = opened(draw_png(odd, 0))
    blank = opened(draw_png(document(page(0)), 0))
    sheet_only = (0, 0, 400, 600)
    assert ImageChops.difference(picture.crop(sheet_only), blank.crop(sheet_only)).getbbox() is not None


@pytest.mark.parametrize("size", [{"w": 1e9, "h": 10}, {"w": 20_000, "h": 20_000}, {"w": 1e-9, "h": 3}])
def test_a_page_of_absurd_size_is_scaled_down(size: dict[str, float]) -> None:
    huge = document(page(0, block(0, "text", [0, 0, size["w"], size["h"]], "a", title_level=1), size=size))
    with Image.open(io.BytesIO(draw_png(huge, 0))) as picture:
        assert picture.width * picture.height < 1.2 * MAX_PIXELS
    ET.fromstring(draw_svg(huge, 0))


def test_an_empty_page_is_drawn_with_its_number() -> None:
    empty = document(page(4, size=None))
    assert opened(draw_png(empty, 0)).height == 100
    assert "page 1 (page_num 4)" in draw_svg(empty, 0)


def test_a_thousand_boxes_on_one_page_are_drawn() -> None:
    crowd = document(page(0, *(block(n, "text", [10, 10, 390, 590], "a") for n in range(1000))))
    assert len(ET.fromstring(draw_svg(crowd, 0)).findall(f"{SVG}g[@class='box']")) == 1000


def test_overlay_files_come_in_order_two_a_page(tmp_path: Path) -> None:
    files = dict(overlay_files(two_pages(), assets=Assets(pdf=sheet(tmp_path / "a.pdf", "yellow"))))
    assert list(files) == ["page-001.png", "page-001.svg", "page-002.png", "page-002.svg"]
    assert opened(files["page-002.png"]).getpixel((20, 500)) == (255, 255, 0)
    assert b"data:image/jpeg" in files["page-002.svg"]


def test_text_is_set_as_large_as_fits_and_cut_where_it_cannot() -> None:
    assert fit("short", 200, 40) == (13, ("short",))
    assert fit("一二三四五六七八", 60, 40).lines == ("一二三四", "五六七八")
    small = fit("word " * 500, 100, 40)
    assert small.size == 6
    assert len(small.lines) == 5
    assert fit("nothing fits here", 3, 3).lines == ()

"""Layers of overlays: what links, path, levels and issues show, and that each can be on or off."""

import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
from overlay_pages import block, captioned, document, opened, page, sheet, two_pages

from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.reading.reader import read
from somark_tools.render.overlay.layers import LAYERS, USUAL, chosen
from somark_tools.render.overlay.layout import lay_out
from somark_tools.render.overlay.links import links_by_page
from somark_tools.render.overlay.png import draw_png
from somark_tools.render.overlay.scene import scene
from somark_tools.render.overlay.sheet import contact_sheet
from somark_tools.render.overlay.show import show_page
from somark_tools.render.overlay.svg import draw_svg
from somark_tools.transforms.inference import Infer

SVG = "{http://www.w3.org/2000/svg}"


def classes(source: str) -> set[str]:
    return {element.attrib["class"] for element in ET.fromstring(source).iter() if "class" in element.attrib}


def test_a_merge_over_pages_is_an_arrow_to_a_flag_that_names_the_other_page() -> None:
    first, second = (lay_out(scene(two_pages(), position)) for position in (0, 1))
    assert [plate.text for plate in first.plates] == ["to page 2 (1:2)"]
    assert [plate.text for plate in second.plates] == ["from page 1 (0:7)"]
    assert first.plates[0].area.y2 == 600
    assert second.plates[0].area.y1 == 0
    assert first.lines[0].strokes[0][0] == (200, 560)
    assert second.lines[0].head[0] == (200, 60)


def test_a_merge_within_a_page_is_an_arrow_from_piece_to_piece() -> None:
    columns = document(
        page(
            0,
            block(0, "text", [20, 300, 180, 580], "It began here and"),
            block(1, "text", [220, 20, 380, 80], "ended here.", text_cross_page={"page_num": 0, "block_idx": 0}),
        )
    )
    layout = lay_out(scene(columns, 0))
    assert layout.plates == ()
    assert [(line.strokes[0][0], line.head[0]) for line in layout.lines] == [((180, 580), (220, 20))]


def test_an_arrow_goes_onto_a_box_that_lies_across_straight_to_a_near_one_and_else_around() -> None:
    def way(caption: list[int], figure: list[int]) -> list[tuple[float, float]]:
        blocks = (block(0, "figure", figure, captions=[1]), block(1, "figure_caption", caption, "Figure 1. It"))
        (line,) = (line for line in lay_out(scene(document(page(0, *blocks)), 0)).lines if line.layer == "captions")
        return [line.strokes[0][0], *(end for _, end in line.strokes[:-1]), line.head[0]]

    assert way([100, 220, 200, 240], [40, 20, 360, 200]) == [(200, 230), (208, 230), (208, 200)]
    assert way([40, 220, 360, 240], [42, 20, 358, 200]) == [(200, 220), (200, 200)]
    assert way([40, 420, 360, 440], [42, 20, 358, 200]) == [(360, 430), (368, 430), (368, 110), (358, 110)]


def test_a_note_on_another_page_is_led_to_along_the_margin_and_not_over_the_text() -> None:
    noted = document(
        page(
            0,
            block(0, "text", [40, 20, 360, 100], "It has a note^{1}."),
            block(1, "text", [40, 120, 360, 500], "More text"),
        ),
        page(1, block(0, "footnote", [40, 560, 200, 580], "^{1} The note.")),
    )
    for position in (0, 1):
        layout = lay_out(scene(noted, position))
        (line,) = layout.lines
        assert line.layer == "notes"
        upright = [start for start, end in line.strokes if abs(start[1] - end[1]) > 1]
        assert all(point[0] > max(mark.area.x2 for mark in layout.marks) for point in upright)
        assert len(upright) == 1


def test_what_is_decided_but_not_joined_is_dashed() -> None:
    stated = read(
        {
            "pages": [
                page(0, block(0, "text", [40, 400, 360, 560], "It began here and")),
                page(
                    1, block(0, "text", [40, 60, 360, 100], "ended.", text_cross_page={"page_num": 0, "block_idx": 0})
                ),
            ]
        }
    )
    drawn = scene(stated, 0)
    assert [link.done for link in drawn.links] == [False]
    assert "dashed arrow: not joined yet" in drawn.notes
    assert len(lay_out(drawn).lines[0].strokes) > 1


def test_captions_and_notes_are_linked_to_what_they_belong_to() -> None:
    links = links_by_page(captioned())[0]
    assert [(link.layer, link.start.idx, link.end.idx) for link in links] == [("captions", 2, 1), ("notes", 3, 4)]


def test_tags_tell_levels_and_issues() -> None:
    tags = [box.tag for box in scene(captioned(), 0).boxes]
    assert tags[0] == "0 title H2"
    assert tags[-1] == "5 text !"
    assert "! label-unknown" in scene(captioned(), 0).notes
    plain = [box.tag for box in scene(captioned(), 0, ["boxes", "tags"]).boxes]
    assert (plain[0], plain[-1]) == ("0 title", "5 text")


def test_the_path_numbers_what_is_read_and_leaves_out_the_rest() -> None:
    mixed = document(
        page(
            0,
            block(0, "header", [40, 10, 200, 30], "A head"),
            block(1, "text", [40, 60, 360, 100], "one"),
            block(2, "text", [40, 110, 360, 130], "hidden", display=False),
            block(3, "text", [40, 140, 360, 200], "two"),
        )
    )
    assert [box.order for box in scene(mixed, 0).boxes] == [None, 1, None, 2]
    layout = lay_out(scene(mixed, 0, ["path"]))
    assert [plate.text for plate in layout.plates] == ["1", "2"]
    assert [line.strokes for line in layout.lines] == [(((200, 80), (200, 170)),)]


@pytest.mark.parametrize("layer", [layer.name for layer in LAYERS])
def test_each_layer_can_be_off_in_both_writers(layer: str) -> None:
    rich = captioned() if layer in ("captions", "notes", "issues", "levels") else two_pages()
    names = [other.name for other in LAYERS]
    rest = [name for name in names if name != layer]
    assert draw_svg(rich, 0, layers=names) != draw_svg(rich, 0, layers=rest)
    assert draw_png(rich, 0, layers=names) != draw_png(rich, 0, layers=rest)
    assert layer not in classes(draw_svg(rich, 0, layers=rest))


def test_without_any_layer_the_page_is_bare() -> None:
    picture = opened(draw_png(two_pages(), 0, layers=[]))
    assert picture.size == (400, 600)
    assert picture.crop((1, 1, 399, 599)).getcolors() == [(398 * 598, (255, 255, 255))]


def test_layers_are_chosen_by_name() -> None:
    assert chosen("all") == chosen(["all"]) == {layer.name for layer in LAYERS}
    assert chosen(USUAL) == chosen(["all"]) - {"path"}
    with pytest.raises(OutputError, match=r"no layer 'boxen'; layers are boxes, "):
        draw_svg(two_pages(), 0, layers=["boxen"])


@pytest.mark.parametrize("infer", ["auto", "never"])
def test_every_page_of_the_samples_is_drawn_with_all_layers(sample: Path, infer: Infer) -> None:
    merged = document_of(sample, infer)
    for position in range(len(merged.pages)):
        layout = lay_out(scene(merged, position, "all"))
        assert all([plate.area.x1 >= 0 and plate.area.x2 <= layout.page.x2 for plate in layout.plates])
        ET.fromstring(draw_svg(merged, position, layers="all"))


def document_of(sample: Path, infer: Infer) -> Document:
    from somark_tools.merge import merge_cross_page

    return merge_cross_page(sample, infer=infer)


def test_a_zip_and_a_list_of_page_images_lie_under_the_boxes(tmp_path: Path) -> None:
    files = [sheet(tmp_path / "page-9.png", "red"), sheet(tmp_path / "page-10.png", "yellow")]
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as package:
        for file in reversed(files):
            package.write(file, f"scan/{file.name}")
        package.writestr("scan/notes.txt", "not a picture")
    for source in (tmp_path / "pages.zip", files, tuple(files)):
        pictures = [opened(draw_png(two_pages(), n, assets=Assets(page_images=source))) for n in (0, 1)]
        assert [picture.getpixel((20, 300)) for picture in pictures] == [(255, 0, 0), (255, 255, 0)]


def test_a_page_image_in_a_zip_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as package:
        package.writestr("1.png", b"\x89PNG\r\n\x1a\n and no more")
    with pytest.raises(OutputError, match=r"pages\.zip/1\.png"):
        draw_png(two_pages(), 0, assets=Assets(page_images=tmp_path / "pages.zip"))
    with pytest.raises(OutputError, match=r"absent\.png"):
        draw_png(two_pages(), 0, assets=Assets(page_images=[tmp_path / "absent.png"]))


def test_the_svg_links_to_a_picture_beside_it() -> None:
    root = ET.fromstring(draw_svg(two_pages(), 0, image='pages/1 "&.png'))
    assert [image.attrib["href"] for image in root.findall(f"{SVG}image")] == ['pages/1 "&.png']
    assert "A title" not in [element.text for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("address", ["https://a.example/1.png", "javascript:alert(1)", "//a.example/1.png", "../1.png"])
def test_the_svg_links_to_nothing_elsewhere(address: str) -> None:
    with pytest.raises(OutputError, match="relative"):
        draw_svg(two_pages(), 0, image=address)


def test_svg_needs_no_image_library() -> None:
    program = (
        "import sys; sys.modules['PIL'] = None; from somark_tools import draw_svg, merge_cross_page;"
        "d = merge_cross_page({'pages': [{'page_num': 0, 'page_size': {'w': 9, 'h': 9}, 'blocks': []}]});"
        "print(draw_svg(d, 0)[:4], draw_svg(d, 0, image='1.png')[:4])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("<svg <svg\n", "")


def test_a_contact_sheet_shows_pages_side_by_side_and_links_them() -> None:
    linked = opened(contact_sheet(two_pages(), width=200))
    bare = opened(contact_sheet(two_pages(), width=200, layers=["boxes", "furniture"]))
    assert linked.size == bare.size == (2 * 200 + 3 * 16, 300 + 22 + 2 * 16)
    between = (217, 38, 231, 338)
    assert len(bare.crop(between).getcolors() or ()) == 1 < len(linked.crop(between).getcolors() or ())
    assert opened(contact_sheet(two_pages(), width=200, columns=1)).width == 200 + 2 * 16
    assert opened(contact_sheet(two_pages(), width=200, positions=[1])).width == 200 + 2 * 16


def test_a_contact_sheet_of_strange_pages_stays_small() -> None:
    strange = document(page(0, size={"w": 10, "h": 1e9}), page(1, size={"w": 1e9, "h": 10}), page(2, size=None))
    assert opened(contact_sheet(strange, width=200)).size == (3 * 200 + 4 * 16, 600 + 22 + 2 * 16)
    assert opened(contact_sheet(strange, width=100_000)).width < 20_000


@pytest.mark.parametrize(
    ("options", "message"),
    [({"columns": 0}, "columns"), ({"positions": []}, "no page"), ({"positions": [7]}, "no page at position 7")],
)
def test_a_contact_sheet_that_cannot_be_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(OutputError, match=message):
        contact_sheet(two_pages(), **options)


def test_a_page_shows_itself_in_a_notebook() -> None:
    shown = show_page(two_pages(), 2)
    assert "page 2 (page_num 1)" in shown._repr_html_()
    ET.fromstring(shown._repr_html_())
    assert opened(shown._repr_png_()).height == 600
    assert repr(shown) == "<page 2 of a document>"
    for number in (0, 3):
        with pytest.raises(OutputError, match=f"no page {number}; the document has 2"):
            show_page(two_pages(), number)


def test_a_document_shows_itself_in_a_notebook_and_stays_inert() -> None:
    hostile = document(page(0, block(0, "title", [1, 1, 9, 9], "<script>alert(1)</script>" + "x" * 500)))
    shown = hostile._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert len(shown) < 700
    many = document(page(0, *(block(n, "title", [1, 1, 9, 9], f"Heading {n}") for n in range(60))))
    assert "and 20 more" in many._repr_html_()
    assert "2 pages · 4 blocks · 1 merges · 0 issues" in two_pages()._repr_html_()

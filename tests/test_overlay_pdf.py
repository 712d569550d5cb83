"""Overlays in the source PDF: boxes to the pixel on any page, layers that can be switched, bookmarks, hostile files."""

import io
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from overlay_pages import block, document, page, rgb, two_pages
from PIL import Image

from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.labels import LABELS
from somark_tools.render.overlay.pdf_layer import overlay_pdf, overlay_pdf_beside

COLOURS = {label.name: label.colour for label in LABELS}
Name, Dictionary, Array = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array


def blank(path: Path, pages: int = 2, content: bytes = b"", **entries: Any) -> Path:
    """Write a PDF of white pages of 200 × 300 points."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            made = pdf.add_blank_page(page_size=(200, 300))
            made.Contents = pdf.make_stream(content)
            for key, value in entries.items():
                made[f"/{key}"] = value
        pdf.save(path)
    return path


def drawn(data: bytes, position: int = 0, scale: float = 2) -> Image.Image:
    with pypdfium2.PdfDocument(data) as pdf:
        picture: Image.Image = pdf[position].render(scale=scale).to_pil().convert("RGB")
        return picture


def outcome(pdf: Path) -> str:
    """Return "drawn", or the place that is named where the PDF is refused."""
    try:
        return "drawn" if overlay_pdf(two_pages(), pdf).startswith(b"%PDF") else ""
    except OutputError as error:
        return error.place


def one_box() -> Document:
    return document(page(0, block(0, "figure", [100, 200, 300, 400])))


def test_boxes_lie_where_they_lie_in_the_png(tmp_path: Path) -> None:
    picture = drawn(overlay_pdf(one_box(), blank(tmp_path / "a.pdf"), layers=["boxes"]))
    green = rgb(COLOURS["figure"])
    assert picture.size == (400, 600)
    for point in ((200, 199), (200, 198), (200, 400), (99, 300), (300, 300)):
        assert picture.getpixel(point) == green
    for point in ((200, 197), (200, 402), (97, 300), (302, 300)):
        assert picture.getpixel(point) == (255, 255, 255)


@pytest.mark.parametrize("turn", [90, 180, 270, -90, 450])
def test_a_turned_page_has_its_boxes_as_it_is_seen(tmp_path: Path, turn: int) -> None:
    wide, high = (600, 400) if turn % 180 else (400, 600)
    boxed = document(page(0, block(0, "figure", [100, 40, 300, 90]), size={"w": wide, "h": high}))
    picture = drawn(overlay_pdf(boxed, blank(tmp_path / "a.pdf", Rotate=turn), layers=["boxes"]))
    assert picture.size == (wide, high)
    assert [picture.getpixel(point) for point in ((200, 39), (200, 90), (99, 60), (300, 60))] == [
        rgb(COLOURS["figure"])
    ] * 4
    assert picture.getpixel((200, 110)) == (255, 255, 255)


def test_a_cropped_page_and_what_its_content_leaves_changed_do_not_move_boxes(tmp_path: Path) -> None:
    pdf = blank(
        tmp_path / "a.pdf", MediaBox=Array([-50, -20, 500, 400]), CropBox=Array([10, 20, 210, 320]),
        content=b"q 3 0 0 3 7 7 cm",
    )  # fmt: skip
    picture = drawn(overlay_pdf(one_box(), pdf, layers=["boxes"]))
    assert picture.size == (400, 600)
    assert picture.getpixel((200, 199)) == picture.getpixel((300, 300)) == rgb(COLOURS["figure"])


def test_inherited_boxes_and_resources_are_found(tmp_path: Path) -> None:
    with pikepdf.open(blank(tmp_path / "a.pdf")) as pdf:
        for made in pdf.pages:
            del made["/MediaBox"]
            if "/Resources" in made:
                del made["/Resources"]
        pdf.Root.Pages.MediaBox = Array([0, 0, 200, 300])
        pdf.Root.Pages.Resources = Dictionary(Font=Dictionary())
        pdf.save(tmp_path / "b.pdf")
    data = overlay_pdf(two_pages(), tmp_path / "b.pdf")
    assert [drawn(data, position).size for position in (0, 1)] == [(400, 600)] * 2
    assert drawn(data, 0).getpixel((200, 399)) == drawn(data, 1).getpixel((200, 101)) == rgb(COLOURS["text"])


def test_each_layer_is_a_group_that_switches_what_it_draws(tmp_path: Path) -> None:
    data = overlay_pdf(two_pages(), blank(tmp_path / "a.pdf"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        groups = pdf.Root.OCProperties.OCGs
        names = [str(group.Name) for group in groups]
        assert names == [f"SoMark {name}" for name in (
            "boxes", "furniture", "captions", "notes", "merges", "issues", "tags",
        )]  # fmt: skip
        pdf.Root.OCProperties.D.OFF = Array(list(groups))
        hidden = io.BytesIO()
        pdf.save(hidden)
    assert drawn(hidden.getvalue()).getcolors() == [(400 * 600, (255, 255, 255))]
    assert len(drawn(data).getcolors(100_000) or ()) > 10


def test_layers_that_were_there_stay(tmp_path: Path) -> None:
    with pikepdf.open(blank(tmp_path / "a.pdf")) as pdf:
        own = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Own"))
        pdf.Root.OCProperties = Dictionary(OCGs=[own], D=Dictionary(Order=[own], BaseState=Name.OFF))
        pdf.save(tmp_path / "b.pdf")
    data = overlay_pdf(one_box(), tmp_path / "b.pdf")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [str(group.Name) for group in pdf.Root.OCProperties.OCGs][:2] == ["Own", "SoMark boxes"]
        assert len(pdf.Root.OCProperties.D.Order) == 2
    assert drawn(data).getpixel((200, 199)) == rgb(COLOURS["figure"])


def test_the_tags_are_text_and_name_the_other_piece(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(overlay_pdf(two_pages(), blank(tmp_path / "a.pdf"))) as pdf:
        text = pdf[0].get_textpage().get_text_bounded()
    assert "3 title H1" in text
    assert "7 text ↓1:2" in text
    assert "to page 2 (1:2)" in text


def test_the_outline_becomes_the_bookmarks(tmp_path: Path) -> None:
    headed = document(
        page(0, block(0, "title", [40, 60, 360, 100], "一 (First) \\ \x07", title_level=1)),
        page(1, block(0, "title", [40, 90, 360, 100], "Second", title_level=2)),
        page(2, block(0, "title", [40, 90, 360, 100], "Beyond the PDF", title_level=1)),
    )
    with pypdfium2.PdfDocument(overlay_pdf(headed, blank(tmp_path / "a.pdf"))) as pdf:
        found = [(mark.level, mark.get_title(), mark.get_dest()) for mark in pdf.get_toc()]
        assert [(level, title.split("\\")[0]) for level, title, _ in found] == [
            (0, "一 (First) "), (1, "Second"), (0, "Beyond the PDF"),
        ]  # fmt: skip
        places = [(dest.get_index(), dest.get_view()[1][:2]) for _, _, dest in found[:2]]
    assert places == [(0, [20.0, 270.0]), (1, [20.0, 255.0])]
    assert found[2][2] is None


def test_bookmarks_stay_where_the_document_has_no_headings(tmp_path: Path) -> None:
    with pikepdf.open(blank(tmp_path / "a.pdf")) as pdf:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Own", 0))
        pdf.save(tmp_path / "b.pdf")
    for made, expected in ((one_box(), "Own"), (two_pages(), "A title")):
        with pypdfium2.PdfDocument(overlay_pdf(made, tmp_path / "b.pdf")) as pdf:
            assert [mark.get_title() for mark in pdf.get_toc()] == [expected]


def test_headings_nested_very_deeply_become_bookmarks(tmp_path: Path) -> None:
    blocks = [block(n, "title", [40, 60, 360, 100], f"Heading {n}", title_level=n + 1) for n in range(3000)]
    data = overlay_pdf(document(page(0, *blocks)), blank(tmp_path / "a.pdf"), layers=[])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.Outlines.First.Title == "Heading 0"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    pdf = blank(tmp_path / "a.pdf")
    assert overlay_pdf(two_pages(), pdf) == overlay_pdf(two_pages(), pdf)


def test_pages_beyond_either_end_are_left_alone(tmp_path: Path) -> None:
    longer = overlay_pdf(two_pages(), blank(tmp_path / "a.pdf", pages=3))
    assert drawn(longer, 2).getcolors() == [(400 * 600, (255, 255, 255))]
    with pypdfium2.PdfDocument(overlay_pdf(two_pages(), blank(tmp_path / "b.pdf", pages=1))) as pdf:
        assert len(pdf) == 1


def test_a_protected_pdf_is_refused(tmp_path: Path) -> None:
    with pikepdf.open(blank(tmp_path / "a.pdf")) as pdf:
        pdf.save(tmp_path / "b.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(OutputError, match=r"b\.pdf: the PDF is protected"):
        overlay_pdf(one_box(), tmp_path / "b.pdf")


def test_a_missing_pdf_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"none\.pdf"):
        overlay_pdf(one_box(), tmp_path / "none.pdf")
    with pytest.raises(OutputError, match="--pdf"):
        overlay_pdf_beside(one_box())
    assert overlay_pdf_beside(one_box(), assets=Assets(pdf=blank(tmp_path / "a.pdf"))).startswith(b"%PDF")


def test_without_pikepdf_the_way_to_get_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = blank(tmp_path / "a.pdf")
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    with pytest.raises(OutputError, match=r"pip install 'somark-tools\[pdf\]'"):
        overlay_pdf(one_box(), pdf)


@pytest.mark.parametrize(
    "entries",
    [
        {"MediaBox": 7}, {"MediaBox": Array([0, 0, 0, 0])}, {"MediaBox": Array([Name.A, 0, 9, 9])},
        {"CropBox": Array([900, 900, 901, 901])}, {"Rotate": Name.Left}, {"Rotate": 45}, {"Resources": 3},
        {"Contents": Name.None_}, {"Parent": 5}, {"Resources": Dictionary(XObject=1)},
    ],
    ids=str,
)  # fmt: skip
def test_entries_of_a_wrong_type_are_survived_or_refused(tmp_path: Path, entries: dict[str, Any]) -> None:
    pdf = blank(tmp_path / "a.pdf", **entries)
    assert outcome(pdf) in ("drawn", str(pdf))


@given(st.data())
def test_a_damaged_pdf_is_drawn_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    whole = bytearray(blank(folder / "a.pdf", content=b"0 0 9 9 re f").read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    (folder / "b.pdf").write_bytes(
        whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole
    )
    assert outcome(folder / "b.pdf") in ("drawn", str(folder / "b.pdf"))


def test_every_sample_is_overlaid_with_all_layers(sample: Path) -> None:
    from somark_tools.merge import merge_cross_page

    merged = merge_cross_page(sample)
    data = overlay_pdf(merged, sample.parent / "document.pdf", layers="all")
    with pypdfium2.PdfDocument(data) as pdf:
        assert len(pdf) == len(merged.pages)
        assert next(iter(pdf.get_toc()), None) is not None or not merged.outline()

"""What is uploaded: checked against the limits, long PDFs in parts, their results joined."""

import io
import os
from pathlib import Path

import pytest
from results import result, table, text
from service.app import KEY, Service

from somark_tools import (
    BrokenFileError,
    Client,
    ClientSettings,
    ParsedResult,
    SourceError,
    TooLargeError,
    UnsupportedFileError,
    Upload,
    join_results,
    merge_cross_page,
    upload_parts,
)
from somark_tools.client import uploads

pdfium = pytest.importorskip("pypdfium2")
Played = tuple[Service, str]


def pdf(path: Path, pages: int) -> Path:
    document = pdfium.PdfDocument.new()
    for number in range(pages):
        document.new_page(100 + number, 200)
    document.save(path)
    document.close()
    return path


def test_a_long_pdf_goes_in_parts_of_300_pages(tmp_path: Path) -> None:
    parts = list(upload_parts(pdf(tmp_path / "long.pdf", 601)))
    names = [(part.name, part.first_page) for part in parts]
    assert names == [("long.1-300.pdf", 0), ("long.301-600.pdf", 300), ("long.601-601.pdf", 600)]
    for part in parts:
        assert isinstance(part.content, bytes)
        document = pdfium.PdfDocument(io.BytesIO(part.content))
        assert document[0].get_width() == 100 + part.first_page
        document.close()
    short = pdf(tmp_path / "short.pdf", 300)
    assert list(upload_parts(short)) == [Upload("short.pdf", short)]


def test_what_the_service_would_refuse_is_not_sent(
    service: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played, url = service
    for name, content in (("a.txt", b"x"), ("empty.png", b""), ("large.png", b"x" * 101), ("a", b"x")):
        (tmp_path / name).write_bytes(content)
    pdf(tmp_path / "long.pdf", 301)
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)
    with Client(KEY, base_url=url) as client:
        for name, kind in (
            ("a.txt", UnsupportedFileError),
            ("a", UnsupportedFileError),
            ("empty.png", BrokenFileError),
            ("large.png", TooLargeError),
            ("none.png", SourceError),
        ):
            for method in (client.submit, client.parse):
                with pytest.raises(kind, match=name):
                    method(tmp_path / name)
        with pytest.raises(TooLargeError, match="301 pages"):
            client.submit(tmp_path / "long.pdf")
    assert not played.asked


def test_a_pdf_that_cant_be_opened_here_is_left_to_the_service(tmp_path: Path) -> None:
    (tmp_path / "locked.pdf").write_bytes(b"%PDF-1.7 no more")
    assert len(list(upload_parts(tmp_path / "locked.pdf"))) == 1


def test_parts_become_one_result_with_pages_and_references_shifted(service: Played, tmp_path: Path) -> None:
    played, url = service
    played.result = result([text("one")], [text("two", (0, 0))], [table([["a"]]), table([["b"]], (1, 0))])
    with Client(KEY, base_url=url, settings=ClientSettings(per_second=None)) as client:
        joined = client.parse(pdf(tmp_path / "long.pdf", 302))
    assert len(played.asked) == 2
    assert [page.page_num for page in joined.pages] == [0, 1, 2, 300, 301, 302]
    later = joined.pages[4].blocks
    assert later is not None
    assert later[0].text_cross_page is not None
    assert (later[0].text_cross_page.page_num, later[0].text_cross_page.block_idx) == (300, 0)
    assert joined.pages[5].blocks[1].table_cross_page.page_num == 301  # type: ignore[index, union-attr]


def test_the_cut_is_decided_about_though_the_parts_state_other_breaks() -> None:
    first = result([text("It began here and")], [text("went on.", (0, 0)), text("The second part begins with")])
    second = result([text("half of a sentence.")], [text("Another one.")])
    parts = [(number, ParsedResult.model_validate(part)) for number, part in ((0, first), (300, second))]
    document = merge_cross_page(join_results(parts))
    assert "The second part begins with half of a sentence." in [block.text for block in document.blocks]
    apart = merge_cross_page(join_results(parts), infer="never")
    assert "half of a sentence." in [block.text for block in apart.blocks]


def test_one_part_is_its_result() -> None:
    only = ParsedResult.model_validate(result([text("one")]))
    assert join_results([(0, only)]) is only


def test_a_file_whose_name_is_not_in_utf_8_is_sent(service: Played, tmp_path: Path) -> None:
    played, url = service
    path = tmp_path / os.fsdecode("报告.png".encode("gbk"))
    path.write_bytes(b"a picture")
    with Client(KEY, base_url=url) as client:
        client.submit(path)
    assert played.asked[-1][1]["name"].endswith(".png")


@pytest.mark.parametrize("name", ["a\0.png", "a\0.pdf", "missing.png", "missing.pdf"])
def test_what_is_no_file_is_a_source_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="can't be read"):
        list(upload_parts(tmp_path / name))

"""Pictures that stand beside a result: addresses that name none."""

import time
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from somark_tools import Assets
from somark_tools.assets.page_images import PageImages

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("address", ["", "#", "#part", "?", ".", "./", "..", "/", "//", "c:/x", "images", "none.png"])
def test_addresses_that_name_no_file_give_no_picture(address: str, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "outputs.json").write_text("{}")
    assert Assets().picture(address) is None
    assert Assets.beside(tmp_path / "outputs.json").picture(address) is None


def test_the_file_of_a_result_may_be_named_by_a_text() -> None:
    sample = ROOT / "sample_results" / "annual-report" / "outputs.json"
    assert Assets.beside(str(sample)) == Assets.beside(sample)


def package(path: Path, names: list[str]) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            made.writestr(name, PNG + name.encode())
    return path


def test_pictures_of_a_package_are_found_in_time_linear_in_their_number(tmp_path: Path) -> None:
    names = [*(f"images/{number}.png" for number in range(1000)), *(f"p{number}/a.png" for number in range(1000))]
    assets = Assets(archive=package(tmp_path / "all.zip", names))
    started = time.process_time()
    assert all(assets.picture(name) == PNG + name.encode() for name in names)
    assert time.process_time() - started < 3


def test_a_package_is_read_anew_when_it_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "result.zip"
    assert Assets(archive=package(path, ["task/images/a.png"])).picture("images/a.png") == PNG + b"task/images/a.png"
    package(path, ["b/images/a.png", "c/images/a.png"])
    assert Assets(archive=path).picture("images/a.png") == PNG + b"b/images/a.png"
    assert Assets(archive=path).picture("mages/a.png") is None
    path.unlink()
    assert Assets(archive=path).picture("images/a.png") is None


def test_page_images_come_in_the_order_of_their_numbers_however_long(tmp_path: Path) -> None:
    names = ["p10.png", f"p{'9' * 5000}.png", "p2.png", "p010b.png", "10.png", "9.png", "q1.png"]
    pages = PageImages(package(tmp_path / "pages.zip", names))
    assert [name[:8] for name in pages.names] == [
        "9.png",
        "10.png",
        "p2.png",
        "p10.png",
        "p010b.pn",
        "p9999999",
        "q1.png",
    ]
    pages.close()

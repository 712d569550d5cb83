"""Files are written as a whole, under whatever name a file system allows; what can't be written is an OutputError."""

from pathlib import Path

import pytest

from somark_tools import OutputError
from somark_tools.whole_files import write_whole


def test_a_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("文" * 84 + ".md")  # 255 bytes
    write_whole(path, b"all of it")
    assert path.read_bytes() == b"all of it"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_has_the_mode_that_new_files_have(tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()
    write_whole(tmp_path / "ours", b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "theirs").stat().st_mode


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["a" * 300, "a\0b", "lone\ud800.md", "ring", "file/below"])
def test_what_can_be_no_file_is_an_output_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "ring").symlink_to("ring")
    (tmp_path / "file").touch()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OutputError, match="can't be written"):
        write_whole(tmp_path / name, b"")
    assert sorted(tmp_path.iterdir()) == before

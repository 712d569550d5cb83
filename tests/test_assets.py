"""Pictures that stand beside a result: addresses that name none."""

from pathlib import Path

import pytest

from somark_tools import Assets


@pytest.mark.parametrize("address", ["", "#", "#part", "?", ".", "./", "..", "/", "//", "c:/x", "images", "none.png"])
def test_addresses_that_name_no_file_give_no_picture(address: str, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "outputs.json").write_text("{}")
    assert Assets().picture(address) is None
    assert Assets.beside(tmp_path / "outputs.json").picture(address) is None

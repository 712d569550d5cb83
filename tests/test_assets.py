"""Pictures that stand beside a result: addresses that name none."""

from pathlib import Path

import pytest
from conftest import ROOT

from somark_tools import Assets


@pytest.mark.parametrize("address", ["", "#", "#part", "?", ".", "./", "..", "/", "//", "c:/x", "images", "none.png"])
def test_addresses_that_name_no_file_give_no_picture(address: str, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "outputs.json").write_text("{}")
    assert Assets().picture(address) is None
    assert Assets.beside(tmp_path / "outputs.json").picture(address) is None


def test_the_file_of_a_result_may_be_named_by_a_text() -> None:
    sample = ROOT / "sample_results" / "annual-report" / "outputs.json"
    assert Assets.beside(str(sample)) == Assets.beside(sample)

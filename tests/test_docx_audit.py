"""Word files of the samples, with and without options, as a validator beyond the schemas sees them."""

from pathlib import Path
from typing import Any

import pytest

from somark_tools import Assets, merge_cross_page, render_docx

openxml_audit = pytest.importorskip("openxml_audit")

EVERYTHING = {"toc": True, "headers": True, "page_breaks": True, "bookmarks": True}


@pytest.mark.parametrize("options", [{}, EVERYTHING], ids=["plain", "everything"])
def test_a_sample_is_a_valid_package(sample: Path, options: dict[str, Any], tmp_path: Path) -> None:
    written = tmp_path / "written.docx"
    written.write_bytes(render_docx(merge_cross_page(sample), assets=Assets.beside(sample), **options))
    found = openxml_audit.OpenXmlValidator().validate(str(written))
    assert [str(error) for error in found.errors] == []
    assert found.is_valid

"""The README and the docs: their code runs, and their tables name what the code has."""

import re
from pathlib import Path

import pytest
from conftest import ROOT

from somark_tools.render.overlay.layers import LAYERS

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_code_of_a_page_runs(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for code in re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        exec(compile(code, page.name, "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target


def test_every_issue_rule_is_documented() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "somark_tools").rglob("*.py"))
    raised = set(re.findall(r"(?:_issue|Issue)\(\s*\"([a-z-]+)\"", code))
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "reading.md").read_text("utf-8"), re.MULTILINE))
    assert raised == documented


def test_every_room_is_in_the_architecture_page() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    for path in (ROOT / "somark_tools").iterdir():
        if path.suffix == ".py" and not path.name.startswith("__") and path.name != "version.py":
            assert f"`{path.name}`" in page, path.name


def test_every_layer_is_in_the_page_of_overlays() -> None:
    page = (ROOT / "docs" / "overlay.md").read_text("utf-8")
    assert [f"| `{layer.name}` | {layer.shows} |" for layer in LAYERS] == re.findall(r"^\| `[a-z]+` \| .*$", page, re.M)

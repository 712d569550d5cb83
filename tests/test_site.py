"""The documentation site: it is built strictly, its links lead somewhere, and it loads nothing from elsewhere."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

pytest.importorskip("zensical", reason="the group docs is not installed")
pytest.importorskip("mkdocstrings_handlers.python", reason="the group docs is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
LOOKED_AT = ("index.html", "tour.html", "cli.html", "api/document.html", "zh/tour.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built in a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(ROOT / "zensical.toml", folder)  # a link would be followed, and the site built beside what it links to
    shutil.copytree(ROOT / "docs", folder / "docs")
    (folder / "somark_tools").symlink_to(ROOT / "somark_tools")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "build" / "site"


def test_every_page_is_in_the_navigation() -> None:
    listed = re.findall(r'"([a-z/-]+\.md)"', (ROOT / "zensical.toml").read_text("utf-8"))
    pages = (path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
    assert sorted(listed) == sorted(pages)


def test_every_link_of_the_site_leads_to_a_file(site: Path) -> None:
    pages = [path for path in site.rglob("*.html") if path.name != "404.html"]
    assert len(pages) > 30
    for path in pages:
        for target in re.findall(r'(?:href|src)="([^":#?]+)[#?"]', path.read_text("utf-8")):
            assert (path.parent / target).exists(), (path, target)


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    asked: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        for name in LOOKED_AT:
            tab.goto((site / name).as_uri(), wait_until="networkidle")
            assert tab.locator("h1").count() == 1, name
        browser.close()
    assert asked
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]

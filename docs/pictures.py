"""Draw the pictures of the tour: where a page break cut a block (left), and what it became (right). Needs Chromium.

python docs/pictures.py
"""

import base64
import io
import shutil
import sys
from html import escape
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

from somark_tools import Assets, Document, draw_png, merge_cross_page, render_html

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "images"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
SCALE = 2.0
STYLE = """
body { margin: 0; padding: 16px; display: flex; gap: 12px; align-items: center; background: #fff; width: 928px;
       font: 13px/1.45 sans-serif; }
.pages { width: 500px; } .pages img { width: 500px; border: 1px solid #ccc; display: block; }
.pages p { color: #666; margin: 4px 0 8px; font-size: 12px; }
.result { flex: 1; max-height: 420px; overflow: hidden; } thead { position: sticky; top: 0; background: #eee; }
.arrow { font-size: 32px; color: #888; }
table { border-collapse: collapse; font-size: 9.5px; } td, th { border: 1px solid #999; padding: 1px 4px; }
"""
# The header is sticky: it stays, and the row comes to stand below it.
SCROLL = """text => {
  const cell = [...document.querySelectorAll(".result td")].find(cell => text && cell.textContent === text)
  if (cell) document.querySelector(".result").scrollTop = cell.offsetTop - 105
}"""


class Cut(NamedTuple):
    """A picture: the sample, the block, and for each of two pages the part of its height that is shown."""

    name: str
    sample: str
    block: str
    shown: tuple[tuple[int, float, float], ...]  # page, top, bottom
    row: str = ""  # the text of a cell: the result is scrolled to it, for a long table is not shown whole


CUTS = (
    Cut("tour-paragraph", "annual-report", "3:9", ((3, 0.76, 1.0), (4, 0.0, 0.2))),
    Cut("tour-table", "annual-report", "4:4", ((4, 0.74, 1.0), (5, 0.0, 0.2)), row="Total staff"),
    Cut("tour-zh", "contract-zh", "0:16", ((0, 0.80, 1.0), (1, 0.0, 0.2))),
)


def part_of_page(document: Document, assets: Assets, page: int, top: float, bottom: float) -> str:
    """Return a strip of the overlay of a page, as a data URI."""
    data = draw_png(document, page, assets=assets, layers=["boxes", "furniture", "merges", "tags"], scale=SCALE)
    with Image.open(io.BytesIO(data)) as picture:
        strip = picture.crop(
            (
                int(0.03 * picture.width),
                int(top * picture.height),
                int(0.95 * picture.width),
                int(bottom * picture.height),
            )
        )
        out = io.BytesIO()
        strip.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def page_of(cut: Cut) -> str:
    """Return the page that Chromium draws."""
    path = ROOT / "sample_results" / cut.sample / "outputs.json"
    document = merge_cross_page(path)
    assets = Assets(pdf=path.parent / "document.pdf")
    strips = "".join(
        f'<img src="{part_of_page(document, assets, *shown)}"><p>page {shown[0] + 1}</p>' for shown in cut.shown
    )
    html = render_html(document, assets=assets)
    begin = html.index(f'id="b-{cut.block.replace(":", "-")}"')
    begin, tag = html.rindex("<", 0, begin), "table" if cut.name == "tour-table" else "p"
    end = html.index(f"</{tag}>", begin) + len(tag) + 3
    return (
        f"<!DOCTYPE html><meta charset=utf-8><style>{STYLE}</style><title>{escape(cut.name)}</title>"
        f'<div class="pages">{strips}</div><div class="arrow">→</div><div class="result">{html[begin:end]}</div>'
    )


def main() -> int:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 960, "height": 400})
        for cut in CUTS:
            tab.set_content(page_of(cut))
            tab.evaluate(SCROLL, cut.row)
            tab.screenshot(path=OUT / f"{cut.name}.png", full_page=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

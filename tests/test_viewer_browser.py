"""The viewer in a real browser: Chromium, driven by Playwright. Nothing may be loaded, no error may be told."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from PIL import Image, ImageDraw, ImageFont
from results import result, table, text

from somark_tools import Assets, merge_cross_page, render_viewer
from somark_tools.viewer.build import every_scene, viewer_page
from somark_tools.viewer.pictures import page_pictures

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

REPORT = ROOT / "sample_results" / "annual-report"
HOSTILE = (
    "</script><script>window.stung = 1</script><!--<script>",
    "<img src=x onerror='window.stung = 1'>",
    "</template><iframe srcdoc='<script>parent.stung = 1</script>'></iframe>",
    "[a](javascript:window.stung=1) ![b](javascript:window.stung=1) $\\href{javascript:stung=1}{x}$",
    '"><svg onload=window.stung=1>',
    "\u2028\u2029</style><style>*{display:none}</style>",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    arguments = ["--no-sandbox", "--disable-background-networking"]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


class Opened:
    """Opens pages and keeps what they say and ask for."""

    def __init__(self, browser: Any, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        self.said: list[str] = []
        self.asked: list[str] = []

    def __call__(self, page: str, **options: Any) -> Any:
        file = self.folder / "viewer.html"
        file.write_text(page, "utf-8")
        return self.at(file.as_uri(), **options)

    def at(self, address: str, **options: Any) -> Any:
        tab = self.browser.new_page(**{"viewport": {"width": 1400, "height": 900}} | options)
        tab.on("console", lambda message: self.said.append(message.text))
        tab.on("pageerror", lambda error: self.said.append(str(error)))
        tab.on("request", lambda request: self.asked.append(request.url))
        tab.goto(address)
        tab.wait_for_selector("[data-ready]")
        return tab


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opened]:
    opened = Opened(browser, tmp_path)
    yield opened
    for context in browser.contexts:
        context.close()
    assert opened.said == []
    assert [address for address in opened.asked if address.startswith("http") and "//127.0.0.1" not in address] == []


@pytest.fixture(scope="module")
def report() -> str:
    source = REPORT / "outputs.json"
    return render_viewer(merge_cross_page(source), assets=replace(Assets.beside(source), pdf=REPORT / "document.pdf"))


def ids(tab: Any, selector: str) -> list[str]:
    return tab.eval_on_selector_all(selector, "found => found.map(at => at.dataset.block ?? at.id)")


def in_view(tab: Any, selector: str) -> bool:
    return tab.eval_on_selector(
        selector,
        """at => { const [inner, outer] = [at, at.closest('.pane')].map(of => of.getBoundingClientRect());
                   return inner.top < outer.bottom && inner.bottom > outer.top; }""",
    )


def test_boxes_lie_over_the_picture_of_the_page(opened: Opened, report: str) -> None:
    tab = opened(report)
    image = tab.wait_for_selector(".sheet img.picture")
    image.evaluate("image => image.decode()")
    assert image.evaluate("image => image.naturalWidth") >= 900
    sheet = tab.locator(".sheet").first.bounding_box()
    document = merge_cross_page(REPORT / "outputs.json")
    block = document.blocks[1]
    box = tab.locator(f'[data-block="b-{block.id.replace(":", "-")}"]').first.bounding_box()
    scale = sheet["width"] / document.pages[0].width
    assert box["x"] - sheet["x"] == pytest.approx(block.pieces[0].bbox.x1 * scale, abs=1)
    assert box["y"] - sheet["y"] == pytest.approx(block.pieces[0].bbox.y1 * scale, abs=1)
    assert len(opened.asked) == 1 + sum(address.startswith("data:") for address in opened.asked)


def test_hovering_shows_the_other_side(opened: Opened, report: str) -> None:
    tab = opened(report)
    tab.hover('.box[data-block="b-0-1"]')
    assert set(ids(tab, ".hover")) == {"b-0-1"}
    assert tab.locator(".hover").count() == 2
    tab.hover("#content #b-0-2")
    assert set(ids(tab, ".hover")) == {"b-0-2"}


def test_a_click_brings_the_other_side_into_view(opened: Opened, report: str) -> None:
    tab = opened(report)
    tab.click("#list .entry-line:last-child")
    last = tab.evaluate("document.querySelector('#content .selected').id")
    assert in_view(tab, "#content .selected")
    assert in_view(tab, "#pages .selected")
    tab.evaluate("document.getElementById('content').scrollTop = 0")
    tab.click(f'.box[data-block="{last}"]')
    assert in_view(tab, "#content .selected")
    tab.evaluate("document.getElementById('pages').scrollTop = 0")
    tab.click("#content .selected")
    assert in_view(tab, "#pages .selected")


def test_a_merge_opens_its_other_half(opened: Opened, report: str) -> None:
    tab = opened(report)
    tab.keyboard.press("m")
    assert tab.locator("#details").inner_text().count("joined") == 1
    assert tab.locator(".entry-line.current").count() == 1
    assert in_view(tab, ".box.part.continued")
    tab.keyboard.press("o")
    assert in_view(tab, ".box.part.continues")
    first = ids(tab, ".box.part")
    tab.click(".box.part .half.earlier")
    assert in_view(tab, ".box.part.continued")
    assert ids(tab, ".box.part") == first
    tab.click("[data-do=merge]")
    assert ids(tab, ".box.part")


def test_search_finds_text_of_pages_that_are_not_drawn(opened: Opened, report: str) -> None:
    tab = opened(report)
    tab.keyboard.press("/")
    tab.keyboard.type("outlook")
    tab.wait_for_selector("#count:text-matches('^0 / ')")
    assert "3.2 Outlook" in tab.locator("#list").inner_text()
    tab.keyboard.press("Enter")
    assert "outlook" in tab.locator("#content .selected").inner_text().lower()
    tab.keyboard.press("Enter")
    assert tab.evaluate("CSS.highlights.get('found').size") > 0
    tab.fill("#query", "3.2   Outlook ")
    tab.wait_for_selector("#count:text-matches('^0 / ')")
    tab.keyboard.press("Enter")
    assert tab.evaluate("CSS.highlights.get('found').size") > 0
    tab.fill("#query", "no such words anywhere")
    tab.wait_for_selector("#list .empty")


def test_layers_and_labels_can_be_ticked_off(opened: Opened, report: str) -> None:
    tab = opened(report)
    tab.click("[data-tab=layers]")
    shown = tab.locator('.box[data-block="b-0-1"]')
    assert shown.is_visible()
    tab.uncheck("input[name=title]")
    assert not shown.is_visible()
    tab.check("input[name=title]")
    tab.uncheck("input[name=boxes]")
    assert tab.locator(".box:visible").count() == 0
    assert not tab.locator(".order").first.is_visible()
    tab.check("input[name=order]")
    assert tab.locator(".order").first.is_visible()
    tab.uncheck("input[name=picture]")
    assert tab.locator(".picture:visible").count() == 0


def test_keys_go_through_blocks_pages_and_languages(opened: Opened, report: str) -> None:
    tab = opened(report)
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    tab.keyboard.press("k")
    assert ids(tab, "#pages .selected") == ["b-0-0"]
    tab.keyboard.press("Escape")
    assert tab.locator(".selected").count() == 0
    tab.keyboard.press("]")
    tab.wait_for_selector("#where:text-matches('^2 / ')")
    tab.keyboard.press("l")
    assert tab.locator("[data-do=merge]").inner_text() == "下一合并"
    assert tab.evaluate("document.documentElement.lang") == "zh"
    tab.keyboard.press("?")
    assert tab.locator("#help").is_visible()
    tab.keyboard.press("Escape")
    assert not tab.locator("#help").is_visible()
    tab.keyboard.press("p")
    assert not tab.locator("#panel").is_visible()


def test_it_is_dark_where_the_system_is_and_can_be_switched(opened: Opened, report: str) -> None:
    colour = "getComputedStyle(document.getElementById('content')).backgroundColor"
    tab = opened(report, color_scheme="dark")
    assert tab.evaluate(colour) == "rgb(23, 25, 28)"
    tab.keyboard.press("d")
    assert tab.evaluate(colour) == "rgb(255, 255, 255)"
    tab = opened(report, color_scheme="light")
    assert tab.evaluate(colour) == "rgb(255, 255, 255)"


def test_a_merge_opens_the_box_of_its_part_where_another_part_has_none(opened: Opened) -> None:
    pages = [text("it begins on the first page and", bbox=None)], [text("goes on and", (0, 0))], [text("ends", (1, 0))]
    tab = opened(render_viewer(merge_cross_page(result(*pages))))
    for _ in range(2):
        tab.keyboard.press("m")
    assert "1:0 + 2:0 joined" in tab.locator("#details").inner_text()
    assert tab.evaluate("document.querySelector('.box.part').parentElement.dataset.position") == "1"


def test_another_language_is_spoken_at_the_boxes_too(opened: Opened) -> None:
    pages = [text("it begins and")], [text("goes on", (0, 0))]
    tab = opened(render_viewer(merge_cross_page(result(*pages))))
    tab.wait_for_selector(".half.later")
    tab.keyboard.press("l")
    assert tab.locator(".half.later").get_attribute("title") == "续于第 2 页"
    assert tab.locator(".box").first.get_attribute("aria-label") == "0 正文"


def test_a_link_with_the_name_of_something_else_leads_nowhere(opened: Opened) -> None:
    tab = opened(render_viewer(merge_cross_page(result([text("see [there](#toString) and [here](#constructor)")]))))
    for link in tab.locator("#content a").all():
        link.click()
    assert tab.locator(".selected").count() == 0


def test_links_and_issues_lead_to_their_block(opened: Opened) -> None:
    blocks = [{"type": "title", "content": "1 One"}, text("b", (7, 7))]
    tab = opened(render_viewer(merge_cross_page(result(blocks, [text("later")]))))
    tab.keyboard.press("i")
    assert set(ids(tab, "#pages .selected")) == {"b-0-1"}
    assert tab.locator("#details .issue").count() == 1
    paper = merge_cross_page(ROOT / "sample_results" / "paper" / "outputs.json")
    tab = opened(render_viewer(paper))
    tab.locator("#content a.ref").first.click()
    assert tab.locator("#content .selected").count() == 1


def test_formulas_are_mathml_and_a_page_without_picture_shows_its_text(opened: Opened) -> None:
    pytest.importorskip("latex2mathml", reason="the extra `math` is not installed")
    tab = opened(render_viewer(merge_cross_page(result([text("so $x^2$ is"), table([["a", "b"]])]))))
    assert tab.locator("#content math msup").count() == 1
    assert "so" in tab.locator(".box .words").first.inner_text()


def test_a_result_without_pages_or_blocks_opens(opened: Opened) -> None:
    tab = opened(render_viewer(merge_cross_page({"pages": []})))
    for key in ("j", "]", "m", "i", "o", "l", "Escape"):
        tab.keyboard.press(key)
    tab = opened(render_viewer(merge_cross_page(result([]))))
    for key in ("j", "]", "m", "i", "o"):
        tab.keyboard.press(key)


@pytest.mark.parametrize("content", HOSTILE)
def test_a_hostile_result_stays_text(content: str, opened: Opened) -> None:
    blocks = [
        {"type": "title", "content": content},
        text(content, (0, 9)),
        table([[content, content]]),
        {"type": "figure", "content": content, "img_url": content},
        {"type": "code", "content": content, "code_language": content},
        {"type": "equation", "content": content},
        {"type": content, "content": content},
        {"type": "figure", "img_url": "https://example.org/a.png", "content": "far"},
        {"type": "figure", "img_url": "data:image/svg+xml,<svg onload='stung=1'/>"},
    ]
    document = replace(merge_cross_page(result(blocks, [text(content)])), name=content)
    tab = opened(render_viewer(document))
    for key in ("j", "j", "i", "m", "l", "?"):
        tab.keyboard.press(key)
    assert tab.evaluate("typeof window.stung") == "undefined"
    assert tab.locator("#content .text").first.is_visible()
    assert tab.evaluate("document.querySelectorAll('iframe, [onerror], [onload]').length") == 0


def test_a_result_of_300_pages_can_be_used_within_two_seconds(opened: Opened, tmp_path: Path) -> None:
    line = "A line as long as those of a page of a book are, and a little longer than that "
    blocks = [text(f"{line}{number}. {line}") for number in range(17)]
    pages = [[*blocks, {"type": "title", "content": f"Part {number}"}] for number in range(300)]
    document = merge_cross_page(result(*pages), infer="never")
    picture = Image.new("RGB", (840, 1190), "white")
    for y in range(60, 1130, 16):
        ImageDraw.Draw(picture).text((80, y), f"{line}{y}", "black", ImageFont.load_default(14))
    picture.save(tmp_path / "page.png")
    assets = Assets(page_images=tmp_path)
    drawn = next(page_pictures(every_scene(document), assets))  # one for all: only Chromium's time is measured
    page = viewer_page(document, every_scene(document), assets, "en", pictures=[drawn] * 300, served=False)
    assert page.count("data:image/webp;base64,") == 300
    assert len(drawn) > 50_000
    (tmp_path / "viewer.html").write_text(page, "utf-8")
    began = time.perf_counter()
    tab = opened.at((tmp_path / "viewer.html").as_uri())
    tab.keyboard.press("j")
    assert ids(tab, "#pages .selected") == ["b-0-0"]
    assert time.perf_counter() - began < 2
    assert tab.locator(".sheet").count() == 300
    assert tab.locator(".sheet img").count() < 10
    assert tab.locator("*").count() < 4000
    tab.click("#list .entry-line:last-child")
    assert set(ids(tab, "#content .selected")) == {"b-299-17"}
    tab.wait_for_timeout(200)
    assert in_view(tab, "#pages .selected")
    assert in_view(tab, "#content .selected")


def test_marks_made_in_the_browser_are_saved_and_come_back(opened: Opened, tmp_path: Path) -> None:
    pytest.importorskip("uvicorn", reason="the extra `view` is not installed")
    source = tmp_path / "outputs.json"
    source.write_text(json.dumps(result([text("one and")], [text("two", (0, 0))])), "utf-8")
    command = [sys.executable, "-m", "somark_tools", "view", str(source), "--serve", "--lang", "en"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            assert process.stderr is not None
            address = process.stderr.readline().split()[1]
            tab = opened.at(address)
            tab.keyboard.press("m")
            tab.keyboard.press("w")
            tab.wait_for_selector("#saved:has-text('Saved')")
            tab.keyboard.press("c")
            tab.keyboard.type("two things")
            tab.keyboard.press("Enter")
            tab.wait_for_selector("#saved:has-text('Saved')")
            tab.keyboard.press("Escape")
            tab = opened.at(address)
            tab.keyboard.press("m")
            assert tab.wait_for_selector("#comment").input_value() == "two things"
            assert tab.locator(".entry-line[data-verdict=wrong]").count() == 1
        finally:
            process.terminate()
    saved = json.loads((tmp_path / "outputs.review.json").read_text("utf-8"))
    assert saved["merges"] == [
        {"verdict": "wrong", "comment": "two things", "earlier": [0, 0], "later": [1, 0], "joined": True}
    ]
    out = tmp_path / "out.md"
    review = str(tmp_path / "outputs.review.json")
    command = [sys.executable, "-m", "somark_tools", "convert", str(source), "-o", str(out), "--review", review]
    subprocess.run(command, check=True, capture_output=True)
    assert out.read_text("utf-8") == "one and\n\ntwo\n"


def test_marks_that_lie_beside_a_result_are_shown_in_the_page_that_is_written(opened: Opened, tmp_path: Path) -> None:
    source = tmp_path / "outputs.json"
    source.write_text(json.dumps(result([text("one and")], [text("two", (0, 0))])), "utf-8")
    review = {
        "format": "somark-review",
        "version": 1,
        "blocks": [{"page": 0, "idx": 0, "verdict": "right", "comment": "<b>read</b>"}],
        "merges": [{"earlier": [0, 0], "later": [1, 0], "joined": True, "verdict": "wrong", "comment": "two things"}],
    }
    (tmp_path / "outputs.review.json").write_text(json.dumps(review), "utf-8")
    command = [
        sys.executable,
        "-m",
        "somark_tools",
        "view",
        str(source),
        "--lang",
        "en",
        "-o",
        str(tmp_path / "v.html"),
    ]
    told = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stderr
    assert "outputs.review.json" in told
    tab = opened.at((tmp_path / "v.html").as_uri())
    assert tab.locator(".box[data-verdict=right]").count() == 2
    tab.click(".box >> nth=0")
    assert tab.locator("#details .mark").all_inner_texts() == ["Right", "<b>read</b>"]
    assert tab.locator("#comment").count() == 0
    tab.keyboard.press("m")
    assert tab.locator("#details .mark").all_inner_texts() == ["Wrong", "two things"]
    assert tab.locator(".entry-line[data-verdict=wrong]").count() == 1

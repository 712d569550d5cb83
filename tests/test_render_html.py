"""The HTML page: parsed again it has the same headings, tables, code, formulas, notes and text; and it is inert."""

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import example, given
from hypothesis import strategies as st
from results import chained_results, mutated_results, result, results, table, text, texts
from selectolax.lexbor import LexborHTMLParser, LexborNode

from somark_tools import Assets, Document, Heading, Relation, SomarkError, Table, merge_cross_page, read, render_html
from somark_tools.equations import engine
from somark_tools.inlines import Image, Inline, LineBreak, Math, parse_inlines
from somark_tools.lists import list_items
from somark_tools.model import Block, Code, Formula, Paragraph, TextBlock
from somark_tools.render.html.escape import anchor, clean
from somark_tools.render.html.mathml import formula
from somark_tools.render.html.page import DEEPEST_SECTION
from somark_tools.tables import filled

HEADINGS = "h1, h2, h3, h4, h5, h6"
TAGS = set(
    "html head meta title style body main section nav ul ol li h1 h2 h3 h4 h5 h6 p div figure figcaption table caption "
    "thead tbody tr th td pre code aside a img sup sub strong em s mark ins br span math".split()
)
MATH_TAGS = set(
    "math mrow mstyle mpadded mphantom menclose msqrt mtable mtr mtd mfrac mroot msub msup munder mover msubsup "
    "munderover mmultiscripts mprescripts mi mn mo mtext mspace".split()
)
needs_mathml = pytest.mark.skipif(engine() == "none", reason="the extra `math` is not installed")


def squeezed(text: str) -> str:
    return "".join(clean(text).split())


def shown(runs: tuple[Inline, ...]) -> str:
    """Return the runs as `read_text` reads them in a page: formulas as LaTeX, pictures as their description."""
    parts = []
    for run in runs:
        match run:
            case Math(latex):
                parts.append(f"${latex}$")
            case Image(_, alt):
                parts.append(alt)
            case _ if hasattr(run, "runs"):
                parts.append(shown(run.runs))
            case LineBreak():
                parts.append("\n")
            case _:
                parts.append(run.text)
    return "".join(parts)


def read_text(node: LexborNode) -> str:
    """Return the text of an element, formulas as LaTeX between `$`, pictures as their description."""
    parts: list[str] = []
    waiting = [node.child]
    while waiting:
        at = waiting.pop()
        if at is None:
            continue
        waiting.append(at.next)
        if at.tag == "math":
            parts.append(f"${at.attributes['alttext']}$")
        elif at.tag == "code" and at.attributes.get("class") == "math":
            parts.append(f"${at.text(deep=True)}$")
        elif at.tag == "img":
            parts.append(at.attributes.get("alt") or "")
        elif at.tag == "-text":
            parts.append(at.text_content or "")
        elif at.attributes.get("class") != "number":
            waiting.append(at.child)
    return "".join(parts)


def same_text(node: LexborNode, text: str) -> bool:
    return squeezed(read_text(node)) == squeezed(shown(parse_inlines(clean(text))))


def elements(page: LexborHTMLParser) -> dict[str, LexborNode]:
    found = [(node.attributes["id"], node) for node in page.css("[id]")]
    assert len(dict(found)) == len(found), "an id is there twice"
    return {str(name): node for name, node in found}


def sections_above(node: LexborNode) -> int:
    count = 0
    at = node.parent
    while at is not None:
        count += at.tag == "section"
        at = at.parent
    return count


def check_page(document: Document) -> None:
    """Assert that the page holds what the document holds, and nothing else that is live."""
    page = LexborHTMLParser(render_html(document))
    by_id = elements(page)
    visible: list[Block] = [block for block in document.blocks if not block.hidden]
    check_headings(page, [block for block in visible if isinstance(block, Heading)])
    check_lists(page)
    items = list_items(document).items
    for block in visible:
        node = by_id.get(anchor(block.id))
        if node is None:
            assert not must_be_shown(block), block
            continue
        assert len((node.attributes["data-page"] or "").split()) == len(block.pieces)
        assert len((node.attributes["data-bbox"] or "").split()) == len(block.pieces)
        if block.id in items:
            assert isinstance(block, Paragraph)
            parts = [node, *page.css(f'[data-block="{anchor(block.id)}"]')]
            seen = "".join([marker_of(part) + read_text(part) for part in parts])
            assert squeezed(seen) == squeezed(shown(parse_inlines(clean(block.text)))), (block, seen)
        elif isinstance(block, Table) and block.rows:
            check_table(node, block)
        elif isinstance(block, Code):
            assert [code.text(deep=True) for code in node.css("code")] == [clean(block.text)]
        elif isinstance(block, Formula) and block.notation == "latex" and block.text.strip():
            assert squeezed(read_text(node)) == squeezed(f"${block.text}$")
        elif isinstance(block, TextBlock) and node.tag not in ("li", "figure") and not isinstance(block, Formula):
            assert same_text(node, block.text), (block, node.html)
    check_links(page, by_id)
    tags = {str(node.tag) for node in page.css("*")}
    assert tags <= TAGS | MATH_TAGS
    assert not {
        name for node in page.css("body, body *") for name in node.attributes if name.startswith(("on", "style"))
    }


def marker_of(node: LexborNode) -> str:
    """Return the printed marker that a list shows instead of an element's text."""
    holds = node.tag == "p" and node.parent is not None and node.parent.tag == "li" and first_child(node.parent) == node
    item = node.parent if holds and node.parent is not None else node
    return item.attributes.get("data-marker") or ""


def first_child(node: LexborNode) -> LexborNode | None:
    return next(node.iter(), None)


def check_lists(page: LexborHTMLParser) -> None:
    """Assert that each list holds items and nothing else, and that its numbers are those that were printed."""
    for node in page.css("main ul, main ol"):
        items = list(node.iter())
        assert items
        assert {item.tag for item in items} == {"li"}
        if node.tag == "ol":
            start, family = int(node.attributes.get("start") or 1), node.attributes.get("type") or "1"
            written = [f"{NUMERALS[family](number)}." for number in range(start, start + len(items))]
            assert [item.attributes["data-marker"] for item in items] == written
        if node.attributes.get("class") == "printed":
            assert all("data-marker" not in item.attributes for item in items)


def numeral(number: int) -> str:
    """Return a roman numeral."""
    signs = zip((100, 90, 50, 40, 10, 9, 5, 4, 1), "c xc l xl x ix v iv i".split(), strict=True)
    written = ""
    for value, sign in signs:
        written += sign * (number // value)
        number %= value
    return written


NUMERALS: dict[str, Callable[[int], str]] = {
    "1": str,
    "a": lambda number: chr(ord("a") - 1 + number),
    "A": lambda number: chr(ord("A") - 1 + number),
    "i": numeral,
    "I": lambda number: numeral(number).upper(),
}


def must_be_shown(block: Block) -> bool:
    if isinstance(block, Table):
        return bool(block.rows)
    return isinstance(block, TextBlock) and bool(block.text.strip()) and block.kind not in ("furniture", "figure")


def check_headings(page: LexborHTMLParser, headings: list[Heading]) -> None:
    nodes = page.css(HEADINGS)
    assert [node.attributes["id"] for node in nodes] == [anchor(block.id) for block in headings]
    depths: list[int] = []
    for node, block in zip(nodes, headings, strict=True):
        assert int(str(node.tag)[1]) == min(block.level, 6)
        assert node.attributes.get("aria-level") == (str(block.level) if block.level > 6 else None)
        while depths and (depths[-1] >= block.depth or len(depths) >= DEEPEST_SECTION):
            depths.pop()
        depths.append(block.depth)
        assert sections_above(node) == len(depths)


def check_table(node: LexborNode, table: Table) -> None:
    lines = [[cell for cell in line.iter() if cell.tag in ("td", "th")] for line in node.css("tr")]
    rows = list(filled(table))
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        for at, cell in zip(line, row, strict=True):
            spans = int(at.attributes.get("rowspan") or 1), int(at.attributes.get("colspan") or 1)
            assert (spans, at.tag == "th", "scope" in at.attributes) == (
                (cell.rowspan, cell.colspan), cell.header, cell.header,
            )  # fmt: skip
            assert same_text(at, cell.text)


def check_links(page: LexborHTMLParser, by_id: dict[str, LexborNode]) -> None:
    for link in page.css("a"):
        address = link.attributes.get("href") or ""
        assert not re.match(r"\s*(javascript|data|vbscript|file):", address, re.IGNORECASE)
        if link.attributes.get("class") in ("ref", "back"):
            assert address[1:] in by_id, f"{address} leads nowhere"
        assert not link.css("a a")


@given(st.one_of(results(), chained_results()))
def test_a_page_holds_what_the_document_holds(sent: dict[str, Any]) -> None:
    check_page(merge_cross_page(sent))


@given(st.lists(st.tuples(st.sampled_from(["text", "title", "footnote", "equation", "code"]), texts), max_size=4))
@example([("equation", "0\x85")])
def test_texts_of_all_kinds_are_what_a_reader_sees(sent: list[tuple[str, str]]) -> None:
    check_page(merge_cross_page(result([{"type": label, "content": content} for label, content in sent])))


def test_each_inline_run_is_the_element_of_its_kind() -> None:
    sent = "**a *b*** ~~c~~ ==d== ++e++ `f<g` x^2^ H~2~O [h](https://a.example/ 'i')"
    page = LexborHTMLParser(render_html(merge_cross_page(result([text(sent)]))))
    assert [(node.tag, node.text(deep=True)) for node in page.css("p *")] == [
        ("strong", "a b"), ("em", "b"), ("s", "c"), ("mark", "d"), ("ins", "e"), ("code", "f<g"), ("sup", "2"),
        ("sub", "2"), ("a", "h"),
    ]  # fmt: skip


@given(mutated_results())
def test_whatever_loads_renders(sent: object) -> None:
    try:
        document = merge_cross_page(sent)  # type: ignore[arg-type]
    except SomarkError:
        return
    check_page(document)


def test_pages_of_the_samples_hold_what_they_hold(sample: Path) -> None:
    check_page(read(sample))
    check_page(merge_cross_page(sample))


def test_pages_of_the_corpus_hold_what_they_hold(corpus: Path) -> None:
    paths = sorted((corpus / "dev").glob("*/*/outputs.json"))
    assert paths
    for path in paths:
        check_page(merge_cross_page(path))


def test_marks_and_notes_are_linked_both_ways() -> None:
    document = merge_cross_page(ROOT / "sample_results" / "paper" / "outputs.json")
    page = LexborHTMLParser(render_html(document))
    edges = [edge for edge in document.edges if edge.relation is Relation.REFERS_TO]
    linked = {link.attributes["href"] for link in page.css("a.ref")}
    assert linked == {f"#{anchor(edge.target)}" for edge in edges}
    (note,) = page.css("section.notes > aside")
    assert [link.attributes["href"] for link in note.css("a.back")] == ["#r-0-8-307"]
    assert [link.text() for link in page.css("#r-0-7-434 a")] == ["2", "3"]


def test_notes_that_nothing_leads_to_stay_where_they_are() -> None:
    page = LexborHTMLParser(
        render_html(merge_cross_page(result([{"type": "footnote", "content": "* draft"}, text("a")])))
    )
    assert [node.tag for node in page.css("main > *")] == ["aside", "p"]


def test_captions_stand_in_their_figure_or_table() -> None:
    page = LexborHTMLParser(render_html(merge_cross_page(ROOT / "sample_results" / "paper" / "outputs.json")))
    assert [squeezed(node.text())[:8] for node in page.css("figure > figcaption")] == [
        "Figure1.",
        "Figure2a",
        "Figure2b",
    ]
    assert [squeezed(node.text())[:7] for node in page.css("table > caption")] == ["Table1."]


def test_entries_of_the_contents_lead_to_their_headings() -> None:
    page = LexborHTMLParser(render_html(merge_cross_page(ROOT / "sample_results" / "annual-report" / "outputs.json")))
    entries = page.css("nav li a")
    assert len(entries) == 12
    for entry in entries:
        (heading,) = page.css(str(entry.attributes["href"]))
        assert squeezed(heading.text()) == squeezed(entry.text())


def test_pictures_at_hand_are_embedded() -> None:
    path = ROOT / "sample_results" / "paper" / "outputs.json"
    document = merge_cross_page(path)
    embedded = LexborHTMLParser(render_html(document, assets=Assets.beside(path))).css("img")
    assert embedded
    assert all(str(image.attributes["src"]).startswith("data:image/") for image in embedded)
    assert "data:image/" not in render_html(document)


def test_furniture_is_shown_on_demand_and_hidden_blocks_never() -> None:
    sent = result([{"type": "header", "content": "Head"}, text("Body"), text("Gone", display=False)])
    document = merge_cross_page(sent)
    assert "Head" not in render_html(document)
    assert ">Head</div>" in render_html(document, furniture=True)
    assert "Gone" not in render_html(document, furniture=True)


@pytest.mark.parametrize(
    ("content", "language"),
    [
        ("The report of the year is for this board", "en"),
        ("本年度报告 by ACME", "zh"),
        ("これは報告書です", "ja"),
        ("Der Bericht liegt vor", ""),
        ("", ""),
    ],
)
def test_the_language_is_told_from_the_characters(content: str, language: str) -> None:
    document = merge_cross_page(result([text(content)]))
    html = LexborHTMLParser(render_html(document)).css_first("html")
    assert html is not None
    assert (html.attributes["lang"] or "") == language
    assert 'lang="fr"' in render_html(document, lang="fr")


@needs_mathml
@pytest.mark.parametrize(
    "latex", [r"\frac{a}{b}", r"a < b", r"\begin{align} a &= b \\[1ex] c &= d \end{align}", r"x _ {1} ^ {2}", "中"]
)
def test_formulas_become_mathml_with_their_latex(latex: str) -> None:
    assert formula(latex).startswith("<math alttext=")


@needs_mathml
@pytest.mark.parametrize(
    "latex",
    [
        *[r"\unknown x", "{", "x^", r"\frac{1}", "{" * 5000, r"\sqrt{" * 300 + "x" + "}" * 300],
        *[r"\href{javascript:alert(1)}{x}", r"\style{color:red}{x}", r"\class{a}{x}", r"\cssId{b-0-0}{x}"],
    ],
)
def test_formulas_that_are_not_understood_or_not_safe_stay_latex(latex: str) -> None:
    assert formula(latex).startswith('<code class="math">')


@needs_mathml
def test_chemistry_is_set_by_temml_and_stays_latex_without_it() -> None:
    assert formula(r"\ce{H2O}").startswith("<math" if engine() == "temml" else "<code")


@needs_mathml
def test_numbers_of_formulas_stand_behind_them() -> None:
    assert formula(r"a = b \tag{3}").endswith('</math><span class="number">(3)</span>')
    assert "(1)" not in formula(r"\begin{align} a &= b \end{align}")


# -- hostile results --------------------------------------------------------------------------------------------------

ATTACKS = [
    *["<script>{js}</script>", "<img src=x onerror={js}>", "</p><script>{js}</script>", "<!--<script>{js}</script>"],
    *[
        "</style><script>{js}</script>",
        "</title><script>{js}</script>",
        "]]><script>{js}</script>",
        "<svg onload={js}>",
    ],
    *[
        "[a](javascript:{js})",
        "[a](java\tscript:{js})",
        "[a](data:text/html,<script>{js}</script>)",
        "![a](javascript:{js})",
    ],
    *[
        '![" onerror="{js}](x.png)',
        '[a](x" onclick="{js})',
        '![a](x.png" onerror="{js})',
        "<a href='javascript:{js}'>x</a>",
    ],
    *["</td></tr></table><script>{js}</script>", "</code></pre><script>{js}</script>", "</math><script>{js}</script>"],
    *["$</annotation><script>{js}</script>$", r"$\href{{javascript:{js}}}{{x}}$", r"$\text{{<script>{js}</script>}}$"],
    *[
        r"$\style{{background:url({url})}}{{x}}$",
        r"$\text{{&lt;script&gt;{js}&lt;/script&gt;}}$",
        "\0<scr\0ipt>{js}</script>",
    ],
    *["<iframe src={url}>", "<link rel=stylesheet href={url}>", "<style>@import '{url}'</style>", "<base href={url}>"],
    *["<meta http-equiv=refresh content='0;url={url}'>", "<form action={url}><input autofocus onfocus={js}>"],
    *[
        "<math><mtext><table><mglyph><style><img src onerror={js}>",
        "<noscript><p title='</noscript><img src onerror={js}>'>",
    ],
    *["&lt;script&gt;{js}&lt;/script&gt;", "&#60;script&#62;{js}", "<object data={url}>", "<video src={url} autoplay>"],
]
LABELS = (
    "text title figure figure_caption table table_caption equation code footnote cate_item reference header".split()
)


def hostile_result(url: str) -> dict[str, Any]:
    """Return every attack in every label; pictures have addresses that are no pictures'."""
    contents = [attack.format(js="document.title='owned'", url=url) for attack in ATTACKS]
    pages = [
        [
            {"type": label, "content": content, "code_language": content, "img_url": f"javascript:{content}"}
            for content in contents
        ]
        for label in LABELS
    ]
    cells = [table([[content, f"<b>{content}"] for content in contents], head=1)]
    return result(*pages, cells)


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    """Yield an address on this machine, and a list that holds what was asked for there."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                asked.append(str(address))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/x", asked
        finally:
            stop.set()
            thread.join()


def test_a_hostile_result_has_no_live_markup() -> None:
    check_page(merge_cross_page(hostile_result("http://127.0.0.1:1/x")))


def dumped(path: Path) -> LexborHTMLParser:
    """Return the page as a browser has it after running whatever runs in it."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium is installed")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={path.parent / 'profile'}"]
    command = [browser, *options, "--virtual-time-budget=2000", "--dump-dom", path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return LexborHTMLParser(done.stdout)


def test_a_hostile_result_is_inert_in_a_browser(tmp_path: Path) -> None:
    with listener() as (url, asked):
        document = merge_cross_page(hostile_result(url))
        html = render_html(document, furniture=True)
        written = tmp_path / "page.html"
        written.write_text(html, "utf-8")
        page = dumped(written)
        assert asked == []
    title = page.css_first("title")
    assert title is not None
    assert title.text() == LexborHTMLParser(html).css_first("title").text()  # type: ignore[union-attr]
    tags = [node.tag for node in page.css("body *")]
    assert tags == [node.tag for node in LexborHTMLParser(html).css("body *")]


def test_the_policy_stops_a_script_that_would_be_there(tmp_path: Path) -> None:
    html = render_html(merge_cross_page(result([text("a")])))
    written = tmp_path / "page.html"
    written.write_text(html.replace("</main>", "<script>document.title='owned'</script></main>"), "utf-8")
    assert dumped(written).css_first("title").text() != "owned"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "piece", ["[", "]", "*", "$", "<", "&", "^{", "![", "\\", ". ", " ", "\n", "^{1}", "[1]", "{", "1"]
)
@pytest.mark.parametrize("label", ["text", "title", "table", "equation", "code", "cate_item", "footnote", "figure"])
def test_long_blocks_take_no_longer_than_their_length(label: str, piece: str) -> None:
    document = read(result([{"type": label, "content": f"a{piece * 50_000}b", "img_url": "a.png"}]))
    start = time.process_time()
    render_html(document)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(("lang", "turned"), [("ar", True), ("HE-il", True), ("en", False)])
def test_a_language_written_from_right_to_left_turns_the_page_however_its_tag_is_written(
    lang: str, turned: bool
) -> None:
    page = render_html(merge_cross_page({"pages": []}), lang=lang)
    assert (' dir="rtl"' in page) is turned


def test_sections_nest_no_deeper_than_browsers_do() -> None:
    titles = [{"type": "title", "title_level": n, "content": f"T{n}"} for n in range(1, 900)]
    document = merge_cross_page(result(titles))
    check_page(document)
    assert isinstance(document.blocks[-1], Heading)

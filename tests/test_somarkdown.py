"""SoMarkDown, rendered by SoMark's own renderer (npm: somarkdown): it shows what the document holds, and is inert.

The package is installed into a temporary folder; SOMARKDOWN may name a folder that has it, with what it depends on.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from results import result, results, texts
from selectolax.lexbor import LexborHTMLParser, LexborNode
from test_lists import results_with_plain_lists
from test_markdown import lines_joined, rendered, visible

from somark_tools import Document, Formula, Heading, Paragraph, Table, merge_cross_page, parse_inlines, render_markdown
from somark_tools.inlines import Image, Inline, Link, Math
from somark_tools.patterns.addresses import image_address
from somark_tools.render.markdown.escape import safe_latex

VERSION = "1.2.0"
SCRIPT = Path(__file__).with_name("somarkdown.mjs")
EVERYTHING = {"page_marks": True, "anchors": True, "outline": True, "furniture": True}

Render = Callable[[list[str]], list[LexborHTMLParser]]


@pytest.fixture(scope="module")
def render(tmp_path_factory: pytest.TempPathFactory) -> Render:
    """Return a function that renders Markdown texts, all by one process."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None:
        pytest.skip("node is not installed")
    folder = os.environ.get("SOMARKDOWN")
    if not folder:
        if npm is None:
            pytest.skip("npm is not installed")
        place = tmp_path_factory.mktemp("somarkdown")
        command = [npm, "install", "--ignore-scripts", "--no-save", "--prefix", str(place), f"somarkdown@{VERSION}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=place)
        folder = str(place / "node_modules" / "somarkdown")
        if done.returncode:
            pytest.skip(f"somarkdown {VERSION} can't be had from npm: {done.stderr.strip().splitlines()[0]}")

    def rendered(sources: list[str]) -> list[LexborHTMLParser]:
        lines = "".join(json.dumps(source) + "\n" for source in sources)
        done = subprocess.run([node, str(SCRIPT), folder], input=lines, capture_output=True, text=True, check=True)
        return [LexborHTMLParser(json.loads(line)) for line in done.stdout.split("\n") if line]

    return rendered


# The renderer sets quotes, dots and dashes as a typographer would.
_TYPOGRAPHY = re.compile(r"[\s\"'“”‘’.…–—?!,-]+")


def comparable(text: str) -> str:
    """Return the text without what the renderer sets otherwise, LaTeX without the blanks that keep it safe."""
    return _TYPOGRAPHY.sub("", text.replace(r"\lt", "<").replace(r"\gt", ">"))


def shown(text: str) -> str:
    """Return what a text with inline syntax shows."""
    return comparable(visible(tuple(without_pictures(parse_inlines(lines_joined(text))))))


def without_pictures(runs: tuple[Inline, ...]) -> Iterator[Inline]:
    """Yield the runs but for pictures that are shown: the renderer leaves out escaped characters of descriptions."""
    for run in runs:
        if isinstance(run, Link):
            yield from without_pictures(run.runs)
        elif not isinstance(run, Image) or not image_address(run.address):
            yield run


def with_formulas(page: LexborHTMLParser) -> LexborHTMLParser:
    """Return the page with the LaTeX in the place of each formula."""
    for node in page.css("span.katex"):
        latex = node.css_first("annotation")
        node.replace_with(latex.text() if latex is not None else "")
    return page


def cells(node: LexborNode) -> Iterator[tuple[int, int, str]]:
    for cell in node.css("td, th"):
        spans = (int(cell.attributes.get(name) or 1) for name in ("rowspan", "colspan"))
        yield (*spans, comparable(cell.text()))


def headings(document: Document) -> list[tuple[int, str]]:
    return [(min(b.level, 6), shown(b.text)) for b in document.blocks if isinstance(b, Heading) and not b.hidden]


def tables(document: Document) -> list[Table]:
    return [b for b in document.blocks if isinstance(b, Table) and b.rows and not b.hidden]


def formulas(runs: tuple[Inline, ...]) -> Iterator[str]:
    for run in runs:
        if isinstance(run, Math):
            yield run.latex
        elif isinstance(run, Link):
            yield from formulas(run.runs)


def check(document: Document, page: LexborHTMLParser) -> None:
    page = with_formulas(page)
    read = [(int(node.tag[1]), comparable(node.text())) for node in page.css("h1, h2, h3, h4, h5, h6")]
    assert read == headings(document)
    written = tables(document)
    assert len(page.css("table")) == len(written)
    for node, table in zip(page.css("table"), written, strict=True):
        expected = [(c.rowspan, c.colspan, shown(c.text)) for row in table.rows for c in row.cells]
        found = list(cells(node))
        if sum(c.rowspan * c.colspan for row in table.rows for c in row.cells) == len(table.rows) * table.columns:
            assert found == expected


def corpus_documents() -> list[Path]:
    folder = os.environ.get("SOMARK_CORPUS")
    return sorted((Path(folder) / "dev").glob("*/*/outputs.json")) if folder else []


@pytest.mark.parametrize("options", [{}, EVERYTHING, {"tables": "html"}], ids=["plain", "everything", "html tables"])
def test_real_documents_show_the_same(render: Render, options: dict[str, Any]) -> None:
    documents = [merge_cross_page(path) for path in [*SAMPLES, *corpus_documents()]]
    pages = render([render_markdown(document, dialect="somarkdown", **options) for document in documents])
    for document, page in zip(documents, pages, strict=True):
        captions = [comparable(node.text()) for node in with_formulas(page).css("caption, figcaption")]
        owned = {
            shown(caption.text)
            for block in document.blocks
            if (isinstance(block, Table) and block.rows) or getattr(block, "image", "")
            for caption in document.captions(block.id)
            if caption.text.strip() and not caption.hidden
        }
        joined = "".join(captions)
        assert all(text in joined for text in owned)
        assert bool(captions) == bool(owned)
        check(document, page)


def test_formulas_are_those_that_were_sent(render: Render) -> None:
    documents = [merge_cross_page(path) for path in [*SAMPLES, *corpus_documents()]]
    pages = render([render_markdown(document, dialect="somarkdown") for document in documents])
    failed: list[str] = []
    for document, page in zip(documents, pages, strict=True):
        read = sorted(comparable(n.text()) for n in page.css("annotation, .katex-error"))
        sent = [b.text for b in document.blocks if isinstance(b, Formula) and b.text.strip()]
        for block in document.blocks:
            if isinstance(block, Table):
                sent += [
                    latex for row in block.rows for cell in row.cells for latex in formulas(parse_inlines(cell.text))
                ]
            elif not isinstance(block, Formula) and block.kind not in ("code", "furniture", "figure"):
                sent += formulas(parse_inlines(block.text))
        assert read == sorted(map(comparable, sent))
        failed += [node.text() for node in page.css(".katex-error")]
    alone = render([f"$$\n{safe_latex(latex)}\n$$" for latex in failed])
    assert all(page.css(".katex-error") for page in alone), "a formula fails that did not fail as it was sent"


def test_lists_are_those_that_other_readers_see(render: Render) -> None:
    sent: list[dict[str, Any]] = []

    @settings(max_examples=100, derandomize=True, phases=[Phase.generate], database=None)
    @given(results_with_plain_lists())
    def collect(whole: dict[str, Any]) -> None:
        sent.append(whole)

    collect()
    documents = [merge_cross_page(each) for each in [*corpus_documents(), *SAMPLES, *sent]]
    pages = render([render_markdown(document, dialect="somarkdown") for document in documents])
    for document, page in zip(documents, pages, strict=True):
        other = rendered(render_markdown(document))
        assert [shape(node) for node in page.css("ul, ol")] == [shape(node) for node in other.css("ul, ol")]


def shape(node: LexborNode) -> tuple[str, str | None, int, int]:
    """Return the tag of a list, its first number, how many items it has, and in how many lists it stands."""
    around, at = 0, node.parent
    while at is not None:
        around += at.tag in ("ul", "ol")
        at = at.parent
    return str(node.tag), node.attributes.get("start"), len(list(node.iter())), around


_SYNTAX = ["^", "~", "==", ": ", "[[toc]]", "\n", "\\begin{a}", "$", "$a$", "$$a$$", "\\", "x", " ", "(c)", "+-", "`"]
nasty = st.one_of(texts, st.lists(st.sampled_from([*_SYNTAX, "^{1}", "http://a_b/~c"]), max_size=8).map("".join))


def test_texts_and_tables_show_the_same_whatever_is_in_them(render: Render) -> None:
    sent: list[dict[str, Any]] = []

    @settings(
        max_examples=300,
        derandomize=True,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(nasty, min_size=1, max_size=3), results())
    def collect(contents: list[str], whole: dict[str, Any]) -> None:
        headings = [{"type": "title", "title_level": 2, "content": content} for content in contents]
        escaped = [content.replace("&", "&amp;").replace("<", "&lt;") for content in contents]
        row = "".join(f"<td>{content}</td>" for content in escaped)
        span = {"type": "table", "content": f"<table><tr><td colspan=2>x</td></tr><tr>{row}</tr></table>"}
        paragraphs = [{"content": f"x {content}"} for content in contents]
        sent.extend([whole, result(paragraphs), result(headings), result([span])])

    collect()
    documents = [merge_cross_page(each) for each in sent]
    pages = render([render_markdown(document, dialect="somarkdown") for document in documents])
    for document, page in zip(documents, pages, strict=True):
        check(document, page)
        if {type(block) for block in document.blocks} == {Paragraph} and page.body is not None:
            visible_blocks = (block for block in document.blocks if not block.hidden)
            assert comparable(page.body.text()) == "".join(shown(block.text) for block in visible_blocks)


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "]]>", "\x00\x01\x1b",
    "</td></tr></table><script>", "$\\href{javascript:alert(1)}{x}$", "$\\smiles{<img src=x onerror=alert(1)>}$",
    "$\\htmlStyle{position:fixed}{x}$", "$\\def\\y#1{\\smiles{#1img src=x onerror=alert(1)>}}\\y<$", "-->", "[[toc]]",
    "&lt;img src=x onerror=alert(1)&gt;", '"><b onclick=alert(1)>', "$$", "`", "```", "![a](javascript:alert(1))",
    "![$\\href{javascript:alert(1)}{x}$](javascript:y)",
]  # fmt: skip


@pytest.mark.parametrize("options", [{}, EVERYTHING])
def test_a_hostile_result_is_inert(render: Render, options: dict[str, Any]) -> None:
    kinds = ["text", "title", "table", "figure", "equation", "code", "cate_item", "footnote", "figure_caption"]
    cell = "<table><tr><td colspan=2>{}</td></tr><tr><td>a</td><td>b</td></tr></table>"
    sent = []
    for content in HOSTILE:
        block = {"content": content, "img_url": "a.png", "title_level": 1}
        sent.append(result([{"type": kind} | block for kind in kinds]))
        quoted = content.replace("&", "&amp;").replace("<", "&lt;")
        sent.append(result([{"type": "table", "content": cell.format(quoted)}]))
    latex = "\\smiles{<%\nimg src=x onerror=alert(1)>}"
    sent.append(result([{"type": "equation", "format": "latex", "content": latex}]))
    for page in render([render_markdown(merge_cross_page(each), dialect="somarkdown", **options) for each in sent]):
        assert not page.css("script, iframe, object, embed, form, input, style, link, meta, base")
        for node in page.css("*"):
            attributes = node.attributes
            assert not any(name.startswith("on") for name in attributes)
            assert "javascript:" not in (attributes.get("href") or "") + (attributes.get("src") or "")
            assert (
                "position" not in (attributes.get("style") or "").replace("position:relative", "") or node.tag == "span"
            )

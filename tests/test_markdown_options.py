"""The dialects and options of Markdown: the laws hold for all of them, and each does what it says."""

import re
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from results import chained_results, result, results, texts
from results import table as table_block
from test_markdown import READERS, lines_joined, rendered, squeezed, visible

from somark_tools import (
    Assets,
    Document,
    Footnote,
    Furniture,
    Heading,
    OutputError,
    Table,
    markdown_images,
    merge_cross_page,
    parse_inlines,
    render_markdown,
    render_with_map,
)
from somark_tools.render.html.escape import anchor as html_anchor
from somark_tools.render.markdown.anchors import anchor
from somark_tools.render.markdown.front_matter import quoted
from somark_tools.render.markdown.options import Options, Wanted

REPORT = ROOT / "sample_results" / "annual-report" / "outputs.json"
PNG = "data:image/png;base64,iVBORw0KGgo="

options = st.fixed_dictionaries(
    {},
    optional={
        "dialect": st.sampled_from(["gfm", "somarkdown"]),
        "tables": st.sampled_from(["auto", "pipe", "html"]),
        "images": st.sampled_from(["keep", "folder", "data", "drop"]),
        "heading_shift": st.integers(-7, 7),
        **{
            name: st.booleans()
            for name in ("lists", "page_marks", "anchors", "front_matter", "outline", "descriptions", "furniture")
        },
    },
)
NOTES = MarkdownIt("commonmark").enable("table").use(footnote_plugin)
LEADS = re.compile(r"(?:<!-- .*-->|<!-- -->|(?:<a id=\"b-[^\"]*\"></a>)+)?")


def body_of(markdown: str) -> str:
    """Return the Markdown without front matter, which is none."""
    return re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)


def in_order(document: Document, **wanted: Any) -> list[Any]:
    """Return the blocks as they are written: captions may move."""
    return [document.by_id[lines.block] for lines in render_with_map(document, **wanted).blocks]


@given(results(), options, st.sampled_from(READERS))
def test_headings_and_tables_are_found_again_with_all_options(sent: dict[str, Any], wanted: Any, reader: Any) -> None:
    document = merge_cross_page(sent)
    page = rendered(body_of(render_markdown(document, **wanted)), reader)
    shift = wanted.get("heading_shift", 0)
    levels = [max(1, min(b.level + shift, 6)) for b in document.blocks if isinstance(b, Heading) and not b.hidden]
    assert [int(node.tag[1]) for node in page.css("h1, h2, h3, h4, h5, h6")] == levels
    tables = [b for b in in_order(document, **wanted) if isinstance(b, Table) and b.rows]
    assert len(page.css("table")) == len(tables)
    for node, table in zip(page.css("table"), tables, strict=True):
        if wanted.get("tables") != "pipe":
            assert len(node.css("tr")) == len(table.rows)
            assert [len(line.css("td, th")) for line in node.css("tr")] == [len(row.cells) for row in table.rows]


@given(st.one_of(results(), chained_results()), options, st.sampled_from(READERS))
def test_no_tag_is_live_but_those_that_we_write_with_all_options(sent: Any, wanted: Any, reader: Any) -> None:
    page = rendered(body_of(render_markdown(merge_cross_page(sent), **wanted)), reader)
    allowed = "html head body p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code table thead tbody tr th td sup br a img"
    allowed += " sub mark ins span"
    assert {node.tag for node in page.css("*")} <= {*allowed.split(), "em", "strong", "s"}
    for node in page.css("*"):
        assert not any(name.startswith("on") for name in node.attributes)


def footnotes_read(markdown: str) -> tuple[list[str], dict[str, str]]:
    """Return the labels of the marks, in order, and each note's text by its label."""
    marks: list[str] = []
    notes: dict[str, str] = {}
    label = ""
    for token in NOTES.parse(markdown):
        if token.type == "footnote_open":
            label = token.meta["label"]
        elif token.type == "footnote_close":
            label = ""
        elif token.type == "inline" and label:
            notes[label] = notes.get(label, "") + token.content
        elif token.type == "inline":
            marks += [child.meta["label"] for child in token.children or () if child.type == "footnote_ref"]
    return marks, notes


def test_notes_become_footnotes_where_a_mark_in_running_text_leads_to_them() -> None:
    pages = [
        [
            {"type": "title", "title_level": 1, "content": "Title^{1}"},
            {"content": "One^{2} and [^9] and two^{1}."},
            table_block([["a^{3}", "b"]], head=1),
            {"type": "footnote", "content": "1 The *first*\nin two lines"},
            {"type": "footnote", "content": "2 The second"},
            {"type": "footnote", "content": "3 Of the table"},
        ],
        [{"content": "Again^{1}"}, {"type": "footnote", "content": "1 Another first"}],
    ]
    document = merge_cross_page(result(*pages))
    markdown = render_markdown(document, footnotes=True)
    marks, notes = footnotes_read(markdown)
    assert marks == ["1", "2", "1", "1-1-1"]
    assert notes == {"1": "The *first*\\\nin two lines", "2": "The second", "1-1-1": "Another first"}
    assert "> 3 Of the table" in markdown
    assert r"\[^9]" in markdown
    with pytest.raises(OutputError):
        render_markdown(document, footnotes=True, dialect="somarkdown")


def test_footnotes_of_the_samples_are_all_defined(sample: Path) -> None:
    document = merge_cross_page(sample)
    marks, notes = footnotes_read(render_markdown(document, footnotes=True))
    assert set(marks) == set(notes)
    shown = [block for block in document.blocks if isinstance(block, Footnote) and not block.hidden]
    assert len(notes) <= len(shown)


@given(texts, st.sampled_from(["gfm", "somarkdown"]))
def test_a_forced_pipe_table_has_the_text_of_every_cell(text: str, dialect: Any) -> None:
    cell = text.replace("&", "&amp;").replace("<", "&lt;")
    content = f"<table><tr><td rowspan=2 colspan=2>{cell}</td><td>b</td></tr><tr><td>{cell}</td></tr></table>"
    document = merge_cross_page(result([{"type": "table", "content": content}]))
    table = document.blocks[0]
    assert isinstance(table, Table)
    page = rendered(render_markdown(document, tables="pipe", dialect=dialect))
    shown = [squeezed(node.text(deep=True)) for node in page.css("td")]
    cells = (table.rows[0].cells[0], table.rows[1].cells[0])
    spanned, other = (squeezed(visible(parse_inlines(lines_joined(c.text)))) for c in cells)
    if dialect == "gfm":
        assert shown == [spanned, "", "b", "", "", other]
    assert len(shown) == 6


@given(st.one_of(results(), chained_results()), options)
def test_the_lines_of_the_map_are_the_blocks_and_nothing_else(sent: Any, wanted: Any) -> None:
    document = merge_cross_page(sent)
    found = render_with_map(document, **wanted)
    assert found.text == render_markdown(document, **wanted)
    lines = found.text.split("\n")
    written = [(at.first, at.last) for at in found.blocks]
    assert written == sorted(written)
    assert all(last < first for (_, last), (first, _) in pairwise(written))
    covered = {number for first, last in written for number in range(first, last + 1)}
    if not (wanted.get("front_matter") or wanted.get("outline")):
        for number, line in enumerate(lines, 1):
            assert number in covered or LEADS.fullmatch(line), line
    blocks = document.by_id
    for at in found.blocks:
        assert at.pieces == blocks[at.block].pieces
        assert found.at(at.first) == found.at(at.last) == at == found.lines(at.block)


@given(st.one_of(results(), chained_results()), st.sampled_from(["gfm", "somarkdown"]))
def test_the_lines_of_a_block_are_the_block_rendered_alone(sent: Any, dialect: Any) -> None:
    document = merge_cross_page(sent)
    found = render_with_map(document, dialect=dialect)
    lines = found.text.split("\n")
    for at in found.blocks:
        own = "\n".join(lines[at.first - 1 : at.last])
        alone = render_markdown(replace(document, blocks=(document.by_id[at.block],)), dialect=dialect)
        # beside others, a number may need an escape; a caption has its mark, or is a line of another one
        assert own.removeprefix(": ").replace("\\", "") == alone[:-1].replace("\\", "")


def test_a_page_mark_stands_before_the_first_block_of_each_page() -> None:
    sent = result(
        [{"content": "a"}],
        [{"content": "b", "text_cross_page": {"page_num": 0, "block_idx": 0}}],
        [],
        [{"content": "c"}],
        [],
    )
    assert render_markdown(merge_cross_page(sent), page_marks=True) == (
        "<!-- page 0 -->\n\na b\n\n<!-- page 1 -->\n<!-- page 2 -->\n<!-- page 3 -->\n\nc\n\n<!-- page 4 -->\n"
    )


def test_an_anchor_has_the_id_of_the_html_page() -> None:
    document = merge_cross_page(result([{"type": "title", "title_level": 1, "content": "T"}, {"content": "1. a"}]))
    assert render_markdown(document, anchors=True, outline=True) == (
        '- [T](#b-0-0)\n\n<a id="b-0-0"></a>\n\n# T\n\n<a id="b-0-1"></a>\n\n1. a\n'
    )
    for name in ("0:3", "10:2#1"):
        assert anchor(name) == html_anchor(name)


def test_an_outline_links_to_the_slugs_of_headings_or_is_the_mark_of_the_dialect() -> None:
    titles = [(1, "A & B: $x$"), (2, "Same"), (2, "Same"), (3, "[l](u) #")]
    document = merge_cross_page(
        result([{"type": "title", "title_level": n, "content": t} for n, t in titles], [{"content": "- a"}])
    )
    assert render_markdown(document, outline=True).split("\n\n")[:2] == [
        "- [A & B: $x$](#a--b-x)\n  - [Same](#same)\n  - [Same](#same-1)\n    - [l #](#l-)", "# A & B: $x$",
    ]  # fmt: skip
    assert render_markdown(document, outline=True, dialect="somarkdown").startswith("[[toc]]\n\n# A & B: $x$")


def test_no_link_or_picture_stands_in_an_entry_of_the_outline_not_even_in_emphasis() -> None:
    title = {"type": "title", "content": "See **the [part](https://a.example/p) ![seen](b.png)**", "title_level": 1}
    first, *_ = render_markdown(merge_cross_page(result([title])), outline=True).splitlines()
    assert first == "- [See **the part seen**](#see-the-part-seen)"


def test_a_heading_that_would_be_markup_in_the_table_of_contents_is_not_in_it() -> None:
    document = merge_cross_page(result([{"type": "title", "title_level": 1, "content": "<img src=x onerror=y>"}]))
    lines = render_markdown(document, outline=True, dialect="somarkdown").split("\n")
    assert lines[2] == "<!-- omit from toc -->"


@pytest.mark.parametrize(
    ("content", "written"),
    [
        (r"$x = \$$ b", r"$x = \$$ b"),  # the last dollar is the formula's
        ("a $$x\\\\$$ b", r"a $$x\\ $$ b"),
        ("x ~\ny~", "x \\~\\\ny\\~"),  # a line break would open what is set low
    ],
)
def test_what_somarks_renderer_would_read_otherwise_is_kept_from_it(content: str, written: str) -> None:
    document = merge_cross_page(result([{"content": content}]))
    assert render_markdown(document, dialect="somarkdown") == f"{written}\n"


@pytest.mark.parametrize(
    "name", ['a"b', "a: b # c", "---\nx: y", "\\", "\x85\u2028\ud800\x00\x1b", "é中😀", "!!python/object"]
)
def test_front_matter_quotes_any_name(name: str) -> None:
    shown = quoted(name)
    assert shown.startswith('"')
    assert shown.endswith('"')
    assert shown.isprintable()
    assert not re.search(r'(?<!\\)(?:\\\\)*"', shown[1:-1])
    document = replace(merge_cross_page(result([{"content": "a"}])), name=name)
    lines = render_markdown(document, front_matter=True).split("\n")
    assert lines[:2] == ["---", f"file: {shown}"]
    assert lines.index("---", 1) == 12


def test_pictures_are_kept_put_in_a_folder_embedded_or_dropped() -> None:
    document = merge_cross_page(REPORT)
    assets = Assets.beside(REPORT)
    files = dict(markdown_images(document, assets))
    assert files
    in_folder = render_markdown(document, assets=assets, images="folder")
    assert set(re.findall(r"\]\((images/[0-9a-f]{16}\.png)\)", in_folder)) == set(files)
    assert all(data.startswith(b"\x89PNG") for data in files.values())
    assert "](images/seal.png)" in render_markdown(document)
    embedded = render_markdown(document, assets=assets, images="data")
    assert "](images/" not in embedded
    assert embedded.count("](data:image/png;base64,") >= len(files)
    dropped = render_markdown(document, assets=assets, images="drop")
    assert "](" not in dropped
    assert "BRACKWATER TIDAL ENERGY BTE" in dropped


def test_a_picture_in_emphasis_is_put_in_the_folder_too(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    document = merge_cross_page(result([{"type": "text", "content": "see **the ![seen](a.png) one**"}]))
    assets = Assets(folder=tmp_path)
    ((path, _),) = markdown_images(document, assets)
    assert f"]({path})" in render_markdown(document, assets=assets, images="folder")


@pytest.mark.parametrize("language", ["c\n```\n# No heading", "a`b", "<b>"])
def test_a_language_from_the_json_of_a_document_is_no_markup(language: str) -> None:
    document = merge_cross_page(result([{"type": "code", "content": "```c\nx\n```"}]))
    (block,) = document.blocks
    assert render_markdown(replace(document, blocks=(replace(block, language=language),))) == "```\nx\n```\n"


def test_notes_of_one_mark_and_one_idx_have_labels_of_their_own() -> None:
    page = [{"type": "text", "content": "See^{1}."}, {"type": "footnote", "content": "1 Note."}]
    again = [block | {"idx": number} for number, block in enumerate(page)]
    document = merge_cross_page(result(*[[*again, *again, *again]]))
    rendered = render_markdown(document, footnotes=True)
    labels = re.findall(r"^\[\^(.+)\]: ", rendered, re.MULTILINE)
    assert len(set(labels)) == len(labels) > 0


def test_pictures_that_are_not_at_hand_keep_their_address() -> None:
    names = ["../../etc/passwd.png", "http://e.example/a.png", "none.png", PNG]
    document = merge_cross_page(result([{"type": "figure", "img_url": name, "content": "d"} for name in names]))
    assert [name for name, _ in markdown_images(document, Assets(folder=Path("/")))] == ["images/4c4b6a3be1314ab8.png"]
    shown = render_markdown(document, assets=Assets(folder=Path("/")), images="folder")
    assert shown == "d\n\n![d](http://e.example/a.png)\n\n![d](none.png)\n\n![d](images/4c4b6a3be1314ab8.png)\n"


def test_descriptions_and_furniture_are_shown_or_not() -> None:
    blocks = [
        {"type": "header", "content": "Head"},
        {"type": "figure", "img_url": "a.png", "content": "d"},
        {"content": "![e](b.png) f"},
    ]
    document = merge_cross_page(result(blocks))
    assert isinstance(document.blocks[0], Furniture)
    assert render_markdown(document, descriptions=False) == "![](a.png)\n\n![](b.png) f\n"
    assert render_markdown(document, furniture=True) == "Head\n\n![d](a.png)\n\n![e](b.png) f\n"


@pytest.mark.parametrize("wrong", [{"dialect": "pandoc"}, {"tables": "x"}, {"images": None}])
def test_a_value_that_an_option_does_not_have_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(OutputError, match="is one of"):
        render_markdown(merge_cross_page(result([])), **wrong)


def test_the_keywords_are_the_options() -> None:
    assert list(get_type_hints(Wanted)) == [field.name for field in fields(Options)]

"""Law 7 for Markdown: what is written, parsed again, has the same headings, texts, tables and formulas."""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.dollarmath import dollarmath_plugin
from results import chained_results, result, results, texts
from selectolax.lexbor import LexborHTMLParser

from somark_tools import Heading, Paragraph, Table, merge_cross_page, parse_inlines, render_markdown
from somark_tools.inlines import (
    Code,
    Emphasis,
    Image,
    Inline,
    Insert,
    LineBreak,
    Link,
    Mark,
    Math,
    Strike,
    Strong,
    Subscript,
    Superscript,
)
from somark_tools.patterns.addresses import link_address
from somark_tools.render.markdown.escape import (
    GFM,
    SOMARKDOWN,
    SOMARKDOWN_CELL,
    Escapes,
    at_line_start,
    escaped,
    latex_line,
    markup,
    safe_latex,
)


def _reader(*, formulas: bool) -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    if formulas:
        reader.use(dollarmath_plugin, allow_digits=False, double_inline=True)
        reader.core.ruler.after("block", "blank_before_formula", _blank_before_formula)
    for rule in ("math_inline", "math_inline_double", "math_block"):
        reader.add_render_rule(rule, lambda self, tokens, i, options, env: _escaped(tokens[i].content))
    reader.add_render_rule("image", lambda self, tokens, i, options, env: _image(self, tokens[i], options, env))
    return reader


def _blank_before_formula(state: StateCore) -> None:
    """Put a blank before a formula that begins a text: the plugin takes the text's last character for one before it."""
    for token in state.tokens:
        if token.type == "inline" and token.content.startswith("$"):
            token.content = f" {token.content}"


READER = _reader(formulas=True)
PLAIN_READER = _reader(formulas=False)  # takes what stands between dollars for Markdown
READERS = (READER, PLAIN_READER)

BLOCK_TAGS = "html head body p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code table thead tbody tr th td"
INLINE_TAGS = "sup sub br a img code strong em s mark ins"
PLAIN_READER_TAGS = "em strong s"  # harmless, and unavoidable: `$a*b*c$`


def rendered(markdown: str, reader: MarkdownIt = READER) -> LexborHTMLParser:
    """Return the Markdown as a browser would get it, formulas as their LaTeX, pictures as their description."""
    return LexborHTMLParser(reader.render(markdown))


def _image(renderer: Any, token: Any, options: Any, env: Any) -> str:
    return f'<img src="{_escaped(token.attrs["src"])}">{_escaped(_alt(renderer, token, options, env))}'


def _alt(renderer: Any, token: Any, options: Any, env: Any) -> str:
    return renderer.renderInlineAsText(token.children, options, env)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def lines_joined(text: str) -> str:
    """Return the text as Markdown is read: one kind of line end, U+FFFD for NUL."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def squeezed(text: str) -> str:
    """Return the text without white space: where lines are broken does not matter here."""
    return re.sub(r"\s+", "", text)


def visible(runs: tuple[Inline, ...]) -> str:
    """Return the characters of the runs without their syntax."""
    shown = ""
    for run in runs:
        match run:
            case Math(latex):
                shown += latex.replace("\n", " ")
            case Image(_, alt):
                shown += alt
            case LineBreak():
                shown += "\n"
            case _ if hasattr(run, "runs"):
                shown += visible(run.runs)
            case _:
                shown += run.text
    return shown


def addresses(runs: Iterable[Inline]) -> Iterator[str]:
    """Yield the addresses in the runs."""
    for run in runs:
        match run:
            case Image(address):
                yield address
            case Link(address):
                yield address
        yield from addresses(getattr(run, "runs", ()))


def lines_read(markdown: str) -> list[str]:
    """Return the lines of text as a reader sees them, the numbers of list items counted as a browser does."""
    lines: list[str] = []
    numbers: list[int] = []
    item = ""
    for token in READER.parse(markdown):
        match token.type:
            case "ordered_list_open":
                numbers.append(int(token.attrs.get("start", 1)))
            case "ordered_list_close":
                numbers.pop()
            case "list_item_open" if token.markup in ".)":
                item = f"{numbers[-1]}{token.markup} "
                numbers[-1] += 1
            case "inline":
                parts = ["\n" if child.type == "hardbreak" else child.content for child in token.children or ()]
                lines += (item + "".join(parts)).split("\n")
                item = ""
    return lines


def _equation(latex: str) -> dict[str, Any]:
    return result([{"type": "equation", "format": "latex", "content": latex}])


numbered_texts = st.lists(
    st.tuples(st.sampled_from(["", "0. ", "1. ", "2. ", "3) ", "4) ", "7. ", "01. ", "1234567890. "]), st.just("a")),
    min_size=1,
    max_size=3,
).map(lambda lines: "\n".join(map("".join, lines)))


@given(texts)
def test_the_text_of_a_paragraph_is_what_a_reader_sees(text: str) -> None:
    document = merge_cross_page(result([{"content": f"x {text}"}]))
    paragraph = document.blocks[0]
    assert isinstance(paragraph, Paragraph)
    body = rendered(render_markdown(document)).body
    assert body is not None
    assert squeezed(body.text(deep=True)) == squeezed(visible(parse_inlines(lines_joined(paragraph.text))))


TAGS: Mapping[type[Inline], str] = {
    Code: "code", Strong: "strong", Emphasis: "em", Strike: "s", Mark: "mark", Insert: "ins", Superscript: "sup",
    Subscript: "sub", Link: "a",
}  # fmt: skip


def styled(runs: Iterable[Inline]) -> Iterator[tuple[str, str]]:
    """Yield the tag and the text of each run that has a tag, outer ones first."""
    for run in runs:
        if type(run) in TAGS and not (isinstance(run, Link) and not link_address(run.address)):
            yield TAGS[type(run)], squeezed(visible((run,)))
        yield from styled(getattr(run, "runs", ()))


@given(texts)
def test_what_is_in_emphasis_stays_in_emphasis(text: str) -> None:
    document = merge_cross_page(result([{"content": f"x {text}"}]))
    body = rendered(render_markdown(document)).body
    assert body is not None
    shown = [(node.tag, squeezed(node.text(deep=True))) for node in body.css(", ".join(TAGS.values()))]
    assert shown == list(styled(parse_inlines(lines_joined(document.blocks[0].text))))


@given(texts)
def test_a_heading_stays_one_heading(text: str) -> None:
    document = merge_cross_page(result([{"type": "title", "title_level": 3, "content": f"x {text}"}]))
    heading = document.blocks[0]
    assert isinstance(heading, Heading)
    shown = rendered(render_markdown(document)).css("h3")
    assert [squeezed(node.text(deep=True)) for node in shown] == [
        squeezed(visible(parse_inlines(" ".join(lines_joined(heading.text).split()))))
    ]


@given(st.lists(texts, min_size=1, max_size=3))
def test_paragraphs_stay_paragraphs(contents: list[str]) -> None:
    document = merge_cross_page(result([{"content": content} for content in contents]))
    paragraphs = [b for b in document.blocks if squeezed(visible(parse_inlines(lines_joined(b.text))))]
    for reader in READERS:
        tags = [node.tag for node in rendered(render_markdown(document), reader).css("body > *")]
        assert set(tags) <= {"p", "ul", "ol"}
        assert len(tags) <= len(paragraphs)


@given(results(), st.sampled_from(READERS))
def test_headings_and_tables_are_found_again(sent: dict[str, Any], reader: MarkdownIt) -> None:
    document = merge_cross_page(sent)
    page = rendered(render_markdown(document), reader)
    levels = [min(b.level, 6) for b in document.blocks if isinstance(b, Heading) and not b.hidden]
    assert [int(node.tag[1]) for node in page.css("h1, h2, h3, h4, h5, h6")] == levels
    tables = [b for b in document.blocks if isinstance(b, Table) and b.rows and not b.hidden]
    assert len(page.css("table")) == len(tables)
    for node, table in zip(page.css("table"), tables, strict=True):
        assert len(node.css("tr")) == len(table.rows)
        assert [len(line.css("td, th")) for line in node.css("tr")] == [len(row.cells) for row in table.rows]


@given(st.one_of(results(), chained_results(), texts.map(_equation)), st.sampled_from(READERS))
def test_no_tag_is_live_but_those_that_we_write(sent: dict[str, Any], reader: MarkdownIt) -> None:
    page = rendered(render_markdown(merge_cross_page(sent)), reader)
    allowed = f"{BLOCK_TAGS} {INLINE_TAGS} {PLAIN_READER_TAGS if reader is PLAIN_READER else ''}"
    assert {node.tag for node in page.css("*")} <= set(allowed.split())


@given(st.one_of(texts, texts.map("${}$".format)), st.sampled_from(READERS))
def test_only_links_and_pictures_have_addresses(text: str, reader: MarkdownIt) -> None:
    document = merge_cross_page(result([{"content": text}, {"type": "equation", "format": "latex", "content": text}]))
    page = rendered(render_markdown(document), reader)
    shown = {node.attributes.get("href", node.attributes.get("src")) for node in page.css("a, img")}
    assert shown - {""} <= set(addresses(parse_inlines(lines_joined(document.blocks[0].text))))


@given(st.lists(st.tuples(st.sampled_from(["text", "figure_caption", "footnote", "cate_item"]), numbered_texts)))
def test_numbers_at_the_start_of_a_text_stay(sent: list[tuple[str, str]]) -> None:
    document = merge_cross_page(result([{"type": label, "content": content} for label, content in sent]))
    assert lines_read(render_markdown(document)) == [line for b in document.blocks for line in b.text.split("\n")]


LONG = 50_000


@pytest.mark.parametrize(
    "piece",
    [
        " ",
        "\n",
        "[",
        "]",
        "*",
        "_",
        "~",
        "$",
        "$a",
        "<",
        "&",
        "#",
        "-",
        "|",
        "`",
        "\\",
        "!",
        "1. ",
        "- ",
        "=",
        "^",
        "://",
    ],
)
@pytest.mark.parametrize("escapes", [GFM, SOMARKDOWN, SOMARKDOWN_CELL], ids=["gfm", "somarkdown", "cell"])
def test_long_texts_take_no_longer_than_their_length(piece: str, escapes: Escapes) -> None:
    text = "a" + piece * LONG + "b\\"
    for content in (text, piece * LONG, f"{piece * LONG}b"):
        start = time.process_time()
        at_line_start(escaped(content, escapes), escapes)
        escaped(f"{content}{markup('$a$')}{content}{markup('[')}{content}{markup('](u)')}", escapes)
        latex_line(safe_latex(content))
        assert time.process_time() - start < 3


@pytest.mark.parametrize("piece", [" ", "[", "]", "*", "_", "$", "<", "&", "#", "-", "|", "`", "^{", "!["])
@pytest.mark.parametrize("label", ["text", "title", "table", "figure", "equation", "code", "cate_item", "footnote"])
def test_long_blocks_take_no_longer_than_their_length(label: str, piece: str) -> None:
    document = merge_cross_page(result([{"type": label, "content": f"a{piece * LONG}b", "img_url": "a.png"}]))
    start = time.process_time()
    render_markdown(document)
    render_markdown(document, dialect="somarkdown", tables="html", outline=True, anchors=True)
    assert time.process_time() - start < 3

"""Law 7 for Markdown: what is written, parsed again, has the same headings, texts, tables and formulas."""

import re
from typing import Any

from hypothesis import given
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from results import chained_results, result, results, texts
from selectolax.lexbor import LexborHTMLParser

from somark_tools import Heading, Paragraph, Table, merge_cross_page, parse_inlines, render_markdown
from somark_tools.inlines import Image, Inline, LineBreak, Link, Math, Superscript, Text


def rendered(markdown: str) -> LexborHTMLParser:
    """Return the Markdown as a browser would get it, formulas as their LaTeX, pictures as their description."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_digits=False, double_inline=True)
    for rule in ("math_inline", "math_inline_double", "math_block"):
        parser.add_render_rule(rule, lambda self, tokens, i, options, env: _escaped(tokens[i].content))
    parser.add_render_rule("image", lambda self, tokens, i, options, env: _escaped(_alt(self, tokens[i], options, env)))
    return LexborHTMLParser(parser.render(markdown))


def _alt(renderer: Any, token: Any, options: Any, env: Any) -> str:
    return renderer.renderInlineAsText(token.children, options, env)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def squeezed(text: str) -> str:
    """Return the text without white space: where lines are broken does not matter here."""
    return re.sub(r"\s+", "", text)


def visible(runs: tuple[Inline, ...]) -> str:
    """Return the characters of the runs without their syntax."""
    shown = ""
    for run in runs:
        match run:
            case Text(text) | Superscript(text):
                shown += text
            case Math(latex):
                shown += latex
            case Link(_, inner):
                shown += visible(inner)
            case Image(_, alt):
                shown += alt
            case LineBreak():
                shown += "\n"
    return shown


@given(texts)
def test_the_text_of_a_paragraph_is_what_a_reader_sees(text: str) -> None:
    document = merge_cross_page(result([{"content": f"x {text}"}]))
    paragraph = document.blocks[0]
    assert isinstance(paragraph, Paragraph)
    body = rendered(render_markdown(document)).body
    assert body is not None
    assert squeezed(body.text(deep=True)) == squeezed(visible(parse_inlines(paragraph.text)).replace("\0", "\ufffd"))


@given(texts)
def test_a_heading_stays_one_heading(text: str) -> None:
    document = merge_cross_page(result([{"type": "title", "title_level": 3, "content": f"x {text}"}]))
    heading = document.blocks[0]
    assert isinstance(heading, Heading)
    shown = rendered(render_markdown(document)).css("h3")
    assert [squeezed(node.text(deep=True)) for node in shown] == [
        squeezed(visible(parse_inlines(heading.text.replace("\n", " "))).replace("\0", "\ufffd"))
    ]


@given(results())
def test_headings_and_tables_are_found_again(sent: dict[str, Any]) -> None:
    document = merge_cross_page(sent)
    page = rendered(render_markdown(document))
    levels = [min(b.level, 6) for b in document.blocks if isinstance(b, Heading) and not b.hidden]
    assert [int(node.tag[1]) for node in page.css("h1, h2, h3, h4, h5, h6")] == levels
    tables = [b for b in document.blocks if isinstance(b, Table) and b.rows and not b.hidden]
    assert len(page.css("table")) == len(tables)
    for node, table in zip(page.css("table"), tables, strict=True):
        assert len(node.css("tr")) == len(table.rows)
        assert [len(line.css("td, th")) for line in node.css("tr")] == [len(row.cells) for row in table.rows]


@given(chained_results())
def test_nothing_in_a_text_becomes_a_script(sent: dict[str, Any]) -> None:
    page = rendered(render_markdown(merge_cross_page(sent)))
    assert not page.css("script, iframe, object, style, b")

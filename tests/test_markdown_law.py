"""Law 7 for whole documents: their Markdown, read again, has the same headings, tables, code, formulas and text."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from results import chained_results, results
from selectolax.lexbor import LexborHTMLParser, LexborNode
from test_markdown import READER, lines_joined, rendered, squeezed, visible

from somark_tools import (
    Block,
    Code,
    Contents,
    Document,
    Figure,
    Formula,
    Furniture,
    Heading,
    Paragraph,
    Table,
    TextBlock,
    merge_cross_page,
    parse_inlines,
    read,
    render_markdown,
)
from somark_tools.lists import Item, list_items
from somark_tools.patterns.addresses import image_address
from somark_tools.render.markdown.escape import safe_latex
from somark_tools.tables import filled


def shown(text: str) -> str:
    """Return what a reader sees of a text, formulas as LaTeX."""
    return comparable(visible(parse_inlines(lines_joined(text))))


def comparable(text: str) -> str:
    """Return the text without white space, and without the dollars that formulas keep in cells of HTML."""
    return squeezed(text).replace("$", "")


def text_of(node: LexborNode) -> str:
    """Return the text of an element, pictures in HTML as their description."""
    for picture in node.css("img[alt]"):
        picture.replace_with(picture.attributes["alt"] or "")
    return comparable(node.text(deep=True))


def check_markdown(document: Document) -> None:
    """Assert that the Markdown, read again, holds what the document holds."""
    markdown = render_markdown(document)
    page = rendered(markdown)
    blocks: list[Block] = [block for block in document.blocks if not block.hidden]
    read_headings = [(int(node.tag[1]), text_of(node)) for node in page.css("h1, h2, h3, h4, h5, h6")]
    assert read_headings == [(min(b.level, 6), expected(b)) for b in blocks if isinstance(b, Heading)]
    tables = [block for block in blocks if isinstance(block, Table) and block.rows]
    assert len(page.css("table")) == len(tables)
    for node, table in zip(page.css("table"), tables, strict=True):
        check_table(node, table)
    check_tokens(markdown, blocks)
    items = list_items(document).items
    seen = [listed(block, items[block.id]) if block.id in items else expected(block) for block in blocks]
    assert "".join(parts_read(markdown)) == "".join(map(comparable, seen))
    printed = "".join(parts_read(render_markdown(document, lists=False)))
    assert printed == "".join([comparable(expected(block)) for block in blocks])


def parts_read(markdown: str) -> Iterator[str]:
    """Yield all that a reader sees, in order, with the signs of lists, and their numbers as a browser counts them."""
    numbers: list[int] = []
    for token in READER.parse(markdown):
        match token.type:
            case "ordered_list_open":
                numbers.append(int(token.attrs.get("start", 1)))
            case "ordered_list_close":
                numbers.pop()
            case "list_item_open" if token.markup in ".)":
                yield f"{numbers[-1]}{token.markup}"
                numbers[-1] += 1
            case "list_item_open":
                yield token.markup
            case "inline":
                html = READER.renderer.renderInline(token.children or [], READER.options, {})
                yield text_of(LexborHTMLParser(html).root)
            case "html_block":
                yield text_of(LexborHTMLParser(token.content).root)
            case "fence" | "math_block":
                yield comparable(token.content)


def listed(block: Block, items: Sequence[Item]) -> str:
    """Return what a reader sees of a block with items: a bullet of Markdown for a plain one, all else as printed."""
    assert isinstance(block, Paragraph)
    ends = [item.start for item in items[1:]]
    parts = [shown(block.text[: items[0].start])]
    for item, end in zip(items, [*ends, len(block.text)], strict=True):
        rest = shown(block.text[item.offset : end])
        bullet = item.family == "bullet" and visible(parse_inlines(block.text[item.offset : end])).strip()
        mark = item.body if item.body in "-*+" else "-"
        if bullet and item.body in "•●▪▫◦◆◇▶►➢➤❖‣⁃-–*+·":
            parts.append(f"{mark}{rest}")
        else:
            parts.append(f"{'-' if bullet else ''}{item.marker}{rest}")
    return "".join(parts)


def expected(block: Block) -> str:
    match block:
        case Furniture():
            return ""
        case Table():
            return "".join([shown(cell.text) for row in block.rows for cell in row.cells])
        case Code():
            return lines_joined(block.text)
        case Formula():
            return safe_latex(lines_joined(block.text))
        case Contents():
            lines = visible(parse_inlines(lines_joined(block.text))).split("\n")
            return "".join([f"-{line}" for line in lines if line.strip()])
        case Paragraph(label="blank") if not block.text.strip():
            return "______"
        case Figure() if image_address(block.image):
            return lines_joined(block.text)
        case Heading():
            return shown(" ".join(block.text.split()))
        case TextBlock():
            return shown(block.text)
    raise AssertionError(block)


def check_table(node: LexborNode, table: Table) -> None:
    lines = [[cell for cell in line.iter() if cell.tag in ("td", "th")] for line in node.css("tr")]
    rows = list(filled(table))
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        spans = [(int(at.attributes.get("rowspan") or 1), int(at.attributes.get("colspan") or 1)) for at in line]
        assert spans == [(cell.rowspan, cell.colspan) for cell in row]
        assert [text_of(at) for at in line] == [shown(cell.text) for cell in row]


def check_tokens(markdown: str, blocks: list[Block]) -> None:
    """Assert that code and displayed formulas are there in order, characters and all."""
    code: list[tuple[str, str]] = []
    formulas: list[str] = []
    for token in READER.parse(markdown):
        if token.type == "fence":
            code.append((token.info, token.content.removesuffix("\n")))
        elif token.type == "math_block":
            formulas.append(squeezed(token.content))
    sent = [block for block in blocks if isinstance(block, Code | Formula)]
    fenced, displayed = [], []
    for block in sent:
        text = lines_joined(block.text)
        if isinstance(block, Code):
            fenced.append((block.language, text))
        elif text.strip() and (block.notation != "latex" or "$$" in text):
            fenced.append((block.notation, "\n".join([line for line in text.split("\n") if line.strip()])))
        elif text.strip():
            displayed.append(squeezed(safe_latex(text)))
    assert code == fenced
    assert [formula for formula in formulas if formula in displayed] == displayed


@given(st.one_of(results(), chained_results()))
def test_generated_documents_are_read_as_they_are(sent: dict[str, Any]) -> None:
    check_markdown(merge_cross_page(sent))


def test_samples_are_read_as_they_are(sample: Path) -> None:
    check_markdown(read(sample))
    check_markdown(merge_cross_page(sample))


def test_real_documents_are_read_as_they_are(corpus: Path) -> None:
    paths = sorted((corpus / "dev").glob("*/*/outputs.json"))
    assert paths
    for path in paths:
        check_markdown(merge_cross_page(path))

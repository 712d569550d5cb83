"""Plain text: every character of the body is there, rows are lines, and nothing of the layout is."""

from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given
from results import result, results, table, text

from somark_tools import Document, Furniture, Table, merge_cross_page, parse_inlines, render_text
from somark_tools.inlines import plain_text
from somark_tools.model import TextBlock


def characters(document: Document) -> Counter[str]:
    """Return how often each character of the body stands in the document, without white space."""
    shown = ""
    for block in document.blocks:
        if block.hidden or isinstance(block, Furniture):
            continue
        if isinstance(block, Table):
            shown += "".join([plain_text(parse_inlines(_even(c.text))) for row in block.rows for c in row.cells])
        elif isinstance(block, TextBlock):
            bare = block.kind in ("code", "formula")
            shown += block.text if bare else plain_text(parse_inlines(_even(block.text)))
    return Counter("".join(shown.split()))


def _even(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(results())
def test_every_character_of_the_body_is_there(sent: dict[str, Any]) -> None:
    document = merge_cross_page(sent)
    assert Counter("".join(render_text(document).split())) == characters(document)


def test_every_character_of_the_samples_is_there(sample: Path) -> None:
    document = merge_cross_page(sample)
    assert Counter("".join(render_text(document).split())) == characters(document)


def test_rows_are_lines_and_cells_are_parted_by_tabs() -> None:
    sent = result([table([["a<br>b", "$x$"], ["1", ""]], head=1), text("next\nline")])
    assert render_text(merge_cross_page(sent)) == "a b\t$x$\n1\t\n\nnext\nline\n"


def test_merged_cells_stand_once() -> None:
    merged = '<table><tr><td colspan="2">all</td></tr><tr><td>1</td><td>2</td></tr></table>'
    sent = result([{"type": "table", "content": merged, "format": "html"}])
    assert render_text(merge_cross_page(sent)) == "all\n1\t2\n"


def test_captions_stand_at_what_they_speak_of() -> None:
    sent = result(
        [
            {"type": "table_caption", "content": "Table 1. Sizes"},
            text("between"),
            table([["a", "b"]], captions=[0]),
            {"type": "header", "content": "Running head"},
        ]
    )
    assert render_text(merge_cross_page(sent)) == "between\n\nTable 1. Sizes\n\na\tb\n"


def test_a_document_without_text_is_empty() -> None:
    assert render_text(merge_cross_page(result([]))) == ""

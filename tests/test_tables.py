"""Tables: what is read from HTML and pipes, and written again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from results import table_contents

from somark_tools.tables import html, read_table


def grid(content: str) -> list[list[tuple[int, str, int, int]]]:
    return [[(c.column, c.text, c.rowspan, c.colspan) for c in row.cells] for row in read_table(content).rows]


@given(st.one_of(table_contents(), st.text('<>/tablerdh ="&;x\n', max_size=60)))
def test_the_fast_reader_agrees_with_the_browser_grade_one(content: str) -> None:
    fast = html._read_plain(content)
    if fast is not None:
        assert fast == html._read_tree(content)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("<table><tr><td>$x<y$ and a & b</td></tr></table>", [[(0, "$x<y$ and a & b", 1, 1)]]),
        ("<table><tr><td>a<br>b<td>c", [[(0, "a\nb", 1, 1), (1, "c", 1, 1)]]),
        ('<table><tr><td><img src="i.png" alt="d"></td></tr></table>', [[(0, "![d](i.png)", 1, 1)]]),
        ('<table><tr><td><a href="http://x">y</a><sup>2</sup></td></tr></table>', [[(0, "[y](http://x)^{2}", 1, 1)]]),
        ("<table><tr><td>Use <name> here</td></tr></table>", [[(0, "Use <name> here", 1, 1)]]),
        ("<table><tr><td>&lt;b&gt; &amp; &copy;</td></tr></table>", [[(0, "<b> & ©", 1, 1)]]),
        ('<table><tr><td rowspan="9">a</td></tr><tr><td>b</td></tr></table>', [[(0, "a", 2, 1)], [(1, "b", 1, 1)]]),
        ('<table><tr><td rowspan="2.0" colspan="x">a</td></tr><tr></tr></table>', [[(0, "a", 2, 1)], []]),
        ("before<table><tr><td>a</td></tr></table>", [[(0, "before", 1, 1)], [(0, "a", 1, 1)]]),
        ("<table><tr><td>a</td></tr></table><table><tr><td>b</td></tr></table>", [[(0, "a", 1, 1)], [(0, "b", 1, 1)]]),
        (
            "<table><tr><td><table><tr><td>x</td><td>y</td></tr><tr><td>z</td></tr></table></td></tr></table>",
            [[(0, "x y\nz", 1, 1)]],
        ),
        (
            "| a | $p|q$ |\n|---|---|\n| c\\|d | `e|f` |",
            [[(0, "a", 1, 1), (1, "$p|q$", 1, 1)], [(0, "c|d", 1, 1), (1, "`e|f`", 1, 1)]],
        ),
        ("no table at all", [[(0, "no table at all", 1, 1)]]),
        ("", []),
    ],
)
def test_cells_of(content: str, rows: list[list[tuple[int, str, int, int]]]) -> None:
    assert grid(content) == rows


def test_deep_nesting_is_kept_as_text_and_reported() -> None:
    deep = read_table("<table><tr><td>" + "<div>" * 5000 + "x" + "</div>" * 5000 + "</td></tr></table>")
    assert deep.rows[0].cells[0].text.count("<div>") == 5000 - html.MAX_NESTING + 1
    assert any("deeper" in repair for repair in deep.repairs)

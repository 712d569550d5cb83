"""Tables: what is read from HTML and pipes, and written again."""

import re
from collections import Counter
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from results import table_contents

from somark_tools import Cell, Origin, Row, Table
from somark_tools.tables import grid as grids
from somark_tools.tables import html, read_table, write_html


def grid(content: str) -> list[list[tuple[int, str, int, int]]]:
    return [[(c.column, c.text, c.rowspan, c.colspan) for c in row.cells] for row in read_table(content).rows]


def shape(rows: tuple[Row, ...]) -> list[list[tuple[int, int, int, bool, str]]]:
    return [[(c.column, c.rowspan, c.colspan, c.header, " ".join(c.text.split())) for c in r.cells] for r in rows]


def table(*rows: Row) -> Table:
    columns = max((cell.column + cell.colspan for row in rows for cell in row.cells), default=0)
    return Table(id="0:0", label="table", pieces=(), rows=rows, columns=columns)


def row(*cells: Cell) -> Row:
    return Row(cells, (Origin(0, 0),), bool(cells) and all(cell.header for cell in cells))


_ATTRIBUTES = """| rowspan="2"| ROWSPAN="2"| colspan=2| ColSpan = '3'| rowspan| rowspan=""| rowspan="0"| rowspan="&#50;"
| rowspan=2 rowspan=3| title=" colspan=2"| a="x"colspan="2"|/| /|/colspan=2| colspan="2""| colspan="2| a=b/| a='>'"""
_attributes = st.sampled_from(["", "", ""]) | st.sampled_from(_ATTRIBUTES.replace("\n", "").split("|"))
_plain_texts = st.sampled_from(["", " ", "\n", "x", "a &amp; b", "R&D", "1>0", "\u3000"])
_odd_texts = st.sampled_from(["\0", "1 < 2", "<b>x</b>", "<!-- c -->", "x<y>"])
_cells = st.builds("<{0}{1}>{2}</{0}>".format, st.sampled_from(["td", "th"]), _attributes, _plain_texts)
_lines = st.builds("<tr{}>{}</tr>".format, _attributes, st.lists(_cells, max_size=3).map("".join))
_tags = st.builds(
    "<{}{}{}>".format,
    st.sampled_from(["", "", "/"]),
    st.sampled_from("table thead tbody thead tbody tfoot tr td th TABLE TR Td".split()),
    _attributes,
)
_nearly_plain = st.builds(
    "{}<table>{}{}".format,
    st.sampled_from(["", "", "", "\n", "x"]),
    st.lists(st.one_of(_lines, _lines, _lines, st.one_of(_tags, _plain_texts, _odd_texts)), max_size=5).map("".join),
    st.sampled_from(["", "</table>", "</table>", "</tbody></table>"]),
)


@given(st.one_of(table_contents(), _nearly_plain, st.text('<>/tablerdh ="&;x\n', max_size=60)))
def test_the_fast_reader_agrees_with_the_browser_grade_one(content: str) -> None:
    fast = html._read_plain(content)
    if fast is not None:
        assert fast == html._read_tree(content)


_PARTS = st.sampled_from([*"abisupx<<<>&$/! \n", *sorted(html._KNOWN), "<td", "</", "<!--", "-->"])
_LONG_NAMES = [name for name in html._KNOWN if len(name) > 1]
_COMPLETE_TAG = re.compile(
    rf"</?(?:(?:{'|'.join(html._KNOWN)})[\s/]*|(?:{'|'.join(_LONG_NAMES)})[\s/][^<>]*)>|<!doctype[^<>]*>", re.IGNORECASE
)


@given(st.lists(_PARTS, max_size=12).map("".join))
def test_no_character_is_lost_that_is_in_no_tag(text: str) -> None:
    cells = [cell.text for row in read_table(f"<table><tr><td>{text}</td><td>").rows for cell in row.cells]
    left = _COMPLETE_TAG.sub("", re.sub(r"<!--(?:(?!<!--|-->)[\s\S])*-->", "", text))
    assert Counter("".join(left.split())) <= Counter("".join(cells))


@given(st.lists(_PARTS, max_size=12).map("".join))
def test_an_escaped_text_is_read_as_it_is(text: str) -> None:
    cells = grid(f"<table><tr><td>{escape(text)}</td></tr></table>")
    assert cells == [[(0, " ".join(text.split()), 1, 1)]]


@given(table_contents().filter(lambda content: "\0" not in content))  # which HTML can't hold
def test_a_written_table_reads_as_the_same_table(content: str) -> None:
    before = read_table(content)
    after = read_table(write_html(table(*before.rows)))
    assert shape(after.rows) == shape(before.rows)
    assert after.columns == before.columns


@given(st.text("|-:\r\n x", max_size=30))
def test_bars_and_line_ends_make_no_other_table_of_one_that_was_written(content: str) -> None:
    before = read_table(content)
    after = read_table(write_html(table(*before.rows)))
    assert (after.columns, len(after.rows)) == (before.columns, len(before.rows))


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
        # wrapped tables
        ("<div><table><tr><td>a</td><td>b</td></tr></table></div>", [[(0, "a", 1, 1), (1, "b", 1, 1)]]),
        ("<center><p><table><tr><td>a</table></center>", [[(0, "a", 1, 1)]]),
        ("<!DOCTYPE html><html><head></head><body>\n<table><tr><td>a</table>\n</body></html>", [[(0, "a", 1, 1)]]),
        (
            "<div>x <b>y</b> z<table><tr><td>a</table><p>after</p></div>",
            [[(0, "x y z", 1, 1)], [(0, "a", 1, 1)], [(0, "after", 1, 1)]],
        ),
        ("<figure><table><tr><td>a</table><figcaption>f</figcaption></figure>", [[(0, "a", 1, 1)], [(0, "f", 1, 1)]]),
        # the parts of a table besides its rows; a foot stays where it is sent
        (
            "<table><caption>c<br>d</caption><colgroup><col span=2></colgroup>"
            "<tfoot><tr><td>f</tfoot><tr><td>x<td>y</table>",
            [[(0, "c\nd", 1, 1)], [(0, "f", 1, 1)], [(0, "x", 1, 1), (1, "y", 1, 1)]],
        ),
        ("<table><caption></caption><tr><td>x</table>", [[(0, "x", 1, 1)]]),
        ("<td>a</td><td>b</td>", [[(0, "a", 1, 1), (1, "b", 1, 1)]]),
        # what only looks like a tag
        ("<table><tr><td>if t <s or u</td></tr></table>", [[(0, "if t <s or u", 1, 1)]]),
        ("<table><tr><td>$0<p <1$</td></tr></table>", [[(0, "$0<p <1$", 1, 1)]]),
        ("<table><tr><td>a <b and c> d</td></tr></table>", [[(0, "a <b and c> d", 1, 1)]]),
        ("<table><tr><td>a<br / >b<img src='a>b' alt='x<y'></td></tr></table>", [[(0, "a\nb![x<y](a>b)", 1, 1)]]),
        ("<table><tr><td>a\0b\ud800</td><td>c<br></td></tr></table>", [[(0, "a\ufffdb\ufffd", 1, 1), (1, "c", 1, 1)]]),
        ("<table><tr><td>a</td>\u3000<td><b>b</b></td></tr></table>", [[(0, "a", 1, 1), (1, "b", 1, 1)]]),
        # attributes in other forms
        (
            '<TABLE><TR><TD ROWSPAN="2">a</TD><td>b</TD></TR><tr><td>c',
            [[(0, "a", 2, 1), (1, "b", 1, 1)], [(1, "c", 1, 1)]],
        ),
        ('<table><tr><td ROWSPAN="2">a</td><td>b</td></tr><tr></tr></table>', [[(0, "a", 2, 1), (1, "b", 1, 1)], []]),
        (
            """<table><tr><td title=" colspan=9" a="b"colspan='2'>a</td><td colspan="3"">b</td></tr></table>""",
            [[(0, "a", 1, 2), (2, "b", 1, 3)]],
        ),
        (
            """<table><tr><td colspan="2>a</td><td colspan="2>b <img alt="<td ' x>y"></td></tr></table>""",
            [[(0, "a", 1, 2), (2, "b ![<td ' x>y]()", 1, 2)]],
        ),
        # spans that cover a row which has cells of its own
        (
            "<table><tr><th rowspan=2>A</th><th rowspan=2>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
            [[(0, "A", 1, 1), (1, "B", 1, 1)], [(0, "1", 1, 1), (1, "2", 1, 1)]],
        ),
        (
            "<table><tr><th rowspan=3>A<th>B<tr><th rowspan=2>C<tr><td>1<td>2<tr><td>3<td>4</table>",
            [
                [(0, "A", 2, 1), (1, "B", 1, 1)],
                [(1, "C", 1, 1)],
                [(0, "1", 1, 1), (1, "2", 1, 1)],
                [(0, "3", 1, 1), (1, "4", 1, 1)],
            ],
        ),
        (
            "<table><tr><td rowspan=2>A<td rowspan=2>B<tr><td>1<td>2<td>3</table>",
            [[(0, "A", 2, 1), (1, "B", 2, 1)], [(2, "1", 1, 1), (3, "2", 1, 1), (4, "3", 1, 1)]],
        ),
        ("<table><tr><td rowspan=2>A<td rowspan=2>B<tr></tr></table>", [[(0, "A", 2, 1), (1, "B", 2, 1)], []]),
        # letters that only look like those of a tag are text
        (
            "<table><tr><td>a <dıv> b <inſ> c <MAR\u212a></td></tr></table>",
            [[(0, "a <dıv> b <inſ> c <MAR\u212a>", 1, 1)]],
        ),
        # pipe tables: money, bars in formulas, empty cells, line separators, tags
        (
            "| Rent | $5 | $6 |\n|---|:-:|--:|\n| a | |  |",
            [[(0, "Rent", 1, 1), (1, "$5", 1, 1), (2, "$6", 1, 1)], [(0, "a", 1, 1), (1, "", 1, 1), (2, "", 1, 1)]],
        ),
        (
            "|a|b|\n|-|-|\n| $a | b$ |\n| `a | b` |\n| $|x|$ | `|` |",
            [
                [(0, "a", 1, 1), (1, "b", 1, 1)],
                [(0, "$a", 1, 1), (1, "b$", 1, 1)],
                [(0, "`a", 1, 1), (1, "b`", 1, 1)],
                [(0, "$|x|$", 1, 1), (1, "`|`", 1, 1)],
            ],
        ),
        ("| a | |\n| --- | --- |", [[(0, "a", 1, 1), (1, "", 1, 1)]]),
        ("a | b\r-|-\r\nc\u2028d | \\|", [[(0, "a", 1, 1), (1, "b", 1, 1)], [(0, "c\u2028d", 1, 1), (1, "|", 1, 1)]]),
        (
            "| a | <td> |\n|---|---|\n| $0<t$ | 1 |",
            [[(0, "a", 1, 1), (1, "<td>", 1, 1)], [(0, "$0<t$", 1, 1), (1, "1", 1, 1)]],
        ),
        ("a <t> b", [[(0, "a <t> b", 1, 1)]]),
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


def test_unclosed_paragraphs_and_items_are_not_nested() -> None:
    assert not read_table("<table>" + "<tr><td><p>a<li>b</td></tr>" * 500 + "</table>").repairs


@pytest.mark.parametrize(
    ("content", "repair"),
    [
        ("<!-- c --><table><tr><td>a", "comments"),
        ('<table><tr><td rowspan="2"">a', "broken attributes"),
        ("<table><tr><th rowspan=2>A<th rowspan=2>B<tr><td>1<td>2", "cover all of it"),
        ("<table><tr><td colspan=5000>A", "too wide"),
        ("x<table><tr><td>A", "outside"),
    ],
)
def test_a_repair_is_reported(content: str, repair: str) -> None:
    assert any(repair in sentence for sentence in read_table(content).repairs)


@pytest.mark.parametrize(
    ("content", "rows", "columns"),
    [
        ("<tr><td colspan=65534 rowspan=65534>x</td></tr>" * 1000, 1000, grids.MAX_COLUMNS + 995),
        (
            "<tr><td>a</td>" + "<td rowspan=65534>b</td>" * 3000 + "</tr>" + "<tr><td>c</td><td>d</td></tr>" * 9999,
            10000,
            3002,
        ),
        ("<tr><td>" + "<b> </b>" * 100_000 + "x<br>y</td></tr>", 1, 1),
        ("<tr><td>" + "<!--" * 100_000 + "</td></tr>", 1, 1),
        ("<tr><td " + " " * 100_000 + "a='", 2, 1),
    ],
)
def test_huge_spans_and_odd_markup_take_linear_time(content: str, rows: int, columns: int) -> None:
    """Each takes a second at most; what took quadratic time here took minutes."""
    read = read_table(f"<table>{content}</table>")
    assert (len(read.rows), read.columns) == (rows, columns)


def test_a_delimiter_row_is_checked_in_linear_time() -> None:
    assert grid("| a |\n|" + " " * 100_000 + "x") == [[(0, "| a |\n|" + " " * 100_000 + "x", 1, 1)]]


def test_gaps_are_written_as_empty_cells() -> None:
    gaps = table(
        row(Cell(0, "a", 2), Cell(2, "b", header=False)),
        row(Cell(3, "c", 1, 2)),
        row(Cell(1, "d")),
    )
    assert grid(write_html(gaps)) == [
        [(0, "a", 2, 1), (1, "", 1, 1), (2, "b", 1, 1)],
        [(1, "", 1, 1), (2, "", 1, 1), (3, "c", 1, 2)],
        [(0, "", 1, 1), (1, "d", 1, 1)],
    ]


def test_a_header_row_without_cells_is_written() -> None:
    assert write_html(table(Row((), (Origin(0, 0),), header=True))) == "<table><thead><tr></tr></thead></table>"


def test_a_gap_in_a_header_row_leaves_it_one() -> None:
    rows = read_table(write_html(table(row(Cell(1, "a", header=True)), row(Cell(0, "b"), Cell(1, "c"))))).rows
    assert [row.header for row in rows] == [True, False]


def test_no_span_is_written_across_the_end_of_thead() -> None:
    head = row(Cell(0, "A", header=True), Cell(1, "B", 1, 2, header=True))
    crossing = row(Cell(0, "C", 2, header=True), Cell(1, "D", header=True), Cell(2, "E", header=True))
    body = row(Cell(1, "1"), Cell(2, "2"))
    written = write_html(table(head, crossing, body))
    assert written.index("</thead>") < written.index("C</th>")
    assert shape(read_table(written).rows) == shape((head, crossing, body))
    assert "<thead>" not in write_html(table(crossing, body))

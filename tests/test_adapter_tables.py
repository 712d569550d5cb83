"""Tables as data frames of pandas and tables of pyarrow."""

from pathlib import Path

from results import result

from somark_tools import Table, merge_cross_page, read, to_arrow, to_pandas


def table_of(content: str) -> Table:
    block = read(result([{"type": "table", "content": content}])).blocks[0]
    assert isinstance(block, Table)
    return block


def test_a_header_row_names_the_columns() -> None:
    table = table_of("<table><tr><th>Name</th><th>Cost</th></tr><tr><td>a<br>b</td><td>007</td></tr></table>")
    frame = to_pandas(table)
    assert list(frame.columns) == ["Name", "Cost"]
    assert frame.to_numpy().tolist() == [["a\nb", "007"]]
    assert frame.attrs == {"id": "0:0", "pages": [0]}
    assert to_arrow(table).to_pydict() == {"Name": ["a\nb"], "Cost": ["007"]}
    assert to_arrow(table).schema.metadata == {b"id": b"0:0"}


def test_spans_are_filled_out_and_gaps_are_missing() -> None:
    table = table_of("<table><tr><td colspan=2 rowspan=2>a</td><td>b</td></tr><tr></tr><tr><td>c</td></tr></table>")
    frame = to_pandas(table)
    assert list(frame.columns) == [0, 1, 2]
    assert to_arrow(table).to_pydict() == {"0": ["a", "a", "c"], "1": ["a", "a", None], "2": ["b", None, None]}
    assert frame.isna().to_numpy().tolist() == [[False] * 3, [False, False, True], [False, True, True]]


def test_header_rows_are_levels_and_names_are_told_apart() -> None:
    years = "<tr><th>2030</th><th>2031</th><th>2031</th></tr>"
    head = f"<tr><th rowspan=2>Site</th><th colspan=2>Cost</th><th>Cost</th></tr>{years}"
    table = table_of(f"<table><thead>{head}</thead><tr><td>A</td><td>1</td><td>2</td><td>3</td></tr></table>")
    names = [("Site", "Site"), ("Cost", "2030"), ("Cost", "2031"), ("Cost", "2031")]
    assert list(to_pandas(table).columns) == names
    assert to_arrow(table).column_names == ["Site", "Cost / 2030", "Cost / 2031", "Cost / 2031 (2)"]


def test_a_name_that_is_written_so_is_not_given_twice() -> None:
    table = table_of("<table><tr><th>x</th><th>x</th><th>x (2)</th><th></th></tr><tr><td>1</td></tr></table>")
    assert to_arrow(table).column_names == ["x", "x (3)", "x (2)", "3"]


def test_a_table_without_rows_is_a_frame_without_columns() -> None:
    assert to_pandas(table_of("")).shape == (0, 0)
    assert to_arrow(table_of("")).shape == (0, 0)
    assert to_pandas(table_of("<table><tr><th>x</th></tr></table>")).shape == (0, 1)


def test_the_tables_of_the_samples_keep_every_text(sample: Path) -> None:
    for block in merge_cross_page(sample).blocks:
        if isinstance(block, Table):
            frame = to_pandas(block)
            assert frame.shape[1] == block.columns
            assert frame.shape == to_arrow(block).shape
            heads = [name if isinstance(name, tuple) else (name,) for name in frame.columns]
            values = {*frame.to_numpy().ravel(), *(part for head in heads for part in head)}
            texts = {cell.text for row in block.rows for cell in row.cells if not set("$^_\\[") & set(cell.text)}
            assert texts <= values

"""A Table ↔ the table data of docling, and their content as HTML."""

from collections import defaultdict

from docling_core.types.doc import TableCell, TableData

from somark_tools.model import Cell, Table
from somark_tools.tables import write_html
from somark_tools.tables.grid import lay_out


def table_data(table: Table) -> TableData:
    """Return the cells of a table with their spans; of a header row every cell is the header of its column."""
    cells = [
        TableCell(
            text=cell.text,
            row_span=cell.rowspan,
            col_span=cell.colspan,
            start_row_offset_idx=number,
            end_row_offset_idx=number + cell.rowspan,
            start_col_offset_idx=cell.column,
            end_col_offset_idx=cell.column + cell.colspan,
            column_header=cell.header and row.header,
            row_header=cell.header and not row.header,
        )
        for number, row in enumerate(table.rows)
        for cell in row.cells
    ]
    return TableData(num_rows=len(table.rows), num_cols=table.columns, table_cells=cells)


def html_of(data: TableData) -> str:
    """Return table data as HTML; gaps between cells are empty cells, and spans that overlap are clipped.

    Rows above the first and below the last one stand there, whatever their numbers: no empty rows are between.
    """
    rows: defaultdict[int, list[Cell]] = defaultdict(list)
    for cell in sorted(data.table_cells, key=lambda cell: cell.start_col_offset_idx):
        header = cell.column_header or cell.row_header
        rows[cell.start_row_offset_idx].append(
            Cell(cell.start_col_offset_idx, cell.text, max(cell.row_span, 1), max(cell.col_span, 1), header)
        )
    numbers = sorted({*range(data.num_rows), *rows})
    if not numbers:
        return ""
    grid = lay_out([rows.get(number, []) for number in numbers])
    return write_html(Table(id="", label="table", pieces=(), rows=grid.rows, columns=grid.columns))

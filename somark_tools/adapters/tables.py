"""A Table → a pandas DataFrame or a pyarrow Table: header rows become the names of columns, spans are filled out."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from somark_tools.arguments import check_block
from somark_tools.errors import OutputError
from somark_tools.inlines import is_literal, parse_inlines, plain_text
from somark_tools.model import Table
from somark_tools.tables import closed_header_rows

if TYPE_CHECKING:
    import pandas
    import pyarrow

BETWEEN_HEADERS = " / "


class Columns(NamedTuple):
    """The columns of a table: for each the texts above it, outermost first, and its values, None where no cell is."""

    heads: list[tuple[str, ...]]
    values: list[list[str | None]]


def to_pandas(table: Table) -> "pandas.DataFrame":
    """Return a table as a `pandas.DataFrame`, a column for each of its own.

    One header row gives the names of the columns, several a MultiIndex, none the numbers from 0. A cell with spans is
    in each row and column that it covers. Values are texts as a reader sees them, formulas between `$`; nothing is
    taken for a number. Where the table has no cell, the value is missing. `attrs` has the block's `id` and `pages`.

    Needs the extra `pandas`; raises OutputError without it, TypeError for a block of another kind.
    """
    check_block(table, Table)
    try:
        import pandas
    except ImportError as error:
        raise OutputError("pandas is not installed: pip install 'somark-tools[pandas]'") from error
    heads, values = columns(table)
    frame = pandas.DataFrame(dict(enumerate(values)))
    if heads and len(heads[0]) == 1:
        frame.columns = pandas.Index([head[0] for head in heads])
    elif heads and heads[0]:
        frame.columns = pandas.MultiIndex.from_tuples(heads)
    frame.attrs = {"id": table.id, "pages": list(table.pages)}
    return frame


def to_arrow(table: Table) -> "pyarrow.Table":
    """Return a table as a `pyarrow.Table` of strings, with values as in `to_pandas`.

    Names are the texts of the header rows, outermost first, with ` / ` between them where they differ; of a column
    without any, its number from 0. A name that is taken gets the next free number: `Cost`, `Cost (2)`. The metadata
    has the block's `id`.

    Needs the extra `pandas`; raises OutputError without it, TypeError for a block of another kind.
    """
    check_block(table, Table)
    try:
        import pyarrow
    except ImportError as error:
        raise OutputError("pyarrow is not installed: pip install 'somark-tools[pandas]'") from error
    heads, values = columns(table)
    arrays = [pyarrow.array(column, pyarrow.string()) for column in values]
    return pyarrow.Table.from_arrays(arrays, names=_names(heads), metadata={"id": table.id})


def columns(table: Table) -> Columns:
    """Return the columns of a table, its spans filled out.

    Header rows count as far as no cell of them reaches into the rows below.
    """
    grid: list[list[str | None]] = [[None] * table.columns for _ in table.rows]
    for number, row in enumerate(table.rows):
        for column, text, rowspan, colspan, _ in row.cells:
            shown = [_shown(text)] * colspan
            for line in grid[number : number + rowspan]:
                line[column : column + colspan] = shown
    head = closed_header_rows(table)
    heads = [tuple(line[column] or "" for line in grid[:head]) for column in range(table.columns)]
    return Columns(heads, [[line[column] for line in grid[head:]] for column in range(table.columns)])


def _shown(text: str) -> str:
    return text if is_literal(text) else plain_text(parse_inlines(text))


def _names(heads: Sequence[tuple[str, ...]]) -> list[str]:
    """Return a name for each column, no two alike."""
    wanted = [BETWEEN_HEADERS.join(filter(None, dict.fromkeys(head))) or str(at) for at, head in enumerate(heads)]
    taken = set(wanted)
    seen: Counter[str] = Counter()
    names: list[str] = []
    for name in wanted:
        seen[name] += 1
        if seen[name] == 1:
            names.append(name)
            continue
        while (numbered := f"{name} ({seen[name]})") in taken:
            seen[name] += 1
        taken.add(numbered)
        names.append(numbered)
    return names

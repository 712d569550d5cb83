"""A table over the limit → pieces of whole rows, below its header and caption; a row over the limit → its cells."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from somark_tools.chunks.chunk import Fragment, Part, Range
from somark_tools.chunks.rows import Open, column_names, is_between_spans, line, open_below, sentences, sliced
from somark_tools.chunks.texts import halved, text_items
from somark_tools.chunks.tokens import counts, estimate
from somark_tools.chunks.writing import BLANK_LINE, Item, Way, Writing
from somark_tools.model import Cell, Paragraph, Table
from somark_tools.tables import header_rows

_CLOSING = re.compile(r"\n</tbody>\n</table>\Z|\n</thead>\n</table>\Z|\n</table>\Z")
_ROW = ("<tr>", "| ")  # what the lines of rows begin with


class _Plan(NamedTuple):
    """What all pieces of one table share: what is repeated above each, and how its rows are written."""

    table: Table
    head: int  # how many header rows stand above each piece
    captions: Sequence[Item]  # repeated, where there is room for them
    names: Sequence[str]
    costs: Sequence[int]
    way: Way
    writing: Writing


def whole_table(table: Table, writing: Writing) -> Item:
    """Return a whole table as an item whose tokens are not counted."""
    way = writing.way(table)
    names = column_names(table, writing) if way == "rows" else ()
    text = _written(table, header_rows(table), names, way, writing)
    return Item(text, 0, (Part(table.id, "table", rows=(0, len(table.rows))),), "table")


def table_items(
    table: Table, whole: Item, captions: Sequence[Item], first: int, room: int, writing: Writing
) -> Iterator[Item]:
    """Yield pieces of a table, as an item `whole`, that have each of its rows once, the first within `first` tokens.

    Below the first one, the header is repeated, unless it takes half of the room, and the captions, unless they take
    a quarter. No row is cut unless it alone is over the limit: then its cells are told one by one, `Year: 2023`, and a
    cell over the limit as a text is.
    """
    pieces = list(_pieces(_plan(table, whole, captions, room, writing), first, room))
    for number, items in enumerate(pieces):
        for item in items:
            fragment = item.fragment and item.fragment._replace(number=number, of=len(pieces))
            yield item._replace(fragment=fragment)


def _plan(table: Table, whole: Item, captions: Sequence[Item], room: int, writing: Writing) -> _Plan:
    names = column_names(table, writing)
    way = writing.way(table)
    costs = _costs(table, whole, way, writing)
    head = header_rows(table)
    if head == len(table.rows) or sum(costs[:head]) > room // 2:
        head = 0
    repeated = captions if sum(item.tokens + writing.between for item in captions) <= room // 4 else ()
    return _Plan(table, head, repeated, names, costs, way, writing)


def _written(table: Table, head: int, names: Sequence[str], way: Way, writing: Writing) -> str:
    return sentences(table, head, names, writing) if way == "rows" else writing.table(table, way)


def _costs(table: Table, whole: Item, way: Way, writing: Writing) -> list[int]:
    """Return about how many tokens each row takes."""
    lines = [row for row in whole.text.split("\n") if way == "rows" or row.startswith(_ROW)]
    if way != "rows" and whole.text.startswith("|"):
        del lines[1:2]  # the line below the header of a pipe table
    if len(lines) == len(table.rows):
        return counts(writing.count, [f"{row}\n" for row in lines])
    sizes = [1 + sum([estimate(cell.text) + 1 for cell in row.cells]) for row in table.rows]
    total = max(1, sum(sizes))
    return [-(-whole.tokens * size // total) for size in sizes]


def _pieces(plan: _Plan, first: int, room: int) -> Iterator[list[Item]]:
    """Yield the pieces in order: one item with some rows, or those of the cells of one row."""
    between = is_between_spans(plan.table)
    open_: Open = ()
    start, count = 0, len(plan.table.rows)
    while start < count:
        limit = room if start else first
        piece, end = _fitting(plan, start, open_, limit, between)
        if piece is None and not start and first < room:
            piece, end = _fitting(plan, start, open_, room, between)
        if piece is None:
            end = start + 1
            yield list(_cells(plan, start, room))
        else:
            yield [piece]
        open_ = open_below(plan.table.rows, (start, end), open_)
        start = end


def _fitting(plan: _Plan, start: int, open_: Open, limit: int, between: Sequence[bool]) -> tuple[Item | None, int]:
    """Return as many rows as fit, and the row behind them; None where not one does."""
    least = start + 1 if start else plan.head + 1
    end = _reach(plan, start, least, limit)
    enough = max(least, start + (end - start + 1) // 2)  # a cut between spans is not worth more than half of the rows
    end = next((at for at in range(end, enough - 1, -1) if at == len(between) or between[at]), end)
    while True:
        item = _piece(plan, (start, end), open_)
        if item.tokens <= limit:
            return item, end
        if end <= least:
            return None, start
        end = max(least, start + (end - start) * 3 // 4)


def _reach(plan: _Plan, start: int, least: int, limit: int) -> int:
    used = sum(item.tokens + plan.writing.between for item in plan.captions) if start else 0
    used += sum(plan.costs[: plan.head]) if start else 0
    end = start
    while end < len(plan.costs) and (end < least or used + plan.costs[end] <= limit):
        used += plan.costs[end]
        end += 1
    return end


def _piece(plan: _Plan, part: Range, open_: Open) -> Item:
    """Return some rows as an item, below the header and the captions if they are not the first ones."""
    start, _ = part
    writing, table = plan.writing, plan.table
    head = plan.head if start else 0
    if plan.way == "rows":  # the names of the columns are in each row
        own = sentences(sliced(table, part, 0, open_), 0 if start else header_rows(table), plan.names, writing)
    else:
        own = writing.table(sliced(table, part, head, open_), plan.way)
    captions = plan.captions if start else ()
    above = "".join([f"{item.text}{BLANK_LINE}" for item in captions])
    parts = [repeated._replace(repeated=True) for item in captions for repeated in item.parts]
    if head:
        parts.append(Part(table.id, "table", rows=(0, head), repeated=True))
    parts.append(Part(table.id, "table", rows=part))
    text = above + own
    closing = _CLOSING.search(own)
    end = len(text) - (len(closing[0]) if closing else 0)
    begin = len(above) + (_own_rows(own, part) if start and plan.way != "rows" else 0)
    fragment = Fragment(table.id, 0, 0, begin, end, closing[0] if closing else "")
    item = Item(text, 0, tuple(parts), "table", rules=("rows",), fragment=fragment)
    return writing.exactly(item, writing.count(text))


def _own_rows(own: str, part: Range) -> int:
    """Return where in a written slice its own rows begin: they are its last lines, one each."""
    closing = _CLOSING.search(own)
    at = closing.start() if closing else len(own)
    for _ in range(*part):
        at = own.rfind("\n", 0, at)
    return at + 1


def _cells(plan: _Plan, number: int, room: int) -> Iterator[Item]:
    """Yield the cells of a row that is over the limit, each a line with the name of its column."""
    table, writing = plan.table, plan.writing
    in_header = number < header_rows(table)
    for cell in table.rows[number].cells:
        columns = (cell.column, cell.column + cell.colspan)
        name = "" if in_header else plan.names[cell.column]
        label = f"{name}: " if name and writing.count(f"{name}: ") <= room // 4 else ""
        left = max(1, room - writing.count(label)) if label else room
        for piece in _of_cell(cell, table, left, writing):
            text = label + piece.text
            part = Part(
                table.id, "table", characters=piece.parts[0].characters, rows=(number, number + 1), columns=columns
            )
            item = Item(text, 0, (part,), "table", rules=("cells", *piece.rules))
            yield writing.exactly(item, writing.count(text))


def halved_cell(table: Table, item: Item, writing: Writing) -> tuple[Item, Item] | None:
    """Return what an item has of the text of one cell as two items, without the name of the column."""
    (part,) = item.parts
    if part.rows is None or part.columns is None or part.characters is None:
        return None
    cell = next(cell for cell in table.rows[part.rows[0]].cells if cell.column == part.columns[0])
    halves = halved(_as_text(cell, table), part.characters, writing)
    if halves is None:
        return None
    one, other = [
        half._replace(parts=(part._replace(characters=half.parts[0].characters),), kind="table", rules=item.rules)
        for half in halves
    ]
    return one, other


def _as_text(cell: Cell, table: Table) -> Paragraph:
    return Paragraph(id=table.id, label="text", pieces=(), text=cell.text)


def _of_cell(cell: Cell, table: Table, room: int, writing: Writing) -> Iterator[Item]:
    """Yield a cell as one line if it fits, else its text cut as any other; nothing for an empty one."""
    text = line(cell.text, writing)
    length = len(cell.text)
    if not text:
        return
    tokens = writing.count(text)
    if tokens <= room:
        yield Item(text, tokens, (Part(table.id, "table", (0, length)),), "table")
        return
    yield from text_items(_as_text(cell, table), room, room, writing)

"""A Document → its lists: which lines are items, how they are nested, and the runs of each."""

from somark_tools.lists.items import DEEPEST, NO_LISTS, Item, Lists, list_items
from somark_tools.lists.nesting import NOWHERE, Open, Path, nested
from somark_tools.lists.runs import by_item, without_marker

__all__ = [
    "DEEPEST", "NOWHERE", "NO_LISTS", "Item", "Lists", "Open", "Path", "by_item", "list_items", "nested",
    "without_marker",
]  # fmt: skip

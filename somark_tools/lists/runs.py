"""The runs of a block → those of each item in it, and an item's runs without its marker."""

from collections.abc import Mapping, Sequence

from somark_tools.inlines import Inline, LineBreak, Text
from somark_tools.lists.items import Item

ItemRuns = tuple[Item | None, list[Inline]]


def by_item(runs: Sequence[Inline], items: Sequence[Item]) -> list[ItemRuns]:
    """Return the runs of each item of a block, without the line break before it; None has what stands before the first.

    `runs` are those of the block's whole text. What stands before the first item is there only if it is not blank.
    """
    at: Mapping[int, Item] = {item.line: item for item in items}
    parts: list[ItemRuns] = [(at.get(0), [])]
    line = 0
    for run in runs:
        line += isinstance(run, LineBreak)
        if isinstance(run, LineBreak) and line in at:
            parts.append((at[line], []))
        else:
            parts[-1][1].append(run)
    return parts if parts[0][0] or not _is_blank(parts[0][1]) else parts[1:]


def _is_blank(runs: Sequence[Inline]) -> bool:
    return all(isinstance(run, LineBreak) or (isinstance(run, Text) and not run.text.strip()) for run in runs)


def without_marker(runs: Sequence[Inline], item: Item) -> list[Inline] | None:
    """Return the runs of an item behind its marker and the blanks there; None where the marker is no plain text."""
    first, *others = runs or (None,)
    length = item.offset - item.start
    if not isinstance(first, Text) or len(first.text) < length:
        return None
    rest = first.text[length:]
    return [Text(rest), *others] if rest else others

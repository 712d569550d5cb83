"""Checks of what was joined over breaks: what should have been, and what should not."""

from collections.abc import Iterator, Mapping

from somark_tools.document import Document
from somark_tools.linter.checked import Checked
from somark_tools.linter.finding import Found
from somark_tools.model import Block, Evidence, Place, Table, TextBlock
from somark_tools.transforms.continuations import weighed
from somark_tools.transforms.continued_tables import weighed_tables

_LIKELY = 0.85  # confidence that two blocks are one, from which on their being apart is told
_UNLIKELY = 0.05  # confidence, up to which their being joined is told, if more speaks against it than for it


def continuation_unmerged(checked: Checked) -> Iterator[Found]:
    """Find blocks on both sides of a break that look like one, and were not joined."""
    joined = {(join.earlier, join.later) for join in checked.merged.joins}
    ends = {place for pair in joined for place in pair}
    for (earlier, later), evidence in checked.sorted.derived(_weighed).items():
        if evidence.confidence >= _LIKELY and (earlier, later) not in joined and not {earlier, later} <= ends:
            why = "; ".join(evidence.rules)
            yield Found(f"it seems to continue {checked.id_at[earlier]} ({why})", f"{checked.sent.root}{later.path}")


def merge_doubtful(checked: Checked) -> Iterator[Found]:
    """Find blocks that were joined as stated, although nearly everything speaks against it."""
    weighed = checked.sorted.derived(_weighed)
    for join in checked.merged.joins:
        evidence = weighed.get((join.earlier, join.later))
        if evidence is None or join.evidence.origin != "stated" or evidence.confidence > _UNLIKELY:
            continue
        if len(evidence.vetoes) > max(1, len(evidence.rules)):
            why = "; ".join(evidence.vetoes)
            what = f"it was joined to {checked.id_at[join.earlier]}, against the look of it ({why})"
            yield Found(what, f"{checked.sent.root}{join.later.path}")


def _weighed(document: Document) -> Mapping[tuple[Place, Place], Evidence]:
    return {
        (earlier.pieces[-1].place, later.pieces[0].place): evidence
        for earlier, later, evidence in (*weighed(document), *weighed_tables(document))
        if _says_something(earlier) and _says_something(later)  # else the service joined the two itself
    }


def _says_something(block: Block) -> bool:
    return bool(block.rows) if isinstance(block, Table) else isinstance(block, TextBlock) and bool(block.text.strip())

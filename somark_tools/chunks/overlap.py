"""A draft and the one before it → the sentences that the later one repeats."""

from collections.abc import Sequence

from somark_tools.chunks.packing import Draft
from somark_tools.chunks.sentences import Cuts
from somark_tools.chunks.writing import Item, Writing
from somark_tools.model import Paragraph


def overlap(before: Draft | None, draft: Draft, writing: Writing) -> Sequence[Item]:
    """Return the last sentences of the draft before as one item, if both are of one section and it ends in a paragraph.

    They have at most the tokens that the options allow, and may be the whole of its last block, but nothing of others.
    """
    if not writing.options.overlap or before is None or before.path != draft.path:
        return ()
    part = before.items[-1].parts[-1]
    block = writing.document.by_id[part.block]
    if not isinstance(block, Paragraph) or part.characters is None:
        return ()
    start, end = part.characters
    chosen = None
    within = Cuts(block.text[start:end]).between(0, end - start, 0)
    for at in reversed([start, *[start + place for place in within]]):
        tokens = writing.count(writing.characters(block, (at, end)))
        if tokens > writing.options.overlap:
            break
        chosen = at, tokens
    if chosen is None or chosen[0] == end:
        return ()
    text = writing.characters(block, (chosen[0], end))
    repeated = part._replace(characters=(chosen[0], end), repeated=True)
    return (Item(text, chosen[1], (repeated,), "paragraph", rules=("overlap",)),)

"""The blocks of a document with their Markdown → the same, each with its role, captions beside what they speak of.

In SoMarkDown a paragraph that begins with `: `, right above or below a table or a lone picture, is its caption. All the
captions of one block stand on one side of it, as the lines of one paragraph.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from somark_tools.document import Document
from somark_tools.model import Block, Caption, Contents, Relation, Table
from somark_tools.render.markdown.escape import SOMARKDOWN, at_line_start

# What a part is for those beside it: front matter or outline; an entry of a table of contents; what begins like an item
# of a list without numbers; what could have a caption, and has none; a caption; one more of the same block; the rest.
Role = Literal["top", "entry", "item", "target", "caption", "caption line", "plain"]


class Part(NamedTuple):
    """A block and its Markdown; `unit` are the blocks that stand together with it, on the first of their parts."""

    block: Block
    text: str
    role: Role
    unit: tuple[Block, ...]


Shown = tuple[Block, str]


def without_roles(shown: Iterable[Shown]) -> Iterator[Part]:
    """Yield the parts in reading order, as other dialects have them: captions are paragraphs."""
    for block, text in shown:
        yield Part(block, text, _kind(block, text), (block,))


def with_captions(shown: Iterable[Shown], document: Document) -> Iterator[Part]:
    """Yield the parts in reading order, but captions right before or after their table or picture."""
    parts = list(shown)
    place = {block.id: at for at, (block, text) in enumerate(parts)}
    targets = {block.id for block, text in parts if _is_target(block, text)}
    owned: defaultdict[str, list[int]] = defaultdict(list)
    moved: set[int] = set()
    for at, (block, _) in enumerate(parts):
        owners = document.outgoing(block.id, Relation.CAPTION_OF) if isinstance(block, Caption) else ()
        owner = next((edge.target for edge in owners if edge.target in targets), None)
        if owner is not None:
            owned[owner].append(at)
            moved.add(at)
    for at, (block, text) in enumerate(parts):
        if at in moved:
            continue
        if block.id in owned:
            yield from _unit(
                (block, text), [parts[n] for n in owned[block.id]], above=owned[block.id][0] < place[block.id]
            )
        else:
            yield Part(block, text, _role(block, text), (block,))


def _unit(target: Shown, captions: Sequence[Shown], *, above: bool) -> Iterator[Part]:
    lines = [(block, text if number else f": {text}") for number, (block, text) in enumerate(captions)]
    unit = tuple(block for block, _ in ([*captions, target] if above else [target, *captions]))
    block, text = target
    if not above:
        yield Part(block, text, "plain", unit)
    for number, (caption, line) in enumerate(lines):
        first = above and not number
        if number:
            line = at_line_start(line, SOMARKDOWN, item=False)
        yield Part(caption, line, "caption line" if number else "caption", unit if first else ())
    if above:
        yield Part(block, text, "plain", ())


def _is_target(block: Block, text: str) -> bool:
    return isinstance(block, Table) or (bool(getattr(block, "image", "")) and text.startswith("!["))


def _role(block: Block, text: str) -> Role:
    return "target" if isinstance(block, Table) or text.startswith("![") else _kind(block, text)


def _kind(block: Block, text: str) -> Role:
    if type(block) is Contents:
        return "entry"
    return "item" if text[:2] == "- " else "plain"

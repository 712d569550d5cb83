"""A Document → the headings that each page stands under, as a running head may name them."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from somark_tools.document import Document
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.model import Heading

DEEPEST = 3  # level of a heading that runs

_BLANKS = re.compile(r"[ \t\r\n]+")


def on_one_line(text: str) -> str:
    """Return what is read of a text, on one line."""
    return _BLANKS.sub(" ", plain_text(parse_inlines(text))).strip()


def chapters(document: Document) -> Sequence[Mapping[str, int]]:
    """Return, for each page, the level of each heading by its text: those in force above it, and those on it."""
    on_page: defaultdict[int, list[Heading]] = defaultdict(list)
    for block in document.blocks:
        if isinstance(block, Heading) and not block.hidden and block.level <= DEEPEST:
            on_page[block.pieces[0].place.page].append(block)
    found = []
    in_force: dict[int, str] = {}
    for position in range(len(document.pages)):
        levels = {text: level for level, text in in_force.items()}
        for heading in on_page[position]:
            text = on_one_line(heading.text)
            in_force = {level: above for level, above in in_force.items() if level < heading.level}
            in_force[heading.level] = text
            levels[text] = min(heading.level, levels.get(text, DEEPEST))
        found.append(levels)
    return found

"""Two parts that follow each other → what stands between them, so that neither becomes part of the other."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from somark_tools.render.markdown.captions import Role

LINE_END = "\n"
BLANK_LINE = "\n\n"
APART = "\n\n<!-- -->\n\n"

# (role before, role after) → what stands between; all others have a blank line between them.
JOINS: Mapping[tuple[Role, Role], str] = MappingProxyType(
    {
        ("entry", "entry"): LINE_END,
        ("entry", "item"): APART,  # or it would be an entry
        ("item", "entry"): APART,
        ("caption", "caption line"): "\\\n",
        ("caption line", "caption line"): "\\\n",
        ("top", "entry"): APART,  # or it would be part of the outline
        ("top", "item"): APART,
        ("target", "caption"): APART,  # or it would be the caption of what stands above it
    }
)

_ORDERED = re.compile(r"([0-9]{1,9})[.)](?= )")


def numbered(text: str, previous: int | None) -> tuple[str, int | None]:
    """Return the text so that a list item keeps its number, and that number: Markdown counts on from the item before.

    `previous` is the number of the item before, None if there was none.
    """
    marker = _ORDERED.match(text) if text[0] <= "9" else None
    if marker is None:
        return text, None
    number = int(marker[1])
    if previous in (None, number - 1):
        return text, number
    return f"{marker[1]}\\{text[marker.end(1) :]}", None

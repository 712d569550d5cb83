"""The issues of a Document → the rules of those that speak of each block sent, by its place."""

import re
from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from somark_tools.document import Document
from somark_tools.model import Place

_BLOCK = re.compile(r"\.pages\[([0-9]{1,9})\]\.blocks\[([0-9]{1,9})\]")


def troubles(document: Document) -> Mapping[Place, tuple[str, ...]]:
    """Return the rule ids by place, each once, in the order of the issues; those that name no block are left out."""
    rules: defaultdict[Place, dict[str, None]] = defaultdict(dict)
    for issue in document.issues:
        found = _BLOCK.match(issue.place.removeprefix(document.root))
        if found is not None:
            rules[Place(int(found[1]), int(found[2]))][issue.rule] = None
    return MappingProxyType({place: tuple(names) for place, names in rules.items()})

"""Act: merge texts and tables along their CONTINUES edges. What to merge is decided already."""

from dataclasses import replace

from somark_tools.document import Document
from somark_tools.layout.areas import Layout
from somark_tools.layout.lines import Lines
from somark_tools.model import Relation
from somark_tools.transforms.stitch.table import stitch_table
from somark_tools.transforms.stitch.text import stitch_text
from somark_tools.wording.usage import Usage


def stitch(document: Document) -> Document:
    """Return the document with every chain of texts and every chain of tables merged into its first block.

    It is `merged` then, even where there was nothing to join.
    """
    if not any(edge.relation is Relation.CONTINUES for edge in document.edges):
        return document if document.merged else replace(document, merged=True)
    usage, layout, lines = document.derived(Usage.of), document.derived(Layout), document.derived(Lines)
    return replace(stitch_table(stitch_text(document, usage, lines), usage, layout), merged=True)

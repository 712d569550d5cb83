"""Transforms: Document → Document, each a pure function. `DEFAULT` is what `merge_cross_page` applies, in this order.

Deciding comes first (edges), acting after it (merged blocks), the heading tree last: it needs whole headings.
"""

from collections.abc import Callable

from somark_tools.document import Document
from somark_tools.transforms.captions import captions
from somark_tools.transforms.headings import headings
from somark_tools.transforms.stitch_table import stitch_table
from somark_tools.transforms.stitch_text import stitch_text

Transform = Callable[[Document], Document]

DEFAULT: tuple[Transform, ...] = (captions, stitch_text, stitch_table, headings)

"""Transforms: Document → Document, each a pure function. `DEFAULT` is what `merge_cross_page` applies, in this order.

What is out of the flow is sorted out first: running heads, footnote areas, captions. Deciding (edges) and acting
(merged blocks) come next. The heading tree needs whole headings. References come last: they need whole texts (a mark is
on the page of its piece), merged tables, and the sections of the bibliography.
"""

from collections.abc import Callable

from somark_tools.document import Document
from somark_tools.transforms.captions import captions
from somark_tools.transforms.continuations import continuations
from somark_tools.transforms.continued_tables import continued_tables
from somark_tools.transforms.cut_headings import cut_headings
from somark_tools.transforms.furniture import furniture
from somark_tools.transforms.halves import halves
from somark_tools.transforms.headings import headings
from somark_tools.transforms.references import references
from somark_tools.transforms.regions import regions
from somark_tools.transforms.stitch import stitch
from somark_tools.transforms.table_notes import table_notes

Transform = Callable[[Document], Document]

INFERRING: tuple[Callable[..., Document], ...] = (continuations, continued_tables, cut_headings)  # take options
SORTING: tuple[Transform, ...] = (furniture, regions, captions, table_notes)  # what is out of the flow
DEFAULT: tuple[Transform, ...] = (*SORTING, *INFERRING, stitch, halves, headings, references)

"""Levels and the tree of headings: what was stated, held against numbers, sizes of type and the table of contents."""

from somark_tools.transforms.headings.levels import RULES
from somark_tools.transforms.headings.tree import headings

__all__ = ["RULES", "headings"]

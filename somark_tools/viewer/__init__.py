"""Document → a page in which a person reads, checks and reviews a result; what was reviewed → decisions about joins."""

from somark_tools.viewer.build import render_viewer
from somark_tools.viewer.review import read_review

__all__ = ["read_review", "render_viewer"]

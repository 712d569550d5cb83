"""Document → Word file."""

from somark_tools.render.docx.body import HANDLERS
from somark_tools.render.docx.package import render_docx
from somark_tools.render.docx.runs import INLINE_HANDLERS

__all__ = ["HANDLERS", "INLINE_HANDLERS", "render_docx"]

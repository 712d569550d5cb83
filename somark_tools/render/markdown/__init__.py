"""Document → Markdown (GFM with `$math$`)."""

from somark_tools.render.markdown.document import render_markdown

__all__ = ["render_markdown"]

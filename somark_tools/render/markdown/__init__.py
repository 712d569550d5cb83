"""Document → Markdown, GFM with `$math$` or SoMarkDown, with its pictures and the lines of each block."""

from somark_tools.render.markdown.document import render_markdown, render_with_map
from somark_tools.render.markdown.line_map import BlockLines, MarkdownMap
from somark_tools.render.markdown.pictures import markdown_images

__all__ = ["BlockLines", "MarkdownMap", "markdown_images", "render_markdown", "render_with_map"]

"""Document → one self-contained HTML page. Nothing of a result is copied as markup: see `docs/html.md`."""

from somark_tools.render.html.page import render_html

__all__ = ["render_html"]

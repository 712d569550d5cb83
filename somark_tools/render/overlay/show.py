"""A Document and a page's number → the page with its overlay, as a notebook shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from somark_tools.arguments import check_document
from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.render.overlay.layers import USUAL, chosen
from somark_tools.render.overlay.png import draw_png
from somark_tools.render.overlay.svg import draw_svg

_NOTHING = Assets()


@dataclass(frozen=True, slots=True)
class PageView:
    """A page that shows itself at the end of a notebook's cell; nothing is drawn before. `position` counts from 0."""

    document: Document
    position: int
    assets: Assets
    layers: frozenset[str]

    def __repr__(self) -> str:
        return f"<page {self.position + 1} of {self.document.name or 'a document'}>"

    def _repr_html_(self) -> str:
        """Return the page as SVG, as wide as the cell allows: with tooltips, and text that can be selected."""
        drawn = draw_svg(self.document, self.position, assets=self.assets, layers=self.layers)
        return drawn.replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)

    def _repr_png_(self) -> bytes:
        return draw_png(self.document, self.position, assets=self.assets, layers=self.layers)


def show_page(document: Document, number: int, *, assets: Assets = _NOTHING, layers: Iterable[str] = USUAL) -> PageView:
    """Return the page with that number, from 1 as readers count, in the form that a notebook shows.

    Raises OutputError if there is no such page or layer.
    """
    check_document(document, assets)
    if not 1 <= number <= len(document.pages):
        raise OutputError(f"there is no page {number}; the document has {len(document.pages)}")
    return PageView(document, number - 1, assets, chosen(layers))

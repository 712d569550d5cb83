"""A page → the `w:sectPr` of a section with such pages, and back."""

from copy import deepcopy

from docx.enum.section import WD_ORIENT
from docx.oxml.section import CT_SectPr
from docx.shared import Length, Twips

from somark_tools.render.docx.page import EMU_PER_TWIP, Layout
from somark_tools.render.docx.xml import Element, name, w

_AFTER_BIDI = ("w:rtlGutter", "w:docGrid", "w:printerSettings", "w:sectPrChange")  # ECMA-376 part 1, 17.6.17


def section_properties(base: CT_SectPr, layout: Layout, *, right_to_left: bool = False) -> CT_SectPr:
    """Return a copy of the properties for a page of that size; the rest (columns, heads, borders) is as in `base`."""
    made = deepcopy(base)
    made.page_width, made.page_height = Twips(layout.width), Twips(layout.height)
    made.orientation = WD_ORIENT.LANDSCAPE if layout.wide else WD_ORIENT.PORTRAIT
    made.left_margin, made.right_margin = Twips(layout.left), Twips(layout.right)
    made.top_margin, made.bottom_margin = Twips(layout.top), Twips(layout.bottom)
    if right_to_left and made.find(name("w:bidi")) is None:
        later = [made.find(name(local)) for local in _AFTER_BIDI]
        following = next((element for element in later if element is not None), None)
        made.insert(len(made) if following is None else made.index(following), w("bidi"))
    return made


def layout_of(properties: CT_SectPr) -> Layout:
    """Return the page that the properties describe; A4 and margins of an inch where they do not say."""
    return Layout(
        _twips(properties.page_width, 11906),
        _twips(properties.page_height, 16838),
        _twips(properties.left_margin, 1440) + _twips(properties.gutter, 0),
        _twips(properties.right_margin, 1440),
        _twips(properties.top_margin, 1440),
        _twips(properties.bottom_margin, 1440),
    )


def has_heads(properties: Element) -> bool:
    """Return whether a section has headers or footers of its own."""
    return any(properties.find(name(f"w:{side}Reference")) is not None for side in ("header", "footer"))


def _twips(length: Length | None, default: int) -> int:
    return default if length is None else round(length / EMU_PER_TWIP)

"""The name of a table style, and the styles of the file → its id; an unknown name → an OutputError with all names."""

from somark_tools.errors import OutputError
from somark_tools.render.docx.xml import Element, name

OWN = "TableGrid"  # the id of the style that tables have by default; it says nothing of header rows, so we do


def table_style(styles: Element, wanted: str) -> str:
    """Return the id of the table style of that name; case does not matter."""
    found: dict[str, str] = {}
    for style in styles.iterchildren(name("w:style")):
        named = style.find(name("w:name"))
        if style.get(name("w:type")) == "table" and named is not None:
            found.setdefault(named.get(name("w:val"), ""), style.get(name("w:styleId"), ""))
    by_form = {known.casefold(): style for known, style in found.items()}
    if wanted.casefold() not in by_form:
        raise OutputError(f"there is no table style {wanted!r}; there are: {', '.join(sorted(found))}")
    return by_form[wanted.casefold()]

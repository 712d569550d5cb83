"""The outline of a Document → the bookmarks of its PDF."""

from collections.abc import Sequence
from typing import Any

from somark_tools.document import Document
from somark_tools.model import Section
from somark_tools.outline import walked
from somark_tools.render.overlay.pdf_space import Frame
from somark_tools.render.overlay.scene import UNPRINTABLE, Scene

_MAX_DEPTH = 32  # deeper ones stand at this depth: viewers, and pikepdf, read them by recursion


def set_bookmarks(pikepdf: Any, pdf: Any, document: Document, frames: Sequence[Frame], drawn: Sequence[Scene]) -> None:
    """Put the headings in the place of the bookmarks that the PDF has; if there are no headings, these stay.

    A heading on a page that the PDF does not have is a bookmark that leads nowhere.
    """
    sections = document.outline()
    if not sections:
        return
    with pdf.open_outline() as outline:
        outline.root.clear()
        open_ = [outline.root]
        for depth, section in walked(sections):
            item = pikepdf.OutlineItem(UNPRINTABLE.sub("", section.text), **_destination(section, frames, drawn))
            del open_[min(depth, _MAX_DEPTH) :]
            open_[-1].append(item)
            open_.append(item.children)


def _destination(section: Section, frames: Sequence[Frame], drawn: Sequence[Scene]) -> dict[str, Any]:
    position = section.heading.pieces[0].place.page
    if position >= len(frames):
        return {}
    left, top = frames[position].point(section.bbox, drawn[position].width, drawn[position].height)
    return {"destination": position, "page_location": "XYZ", "left": left, "top": top}

"""Blocks and the elements made of them → what parts them: the ends of sections, page breaks."""

from collections.abc import Callable, Iterator, Sequence

from somark_tools.model import AnyBlock
from somark_tools.render.docx.order import put
from somark_tools.render.docx.page import Layout
from somark_tools.render.docx.sections import Stretch
from somark_tools.render.docx.xml import Element, name, paragraph, w

_PARAGRAPH, _SECTION = name("w:p"), name("w:sectPr")


class Breaks:
    """Where the body is, in sections and pages. Ask for `layout` before a block is written, for `before` after it.

    `properties` makes the `w:sectPr` of the section with that number. At the end, that of `section` is left to make.
    """

    def __init__(
        self, sections: Sequence[Stretch], properties: Callable[[int], Element], *, page_breaks: bool = False
    ) -> None:
        self._sections = sections
        self._properties = properties
        self._page_breaks = page_breaks
        self._asked = 0  # the section of the block that is being written
        self.section = 0  # the section of what was written last
        self._page: int | None = None  # the last page of the document that anything written began on

    def layout(self, number: int) -> Layout:
        """Return the page on which the block at that position stands; positions are asked for in order."""
        while self._asked + 1 < len(self._sections) and self._sections[self._asked + 1].start <= number:
            self._asked += 1
        return self._sections[self._asked].layout

    def before(self, block: AnyBlock, first: Element) -> Iterator[Element]:
        """Yield what goes before the first element of a block: the end of a section, or a page break.

        A page break is a property of the element itself where that is a paragraph. There is one before the first block
        that begins on a page behind all pages so far: none where the document has an empty page, or goes on with a
        block that was stitched.
        """
        page = block.pieces[0].place.page
        if self._page is None:
            self.section = self._asked  # nothing is written yet, so there is no section to end
        elif self.section != self._asked:
            end = paragraph("Spacer", ())
            put(end, self._properties(self.section))
            yield end
            self.section = self._asked
        elif self._page_breaks and page > self._page:
            breaking = first if first.tag == _PARAGRAPH else paragraph("Spacer", ())
            put(breaking, w("pageBreakBefore"))
            if breaking is not first:
                yield breaking
        self._page = page if self._page is None else max(page, self._page)


def ends_section(element: Element) -> bool:
    """Return whether the element is there only to end a section."""
    if element.tag != _PARAGRAPH or len(element) != 1 or not len(element[0]):
        return False
    return bool(element[0][-1].tag == _SECTION)


def end_section(last: Element, end: Element) -> bool:
    """Let the last paragraph of a section be its end, if it is one: return whether it is."""
    if last.tag != _PARAGRAPH:
        return False
    put(last, end[0][-1])
    return True

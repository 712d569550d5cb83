"""A Document → the bytes of a Word file: template, pages, properties, body, packed the same way each time."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from docx.document import Document as WordFile
from docx.oxml.section import CT_SectPr

from somark_tools.arguments import check_document
from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.model import Issue
from somark_tools.render.docx.body import write_body
from somark_tools.render.docx.breaks import Breaks
from somark_tools.render.docx.context import Context
from somark_tools.render.docx.direction import directed, is_mirrored
from somark_tools.render.docx.footnotes import add_footnotes
from somark_tools.render.docx.head_parts import HeadParts
from somark_tools.render.docx.heads import heads
from somark_tools.render.docx.notes import Notes
from somark_tools.render.docx.options import Options
from somark_tools.render.docx.packing import packed, written
from somark_tools.render.docx.page import Layout
from somark_tools.render.docx.parts import untie
from somark_tools.render.docx.properties import set_properties
from somark_tools.render.docx.section_properties import has_heads, layout_of, section_properties
from somark_tools.render.docx.sections import Stretch, stretches
from somark_tools.render.docx.settings import count_footnotes, update_on_opening
from somark_tools.render.docx.speech import Speech, set_speech, speech_of
from somark_tools.render.docx.template import own_file
from somark_tools.render.docx.users_template import unnumbered, users_file
from somark_tools.render.docx.xml import Element


def render_docx(
    document: Document,
    *,
    assets: Assets = Assets(),  # noqa: B008  (frozen)
    toc: bool = False,
    headers: bool = False,
    page_breaks: bool = False,
    bookmarks: bool = False,
    template: Path | bytes | None = None,
    table_style: str = "Table Grid",
    language: str | None = None,
    fetch: Callable[[str], bytes | None] | None = None,
    on_issue: Callable[[Issue], None] | None = None,
) -> bytes:
    """Return the document as a Word file (DOCX).

    Headings, captions, code and notes are paragraphs in styles of that name; tables are Word's own, with their spans;
    pictures stand in line where they are at hand, and else a box with their description. Blocks that the service hides
    are left out. Equal documents give equal bytes.

    Formulas are equations that Word can edit, with the number of a `\\tag` at the right. One that can't be made is the
    picture of its block, or else its LaTeX, and `on_issue` is called with an Issue that says why.

    Notes that a mark speaks of are Word's footnotes; other notes stay where they are. The numbers of captions are
    fields, and so are references to them, wherever exactly one caption has the label. Marks lead to bibliography
    entries and notes, the document's own contents to its headings.

    `toc` adds a table of contents that Word updates on opening, above the first heading behind the title. Where the
    document has contents of its own, and they name nothing but headings, these become that table, showing what was
    printed until then; other contents stay as well. `bookmarks` puts a bookmark at each block: `p12_b7` for idx 7 of
    page 12, both as the service counts them (pages from 0); a block of several pieces has one for each.

    `headers` makes running heads and feet of the furniture that recurs, with page numbers that Word counts and headings
    that it looks up; other furniture, or without `headers` all of it, is left out. `page_breaks` begins a new page
    where the source had one. A section with a page of its own begins where the pages change their size, and for tables
    too wide for theirs.

    `template` is a Word file (its path, or its bytes; .docx or .dotx): its styles are used by name, its page, headers
    and footers are kept, what stands in it is not. `table_style` is the name of a style for tables. `language` is a
    BCP 47 tag; by default it is told from the text. `assets` holds the pictures, or page images or the PDF from which
    they are cut out; `fetch` is called with the http(s) address of a picture and returns its bytes, or None: nothing
    else is loaded from anywhere.

    Raises OutputError, which is a SomarkError, for a template that can't be read, an unknown table style, and what is
    no language tag.
    """
    check_document(document, assets)
    options = Options(toc, headers, page_breaks, bookmarks, template, table_style, language, fetch, on_issue)
    word = own_file() if template is None else users_file(template)
    speech = speech_of(document, language)
    set_speech(word, speech, fonts=template is None)
    set_properties(word, document, speech)
    base = word.element.body[-1]
    sections = stretches(document, None if template is None else layout_of(base))
    with Context(document, assets, word, sections[0].layout, options) as context:
        ends = _Ends(word, document, options, base, sections, speech, context.notes)
        breaks = Breaks(sections, ends.properties, page_breaks=page_breaks)
        mirrored = speech.right_to_left or is_mirrored(document)
        direct = partial(directed, whole=speech.right_to_left) if mirrored else iter
        body = direct(write_body(document, context, breaks))
        if template is not None:
            body = unnumbered(body, word)
        main = written(word, body, lambda: ends.properties(breaks.section))
        context.numbering.write()
        add_footnotes(word.part, context, direct)
        context.equations.write(word.part)
    if toc:
        update_on_opening(word.settings.element)
    data = packed(word, main)
    untie(word)
    return data


class _Ends:
    """Makes the `w:sectPr` of each section, in order."""

    def __init__(
        self,
        word: WordFile,
        document: Document,
        options: Options,
        base: CT_SectPr,
        sections: list[Stretch],
        speech: Speech,
        notes: Notes,
    ) -> None:
        found = heads(document) if options.headers and not has_heads(base) else None
        self._heads = HeadParts(word.part, found) if found else None
        if found and found.has("even"):
            word.settings.odd_and_even_pages_header_footer = True
        self._base = base
        self._layouts: list[Layout] = [section.layout for section in sections]
        self._speech = speech
        self._notes = notes
        self._first = True

    def properties(self, number: int) -> Element:
        """Return the properties of the section with that number."""
        layout = self._layouts[number]
        made = section_properties(self._base, layout, right_to_left=self._speech.right_to_left)
        if self._heads is not None:
            self._heads.set(made, layout, first=self._first)
        if self._notes.by_block:
            count_footnotes(made, self._notes.count, first=self._first)
        self._first = False
        return made

"""Headings → a table of contents that Word updates; the entries of the document's own contents → links to headings."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.inlines import Emphasis, Image, Inline, Insert, LineBreak, Link, Mark, NoteMark, Strike, Strong, Text
from somark_tools.model import Contents, Furniture, Heading, Region
from somark_tools.render.docx.context import Context
from somark_tools.render.docx.fields import contents, field, field_end, field_start, page_reference
from somark_tools.render.docx.notes import inlines_of
from somark_tools.render.docx.runs import Setting, runs_of, write_inlines
from somark_tools.render.docx.xml import Element, add, name, paragraph, run, w, with_line_feeds
from somark_tools.wording.contents_lines import entry_of, headings_named
from somark_tools.wording.note_marks import Spot, is_shown

LEVELS = 3  # that a table of contents shows, from that of the topmost headings below the title
DEEPEST = 9

_RUN = name("w:r")


class Plan(NamedTuple):
    """A table of contents: the headings that it lists, the levels of its field, and the block above which it stands.

    `own` are the blocks of the document's own contents that become the field instead.
    """

    headings: tuple[Heading, ...]
    first: int
    last: int
    above: str
    own: tuple[str, ...] = ()


def plan_contents(document: Document) -> Plan | None:
    """Return what a table of contents of the document holds, or None if it has no headings.

    It stands behind the title and what belongs to that, above the next heading; without a title at the very start. The
    document's own contents become the field if each of their entries names a heading: what is printed there is what
    the field shows until it is updated. Contents that name anything else stay as they are.
    """
    shown = [block for block in document.blocks if not block.hidden]
    headings = [block for block in shown if isinstance(block, Heading) and is_shown(block)]
    title = document.title
    first = min((level_of(heading) for heading in headings if heading != title), default=0)
    if not first:
        return None
    own, named = _own(document)
    last = min(first + LEVELS - 1, DEEPEST)
    if own:
        first, last = min(map(level_of, named)), max(map(level_of, named))
    listed = tuple(heading for heading in headings if first <= level_of(heading) <= last)
    above = shown[0] if title not in headings else headings[(headings.index(title) + 1) % len(headings)]
    return Plan(listed, first, last, above.id, own)


def _own(document: Document) -> tuple[tuple[str, ...], list[Heading]]:
    """Return the blocks of the document's first contents and the headings that these name, if all of them do."""
    blocks: list[str] = []
    headings: list[Heading] = []
    for block in document.blocks:
        if block.hidden or isinstance(block, Furniture) or (isinstance(block, Region) and not block.text.strip()):
            continue
        if isinstance(block, Contents):
            lines = _lines(block)
            named = [heading for heading in headings_named(document, block, lines) if heading is not None]
            if len(named) < len(lines):
                return (), []
            blocks += [block.id] if lines else []
            headings += named
        elif blocks:
            break
    return tuple(blocks), headings


def level_of(heading: Heading) -> int:
    """Return the level of a heading in Word, which has nine."""
    return min(max(heading.level, 1), DEEPEST)


def write_contents(plan: Plan, context: Context) -> Element:
    """Return the table of contents: a field that Word updates, with an entry for each heading.

    Its pages are those of the source, until then.
    """
    entries = [list(_entry(heading, context)) for heading in plan.headings]
    entries[0] = [*field_start(contents(plan.first, plan.last)), *entries[0]]
    lines = [
        _line(f"TOC{level_of(heading)}", entry, context) for heading, entry in zip(plan.headings, entries, strict=True)
    ]
    gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
    return w("sdt", w("sdtPr", gallery), w("sdtContent", *lines, paragraph("Spacer", [field_end()])))


def write_entries(block: Contents, context: Context) -> list[Element]:
    """Return the entries of a block, each as a link to the heading that it names.

    Printed dots before a page number become a tab with dots, which fits any width.
    """
    lines = _lines(block)
    made = []
    for line, heading in zip(lines, headings_named(context.document, block, lines), strict=True):
        title, leader, page = entry_of(line)
        runs = runs_of(f"{title}\t{page}" if leader else title, context)
        if heading is not None and all(each.tag == _RUN for each in runs):
            target = context.bookmarks.heading(heading.id)
            runs = [w("hyperlink", *runs, anchor=target, history="1")]
        made.append(_line(f"TOC{level_of(heading) if heading else 1}", runs, context))
    return made


def with_field(plan: Plan, block_id: str, lines: list[Element]) -> list[Element]:
    """Return the entries of a block of the document's own contents as part of the field that they become."""
    if block_id == plan.own[0]:
        for number, each in enumerate(field_start(contents(plan.first, plan.last)), 1):
            lines[0].insert(number, each)  # behind its properties
    if block_id == plan.own[-1]:
        return [*lines, paragraph("Spacer", [field_end()])]
    return lines


def _lines(block: Contents) -> list[str]:
    return [line for line in with_line_feeds(block.text).split("\n") if line.strip()]


def _entry(heading: Heading, context: Context) -> Iterator[Element]:
    target = context.bookmarks.heading(heading.id)
    marks = context.notes.marks.get(Spot(heading.id), ())
    runs = tuple(_bare(inlines_of(heading.text, marks)))
    page = field(page_reference(target), [run(str(heading.page + 1))])
    shown = write_inlines(runs, Setting(context.layout.text_width), context)
    yield w("hyperlink", *shown, run("\t"), *page, anchor=target, history="1")


def _bare(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Yield the runs of a heading as its entry shows them: on one line, without marks of notes, links and pictures."""
    for inline in inlines:
        if isinstance(inline, LineBreak):
            yield Text(" ")
        elif isinstance(inline, Link):
            yield from _bare(inline.runs)
        elif isinstance(inline, Strong | Emphasis | Strike | Mark | Insert):
            yield type(inline)(tuple(_bare(inline.runs)))
        elif not isinstance(inline, NoteMark | Image):
            yield inline


def _line(style: str, runs: Sequence[Element], context: Context) -> Element:
    made = paragraph(style, runs)
    stop = context.layout.text_width
    add(add(made[0], "tabs"), "tab", val="right", leader="dot", pos=str(stop))
    return made

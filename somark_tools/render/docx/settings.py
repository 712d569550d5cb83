"""What fields and footnotes ask of the settings of a Word file."""

from collections.abc import Iterator, Sequence

from lxml import etree

from somark_tools.render.docx.note_counts import Count
from somark_tools.render.docx.xml import Element, name, w

# What stands behind the settings made here, in the order that the schema asks for.
_BEHIND = (
    "hdrShapeDefaults footnotePr endnotePr compat docVars rsids mathPr attachedSchema themeFontLang clrSchemeMapping "
    "doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown smartTagType "
    "schemaLibrary shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator"
).split()


_HEADS = (name("w:headerReference"), name("w:footerReference"))


def update_on_opening(settings: Element) -> None:
    """Have Word ask on opening whether to update the fields of the file."""
    _put(settings, w("updateFields", val="true"), _BEHIND)


def set_footnotes(settings: Element, count: Count, separators: Sequence[str]) -> None:
    """Tell Word how footnotes count, and which of them are the lines that part them from the text."""
    _put(
        settings, w("footnotePr", *_counting(count), *(w("footnote", id=number) for number in separators)), _BEHIND[2:]
    )


def count_footnotes(section: Element, count: Count, *, first: bool) -> None:
    """Tell a section how footnotes count: LibreOffice looks there alone. They start in the first one."""
    for old in section.findall(name("w:footnotePr")):
        section.remove(old)
    heads = [child for child in section if child.tag in _HEADS]
    section.insert(len(heads), w("footnotePr", *_counting(count if first else count._replace(start=1))))


def _counting(count: Count) -> Iterator[Element]:
    yield w("numFmt", val=count.name)
    if count.start > 1:
        yield w("numStart", val=str(count.start))


def _put(settings: Element, made: Element, behind: Sequence[str]) -> None:
    for old in settings.findall(made.tag):
        settings.remove(old)
    place = next((child for child in settings if etree.QName(child).localname in behind), None)
    if place is None:
        settings.append(made)
    else:
        place.addprevious(made)

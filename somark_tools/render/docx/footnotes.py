"""The footnotes of a document → the part of the Word file that holds them, and its settings."""

from collections.abc import Callable, Iterable, Iterator

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.parts.document import DocumentPart
from lxml import etree

from somark_tools.model import TextBlock
from somark_tools.render.docx.block_runs import block_runs
from somark_tools.render.docx.context import Context
from somark_tools.render.docx.note_references import STYLE
from somark_tools.render.docx.notes import Note
from somark_tools.render.docx.settings import set_footnotes
from somark_tools.render.docx.xml import NAMESPACES, Element, name, paragraph, w

_SEPARATORS = (("-1", "separator"), ("0", "continuationSeparator"))


_Direct = Callable[[Iterable[Element]], Iterable[Element]]


def add_footnotes(part: DocumentPart, context: Context, direct: _Direct) -> None:
    """Add the footnotes to the file of `part`, whose body is written; nothing, if it has none.

    Pictures and links of the notes have the relationships that the body has, under the same ids. `direct` marks what
    is written from right to left.
    """
    for key in [key for key, each in part.rels.items() if each.reltype == RELATIONSHIP_TYPE.FOOTNOTES]:
        del part.rels[key]
    notes = [note for of_block in context.notes.by_block.values() for note in of_block]
    if not notes:
        return
    root = etree.Element(name("w:footnotes"), nsmap=dict(NAMESPACES))
    root.extend(_separators())
    root.extend(direct(_footnote(note, context) for note in sorted(notes, key=lambda note: note.number)))
    made = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, _serialized(root), part.package)
    for key in sorted(_relationships(root)):
        each = part.rels[key]
        made.rels.add_relationship(
            each.reltype, each.target_ref if each.is_external else each.target_part, key, each.is_external
        )
    part.rels.add_relationship(RELATIONSHIP_TYPE.FOOTNOTES, made, "rIdFootnotes")
    set_footnotes(part.settings.element, context.notes.count, [number for number, _ in _SEPARATORS])


def _serialized(root: Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _separators() -> Iterator[Element]:
    for number, kind in _SEPARATORS:
        yield w("footnote", paragraph("Spacer", [w("r", w(kind))]), type=kind, id=number)


def _footnote(note: Note, context: Context) -> Element:
    block = context.document.by_id[note.part.block]
    assert isinstance(block, TextBlock)
    context.block = block
    made = paragraph("FootnoteText", _runs(note, block, context))
    of_block = context.notes.by_block[block.id]
    if note == of_block[0] and not any(context.notes.rests(block)):
        for anchor in context.anchors.get(block.id, ()):
            context.bookmarks.put(anchor.name, [made])
    return w("footnote", made, id=str(note.number))


def _runs(note: Note, block: TextBlock, context: Context) -> list[Element]:
    """Return the runs of the note: as printed, or, where Word counts it, with Word's number for its own mark.

    (Brackets and full stops around its own number go with it: Word writes numbers of notes alone.)
    """
    _, _, start, mark_end, end = note.part
    end = start + len(block.text[start:end].rstrip())
    if not note.automatic:
        start = end - len(block.text[start:end].lstrip())
        return block_runs(block, context, start, end)
    number = w("r", w("rPr", w("rStyle", val=STYLE)), w("footnoteRef"))
    return [number, *block_runs(block, context, mark_end, max(mark_end, end))]


def _relationships(root: Element) -> Iterable[str]:
    """Return the ids of the relationships that links and pictures in the notes use."""
    wanted = (name("r:id"), name("r:embed"))
    return {value for element in root.iter() for key in wanted if (value := element.get(key)) is not None}

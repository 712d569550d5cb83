"""The tokens of a note mark → what Word shows there: a footnote's number, a field that repeats it, or a link.

Tokens come from `note_tokens`, which footnotes there are from `notes`.
"""

from collections.abc import Callable, Iterable

from somark_tools.inlines import Inline, NoteMark, Superscript
from somark_tools.model import TextBlock
from somark_tools.render.docx.context import Context
from somark_tools.render.docx.fields import field, note_reference
from somark_tools.render.docx.note_tokens import Token, tokens
from somark_tools.render.docx.notes import Note
from somark_tools.render.docx.xml import Element, add, name, run, w
from somark_tools.wording.note_marks import is_shown

Properties = Callable[..., list[Element]]  # of a kind of run, and in a style

STYLE = "FootnoteReference"
_RUN = name("w:r")


def write_mark(
    inline: NoteMark, properties: Properties, write: Callable[[Inline], Iterable[Element]], context: Context
) -> list[Element]:
    """Return the elements of a mark: every key that it prints leads to what answers to it; `write` does the rest.

    A mark that prints none of its keys (a range in a formula) leads to its first target as a whole.
    """
    made: list[Element] = []
    seen: set[str] = set()
    for token in tokens(inline.runs):
        if not isinstance(token, Token):
            made += write(token)
        elif token.key in inline.targets:
            made += _referring(token, inline, properties, context, first=token.key not in seen)
            seen.add(token.key)
        else:
            made.append(run(token.text, *properties(token.kind)))
    if not seen and all(element.tag == _RUN for element in made):
        return _link(made, next(iter(inline.targets.values())), context)
    return made


def _referring(
    token: Token, inline: NoteMark, properties: Properties, context: Context, *, first: bool
) -> list[Element]:
    note = context.notes.by_reference.get((inline.id, token.key))
    if note is None:
        return _link([run(token.text, *properties(token.kind))], inline.targets[token.key], context)
    bookmark = context.bookmarks.note(note.number)
    if first and (note.mark, note.key) == (inline.id, token.key):
        return context.bookmarks.around(bookmark, [_reference(note, token, properties)])
    shown = run(token.text, *_properties(token, properties))
    if note.automatic and token.text == note.shown:
        return field(note_reference(bookmark), [shown])
    return [w("hyperlink", shown, anchor=bookmark, history="1")]


def _reference(note: Note, token: Token, properties: Properties) -> Element:
    made = w("r", w("rPr", *_properties(token, properties)))
    reference = add(made, "footnoteReference", id=str(note.number))
    if not note.automatic:
        reference.set(name("w:customMarkFollows"), "1")
        made.extend(child for child in run(token.text) if child.tag != name("w:rPr"))
    return made


def _properties(token: Token, properties: Properties) -> list[Element]:
    """Return the properties of a note's mark: raised by its style, or put back on the line if it was printed so."""
    raised = token.kind is Superscript
    return [*properties(style=STYLE), *(() if raised else (w("vertAlign", val="baseline"),))]


def _link(runs: list[Element], target: str, context: Context) -> list[Element]:
    """Return the runs as a link to a note or entry; in a footnote, to the mark that refers to it."""
    block = context.document.by_id[target]
    notes = context.notes.by_block.get(target)
    if notes:
        anchor = context.bookmarks.note(notes[0].number)
    elif isinstance(block, TextBlock) and is_shown(block):
        anchor = context.bookmarks.block(target)
    else:
        return runs
    return [w("hyperlink", *runs, anchor=anchor, history="1")]

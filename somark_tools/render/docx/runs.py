"""Text of a block or cell → runs: one small function for each kind of inline."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from somark_tools.equations import engine
from somark_tools.errors import FormulaError
from somark_tools.inlines import (
    Code,
    Emphasis,
    Image,
    Inline,
    Insert,
    LineBreak,
    Link,
    Mark,
    Math,
    NoteMark,
    Strike,
    Strong,
    Subscript,
    Superscript,
    Text,
    is_literal,
)
from somark_tools.render.docx.context import Context
from somark_tools.render.docx.note_references import write_mark
from somark_tools.render.docx.notes import inlines_of
from somark_tools.render.docx.xml import Element, name, run, w
from somark_tools.wording.note_marks import Spot

# The properties of runs in emphasis of each kind, in the order that the schema asks for.
_PROPERTIES: Mapping[type[Inline], tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        Strong: ("b", {}),
        Emphasis: ("i", {}),
        Strike: ("strike", {}),
        Mark: ("highlight", {"val": "yellow"}),
        Insert: ("u", {"val": "single"}),
        Superscript: ("vertAlign", {"val": "superscript"}),
        Subscript: ("vertAlign", {"val": "subscript"}),
    }
)


class Setting(NamedTuple):
    """Where runs stand: the width there in twips, the id of their character style, if any, and what emphasizes them."""

    width: int
    style: str = ""
    kinds: frozenset[type[Inline]] = frozenset()

    def properties(self, kind: type[Inline] = Text, *, style: str = "") -> list[Element]:
        """Return the run properties that the setting asks for, with those of a kind and in a style of its own."""
        named = style or self.style
        if kind is Text and not self.kinds and not named:
            return []
        kinds = {*self.kinds, kind}
        return [
            *((w("rStyle", val=named),) if named else ()),
            *(w(local, **values) for each, (local, values) in _PROPERTIES.items() if each in kinds),
        ]


InlineHandler = Callable[[Any, Setting, Context], Iterable[Element]]


def runs_of(
    text: str, context: Context, width: int | None = None, *, spot: Spot | None = None, start: int = 0
) -> list[Element]:
    """Return the runs of a text in a column of `width` twips (default: between the page margins).

    Where the text is that of a `spot`, from `start` on, its marks lead to what they speak of.
    """
    marks = context.notes.marks.get(spot, ()) if spot else ()
    if not marks and "\r" not in text and is_literal(text):  # most texts: told fast
        return [run(text)] if text else []
    setting = Setting(context.layout.text_width if width is None else width)
    return write_inlines(inlines_of(text, marks, start), setting, context)


def write_inlines(inlines: Sequence[Inline], setting: Setting, context: Context) -> list[Element]:
    """Return the runs of the inlines, in order."""
    return [made for inline in inlines for made in INLINE_HANDLERS[type(inline)](inline, setting, context)]


def _text(inline: Text, setting: Setting, context: Context) -> Iterable[Element]:
    return (run(inline.text, *setting.properties()),)


def literal_math(latex: str) -> Element:
    """Return a run with the LaTeX of a formula that is no equation."""
    return run(" ".join(latex.split()), w("rStyle", val="Math"))


def _math(inline: Math, setting: Setting, context: Context) -> Iterable[Element]:
    try:
        math, number = context.equations.equation(inline.latex, display=inline.display)
    except FormulaError as error:
        said = f"{inline.latex!r:.60}: {error}"
        context.report("formula-unconverted", str(error) if engine() == "none" else said)  # of all formulas the same
        return (literal_math(inline.latex),)
    made = context.equations.bookmarked(inline.latex, math)
    return (*made, run(f" {number}", *setting.properties())) if number else made


def _code(inline: Code, setting: Setting, context: Context) -> Iterable[Element]:
    return (run(inline.text, *setting.properties(style="CodeInline")),)


def _moved(inline: Superscript | Subscript, setting: Setting, context: Context) -> Iterable[Element]:
    return (run(inline.text, *setting.properties(type(inline))),)


def _emphasized(
    inline: Strong | Emphasis | Strike | Mark | Insert, setting: Setting, context: Context
) -> list[Element]:
    return write_inlines(inline.runs, setting._replace(kinds=setting.kinds | {type(inline)}), context)


def _note_mark(inline: NoteMark, setting: Setting, context: Context) -> list[Element]:
    return write_mark(inline, setting.properties, lambda each: write_inlines((each,), setting, context), context)


def _image(inline: Image, setting: Setting, context: Context) -> Iterable[Element]:
    drawing = context.drawing(inline.address, inline.alt, width=setting.width)
    if drawing is not None:
        return (drawing,)
    return (run(f"[{inline.alt}]", *setting.properties()),) if inline.alt else ()


def _link(inline: Link, setting: Setting, context: Context) -> Iterable[Element]:
    relationship = context.link(inline.address)
    if relationship is None:
        return write_inlines(inline.runs, setting, context)
    link = w("hyperlink", *write_inlines(inline.runs, setting._replace(style="Hyperlink"), context))
    link.set(name("r:id"), relationship)
    return (link,)


def _line_break(inline: LineBreak, setting: Setting, context: Context) -> Iterable[Element]:
    return (w("r", w("br")),)


INLINE_HANDLERS: Mapping[type[Inline], InlineHandler] = MappingProxyType(
    {
        Text: _text,
        Math: _math,
        Code: _code,
        Superscript: _moved,
        Subscript: _moved,
        Strong: _emphasized,
        Emphasis: _emphasized,
        Strike: _emphasized,
        Mark: _emphasized,
        Insert: _emphasized,
        Image: _image,
        Link: _link,
        NoteMark: _note_mark,
        LineBreak: _line_break,
    }
)

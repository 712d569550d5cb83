"""The labels of the service: one row each. A new label, or a new spelling of one, is a change of this file alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from somark_tools.model import (
    Block,
    Caption,
    Code,
    Contents,
    Figure,
    Footnote,
    Formula,
    Furniture,
    Heading,
    Paragraph,
    Region,
    Table,
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label: its canonical name, the kind of block it becomes, its colour in overlays, and other spellings of it.

    `empty` is the kind of a block of that label that has no content: a box around other blocks.
    """

    name: str
    kind: type[Block]
    colour: str
    aliases: tuple[str, ...] = ()
    empty: type[Block] | None = None


# Colours: near Okabe and Ito's palette, moved until any two are told apart with any colour vision; a test measures it.
LABELS: tuple[Label, ...] = (
    Label("text", Paragraph, "#2088ce"),
    Label("title", Heading, "#ce5900"),
    Label("figure", Figure, "#08945b", aliases=("picture", "image", "chart")),
    Label("figure_caption", Caption, "#086043", aliases=("fcaption", "image_caption", "caption")),
    Label("table", Table, "#c87caf"),
    Label("table_caption", Caption, "#823366", aliases=("tcaption",)),
    Label("equation", Formula, "#de9b05", aliases=("formula",)),
    Label("header", Furniture, "#bbbbbb", aliases=("page_header",)),
    Label("footer", Furniture, "#787878", aliases=("page_footer",)),
    Label("sider", Furniture, "#b2a98d", aliases=("sidebar",)),
    Label("footnote", Footnote, "#56b4e9", aliases=("footenote",), empty=Region),
    Label("cate", Contents, "#55672a", empty=Region),
    Label("cate_item", Contents, "#8aa041"),
    Label("code", Code, "#261880", aliases=("code_block",)),
    Label("choice", Paragraph, "#6a3d9a"),
    Label("blank", Paragraph, "#92cfea"),
    Label("reference", Paragraph, "#5f0700", empty=Region),
    Label("qrcode", Figure, "#1d1e21", aliases=("qr_code",)),
    Label("stamp", Figure, "#a8000f", aliases=("seal",)),
    Label("cs", Figure, "#c6ca5d", aliases=("chemical_structure", "chemical_formula", "chem_formula")),
    Label("cs_equation", Formula, "#fcc701", aliases=("chemical_equation",)),
)

_BY_NAME: Mapping[str, Label] = MappingProxyType(
    {name: label for label in LABELS for name in (label.name, *label.aliases)}
)


def kind_sent(label: Label, content: str | None) -> type[Block]:
    """Return the kind that a block of a label has by its label and content alone."""
    return label.empty if label.empty and not (content and content.strip()) else label.kind


def label_named(name: str) -> Label | None:
    """Return the row for a label in any spelling (case, `-` and spaces do not matter), or None if it is unknown."""
    return _BY_NAME.get(name) or _BY_NAME.get(name.strip().lower().replace("-", "_").replace(" ", "_"))

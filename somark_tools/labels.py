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


# Colours: Okabe and Ito's palette and darker or lighter tones of it, told apart with any colour vision.
LABELS: tuple[Label, ...] = (
    Label("text", Paragraph, "#0072b2"),
    Label("title", Heading, "#d55e00"),
    Label("figure", Figure, "#009e73", aliases=("picture", "image", "chart")),
    Label("figure_caption", Caption, "#00664a", aliases=("fcaption", "image_caption", "caption")),
    Label("table", Table, "#cc79a7"),
    Label("table_caption", Caption, "#8f3d6d", aliases=("tcaption",)),
    Label("equation", Formula, "#e69f00", aliases=("formula",)),
    Label("header", Furniture, "#8c8c8c", aliases=("page_header",)),
    Label("footer", Furniture, "#6e6e6e", aliases=("page_footer",)),
    Label("sider", Furniture, "#a89f91", aliases=("sidebar",)),
    Label("footnote", Footnote, "#56b4e9", aliases=("footenote",), empty=Region),
    Label("cate", Contents, "#4b5d16", empty=Region),
    Label("cate_item", Contents, "#7a8f2a"),
    Label("code", Code, "#332288", aliases=("code_block",)),
    Label("choice", Paragraph, "#6a3d9a"),
    Label("blank", Paragraph, "#88ccee"),
    Label("reference", Paragraph, "#661100", empty=Region),
    Label("qrcode", Figure, "#1a1a1a", aliases=("qr_code",)),
    Label("stamp", Figure, "#b2182b", aliases=("seal",)),
    Label("cs", Figure, "#999933", aliases=("chemical_structure", "chemical_formula", "chem_formula")),
    Label("cs_equation", Formula, "#f0c000", aliases=("chemical_equation",)),
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

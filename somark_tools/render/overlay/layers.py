"""Names of layers → the layers that are drawn: the table of what an overlay can show, each on or off."""

from collections.abc import Iterable
from typing import NamedTuple

from somark_tools.errors import OutputError


class Layer(NamedTuple):
    """A layer: its name, what it shows, its colour if it is drawn in one of its own, and whether it is on unasked."""

    name: str
    shows: str
    colour: str = ""
    usual: bool = True


LAYERS: tuple[Layer, ...] = (
    Layer("boxes", "a box around each block, coloured by label"),
    Layer("furniture", "running heads, page numbers and margin text too, dimmed"),
    Layer("text", "the text of the blocks, where there is no picture of the page"),
    Layer("path", "the reading order as a numbered path", "#5b00b5", usual=False),
    Layer("captions", "from captions to what they name", "#7a3b00"),
    Layer("notes", "from notes and sources to their table, from texts to the notes they mention", "#00558c"),
    Layer("merges", "what goes on in another column or on another page", "#000000"),
    Layer("issues", "blocks about which there is an issue", "#e8001d"),
    Layer("tags", "idx and label at each box"),
    Layer("levels", "the level of each heading, in its tag"),
    Layer("legend", "the strip beside the page: labels, layers, notes"),
)
COLOURS = {layer.name: layer.colour for layer in LAYERS if layer.colour}
USUAL: tuple[str, ...] = tuple(layer.name for layer in LAYERS if layer.usual)


def chosen(names: Iterable[str]) -> frozenset[str]:
    """Return the layers of those names; `all` stands for every one. Raises OutputError for a name that is none."""
    known = {layer.name for layer in LAYERS}
    wanted = frozenset([names] if isinstance(names, str) else names)
    unknown = sorted(wanted - known - {"all"})
    if unknown:
        raise OutputError(f"there is no layer {unknown[0]!r}; layers are {', '.join(layer.name for layer in LAYERS)}")
    return frozenset(known) if "all" in wanted else wanted

"""The inline runs that a text is made of, and their plain text. Leaves hold a text, the others hold runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, get_args


@dataclass(frozen=True, slots=True)
class Text:
    """Literal characters, none of them a line break."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Program text in a line: `text` without its backticks."""

    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """A formula in LaTeX, without delimiters."""

    latex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class Superscript:
    """Raised text: a note mark, a citation, an exponent."""

    text: str


@dataclass(frozen=True, slots=True)
class Subscript:
    """Lowered text: an index."""

    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in the text, `alt` its description."""

    address: str
    alt: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The end of a line that the author set."""


@dataclass(frozen=True, slots=True)
class Strong:
    """Runs of strong importance: bold."""

    runs: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed runs: italic."""

    runs: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Strike:
    """Runs struck out."""

    runs: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Mark:
    """Highlighted runs."""

    runs: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Insert:
    """Inserted runs: underlined."""

    runs: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Link:
    """A link around runs."""

    address: str
    runs: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A mark that speaks of blocks, made where the graph says so: `runs` as written, `id` of its own in the document.

    `targets` holds for each key that the mark names ("3", "a", "*") the id of the block that answers to it.
    """

    id: str
    targets: Mapping[str, str]
    runs: "tuple[Inline, ...]"


Leaf = Text | Code | Math | Superscript | Subscript | Image | LineBreak
Holder = Strong | Emphasis | Strike | Mark | Insert | Link | NoteMark
Inline = Leaf | Holder
INLINES: tuple[type[Inline], ...] = (*get_args(Leaf), *get_args(Holder))


def plain_text(runs: Sequence[Inline]) -> str:
    """Return the runs as plain text: formulas as LaTeX between `$`, pictures as their description."""
    return "".join([_PLAIN[type(run)](run) for run in runs])


_PLAIN: Mapping[type[Inline], Callable[[Any], str]] = MappingProxyType(
    {
        Math: lambda run: f"${run.latex}$",
        Image: lambda run: run.alt,
        LineBreak: lambda run: "\n",
        **dict.fromkeys((Text, Code, Superscript, Subscript), lambda run: run.text),
        **dict.fromkeys(get_args(Holder), lambda run: plain_text(run.runs)),
    }
)

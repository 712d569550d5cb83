"""What a caller asks of the Markdown → one checked value."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypedDict, get_args

from somark_tools.arguments import check_choice
from somark_tools.errors import OutputError

Dialect = Literal["gfm", "somarkdown"]
Tables = Literal["auto", "pipe", "html"]
Images = Literal["keep", "folder", "data", "drop"]

_CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"dialect": get_args(Dialect), "tables": get_args(Tables), "images": get_args(Images)}
)


class Wanted(TypedDict, total=False):
    """The options as keywords."""

    dialect: Dialect
    tables: Tables
    lists: bool
    page_marks: bool
    anchors: bool
    front_matter: bool
    images: Images
    descriptions: bool
    furniture: bool
    footnotes: bool
    outline: bool
    heading_shift: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of `render_markdown`, which says what they mean. Raises OutputError for a value that is none."""

    dialect: Dialect = "gfm"
    tables: Tables = "auto"
    lists: bool = True
    page_marks: bool = False
    anchors: bool = False
    front_matter: bool = False
    images: Images = "keep"
    descriptions: bool = True
    furniture: bool = False
    footnotes: bool = False
    outline: bool = False
    heading_shift: int = 0

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            check_choice(name, getattr(self, name), choices)
        if self.footnotes and self.dialect != "gfm":
            raise OutputError(f"the dialect {self.dialect} has no footnotes")

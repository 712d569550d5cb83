"""What a caller asks of the chunks → one checked value."""

from dataclasses import dataclass
from typing import Literal, TypedDict, get_args

from somark_tools.errors import OutputError

Tables = Literal["auto", "pipe", "html", "rows"]


class Wanted(TypedDict, total=False):
    """The options as keywords."""

    max_tokens: int
    min_tokens: int | None
    overlap: int
    tokenizer: object
    headings: bool
    tables: Tables
    descriptions: bool
    furniture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of `split`, which says what they mean. Raises OutputError for a value that is none."""

    max_tokens: int = 512
    min_tokens: int | None = None
    overlap: int = 0
    tokenizer: object = "estimate"
    headings: bool = True
    tables: Tables = "auto"
    descriptions: bool = True
    furniture: bool = False

    def __post_init__(self) -> None:
        if self.max_tokens < 1:
            raise OutputError(f"max_tokens is 1 or more, not {self.max_tokens}")
        if self.min_tokens is not None and not 0 <= self.min_tokens <= self.max_tokens:
            raise OutputError(f"min_tokens is between 0 and max_tokens, not {self.min_tokens}")
        if not 0 <= self.overlap <= self.max_tokens // 2:
            raise OutputError(f"overlap is between 0 and half of max_tokens, not {self.overlap}")
        if self.tables not in get_args(Tables):
            raise OutputError(f"tables is one of {', '.join(get_args(Tables))}, not {self.tables!r}")

    @property
    def enough(self) -> int:
        """From how many tokens on a chunk takes in no more blocks."""
        return self.max_tokens if self.min_tokens is None else self.min_tokens

"""What a caller may choose about the Word file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from somark_tools.model import Issue


@dataclass(frozen=True, slots=True)
class Options:
    """The keywords of `render_docx`, as it explains them."""

    toc: bool = False
    headers: bool = False
    page_breaks: bool = False
    bookmarks: bool = False
    template: Path | bytes | None = None
    table_style: str = "Table Grid"
    language: str | None = None
    fetch: Callable[[str], bytes | None] | None = None
    on_issue: Callable[[Issue], None] | None = None

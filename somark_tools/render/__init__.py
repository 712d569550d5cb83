"""Renderers: Document → output. A new format is one file here and one row in FORMATS."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Format:
    """An output format: its name, the suffix of its file, and the function that makes it, imported when it is used.

    The function takes a Document and returns str or bytes; with `assets` set it also takes `assets=Assets(...)`. A
    format of many files (`folder`) returns an iterator of (file name, bytes) instead. `options` are keywords that it
    takes besides; where `reports` is set, so is `on_issue`. Where they can ask for pictures in a folder, the function
    `pictures` of the module yields these. `pages`: it has a use for pictures of the pages. `binary`: it is no text.
    """

    name: str
    suffix: str
    module: str
    function: str
    summary: str
    assets: bool = False
    folder: bool = False
    options: tuple[str, ...] = ()
    pictures: str = ""
    reports: bool = False
    pages: bool = False
    binary: bool = False

    def load(self) -> Callable[..., Any]:
        """Return the function that renders."""
        return self._named(self.function)

    def load_pictures(self) -> Callable[..., Any]:
        """Return the function that yields the pictures to put beside the output: (relative path, bytes)."""
        return self._named(self.pictures)

    def _named(self, name: str) -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(import_module(self.module), name)
        return function


FORMATS: tuple[Format, ...] = (
    Format(
        "md", ".md", "somark_tools.render.markdown", "render_markdown", "Markdown (GFM or SoMarkDown)",
        assets=True, pictures="markdown_images", options=(
            "dialect", "tables", "lists", "page_marks", "anchors", "front_matter", "outline", "images", "descriptions",
            "footnotes", "furniture", "heading_shift",
        ),
    ),
    Format(
        "html", ".html", "somark_tools.render.html", "render_html", "one HTML page", assets=True, options=("furniture",)
    ),
    Format("txt", ".txt", "somark_tools.render.text", "render_text", "plain text"),
    Format(
        "docx", ".docx", "somark_tools.render.docx", "render_docx", "Word", assets=True, reports=True,
        pages=True, binary=True, options=("toc", "headers", "page_breaks", "bookmarks", "template", "table_style"),
    ),
    Format("json", ".json", "somark_tools.render.json", "render_json", "SoMark's JSON, merged"),
    Format("document", ".document.json", "somark_tools.render.document", "render_document", "the block graph as JSON"),
    Format("blocks", ".jsonl", "somark_tools.render.blocks", "render_blocks", "JSON Lines, one block a line"),
    Format(
        "chunks", ".chunks.jsonl", "somark_tools.chunks", "render_chunks", "chunks to embed and cite, JSON Lines",
        options=("max_tokens", "tokenizer"),
    ),
    Format(
        "overlay", "", "somark_tools.render.overlay.files", "overlay_files", "boxes over each page: PNG and SVG",
        assets=True, folder=True, pages=True, options=("layers", "scale"),
    ),
    Format(
        "overlay-pdf", ".pdf", "somark_tools.render.overlay.pdf_layer", "overlay_pdf_beside",
        "the source PDF with boxes as layers, and bookmarks", assets=True, pages=True, binary=True, options=("layers",),
    ),
    Format(
        "overlay-sheet", ".png", "somark_tools.render.overlay.sheet", "contact_sheet", "all pages small, in one PNG",
        assets=True, pages=True, binary=True, options=("layers",),
    ),
)  # fmt: skip


def without_use(options: Iterable[str], formats: Iterable[Format]) -> list[str]:
    """Return the options that none of the formats takes."""
    taken = {option for fmt in formats for option in fmt.options}
    return [option for option in options if option not in taken]

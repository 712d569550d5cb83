"""somark_tools: SoMark results → stitched documents, Markdown, Word, JSON and page overlays.

`merge_cross_page(result)` is the way in. Names are imported when they are first used, so that `import somark_tools` is
quick; no public name equals the name of a module, or the one would hide the other.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from somark_tools.adapters.docling import from_docling, to_docling
    from somark_tools.adapters.tables import to_arrow, to_pandas
    from somark_tools.assets.beside import Assets
    from somark_tools.batch import Done, Failed, run_batch
    from somark_tools.chunks import (
        Chunk,
        Fragment,
        Part,
        Source,
        chunks_jsonl,
        chunks_parquet,
        joined_table,
        render_chunks,
        split,
        token_counter,
    )
    from somark_tools.client import (
        AsyncClient,
        Client,
        ClientSettings,
        DownloadLimits,
        Downloads,
        ElementFormats,
        FeatureConfig,
        Outcome,
        ParsedResult,
        ParseOptions,
        Retries,
        Upload,
        Usage,
        download_assets,
        join_results,
        upload_parts,
        with_local_images,
    )
    from somark_tools.document import Document
    from somark_tools.equations import latex_to_mathml, latex_to_omml
    from somark_tools.errors import (
        AddressRefusedError,
        BrokenFileError,
        ConnectionFailedError,
        DownloadError,
        FormatError,
        FormulaError,
        KeyRefusedError,
        NoPagesLeftError,
        NotReadyError,
        OutputError,
        ParameterError,
        ParseFailedError,
        ParseTimeoutError,
        RateLimitError,
        ReplyError,
        ServiceError,
        SomarkError,
        SourceError,
        TooLargeError,
        UnavailableError,
        UnsupportedFileError,
        WaitTimeoutError,
    )
    from somark_tools.explain import Finding, evidence_for, findings
    from somark_tools.geometry import BBox
    from somark_tools.graph import to_networkx
    from somark_tools.inlines import parse_inlines
    from somark_tools.layout.spatial import PageIndex, page_index
    from somark_tools.linter import LintFinding, lint
    from somark_tools.merge import apply, merge_cross_page, unmerge
    from somark_tools.model import (
        Block,
        Caption,
        Cell,
        CellJoin,
        Code,
        Contents,
        Dropped,
        Edge,
        Evidence,
        Figure,
        Footnote,
        Formula,
        Furniture,
        Heading,
        Issue,
        Join,
        Origin,
        Page,
        Paragraph,
        Piece,
        Place,
        Range,
        Region,
        Relation,
        Row,
        Section,
        Table,
        TextBlock,
    )
    from somark_tools.provenance import CellSource, RowSource, cell_sources, piece_at, pieces_between, row_sources
    from somark_tools.reading.reader import read
    from somark_tools.render.blocks import render_blocks
    from somark_tools.render.docx import render_docx
    from somark_tools.render.html import render_html
    from somark_tools.render.json import render_json
    from somark_tools.render.markdown import (
        BlockLines,
        MarkdownMap,
        markdown_images,
        render_markdown,
        render_with_map,
    )
    from somark_tools.render.overlay.files import overlay_files
    from somark_tools.render.overlay.pdf_layer import overlay_pdf
    from somark_tools.render.overlay.png import draw_png
    from somark_tools.render.overlay.sheet import contact_sheet
    from somark_tools.render.overlay.show import PageView, show_page
    from somark_tools.render.overlay.svg import draw_svg
    from somark_tools.render.text import render_text
    from somark_tools.transforms import DEFAULT
    from somark_tools.transforms.halves import join_halves
    from somark_tools.version import __version__
    from somark_tools.viewer import read_review, render_viewer
    from somark_tools.wire import Result, TaskReply

_HOMES = {
    "adapters.docling": ["from_docling", "to_docling"],
    "adapters.tables": ["to_arrow", "to_pandas"],
    "assets.beside": ["Assets"],
    "chunks": [
        "Chunk", "Fragment", "Part", "Source", "chunks_jsonl", "chunks_parquet", "joined_table", "render_chunks",
        "split", "token_counter",
    ],
    "batch": ["Done", "Failed", "run_batch"],
    "client": [
        "AsyncClient", "Client", "ClientSettings", "DownloadLimits", "Downloads", "ElementFormats", "FeatureConfig",
        "Outcome", "ParseOptions", "ParsedResult", "Retries", "Upload", "Usage", "download_assets", "join_results",
        "upload_parts", "with_local_images",
    ],
    "document": ["Document"],
    "equations": ["latex_to_mathml", "latex_to_omml"],
    "errors": [
        "AddressRefusedError", "BrokenFileError", "ConnectionFailedError", "DownloadError", "FormatError",
        "FormulaError", "KeyRefusedError", "NoPagesLeftError", "NotReadyError", "OutputError", "ParameterError",
        "ParseFailedError", "ParseTimeoutError", "RateLimitError", "ReplyError", "ServiceError", "SomarkError",
        "SourceError", "TooLargeError", "UnavailableError", "UnsupportedFileError", "WaitTimeoutError",
    ],
    "explain": ["Finding", "evidence_for", "findings"],
    "geometry": ["BBox"],
    "graph": ["to_networkx"],
    "inlines": ["parse_inlines"],
    "linter": ["LintFinding", "lint"],
    "merge": ["apply", "merge_cross_page", "unmerge"],
    "model": [
        "Block", "Caption", "Cell", "CellJoin", "Code", "Contents", "Dropped", "Edge", "Evidence", "Figure",
        "Footnote", "Formula", "Furniture", "Heading", "Issue", "Join", "Origin", "Page", "Paragraph", "Piece",
        "Place", "Range", "Region", "Relation", "Row", "Section", "Table", "TextBlock",
    ],
    "provenance": ["CellSource", "RowSource", "cell_sources", "piece_at", "pieces_between", "row_sources"],
    "reading.reader": ["read"],
    "render.blocks": ["render_blocks"],
    "render.docx": ["render_docx"],
    "render.html": ["render_html"],
    "render.json": ["render_json"],
    "render.markdown": ["BlockLines", "MarkdownMap", "markdown_images", "render_markdown", "render_with_map"],
    "render.overlay.files": ["overlay_files"],
    "render.overlay.pdf_layer": ["overlay_pdf"],
    "render.overlay.png": ["draw_png"],
    "render.overlay.sheet": ["contact_sheet"],
    "render.overlay.show": ["PageView", "show_page"],
    "render.overlay.svg": ["draw_svg"],
    "render.text": ["render_text"],
    "layout.spatial": ["PageIndex", "page_index"],
    "transforms": ["DEFAULT"],
    "transforms.halves": ["join_halves"],
    "version": ["__version__"],
    "viewer": ["read_review", "render_viewer"],
    "wire": ["Result", "TaskReply"],
}  # fmt: skip
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "DEFAULT", "AddressRefusedError", "Assets", "AsyncClient", "BBox", "Block", "BlockLines", "BrokenFileError",
    "Caption", "Cell", "CellJoin", "CellSource", "Chunk", "Client", "ClientSettings", "Code", "ConnectionFailedError",
    "Contents", "Document", "Done", "DownloadError", "DownloadLimits", "Downloads", "Dropped", "Edge", "ElementFormats",
    "Evidence", "Failed", "FeatureConfig", "Figure", "Finding", "Footnote", "FormatError", "Formula", "FormulaError",
    "Fragment", "Furniture", "Heading", "Issue", "Join", "KeyRefusedError", "LintFinding", "MarkdownMap",
    "NoPagesLeftError", "NotReadyError", "Origin", "Outcome", "OutputError", "Page", "PageIndex", "PageView",
    "Paragraph", "ParameterError", "ParseFailedError", "ParseOptions", "ParseTimeoutError", "ParsedResult", "Part",
    "Piece", "Place", "Range", "RateLimitError", "Region", "Relation", "ReplyError", "Result", "Retries", "Row",
    "RowSource", "Section", "ServiceError", "SomarkError", "Source", "SourceError", "Table", "TaskReply", "TextBlock",
    "TooLargeError", "UnavailableError", "UnsupportedFileError", "Upload", "Usage", "WaitTimeoutError", "__version__",
    "apply", "cell_sources", "chunks_jsonl", "chunks_parquet", "contact_sheet", "download_assets", "draw_png",
    "draw_svg", "evidence_for", "findings", "from_docling", "join_halves", "join_results", "joined_table",
    "latex_to_mathml", "latex_to_omml", "lint", "markdown_images", "merge_cross_page", "overlay_files", "overlay_pdf",
    "page_index", "parse_inlines", "piece_at", "pieces_between", "read", "read_review", "render_blocks",
    "render_chunks", "render_docx", "render_html", "render_json", "render_markdown", "render_text", "render_viewer",
    "render_with_map", "row_sources", "run_batch", "show_page", "split", "to_arrow", "to_docling", "to_networkx",
    "to_pandas", "token_counter", "unmerge", "upload_parts", "with_local_images",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'somark_tools' has no attribute {name!r}")
    return getattr(import_module(f"somark_tools.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

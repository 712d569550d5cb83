"""Print how much faster Markdown is made here than by docling-core from the same content, in one run.

    python benchmarks/docling.py [RESULT] [--megabytes 10] [--rounds 3] [--at-least 5]

The pages of RESULT (by default a document of the corpus, or a sample) are repeated up to the size. The merged Document
is built anew as a DoclingDocument in memory, outside of all timing. Then both are written as Markdown, and here also
from the bytes sent, reading and merging included. The best of the rounds counts, for both sides alike. `--at-least`
makes it exit 1 below that ratio.
"""

import argparse
import json
import os
import re
import sys
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from docling_core.types.doc import DocItemLabel, DoclingDocument, TableCell, TableData
from growth import repeated
from timing import best

from somark_tools import (
    Caption,
    Code,
    Contents,
    Document,
    Figure,
    Footnote,
    Formula,
    Furniture,
    Heading,
    Paragraph,
    Region,
    Table,
    merge_cross_page,
    read,
    render_markdown,
)

ROOT = Path(__file__).parent.parent
IN_CORPUS = "dev/debref-en/rowspan/outputs.json"
SAMPLE = ROOT / "sample_results/annual-report/outputs.json"
LABELS = MappingProxyType(
    {
        Paragraph: DocItemLabel.TEXT,
        Region: DocItemLabel.TEXT,
        Caption: DocItemLabel.CAPTION,
        Footnote: DocItemLabel.FOOTNOTE,
    }
)


class Counts(NamedTuple):
    """How many headings and tables a Markdown text shows."""

    headings: int
    tables: int


def default_result() -> Path:
    corpus = os.environ.get("SOMARK_CORPUS")
    return Path(corpus) / IN_CORPUS if corpus else SAMPLE


def of_size(path: Path, size: int) -> bytes:
    """Return a result of at least so many bytes: the pages of one over and over."""
    pages = [page.model_dump(by_alias=True, exclude_unset=True) for page in read(path).source.pages]
    one = len(json.dumps(repeated(pages, len(pages))).encode())
    times = 1
    while True:
        data = json.dumps(repeated(pages, times * len(pages))).encode()
        if len(data) >= size:
            return data
        times = max(times + 1, -(-size // one))


def as_docling(document: Document) -> DoclingDocument:
    """Return the same content as docling holds it: what a reader sees, in order, captions with their owners."""
    made = DoclingDocument(name=document.name or "result")
    owned = {caption.id for block in document.blocks for caption in document.captions(block.id)}
    entries = None  # the list that the entries of a table of contents before this block stand in
    for block in document.blocks:
        if block.hidden or isinstance(block, Furniture) or block.id in owned:
            continue
        entries = (entries or made.add_list_group()) if isinstance(block, Contents) else None
        captions = [caption for caption in document.captions(block.id) if isinstance(caption, Caption)]
        caption = made.add_text(DocItemLabel.CAPTION, captions[0].text) if captions else None
        for other in captions[1:]:
            made.add_text(DocItemLabel.CAPTION, other.text)
        match block:
            case Heading(text=text, level=level) if text.strip():
                made.add_heading(" ".join(text.split()), level=level)
            case Table(rows=rows) if rows:
                made.add_table(table_data(block), caption=caption)
            case Figure():
                made.add_picture(caption=caption)
            case Formula(text=text):
                made.add_formula(text)
            case Code(text=text):
                made.add_code(text, caption=caption)
            case Contents(text=text):
                made.add_list_item(text, parent=entries)
            case Paragraph() | Region() | Caption() | Footnote() if block.text.strip():
                made.add_text(LABELS[type(block)], block.text)
    return made


def table_data(table: Table) -> TableData:
    cells = [
        TableCell(
            text=cell.text,
            row_span=cell.rowspan,
            col_span=cell.colspan,
            start_row_offset_idx=number,
            end_row_offset_idx=number + cell.rowspan,
            start_col_offset_idx=cell.column,
            end_col_offset_idx=cell.column + cell.colspan,
            column_header=cell.header,
        )
        for number, row in enumerate(table.rows)
        for cell in row.cells
    ]
    return TableData(num_rows=len(table.rows), num_cols=table.columns, table_cells=cells)


def counted(markdown: str) -> Counts:
    """Return what stands outside of program text: headings, and tables as HTML or between bars."""
    headings = tables = 0
    fence = before = ""
    for line in markdown.split("\n"):
        if fence:
            fence = "" if line == fence else fence
        elif found := re.match(r"`{3,}", line):
            fence = found[0]
        else:
            headings += bool(re.match(r"#+ ", line))
            tables += line.startswith("<table") or (line.startswith("|") and not before.startswith("|"))
        before = line
    return Counts(headings, tables)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path, nargs="?", default=default_result())
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-least", type=float)
    args = parser.parse_args()
    data = of_size(args.result, int(args.megabytes * 1e6))
    document = merge_cross_page(data)
    theirs = as_docling(document)
    ours, others = counted(render_markdown(document)), counted(theirs.export_to_markdown())
    print(f"{len(data):,} bytes, {len(document.blocks):,} blocks, {ours.headings:,} headings, {ours.tables:,} tables")
    if ours != others:
        print(f"docling-core shows {others.headings:,} headings and {others.tables:,} tables: not the same content")
        return 1
    docling = best(theirs.export_to_markdown, args.rounds)
    rendering = best(lambda: render_markdown(document), args.rounds)
    reading = best(lambda: render_markdown(merge_cross_page(data)), args.rounds)
    name = f"docling-core {version('docling-core')}, export_to_markdown"
    print(f"{name:50} {docling:>7.2f} s")
    print(f"{'render_markdown':50} {rendering:>7.2f} s, {docling / rendering:.1f} x as fast")
    print(f"{'bytes to Markdown, merging included':50} {reading:>7.2f} s, {docling / reading:.1f} x as fast")
    return 1 if args.at_least is not None and docling / rendering < args.at_least else 0


if __name__ == "__main__":
    sys.exit(main())

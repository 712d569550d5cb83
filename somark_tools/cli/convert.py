"""`somark-tools convert`: a result → other formats."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from somark_tools.cli.files import write_file, write_pages
from somark_tools.cli.inputs import assets_of, merged, targets_of
from somark_tools.cli.manual import Command, suggestion
from somark_tools.cli.options import (
    AS_JSON,
    FORMAT_NAMES,
    FORMAT_TABLE,
    INFER,
    PAGE_IMAGES,
    PDF,
    RESULT,
    REVIEW,
    SECTIONS,
    format_options,
    formats_named,
)
from somark_tools.cli.printing import say_json
from somark_tools.render import FORMATS, Format

if TYPE_CHECKING:
    from somark_tools.cli.printing import Written
    from somark_tools.model import Issue
    from somark_tools.transforms.inference import Infer

_EXAMPLES = (
    ("Markdown; the suffix says the format:", "somark-tools convert outputs.json -o report.md"),
    (
        "Markdown for search: page marks, and the pictures in a folder beside it:",
        "somark-tools convert outputs.json -o report.md --page-marks --pictures folder",
    ),
    (
        "Word, with running heads and a table of contents:",
        "somark-tools convert outputs.json -o report.docx --headers --toc",
    ),
    ("Chunks to embed:", "somark-tools convert outputs.json -o report.chunks.jsonl --max-tokens 400"),
    (
        "Several formats at once, the boxes drawn over the pages of the PDF:",
        "somark-tools convert outputs.json -o out --to md,docx,overlay --pdf report.pdf",
    ),
)


@click.command(
    cls=Command,
    short_help="Merge a result and write it in other formats.",
    sections=SECTIONS,
    tables=FORMAT_TABLE,
    examples=_EXAMPLES,
)
@RESULT
@click.option("-o", "--output", "out", required=True, type=click.Path(path_type=Path), help="File or folder to write.")
@click.option(
    "--to",
    "formats",
    type=FORMAT_NAMES,
    callback=formats_named,
    help="Formats, with commas between; else by the suffix of OUT.",
)
@PDF
@PAGE_IMAGES
@INFER
@REVIEW
@click.option("--join-halves", is_flag=True, help="Join tables that look like the two halves of one wide table.")
@AS_JSON
@format_options
def convert(
    result: Path,
    out: Path,
    formats: list[Format],
    pdf: Path | None,
    page_images: Path | None,
    infer: "Infer",
    review: Path | None,
    join_halves: bool,
    as_json: bool,
    **options: object,
) -> None:
    """Merge RESULT over its page breaks and write it in other formats.

    One format goes into the file OUT; several, or an overlay, go into the folder OUT.
    """
    formats = formats or [_format_of(out)]
    targets = targets_of(result, out, formats)
    document = merged(result, infer, review)
    if join_halves:
        from somark_tools.transforms.halves import join_halves as joined

        document = joined(document)
    assets = assets_of(result, pdf, page_images)
    written: list[Written] = []
    issues: list[Issue] = []
    for fmt, target in zip(formats, targets, strict=True):
        if fmt.folder:
            written.append(write_pages(fmt, document, assets, target, options))
        else:
            written += write_file(fmt, document, assets, target, options, issues)
    if as_json:
        say_json({"written": [entry._asdict() for entry in written], "issues": [asdict(issue) for issue in issues]})


def _format_of(out: Path) -> Format:
    found = [fmt for fmt in FORMATS if fmt.suffix and out.name.lower().endswith(fmt.suffix)]
    if found:
        return max(found, key=lambda fmt: len(fmt.suffix))
    known = [fmt.suffix for fmt in FORMATS if fmt.suffix]
    hint = suggestion(out.suffix, known)
    raise click.UsageError(f"{out}: no format has that suffix ({', '.join(known)}); say --to.{hint}")

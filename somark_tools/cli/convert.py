"""`somark-tools convert`: a result → other formats."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from somark_tools.cli.files import write_file, write_pages
from somark_tools.cli.inputs import STDOUT, assets_of, merged, targets_of
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
    Target,
    check_used,
    format_options,
    formats_named,
)
from somark_tools.cli.printing import say_json
from somark_tools.render import FORMATS, Format

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    advice='One RESULT at a time (`batch` takes many); names of formats have commas between: --to "md,docx"',
)
@RESULT
@click.option("-o", "--output", "out", required=True, type=Target(), help="File or folder to write, or - to print.")
@click.option(
    "--to",
    "formats",
    type=FORMAT_NAMES,
    multiple=True,
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
    out: str,
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
    check_used({**options, "pdf": pdf, "page_images": page_images}, formats)
    targets = targets_of(result, out, formats)
    if None in targets:
        _check_alone(options, as_json=as_json)
    document = merged(result, infer, review)
    if join_halves:
        from somark_tools.transforms.halves import join_halves as joined

        document = joined(document)
    assets = assets_of(result, pdf, page_images)
    written: list[Written] = []
    issues: list[Issue] = []
    for fmt, target in zip(formats, targets, strict=True):
        if fmt.folder and target:
            written.append(write_pages(fmt, document, assets, target, options))
        else:
            written += write_file(fmt, document, assets, target, options, issues)
    if as_json:
        say_json({"written": [entry._asdict() for entry in written], "issues": [asdict(issue) for issue in issues]})


def _check_alone(options: "Mapping[str, object]", *, as_json: bool) -> None:
    """Refuse what standard output can't hold beside a format."""
    if as_json:
        raise click.UsageError("-o - and --json: both would be printed; write OUT to a file.")
    if options["images"] == "folder":
        raise click.UsageError("-o - and --pictures folder: there is no file beside which the pictures would lie.")


def _format_of(out: str) -> Format:
    if out == STDOUT:
        raise click.UsageError(f"-o -: say which format is to be printed, for example --to {FORMATS[0].name}.")
    found = [fmt for fmt in FORMATS if fmt.suffix and out.lower().endswith(fmt.suffix)]
    if found:
        return max(found, key=lambda fmt: len(fmt.suffix))
    known = [fmt.suffix for fmt in FORMATS if fmt.suffix]
    suffix = Path(out).suffix
    if not suffix:
        raise click.UsageError(f"{out}: no suffix tells the format ({', '.join(known)}); say --to, such as --to md.")
    hint = suggestion(suffix, known)
    raise click.UsageError(f"{out}: no format has that suffix ({', '.join(known)}); say --to.{hint}")

"""`somark-tools convert`: a result → other formats."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from somark_tools.cli.files import write_file, write_pages
from somark_tools.cli.inputs import assets_of, merged, targets_of
from somark_tools.cli.options import INFER, PAGE_IMAGES, PDF, RESULT, REVIEW, Grouped, format_options, formats_named
from somark_tools.render import FORMATS, Format

if TYPE_CHECKING:
    from somark_tools.transforms.inference import Infer


@click.command(
    cls=Grouped,
    epilog="Formats: " + "; ".join(f"{fmt.name}: {fmt.summary}" for fmt in FORMATS) + ".",
)
@RESULT
@click.option("-o", "--output", "out", required=True, type=click.Path(path_type=Path), help="File or folder to write.")
@click.option(
    "--to", "formats", callback=formats_named, help="Formats, with commas between; else by the suffix of OUT."
)
@PDF
@PAGE_IMAGES
@INFER
@REVIEW
@click.option("--join-halves", is_flag=True, help="Join tables that look like the two halves of one wide table.")
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
    **options: object,
) -> None:
    """Merge RESULT over its page breaks and write it in other formats.

    One format goes into the file OUT; several, or an overlay, go into the folder OUT.

    \b
      somark-tools convert outputs.json -o report.docx --headers --toc
      somark-tools convert outputs.json -o out --to md,docx,overlay --pdf report.pdf
      somark-tools convert outputs.json -o report.md --dialect somarkdown --page-marks --pictures folder
    """
    formats = formats or [_format_of(out)]
    targets = targets_of(result, out, formats)
    document = merged(result, infer, review)
    if join_halves:
        from somark_tools.transforms.halves import join_halves as joined

        document = joined(document)
    assets = assets_of(result, pdf, page_images)
    for fmt, target in zip(formats, targets, strict=True):
        if fmt.folder:
            write_pages(fmt, document, assets, target, options)
        else:
            write_file(fmt, document, assets, target, options)


def _format_of(out: Path) -> Format:
    found = [fmt for fmt in FORMATS if fmt.suffix and out.name.lower().endswith(fmt.suffix)]
    if found:
        return max(found, key=lambda fmt: len(fmt.suffix))
    known = ", ".join(fmt.suffix for fmt in FORMATS if fmt.suffix)
    raise click.UsageError(f"{out}: no format has that suffix ({known}); say --to.")

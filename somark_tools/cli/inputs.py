"""The file that a command is given → its document, its assets, and where outputs go."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from somark_tools.cli.progress import busy
from somark_tools.errors import OutputError, SomarkError
from somark_tools.patterns.result_names import stem_of
from somark_tools.render import Format

if TYPE_CHECKING:
    from somark_tools.assets.beside import Assets
    from somark_tools.document import Document
    from somark_tools.transforms.inference import Infer

STDOUT = "-"


def merged(result: Path, infer: "Infer", review: Path | None = None) -> "Document":
    """Return the merged document, joined as the marks of a review say; errors name the file, not only a place in it."""
    with busy(f"reading {result}"):
        from somark_tools.merge import merge_cross_page

        keep = None
        if review is not None:
            from somark_tools.viewer import read_review

            keep = read_review(review)
        try:
            return merge_cross_page(result, infer=infer, keep=keep)
        except SomarkError as error:
            if not error.place.startswith(str(result)):
                error.args = (f"{result}: {error}",)
            raise


def assets_of(result: Path, pdf: Path | None, images: Path | None) -> "Assets":
    """Return what stands beside a result, with the pages that were named."""
    from dataclasses import replace

    from somark_tools.assets.beside import Assets

    return replace(Assets.beside(result), pdf=pdf, page_images=images)


def targets_of(result: Path, out: str, formats: list[Format]) -> list[Path | None]:
    """Return where each format goes, None being standard output (`-`); refuse to write over the input."""
    if out == STDOUT:
        _check_stdout(formats)
        return [None]
    folder, stem = Path(out), stem_of(result.name) or "result"
    if len(formats) == 1 and (formats[0].folder or not _is_folder(out)):
        targets = [folder]
    else:
        targets = [folder / (fmt.name if fmt.folder else f"{stem}{fmt.suffix}") for fmt in formats]
    for target in targets:
        if _is_same(target, result):
            raise OutputError("this is the input; write elsewhere", place=str(target))
    return list(targets)


def _check_stdout(formats: list[Format]) -> None:
    names = ", ".join(fmt.name for fmt in formats)
    if len(formats) > 1 or formats[0].folder:
        raise click.UsageError(f"-o - is standard output, for a single file: write {names} to a folder.")
    if formats[0].binary and sys.stdout.isatty():
        hint = f"write it to a file (-o report{formats[0].suffix}), or pass it to a program."
        raise click.UsageError(f"{names} is no text that a terminal can show: {hint}")


def _is_folder(path: str) -> bool:
    if path.endswith(("/", os.sep)):
        return True
    return os.path.isdir(path)  # noqa: PTH112  (Path.is_dir raises for names that no file can have)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there, or has a name that no file can have
        return False

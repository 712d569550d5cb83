"""`somark-tools batch`: many results → outputs."""

import math
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from somark_tools.cli.manual import Choice, Command
from somark_tools.cli.options import (
    AS_JSON,
    FORMAT_NAMES,
    FORMAT_TABLE,
    INFER,
    SECTIONS,
    check_used,
    format_options,
    formats_named,
    no_stdout,
)
from somark_tools.cli.printing import say_json
from somark_tools.render import Format

if TYPE_CHECKING:
    from somark_tools.batch.values import Engine
    from somark_tools.transforms.inference import Infer


_EXAMPLES = (
    ("All results of a folder, as Markdown and Word:", "somark-tools batch results/ -o out --to md,docx"),
    ("The same again: only what is new or has changed is done.", "somark-tools batch results/ -o out --to md,docx"),
    (
        "Those that a pattern names, four at a time, for programs:",
        "somark-tools batch 'results/*/outputs.json' -o out --to chunks --workers 4 --json",
    ),
    ("On the Ray cluster of RAY_ADDRESS:", "somark-tools batch results/ -o out --to md --engine ray"),
)


def _a_number(_: click.Context, __: click.Parameter, seconds: float) -> float:
    if math.isnan(seconds):  # which no range refuses
        raise click.BadParameter("a number of seconds.")
    return seconds


@click.command(
    cls=Command,
    short_help="Make outputs of many results.",
    sections=SECTIONS,
    tables=FORMAT_TABLE,
    examples=_EXAMPLES,
)
@click.argument("inputs", metavar="IN...", nargs=-1, required=True)
@click.option("-o", "--output", "out", required=True, callback=no_stdout, help="Folder to write, or a URL of fsspec.")
@click.option(
    "--to",
    "formats",
    type=FORMAT_NAMES,
    multiple=True,
    callback=formats_named,
    required=True,
    help="Formats, with commas between.",
)
@INFER
@click.option(
    "--engine",
    type=Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="This machine, or the Ray cluster of RAY_ADDRESS.",
)
@click.option("--workers", type=click.IntRange(1), help="Processes at work (of each task of Ray: 1).  [default: cores]")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    callback=_a_number,
    default=300,
    show_default=True,
    help="Seconds that one result may take.",
)
@click.option("--memory", type=click.IntRange(1), help="MiB that one worker may take.  [default: its share of 80 %]")
@AS_JSON
@format_options
def batch(
    inputs: tuple[str, ...],
    out: str,
    formats: list[Format],
    infer: "Infer",
    engine: "Engine",
    workers: int | None,
    timeout: float,
    memory: int | None,
    as_json: bool,
    **options: object,
) -> None:
    """Make outputs of many results: files, folders, patterns, .jsonl with a result a line, .txt with an IN a line.

    What is done and unchanged is skipped; what fails stops nothing, and OUT/errors.jsonl lists it (docs/scale.md).
    """
    from somark_tools.batch.command import batch_command
    from somark_tools.batch.values import Limits

    check_used(options, formats)
    chosen = {name: value for name, value in options.items() if value is not None}
    limits = Limits(timeout, (memory or 0) << 20)
    names = [fmt.name for fmt in formats]
    tally = batch_command(inputs, out, names, infer, chosen, limits, engine=engine, workers=workers or 0)
    if as_json:
        say_json({**asdict(tally), "failures": tally.failures})
    if tally.failures:
        sys.exit(1)

"""The command `somark-tools`. The only package that prints: data on stdout, messages on stderr.

Exit codes: 0 done, 1 an input is no result or an output can't be written, 2 wrong usage, 130 interrupted.
"""

import sys

import click

from somark_tools.cli.ask import explain, info, outline
from somark_tools.cli.check import lint, view
from somark_tools.cli.convert import convert
from somark_tools.cli.many import batch
from somark_tools.cli.service import fetch, parse, usage
from somark_tools.errors import SomarkError
from somark_tools.version import __version__

COMMANDS: tuple[click.Command, ...] = (convert, batch, view, lint, outline, info, explain, fetch, parse, usage)


def main() -> None:
    """Run the command line; every SomarkError becomes a message on stderr and exit code 1."""
    try:
        somark_tools()
    except SomarkError as error:
        click.echo(f"somark-tools: {error}", err=True)
        sys.exit(1)


class _Interruptible(click.Group):
    """Ends with the exit code of shells after Ctrl-C; click alone ends with 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("somark-tools: interrupted", err=True)
            raise click.exceptions.Exit(130) from None


@click.group(cls=_Interruptible, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="somark-tools")
def somark_tools() -> None:
    """Turn SoMark parsing results into stitched documents.

    RESULT is what the service returned, as a file: outputs.json, a whole API reply, either of them gzipped, or the ZIP
    package; or the JSON of a document that `convert` wrote.
    """


for _command in COMMANDS:
    somark_tools.add_command(_command)

"""The command `somark-tools`. The only package that prints: data on stdout, messages on stderr.

Exit codes: `EXIT_CODES`.
"""

import sys

import click

from somark_tools.cli import streams
from somark_tools.cli.ask import explain, info, outline
from somark_tools.cli.check import lint, view
from somark_tools.cli.completion import VARIABLE, completion
from somark_tools.cli.convert import convert
from somark_tools.cli.manual import HELP_NAMES, Commands
from somark_tools.cli.many import batch
from somark_tools.cli.printing import allow_any_text, say
from somark_tools.cli.service import fetch, parse, usage
from somark_tools.errors import SomarkError
from somark_tools.version import __version__

COMMANDS: dict[str, tuple[click.Command, ...]] = {
    "Make outputs": (convert, batch),
    "Look and check": (view, lint),
    "Ask": (outline, info, explain),
    "SoMark's API": (fetch, parse, usage),
    "Shell": (completion,),
}
EXIT_CODES = (
    ("0", "Done."),
    (
        "1",
        "An input is no result, an output can't be written, one of a batch failed, or `lint --fail-on` asks for it.",
    ),
    ("2", "Wrong usage."),
    ("130", "Interrupted (Ctrl+C)."),
)
ENVIRONMENT = (
    ("SOMARK_API_KEY", "The key for SoMark's API; else that in ~/.somark/config.toml."),
    ("NO_COLOR", "If set: no colours. There are none either where output goes to a file or program."),
)
EXAMPLES = (
    ("Merge a result and write it as Word:", "somark-tools convert outputs.json -o report.docx"),
    ("See its pages beside the content:", "somark-tools view outputs.json --pdf report.pdf"),
    ("Parse a PDF with SoMark, and write what comes of it to a folder:", "somark-tools parse report.pdf -o out"),
    ("What a command does, with examples:", "somark-tools convert --help"),
)
_INTERRUPTED = 130


def main() -> None:
    """Run the command line; every SomarkError becomes a message on stderr and exit code 1."""
    allow_any_text()
    try:
        try:
            code = somark_tools.main(standalone_mode=False, complete_var=VARIABLE)
        finally:
            streams.flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("somark-tools: interrupted", err=True)
        code = _INTERRUPTED
    except SomarkError as error:
        say(f"somark-tools: {error}", err=True)
        code = 1
    except OSError as error:  # all that is written elsewhere raises an OutputError
        streams.abandon(error)
        code = 1
    sys.exit(code)


@click.group(
    cls=Commands,
    groups=COMMANDS,
    tables={"Exit codes": EXIT_CODES, "Environment": ENVIRONMENT},
    examples=EXAMPLES,
    context_settings={"help_option_names": HELP_NAMES},
)
@click.version_option(__version__, prog_name="somark-tools")
def somark_tools() -> None:
    """Turn SoMark parsing results into stitched documents.

    RESULT is what the service returned, as a file: outputs.json, a whole API reply, either of them gzipped, or the ZIP
    package; or the JSON of a document that `convert` wrote. Data goes to stdout, messages to stderr.
    """

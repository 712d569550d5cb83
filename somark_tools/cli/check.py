"""`somark-tools lint` and `view`: what is wrong with a result, and a page to see it in."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from somark_tools.cli.files import put
from somark_tools.cli.inputs import assets_of, merged, targets_of
from somark_tools.cli.manual import Choice, Command
from somark_tools.cli.options import AS_JSON, FORMATS_BY_NAME, INFER, PAGE_IMAGES, PDF, RESULT, Names, all_named
from somark_tools.cli.printing import Written, colourful, say, say_json, say_json_text
from somark_tools.cli.progress import busy
from somark_tools.errors import OutputError
from somark_tools.patterns.result_names import stem_of
from somark_tools.whole_files import write_whole

if TYPE_CHECKING:
    from somark_tools.assets.beside import Assets
    from somark_tools.document import Document
    from somark_tools.transforms.inference import Infer

_FINDING_FORMATS = ("text", "json", "sarif", "github")
_SEVERITIES = ("error", "warning", "info")


def _rule_ids() -> list[str]:
    from somark_tools.linter import RULES

    return [rule.id for rule in RULES]


_RULES = Names(_rule_ids)


@click.command(
    cls=Command,
    short_help="Check results: what is wrong in them, and where.",
    examples=(
        ("Everything that is wrong or doubtful:", "somark-tools lint outputs.json"),
        ("All results of a folder; exit code 1 if one has errors:", "somark-tools lint results/*.json --fail-on error"),
        ("Single rules:", "somark-tools lint outputs.json --select box-empty,box-off-page"),
        ("For programs, and for GitHub's code scanning:", "somark-tools lint outputs.json --json"),
        ("", "somark-tools lint outputs.json --format sarif"),
    ),
)
@click.argument("results", metavar="RESULT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=Choice(_FINDING_FORMATS), help="How findings are written.  [default: text]")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--select",
    type=_RULES,
    multiple=True,
    callback=all_named,
    metavar="RULES",
    help="The rules to follow, with commas between; else all.",
)
@click.option(
    "--ignore",
    type=_RULES,
    multiple=True,
    callback=all_named,
    metavar="RULES",
    help="The rules to leave out, with commas between.",
)
@click.option("--fail-on", type=Choice(_SEVERITIES), help="Exit 1 if a finding is as bad as that, or worse.")
def lint(
    results: tuple[Path, ...],
    form: str | None,
    as_json: bool,
    select: tuple[str, ...] | None,
    ignore: tuple[str, ...] | None,
    fail_on: str | None,
) -> None:
    """Check each RESULT: print what is wrong or doubtful in it, where, and what to do (docs/lint.md has the rules).

    A file that is no result is a finding, and the others are checked all the same.
    """
    from somark_tools.linter import FINDING_FORMATS, SEVERITIES, lint_files
    from somark_tools.linter.formats.text import styled, summary

    if as_json and form not in (None, "json"):
        raise click.UsageError(f"--json is --format json, and not {form}: leave out one of them.")
    form = "json" if as_json else form or "text"
    with busy("checking"):
        found = list(lint_files(results, select=select or (), ignore=ignore or ()))
    if form == "text" and colourful(sys.stdout):
        from rich.console import Console

        Console().print(styled(found), end="", soft_wrap=True)
    elif form == "text" or form == "github":
        click.echo(FINDING_FORMATS[form](found), nl=False)
    else:
        say_json_text(FINDING_FORMATS[form](found))
    say(summary(found), err=True)
    bad = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    if any(finding.severity in bad or finding.rule == "unreadable" for finding in found):
        sys.exit(1)


@click.command(
    cls=Command,
    short_help="Write a page to read and check a result in.",
    examples=(
        ("The pages with their boxes, beside what became of them:", "somark-tools view outputs.json --pdf report.pdf"),
        ("The same on this machine, to mark what is right:", "somark-tools view outputs.json --pdf report.pdf --serve"),
    ),
)
@RESULT
@click.option("-o", "--output", "out", type=click.Path(), help="File to write, or - to print.  [default: viewer.html]")
@PDF
@PAGE_IMAGES
@INFER
@click.option("--lang", type=Choice(["en", "zh"]), help="Language of the viewer; else that of RESULT.")
@click.option("--serve", is_flag=True, help="Serve it on 127.0.0.1 instead, and save marks beside RESULT.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to serve on.  [default: a free one]")
@AS_JSON
def view(
    result: Path,
    out: str | None,
    pdf: Path | None,
    page_images: Path | None,
    infer: "Infer",
    lang: str | None,
    serve: bool,
    port: int | None,
    as_json: bool,
) -> None:
    """Write a page to read and check RESULT in: its pages with their boxes beside what became of them.

    With --serve, what is right or wrong can be marked; the marks go to RESULT's name with .review.json at its end, and
    `convert --review` joins as they say. Without, the marks of such a file are shown.
    """
    if serve and out:
        raise click.UsageError("--serve writes no file: leave -o out.")
    if out and Path(out).suffix.lower() not in ("", ".html", ".htm"):
        raise click.UsageError(f"-o {out}: the viewer is a page of HTML, so its name ends with .html.")
    if port is not None and not serve:
        raise click.UsageError("--port is for --serve.")
    if serve:
        _serve(merged(result, infer), assets_of(result, pdf, page_images), result, lang, port or 0, as_json)
        return
    from somark_tools.viewer import render_viewer

    [target] = targets_of(result, out or "viewer.html", [FORMATS_BY_NAME["html"]])
    if target is None and as_json:
        raise click.UsageError("-o - and --json: both would be printed; write OUT to a file.")
    document = merged(result, infer)
    marks = _marks_of(result)
    shown = marks if marks.exists() else None
    with busy("making the viewer"):
        page = render_viewer(document, assets=assets_of(result, pdf, page_images), lang=lang, review=shown)
    put(page, target)
    if shown:
        say(f"with the marks in {shown}", err=True)
    if as_json:
        say_json({"written": [Written("view", str(target))._asdict()]})


def _marks_of(result: Path) -> Path:
    return result.with_name(stem_of(result.name) + ".review.json")


def _serve(document: "Document", assets: "Assets", result: Path, lang: str | None, port: int, as_json: bool) -> None:
    try:
        from somark_tools.viewer.server import desk, serve
    except ModuleNotFoundError as error:
        raise OutputError("serving needs the extra `view`: pip install 'somark-tools[view]'") from error
    marks = _marks_of(result)
    at = desk(document, assets, marks, write=write_whole, lang=lang)

    def ready(address: str) -> None:
        say(f"open {address}  (Ctrl+C ends)\nmarks: {marks}", err=True)
        if as_json:
            say_json({"address": address, "marks": str(marks)})

    serve(at, port=port, ready=ready)

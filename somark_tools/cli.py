"""The command `somark-tools`. The only module that prints: data on stdout, messages on stderr.

Exit codes: 0 done, 1 an input is no result or an output can't be written, 2 wrong usage.
"""

import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from somark_tools.errors import OutputError, SomarkError
from somark_tools.render import FORMATS, Format
from somark_tools.render.overlay.layers import LAYERS
from somark_tools.version import __version__

if TYPE_CHECKING:
    from somark_tools.assets import Assets
    from somark_tools.document import Document
    from somark_tools.model import Issue
    from somark_tools.transforms.inference import Infer

_RESULT_SUFFIX = re.compile(r"(\.document)?(\.json)?(\.gz|\.zip)?$", re.IGNORECASE)
_MOST_SHOWN = 10  # issues of one output
_MANY_PAGES = 20  # from here on, drawing shows its progress

_RESULT = click.argument("result", type=click.Path(path_type=Path))
_INFER = click.option(
    "--infer",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Breaks that the service did not speak of: decide where it states none at all, everywhere, or nowhere.",
)
_REVIEW = click.option(
    "--review",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Joins as decided in a review.json that `view --serve` wrote.",
)
_PDF = click.option(
    "--pdf", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Source PDF, under the boxes."
)
_PAGE_IMAGES = click.option(
    "--images",
    "page_images",
    type=click.Path(path_type=Path, exists=True),
    help="Folder or ZIP of page images, likewise.",
)
_MARKDOWN = (
    click.option("--dialect", type=click.Choice(["gfm", "somarkdown"]), help="GitHub's Markdown, or SoMark's own."),
    click.option(
        "--tables", type=click.Choice(["auto", "pipe", "html"]),
        help="Pipe tables where they lose nothing, or all of one kind.",
    ),
    click.option("--page-marks", is_flag=True, default=None, help="<!-- page N --> before each page."),
    click.option("--anchors", is_flag=True, default=None, help='<a id="b-PAGE-IDX"> before each block.'),
    click.option("--front-matter", is_flag=True, default=None, help="YAML on top: file, title, pages, blocks."),
    click.option("--outline", is_flag=True, default=None, help="The headings as a list of links on top."),
    click.option(
        "--pictures", "images", type=click.Choice(["keep", "folder", "data", "drop"]),
        help="By their address, in images/ beside OUT, in the text as data, or left out.",
    ),
    click.option("--no-descriptions", "descriptions", flag_value=False, default=None, type=bool,
                 help="Without what the service says about pictures."),
    click.option("--footnotes", is_flag=True, default=None, help="Notes as [^1], defined at the end (gfm)."),
    click.option("--furniture", is_flag=True, default=None, help="Running heads and page numbers too (also in HTML)."),
    click.option("--heading-shift", type=int, metavar="N", help="Add N to the levels of headings (1 to 6)."),
)  # fmt: skip
_WORD = (
    click.option("--toc", is_flag=True, default=None, help="A table of contents."),
    click.option("--headers", is_flag=True, default=None, help="Running heads and feet, as far as they recur."),
    click.option("--page-breaks", is_flag=True, default=None, help="A new page where the source had one."),
    click.option("--bookmarks", is_flag=True, default=None, help="A bookmark at each block, named by its place."),
    click.option(
        "--template", type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="A .docx or .dotx with the styles, page, headers and footers to use.",
    ),
    click.option("--table-style", metavar="NAME", help="The style of tables.  [default: Table Grid]"),
)  # fmt: skip
_FINDING_FORMATS = ("text", "json", "sarif", "github")
_SEVERITIES = ("error", "warning", "info")
_OVERLAY = (
    click.option(
        "--layers", callback=lambda context, parameter, value: _names(value) if value else None, metavar="LAYERS",
        help="What is drawn, with commas between, or all: " + ", ".join(layer.name for layer in LAYERS) + ".",
    ),
    click.option("--scale", type=float, metavar="X", help="The PNG X times as large as the page.  [default: 1]"),
)  # fmt: skip
_FORMATS_BY_NAME = {fmt.name: fmt for fmt in FORMATS}
_TITLES = (("md", "Markdown"), ("docx", "Word"), ("overlay", "Overlays"))  # of their sections in the help


def main() -> None:
    """Run the command line; every SomarkError becomes a message on stderr and exit code 1."""
    try:
        somark_tools()
    except SomarkError as error:
        click.echo(f"somark-tools: {error}", err=True)
        sys.exit(1)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="somark-tools")
def somark_tools() -> None:
    """Turn SoMark parsing results into stitched documents.

    RESULT is what the service returned, as a file: outputs.json, a whole API reply, either of them gzipped, or the ZIP
    package; or the JSON of a document that `convert` wrote.
    """


def _formats(context: click.Context, parameter: click.Parameter, value: str | None) -> list[Format]:
    names = _names(value or "")
    for name in names:
        if name not in _FORMATS_BY_NAME:
            raise click.BadParameter(f"{name!r} is none of {', '.join(_FORMATS_BY_NAME)}.")
    return [_FORMATS_BY_NAME[name] for name in dict.fromkeys(names)]


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]


class _Grouped(click.Command):
    """A command whose help tells the options of single formats apart from the others."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {"Options": [], **{title: [] for _, title in _TITLES}}
        own = {name: title for key, title in _TITLES for name in _FORMATS_BY_NAME[key].options}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                groups[own.get(parameter.name or "", "Options")].append(record)
        for title, records in groups.items():
            with formatter.section(title):
                formatter.write_dl(records)


def _format_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed((*_MARKDOWN, *_WORD, *_OVERLAY)):
        command = option(command)
    return command


@somark_tools.command(
    cls=_Grouped,
    epilog="Formats: " + "; ".join(f"{fmt.name}: {fmt.summary}" for fmt in FORMATS) + ".",
)
@_RESULT
@click.option("-o", "--output", "out", required=True, type=click.Path(path_type=Path), help="File or folder to write.")
@click.option("--to", "formats", callback=_formats, help="Formats, with commas between; else by the suffix of OUT.")
@_PDF
@_PAGE_IMAGES
@_INFER
@_REVIEW
@click.option("--join-halves", is_flag=True, help="Join tables that look like the two halves of one wide table.")
@_format_options
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
    targets = _targets(result, out, formats)
    document = _merged(result, infer, review)
    if join_halves:
        from somark_tools.transforms.halves import join_halves as joined

        document = joined(document)
    assets = _assets(result, pdf, page_images)
    for fmt, target in zip(formats, targets, strict=True):
        if fmt.folder:
            _write_pages(fmt, document, assets, target, options)
        else:
            _write_file(fmt, document, assets, target, options)


def _targets(result: Path, out: Path, formats: list[Format]) -> list[Path]:
    """Return where each format goes; refuse to write over the input."""
    if len(formats) == 1 and (formats[0].folder or not out.is_dir()):
        targets = [out]
    else:
        stem = _RESULT_SUFFIX.sub("", result.name) or "result"
        targets = [out / (fmt.name if fmt.folder else f"{stem}{fmt.suffix}") for fmt in formats]
    for target in targets:
        if target.exists() and result.exists() and target.samefile(result):
            raise OutputError("this is the input; write elsewhere", place=str(target))
    return targets


@somark_tools.command()
@_RESULT
@click.option(
    "--json", "as_json", is_flag=True, help="As JSON: text, level, depth, page (from 0), idx, bbox, children."
)
@_INFER
def outline(result: Path, as_json: bool, infer: "Infer") -> None:
    """Print the headings of RESULT as a tree, each with its page (from 1)."""
    from somark_tools.outline import outline_json, outline_lines

    if as_json:
        click.echo(outline_json(_merged(result, infer)))
        return
    for depth, text, page in outline_lines(_merged(result, infer)):
        click.echo(f"{'  ' * (depth - 1)}{text}  (p. {page + 1})")


@somark_tools.command()
@_RESULT
@_INFER
def info(result: Path, infer: "Infer") -> None:
    """Print what RESULT holds: pages, blocks by label, merges, issues."""
    document = _merged(result, infer)
    labels = Counter(block.label for block in document.blocks)
    click.echo(f"name    {document.name}")
    click.echo(f"pages   {len(document.pages)}")
    click.echo(f"blocks  {len(document.blocks)}")
    for label, count in sorted(labels.items()):
        click.echo(f"        {count:5} {label}")
    click.echo(f"merges  {len(document.joins)}")
    for block in document.blocks:
        if len(block.pieces) > 1:
            click.echo(f"        {block.kind} " + " + ".join(f"{piece.page}:{piece.idx}" for piece in block.pieces))
    click.echo(f"issues  {len(document.issues)}")
    for issue in document.issues:
        click.echo(f"        {issue.place}  {issue.rule}: {issue.message}")


@somark_tools.command()
@_RESULT
@click.argument("block", metavar="P:IDX", required=False)
@_INFER
def explain(result: Path, block: str | None, infer: "Infer") -> None:
    """Print why blocks of RESULT were joined or left apart: all of them, or those of the block P:IDX.

    P is the service's page number (from 0), IDX the idx of the block on it.
    """
    from somark_tools.explain import findings

    found = [f for f in findings(_merged(result, infer)) if block in (None, f.earlier, f.later)]
    if not found and block is not None:
        click.echo(f"somark-tools: {block}: no break was considered there", err=True)
    for finding in found:
        evidence = finding.evidence
        verdict = "joined" if finding.joined else "apart"
        click.echo(f"{finding.earlier} + {finding.later}  {verdict}  {evidence.origin}, {evidence.confidence:.2f}")
        for rule in evidence.rules:
            click.echo(f"    for      {rule}")
        for veto in evidence.vetoes:
            click.echo(f"    against  {veto}")


def _ids(context: click.Context, parameter: click.Parameter, value: str | None) -> list[str]:
    return [name.strip() for name in (value or "").split(",") if name.strip()]


@somark_tools.command()
@click.argument("results", metavar="RESULT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(_FINDING_FORMATS), default="text", show_default=True)
@click.option("--select", callback=_ids, help="The rules to follow, with commas between; else all.")
@click.option("--ignore", callback=_ids, help="The rules to leave out, with commas between.")
@click.option("--fail-on", type=click.Choice(_SEVERITIES), help="Exit 1 if a finding is as bad as that, or worse.")
def lint(results: tuple[Path, ...], form: str, select: list[str], ignore: list[str], fail_on: str | None) -> None:
    """Check each RESULT: print what is wrong or doubtful in it, where, and what to do (docs/lint.md has the rules).

    A file that is no result is a finding, and the others are checked all the same.
    """
    from somark_tools.linter import FINDING_FORMATS, SEVERITIES, lint_files
    from somark_tools.linter.formats.text import styled, summary

    try:
        found = list(lint_files(results, select=select, ignore=ignore))
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
    if form == "text" and sys.stdout.isatty():
        from rich.console import Console

        Console().print(styled(found), end="", soft_wrap=True)
    else:
        click.echo(FINDING_FORMATS[form](found), nl=False)
    click.echo(summary(found), err=True)
    bad = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    if any(finding.severity in bad or finding.rule == "unreadable" for finding in found):
        sys.exit(1)


@somark_tools.command()
@_RESULT
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), help="File to write.  [default: viewer.html]")
@_PDF
@_PAGE_IMAGES
@_INFER
@click.option("--lang", type=click.Choice(["en", "zh"]), help="Language of the viewer; else that of RESULT.")
@click.option("--serve", is_flag=True, help="Serve it on 127.0.0.1 instead, and save marks beside RESULT.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port to serve on.  [default: a free one]")
def view(
    result: Path,
    out: Path | None,
    pdf: Path | None,
    page_images: Path | None,
    infer: "Infer",
    lang: str | None,
    serve: bool,
    port: int,
) -> None:
    """Write a page to read and check RESULT in: its pages with their boxes beside what became of them.

    With --serve, what is right or wrong can be marked; the marks go to RESULT's name with .review.json at its end, and
    `convert --review` joins as they say.
    """
    if serve and out:
        raise click.UsageError("--serve writes no file: leave -o out.")
    if serve:
        _serve(_merged(result, infer), _assets(result, pdf, page_images), result, lang, port)
        return
    from somark_tools.viewer import render_viewer

    [target] = _targets(result, out or Path("viewer.html"), [_FORMATS_BY_NAME["html"]])
    page = render_viewer(_merged(result, infer), assets=_assets(result, pdf, page_images), lang=lang)
    _write(target, page.encode())
    click.echo(f"wrote {target}", err=True)


def _serve(document: "Document", assets: "Assets", result: Path, lang: str | None, port: int) -> None:
    try:
        from somark_tools.viewer.server import desk, serve
    except ModuleNotFoundError as error:
        raise OutputError("serving needs the extra `view`: pip install 'somark-tools[view]'") from error
    marks = result.with_name(_RESULT_SUFFIX.sub("", result.name) + ".review.json")
    at = desk(document, assets, marks, write=_write, lang=lang)
    serve(at, port=port, ready=lambda address: click.echo(f"open {address}  (Ctrl+C ends)\nmarks: {marks}", err=True))


def _merged(result: Path, infer: "Infer", review: Path | None = None) -> "Document":
    from somark_tools.merge import merge_cross_page

    if review is None:
        return merge_cross_page(result, infer=infer)
    from somark_tools.viewer import read_review

    return merge_cross_page(result, infer=infer, keep=read_review(review))


def _assets(result: Path, pdf: Path | None, images: Path | None) -> "Assets":
    from dataclasses import replace

    from somark_tools.assets import Assets

    return replace(Assets.beside(result), pdf=pdf, page_images=images)


def _format_of(out: Path) -> Format:
    found = [fmt for fmt in FORMATS if fmt.suffix and out.name.lower().endswith(fmt.suffix)]
    if found:
        return max(found, key=lambda fmt: len(fmt.suffix))
    known = ", ".join(fmt.suffix for fmt in FORMATS if fmt.suffix)
    raise click.UsageError(f"{out}: no format has that suffix ({known}); say --to.")


def _write_file(fmt: Format, document: "Document", assets: "Assets", path: Path, options: Mapping[str, object]) -> None:
    chosen = _chosen(fmt, options)
    render = fmt.load()
    issues: list[Issue] = []
    if fmt.reports:
        chosen["on_issue"] = issues.append
    content = render(document, assets=assets, **chosen) if fmt.assets else render(document, **chosen)
    _write(path, content if isinstance(content, bytes) else content.encode())
    click.echo(f"wrote {path}", err=True)
    for issue in issues[:_MOST_SHOWN]:
        click.echo(f"somark-tools: {issue.place}  {issue.rule}: {issue.message}", err=True)
    if len(issues) > _MOST_SHOWN:
        click.echo(f"somark-tools: and {len(issues) - _MOST_SHOWN} more", err=True)
    if fmt.pictures and options["images"] == "folder":
        pictures = fmt.load_pictures()(document, assets, furniture=bool(options["furniture"]))
        count = _write_all(pictures, path.parent)
        click.echo(f"wrote {count} pictures to {path.parent / 'images'}{os.sep}", err=True)


def _write_all(files: Iterable[tuple[str, bytes]], folder: Path) -> int:
    count = 0
    for name, content in files:
        _write(folder / name, content)
        count += 1
    return count


def _chosen(fmt: Format, options: Mapping[str, object]) -> dict[str, object]:
    return {name: options[name] for name in fmt.options if options[name] is not None}


def _write_pages(
    fmt: Format, document: "Document", assets: "Assets", folder: Path, options: Mapping[str, object]
) -> None:
    files = fmt.load()(document, assets=assets, **_chosen(fmt, options))
    count = _write_all(_with_progress(files, len(document.pages)), folder)
    click.echo(f"wrote {count} files to {folder}{os.sep}", err=True)


def _with_progress(files: Iterable[tuple[str, bytes]], pages: int) -> Iterator[tuple[str, bytes]]:
    if pages < _MANY_PAGES or not sys.stderr.isatty():
        yield from files
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(files, "drawing", console=Console(stderr=True), transient=True)


def _write(path: Path, content: bytes) -> None:
    """Write under a temporary name, then rename: a reader never sees half a file. Devices and pipes are written to."""
    path = path.resolve()
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"can't be written: {error.strerror or error}", place=str(path)) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

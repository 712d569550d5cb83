"""The options that commands share, and those of single formats, which the help sets apart."""

from collections.abc import Callable
from pathlib import Path

import click

from somark_tools.render import FORMATS, Format
from somark_tools.render.overlay.layers import LAYERS

RESULT = click.argument("result", type=click.Path(path_type=Path))
INFER = click.option(
    "--infer",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Breaks that the service did not speak of: decide where it states none at all, everywhere, or nowhere.",
)
REVIEW = click.option(
    "--review",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Joins as decided in a review.json that `view --serve` wrote.",
)
PDF = click.option(
    "--pdf", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Source PDF, under the boxes."
)
PAGE_IMAGES = click.option(
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
_OVERLAY = (
    click.option(
        "--layers", callback=lambda context, parameter, value: _names(value) if value else None, metavar="LAYERS",
        help="What is drawn, with commas between, or all: " + ", ".join(layer.name for layer in LAYERS) + ".",
    ),
    click.option("--scale", type=float, metavar="X", help="The PNG X times as large as the page.  [default: 1]"),
)  # fmt: skip
_CHUNKS = (
    click.option("--max-tokens", type=click.IntRange(min=1), metavar="N", help="The limit of a chunk.  [default: 512]"),
    click.option("--tokenizer", metavar="NAME", help="estimate, characters, or the path of a tokenizer.json."),
)
FORMATS_BY_NAME = {fmt.name: fmt for fmt in FORMATS}
_TITLES = (  # of their sections in the help
    ("md", "Markdown"),
    ("docx", "Word"),
    ("chunks", "Chunks"),
    ("overlay", "Overlays"),
)


def formats_named(context: click.Context, parameter: click.Parameter, value: str | None) -> list[Format]:
    names = _names(value or "")
    for name in names:
        if name not in FORMATS_BY_NAME:
            raise click.BadParameter(f"{name!r} is none of {', '.join(FORMATS_BY_NAME)}.")
    return [FORMATS_BY_NAME[name] for name in dict.fromkeys(names)]


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]


class Grouped(click.Command):
    """A command whose help tells the options of single formats apart from the others."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {"Options": [], **{title: [] for _, title in _TITLES}}
        own = {name: title for key, title in _TITLES for name in FORMATS_BY_NAME[key].options}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                groups[own.get(parameter.name or "", "Options")].append(record)
        for title, records in groups.items():
            with formatter.section(title):
                formatter.write_dl(records)


def format_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed((*_MARKDOWN, *_WORD, *_CHUNKS, *_OVERLAY)):
        command = option(command)
    return command

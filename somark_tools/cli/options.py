"""The options that commands share, and those of single formats, which the help sets apart."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import click
from click.shell_completion import CompletionItem

from somark_tools.cli.manual import Choice, suggestion
from somark_tools.render import FORMATS, Format
from somark_tools.render.overlay.layers import LAYERS

RESULT = click.argument("result", type=click.Path(path_type=Path))
INFER = click.option(
    "--infer",
    type=Choice(["auto", "always", "never"]),
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
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON what is said of it, for programs.")

_MOST_LISTED = 20  # names in a message
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class Names(click.ParamType):  # type: ignore[type-arg]  # not generic in older versions of click
    """Names with commas between, each one of those that are known: completed, and suggested where one is wrong.

    `meant` has names that are likely to be tried, and those that are meant by them.
    """

    name = "names"

    def __init__(self, known: Callable[[], Iterable[str]], meant: Mapping[str, str] = _NO_NAMES) -> None:
        self._known = known
        self._meant = meant

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the names, each once, in their order."""
        if isinstance(value, tuple):
            return value
        names = dict.fromkeys(name.strip() for name in str(value).split(",") if name.strip())
        known = list(self._known())
        for name in names:
            if name not in known:
                those = f"one of {', '.join(known)}" if len(known) <= _MOST_LISTED else "known"
                self.fail(f"{name!r:.60} is not {those}.{self._suggestion(name, known)}", param, ctx)
        return tuple(names)

    def _suggestion(self, name: str, known: Sequence[str]) -> str:
        parts = name.split()
        if len(parts) > 1 and set(parts) <= set(known):
            return f" Did you mean '{','.join(parts)}'?"
        meant = self._meant.get(name.lower().lstrip("."))
        return f" Did you mean {meant!r}?" if meant else suggestion(name, known)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Complete the last of the names, with those before it kept."""
        before, comma, begun = incomplete.rpartition(",")
        taken = before.split(",")
        known = (name for name in self._known() if name.startswith(begun) and name not in taken)
        return [CompletionItem(f"{before}{comma}{name}") for name in known]


def all_named(
    context: click.Context, parameter: click.Parameter, values: Iterable[tuple[str, ...]] | None
) -> tuple[str, ...] | None:
    """Return the names of an option that may be given more than once, each once, or None: a callback."""
    return tuple(dict.fromkeys(name for value in values or () for name in value)) or None


_MARKDOWN = (
    click.option("--dialect", type=Choice(["gfm", "somarkdown"]), help="GitHub's Markdown, or SoMark's own."),
    click.option(
        "--tables", type=Choice(["auto", "pipe", "html"]),
        help="Pipe tables where they lose nothing, or all of one kind.",
    ),
    click.option("--no-lists", "lists", flag_value=False, default=None, type=bool,
                 help="Bullets and numbers of lists as printed, each item a paragraph."),
    click.option("--page-marks", is_flag=True, default=None, help="<!-- page N --> before each page."),
    click.option("--anchors", is_flag=True, default=None, help='<a id="b-PAGE-IDX"> before each block.'),
    click.option("--front-matter", is_flag=True, default=None, help="YAML on top: file, title, pages, blocks."),
    click.option("--outline", is_flag=True, default=None, help="The headings as a list of links on top."),
    click.option(
        "--pictures", "images", type=Choice(["keep", "folder", "data", "drop"]),
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
        "--layers", type=Names(lambda: [*(layer.name for layer in LAYERS), "all"]), metavar="LAYERS",
        multiple=True, callback=all_named,
        help="What is drawn, with commas between, or all: " + ", ".join(layer.name for layer in LAYERS) + ".",
    ),
    click.option("--scale", type=float, metavar="X", help="The PNG X times as large as the page.  [default: 1]"),
)  # fmt: skip
_CHUNKS = (
    click.option("--max-tokens", type=click.IntRange(min=1), metavar="N", help="The limit of a chunk.  [default: 512]"),
    click.option("--tokenizer", metavar="NAME", help="estimate, characters, or the path of a tokenizer.json."),
)
FORMATS_BY_NAME = {fmt.name: fmt for fmt in FORMATS}
_OF_PAGES = ("pdf", "page_images")  # options that say what the pages look like
_TITLES = (  # of their sections in the help
    ("md", "Markdown"),
    ("docx", "Word"),
    ("chunks", "Chunks"),
    ("overlay", "Overlays"),
)
SECTIONS = {option: title for key, title in _TITLES for option in FORMATS_BY_NAME[key].options}
FORMAT_TABLE = {"Formats": [(fmt.name, f"{fmt.summary} ({fmt.suffix or 'a folder'})") for fmt in FORMATS]}
_MEANT = MappingProxyType(
    {
        "markdown": "md", "word": "docx", "doc": "docx", "text": "txt", "plain": "txt", "htm": "html",
        "jsonl": "blocks", "pdf": "overlay-pdf", "png": "overlay", "svg": "overlay", "rag": "chunks",
    }
)  # fmt: skip
FORMAT_NAMES = Names(lambda: FORMATS_BY_NAME, _MEANT)


def formats_named(
    context: click.Context, parameter: click.Parameter, values: Iterable[tuple[str, ...]] | None
) -> list[Format]:
    """Return the formats that were named: a callback."""
    return [FORMATS_BY_NAME[name] for name in all_named(context, parameter, values) or ()]


def check_used(options: Mapping[str, object], formats: Sequence[Format]) -> None:
    """Refuse an option of single formats that was given and that none of these formats takes."""
    for parameter in click.get_current_context().command.params:
        name = parameter.name or ""
        able = [fmt.name for fmt in FORMATS if (fmt.pages if name in _OF_PAGES else name in fmt.options)]
        if options.get(name) is not None and able and not any(fmt.name in able for fmt in formats):
            others = ", ".join(fmt.name for fmt in formats)
            raise click.UsageError(f"{parameter.opts[0]} is for {', '.join(able)}, and does nothing to {others}.")


class Target(click.Path):
    """Where to write, as it was given; an example for who says nothing."""

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:
        """Return how to say it."""
        return "Say where to write, for example: -o report.md"


def no_stdout(_: click.Context, __: click.Parameter, out: Path | str) -> Path | str:
    """Refuse `-` where a folder is written: a callback."""
    if str(out) == "-":
        raise click.BadParameter("a folder is written, which can't go to standard output; name one.")
    return out


def format_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the single formats."""
    for option in reversed((*_MARKDOWN, *_WORD, *_CHUNKS, *_OVERLAY)):
        command = option(command)
    return command

"""Inline runs → Markdown, and HTML for the cells of HTML tables: one small function for each kind of run."""

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from types import MappingProxyType
from typing import Any

from somark_tools.inlines import (
    Code,
    Emphasis,
    Image,
    Inline,
    Insert,
    LineBreak,
    Link,
    Mark,
    Math,
    NoteMark,
    Strike,
    Strong,
    Subscript,
    Superscript,
    Text,
    is_literal,
    parse_inlines,
)
from somark_tools.patterns.addresses import link_address
from somark_tools.render.markdown.context import Context
from somark_tools.render.markdown.escape import (
    MARK,
    SOMARKDOWN_CELL,
    at_line_start,
    code_span,
    escaped,
    is_live,
    latex_in_html,
    markup,
    safe_latex,
)
from somark_tools.render.markdown.pictures import picture, shown_address, shown_description, target
from somark_tools.wording.note_marks import Spot, noted_runs

_OPEN_END = re.compile(
    r"(?<!\\)(?:\\\\)*[\\$]$"
)  # of LaTeX: a `\ ` or a `$` that would make another of the closing `$`

_PLAIN_SCRIPT = re.compile(r"[\w()\[\],.+\-†‡§¶]+")  # needs no escape between `^` and `^`, or `~` and `~`

_TOUCHING = re.compile(rf"(?<=[$>]){MARK}{MARK}(?=\$)")
NO_TAG = "<!-- -->"  # SoMarkDown's renderer reads no formula after a tag


def normal(text: str) -> str:
    """Return the text with a line feed for each line end, and without NUL, which is how Markdown is read."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "\ufffd")


def marked(text: str, context: Context) -> str:
    """Return a text with inline syntax as a marked string, not yet escaped: see `escape`."""
    text = normal(text)
    return text if is_literal(text) else marked_runs(parse_inlines(text), context)


def marked_runs(runs: Iterable[Inline], context: Context) -> str:
    """Return the runs as a marked string."""
    if context.somarkdown:
        return _apart("".join([SOMARKDOWN_INLINES[type(run)](run, context) for run in runs]))
    return "".join([MARKDOWN_INLINES[type(run)](run, context) for run in runs])


def _cell_runs(runs: Iterable[Inline], context: Context) -> str:
    return _apart("".join([CELL_INLINES[type(run)](run, context) for run in runs]))


def spot_marked(text: str, spot: Spot, context: Context) -> str:
    """Return the text of a block or cell as a marked string, with its marks as footnotes if these are wanted."""
    found = context.footnotes.marks.get(spot)
    return marked_runs(noted_runs(text, found, normal), context) if found else marked(text, context)


def markdown(text: str, context: Context) -> str:
    """Return a text with inline syntax as Markdown."""
    return text if context.escapes.is_plain(text) else escaped(marked(text, context), context.escapes)


def html(text: str, context: Context) -> str:
    """Return a text with inline syntax as HTML."""
    if context.escapes.is_plain(text):
        return text
    text = normal(text)
    return escape(text, quote=False) if is_literal(text) else html_runs(parse_inlines(text), context)


def html_runs(runs: Iterable[Inline], context: Context) -> str:
    """Return the runs as HTML."""
    return "".join([HTML_INLINES[type(run)](run, context) for run in runs])


def cell_markdown(text: str, context: Context) -> str:
    """Return a text with inline syntax as what stands in a cell of an HTML table in SoMarkDown: Markdown, as HTML."""
    cell = _cell_runs(parse_inlines(normal(text)), context).strip()
    return at_line_start(escaped(cell, SOMARKDOWN_CELL), SOMARKDOWN_CELL, item=False)


def _apart(text: str) -> str:
    """Return a marked string in which no formula touches another one or a tag: SoMarkDown would not read it."""
    return _TOUCHING.sub(f"{NO_TAG}{MARK}{MARK}", text)


def _math(run: Math, context: Context) -> str:
    latex = safe_latex(" ".join(run.latex.split()))
    if _OPEN_END.search(latex):
        latex += " "
    return f"$${latex}$$" if run.display else f"${latex}$"


def _image(run: Image, context: Context) -> str:
    shown = picture(run.address, run.alt, context)
    return markup(shown) if shown else shown_description(run.alt, context)


def _link(run: Link, context: Context) -> str:
    inner = marked_runs(run.runs, context)
    address = link_address(run.address)
    return f"{markup('[')}{inner}{markup(f']({target(address)})')}" if address else inner


def _somarkdown_math(run: Math, context: Context) -> str:
    if is_live(run.latex):
        return markup(code_span(" ".join(run.latex.split())))
    return markup(_readable(_math(run, context)))


def _readable(formula: str) -> str:
    """Return a formula of which the delimiters are read: `$$` next to neither another `$` nor a backslash."""
    if formula.startswith("$$$"):
        formula = f"$$ {formula[2:]}"
    return f"{formula[:-2]} $$" if formula.startswith("$$") and formula.endswith("\\$$") else formula


def _script(sign: str) -> Callable[[Any, Context], str]:
    def handler(run: Any, context: Context) -> str:
        plain = _PLAIN_SCRIPT.fullmatch(run.text)
        return markup(f"{sign}{run.text}{sign}") if plain else MARKDOWN_INLINES[type(run)](run, context)

    return handler


def _cell_math(run: Math, context: Context) -> str:
    if is_live(run.latex) or "&" in run.latex:
        return _code_in_cell(" ".join(run.latex.split()))
    return markup(latex_in_html(_readable(_math(run, context))))


def _code_in_cell(text: str) -> str:
    return f"{markup('<code>')}{text}{markup('</code>')}"


def _cell_image(run: Image, context: Context) -> str:
    if not shown_address(run.address, context):
        return shown_description(run.alt, context)
    return markup(f"{_html_image(run, context)}{NO_TAG}")


def _cell_link(run: Link, context: Context) -> str:
    inner = _cell_runs(run.runs, context)
    address = link_address(run.address)
    return f"{markup(_opening(address) + NO_TAG)}{inner}{markup('</a>')}" if address else inner


def _html_image(run: Image, context: Context) -> str:
    address = shown_address(run.address, context)
    alt = escape(shown_description(run.alt, context))
    return f'<img src="{escape(address)}" alt="{alt}">' if address else alt


def _html_link(run: Link, context: Context) -> str:
    inner = html_runs(run.runs, context)
    address = link_address(run.address)
    return f"{_opening(address)}{inner}</a>" if address else inner


def _opening(address: str) -> str:
    return f'<a href="{escape(address)}">'


def _code(run: Code, context: Context) -> str:
    return markup(code_span(run.text))


def _delimited(delimiter: str, tag: str) -> Callable[[Any, Context], str]:
    """Return the handler of a run in emphasis: between delimiters, or in tags where those would not count as such.

    Beside a letter or digit inside of it, a delimiter counts whatever is outside.
    """

    def handler(run: Any, context: Context) -> str:
        first, last = run.runs[0], run.runs[-1]
        counts = isinstance(first, Text) and isinstance(last, Text) and (first.text[0] + last.text[-1]).isalnum()
        start, end = (delimiter, delimiter) if counts else (f"<{tag}>", f"</{tag}>")
        return f"{markup(start)}{marked_runs(run.runs, context)}{markup(end)}"

    return handler


def _note_mark(run: NoteMark, context: Context) -> str:
    labels = [context.footnotes.labels.get(target) for target in dict.fromkeys(run.targets.values())]
    if None in labels:  # an entry of a bibliography, a note below a table
        return marked_runs(run.runs, context)
    return "".join([markup(f"[^{label}]") for label in labels])


def _tagged(tag: str, inner: Callable[[Iterable[Inline], Context], str] = marked_runs) -> Callable[[Any, Context], str]:
    """Return the handler of a run in tags."""
    return lambda run, context: f"{markup(f'<{tag}>')}{inner(run.runs, context)}{markup(f'</{tag}>')}"


def _html_tagged(tag: str) -> Callable[[Any, Context], str]:
    return lambda run, context: f"<{tag}>{html_runs(run.runs, context)}</{tag}>"


def _html_text(tag: str) -> Callable[[Any, Context], str]:
    return lambda run, context: f"<{tag}>{escape(run.text, quote=False)}</{tag}>"


# Run → marked string.
MARKDOWN_INLINES: Mapping[type[Inline], Callable[[Any, Context], str]] = MappingProxyType(
    {
        Text: lambda run, context: run.text,
        Math: lambda run, context: markup(_math(run, context)),
        Code: _code,
        Superscript: lambda run, context: f"{markup('<sup>')}{run.text}{markup('</sup>')}",
        Subscript: lambda run, context: f"{markup('<sub>')}{run.text}{markup('</sub>')}",
        Strong: _delimited("**", "strong"),
        Emphasis: _delimited("*", "em"),
        Strike: _delimited("~~", "s"),
        Mark: _tagged("mark"),
        Insert: _tagged("ins"),
        Image: _image,
        Link: _link,
        NoteMark: _note_mark,
        LineBreak: lambda run, context: "\n",
    }
)
SOMARKDOWN_INLINES: Mapping[type[Inline], Callable[[Any, Context], str]] = MappingProxyType(
    {
        **MARKDOWN_INLINES,
        Math: _somarkdown_math,
        Superscript: _script("^"),
        Subscript: _script("~"),
        Mark: _delimited("==", "mark"),
    }
)
# Run → HTML.
HTML_INLINES: Mapping[type[Inline], Callable[[Any, Context], str]] = MappingProxyType(
    {
        Text: lambda run, context: escape(run.text, quote=False),
        Math: lambda run, context: escape(_math(run, context), quote=False),
        Code: _html_text("code"),
        Superscript: _html_text("sup"),
        Subscript: _html_text("sub"),
        Strong: _html_tagged("strong"),
        Emphasis: _html_tagged("em"),
        Strike: _html_tagged("s"),
        Mark: _html_tagged("mark"),
        Insert: _html_tagged("ins"),
        Image: _html_image,
        Link: _html_link,
        NoteMark: lambda run, context: html_runs(run.runs, context),
        LineBreak: lambda run, context: "<br>",
    }
)
# Run → marked string, in cells of HTML tables in SoMarkDown.
CELL_INLINES: Mapping[type[Inline], Callable[[Any, Context], str]] = MappingProxyType(
    {
        **SOMARKDOWN_INLINES,
        Math: _cell_math,
        Code: lambda run, context: _code_in_cell(run.text),
        Strong: _tagged("strong", _cell_runs),
        Emphasis: _tagged("em", _cell_runs),
        Strike: _tagged("s", _cell_runs),
        Mark: _tagged("mark", _cell_runs),
        Insert: _tagged("ins", _cell_runs),
        Image: _cell_image,
        Link: _cell_link,
        NoteMark: lambda run, context: _cell_runs(run.runs, context),
        LineBreak: lambda run, context: markup("<br>"),
    }
)

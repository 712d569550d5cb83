"""Inline runs → HTML: one small function for each kind of run."""

import re
from collections.abc import Callable, Iterable, Mapping
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
from somark_tools.model import Footnote
from somark_tools.patterns.addresses import link_address
from somark_tools.render.html.context import Context
from somark_tools.render.html.escape import anchor, attributes, clean, escaped
from somark_tools.render.html.mathml import formula
from somark_tools.render.html.notes import mark_anchor
from somark_tools.wording.note_marks import Spot, noted_runs

# Between the tags and entities of a mark that is HTML already: a number, a letter, a sign.
_KEY = re.compile(r"<[^<>]*>|&\w+;|(\w+|[*†‡]+|[§¶‖※#])")


def text_html(text: str, context: Context) -> str:
    """Return a text with inline syntax as HTML."""
    text = clean(text)
    return escaped(text) if is_literal(text) else runs_html(parse_inlines(text), context)


def spot_html(text: str, spot: Spot, context: Context) -> str:
    """Return the text of a block or cell as HTML, with its marks as links to what they speak of."""
    found = context.referring.marks.get(spot)
    return runs_html(noted_runs(text, found, clean), context) if found else text_html(text, context)


def runs_html(runs: Iterable[Inline], context: Context) -> str:
    """Return the runs as HTML."""
    return "".join([HTML_INLINES[type(run)](run, context) for run in runs])


def picture(address: str, description: str, context: Context) -> str:
    """Return an `img`, or "" for an address that may not be shown."""
    address = context.address(address)
    if not address:
        return ""
    return f"<img{attributes(src=address, alt=' '.join(description.split()))}>"


def _with_text(tag: str) -> Callable[[Any, Context], str]:
    """Return the handler of a run that has a literal text."""
    return lambda run, context: f"<{tag}>{escaped(run.text)}</{tag}>"


def _around(tag: str) -> Callable[[Any, Context], str]:
    """Return the handler of a run that holds runs."""
    return lambda run, context: f"<{tag}>{runs_html(run.runs, context)}</{tag}>"


def _math(run: Math, context: Context) -> str:
    return formula(run.latex, display=run.display)


def _image(run: Image, context: Context) -> str:
    return picture(run.address, run.alt, context) or escaped(" ".join(run.alt.split()))


def _link(run: Link, context: Context) -> str:
    inner = runs_html(run.runs, context)
    address = link_address(run.address)
    return f"<a{attributes(href=address, rel='nofollow noopener noreferrer')}>{inner}</a>" if address else inner


def _note_mark(run: NoteMark, context: Context) -> str:
    html = runs_html(run.runs, context)
    own = mark_anchor(run.id)
    if "<a " in html:  # the service states where the mark leads; a link holds no other
        return f"<span{attributes(id=own)}>{html}</span>"
    if len(set(run.targets.values())) == 1:
        target = next(iter(run.targets.values()))
        role = "doc-noteref" if isinstance(context.document.by_id[target], Footnote) else None
        return f"<a{attributes(id=own, class_='ref', href=f'#{anchor(target)}', role=role)}>{html}</a>"

    def linked(found: re.Match[str]) -> str:
        target = run.targets.get(found[1] and (found[1].lstrip("0") or found[1]))
        return f"<a{attributes(class_='ref', href=f'#{anchor(target)}')}>{found[0]}</a>" if target else found[0]

    return f"<span{attributes(id=own)}>{_KEY.sub(linked, html)}</span>"


HTML_INLINES: Mapping[type[Inline], Callable[[Any, Context], str]] = MappingProxyType(
    {
        Text: lambda run, context: escaped(run.text),
        Math: _math,
        Code: _with_text("code"),
        Superscript: _with_text("sup"),
        Subscript: _with_text("sub"),
        Strong: _around("strong"),
        Emphasis: _around("em"),
        Strike: _around("s"),
        Mark: _around("mark"),
        Insert: _around("ins"),
        Image: _image,
        Link: _link,
        NoteMark: _note_mark,
        LineBreak: lambda run, context: "<br>",
    }
)

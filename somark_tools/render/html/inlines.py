"""Inline runs → HTML: one small function for each kind of run."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from somark_tools.addresses import link_address
from somark_tools.inlines import Image, Inline, LineBreak, Link, Math, Superscript, Text, is_literal, parse_inlines
from somark_tools.model import Footnote
from somark_tools.render.html.context import Context
from somark_tools.render.html.escape import anchor, attributes, clean, escaped
from somark_tools.render.html.mathml import formula
from somark_tools.render.html.notes import MarkLink, Spot

# Between the tags and entities of a mark that is HTML already: a number, a letter, a sign.
_KEY = re.compile(r"<[^<>]*>|&\w+;|(\w+|[*†‡]+|[§¶‖※#])")


def text_html(text: str, context: Context) -> str:
    """Return a text with inline syntax as HTML."""
    text = clean(text)
    return escaped(text) if is_literal(text) else runs_html(parse_inlines(text), context)


def spot_html(text: str, spot: Spot, context: Context) -> str:
    """Return the text of a block or cell as HTML, with its marks as links to what they speak of."""
    parts = context.referring.parts.get(spot)
    if parts is None:
        return text_html(text, context)
    return "".join([_part(runs_html(part.runs, context), part.link) for part in parts])


def runs_html(runs: Iterable[Inline], context: Context) -> str:
    """Return the runs as HTML."""
    return "".join([HTML_INLINES[type(run)](run, context) for run in runs])


def picture(address: str, description: str, context: Context) -> str:
    """Return an `img`, or "" for an address that may not be shown."""
    address = context.address(address)
    if not address:
        return ""
    return f"<img{attributes(src=address, alt=' '.join(description.split()))}>"


def _part(html: str, link: MarkLink | None) -> str:
    if link is None:
        return html
    if "<a " in html:  # the service states where the mark leads; a link holds no other
        return f"<span{attributes(id=link.id)}>{html}</span>"
    targets = {anchor(target.id): target for target in link.targets.values()}
    if len(targets) == 1:
        ((target_id, target),) = targets.items()
        role = "doc-noteref" if isinstance(target, Footnote) else None
        return f"<a{attributes(id=link.id, class_='ref', href=f'#{target_id}', role=role)}>{html}</a>"

    def linked(found: re.Match[str]) -> str:
        target = link.targets.get(found[1] and (found[1].lstrip("0") or found[1]))
        return (
            found[0] if target is None else f"<a{attributes(class_='ref', href=f'#{anchor(target.id)}')}>{found[0]}</a>"
        )

    return f"<span{attributes(id=link.id)}>{_KEY.sub(linked, html)}</span>"


def _holding(tag: str) -> Callable[[Any, Context], str]:
    """Return the handler of a run that has a literal text."""
    return lambda run, context: f"<{tag}>{escaped(run.text)}</{tag}>"


def _math(run: Math, context: Context) -> str:
    return formula(run.latex, display=run.display)


def _image(run: Image, context: Context) -> str:
    return picture(run.address, run.alt, context) or escaped(" ".join(run.alt.split()))


def _link(run: Link, context: Context) -> str:
    inner = runs_html(run.runs, context)
    address = link_address(run.address)
    return f"<a{attributes(href=address, rel='nofollow noopener noreferrer')}>{inner}</a>" if address else inner


HTML_INLINES: Mapping[type[Inline], Callable[[Any, Context], str]] = MappingProxyType(
    {
        Text: lambda run, context: escaped(run.text),
        Math: _math,
        Superscript: _holding("sup"),
        Image: _image,
        Link: _link,
        LineBreak: lambda run, context: "<br>",
    }
)

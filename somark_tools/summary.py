"""What a document holds, as plain values → a short piece of HTML for notebooks, safe whatever the values are."""

import html
from collections.abc import Iterable, Mapping
from itertools import islice

_MOST = 40  # headings; the rest is counted
_LONGEST = 120  # characters of a heading or name


def summary_html(name: str, counts: Mapping[str, int], headings: Iterable[tuple[int, str, int]], total: int) -> str:
    """Return a line with the name and the counts, and the first headings: (depth from 1, text, page from 1) each.

    `total` is how many headings there are.
    """
    facts = " · ".join(f"{count} {what}" for what, count in counts.items())
    lines = [
        f'<li style="margin-left:{min(depth, 9) - 1}em">{_text(text)} <small>p. {page}</small></li>'
        for depth, text, page in islice(headings, _MOST)
    ]
    lines += [f"<li><small>and {total - _MOST} more</small></li>"] if total > _MOST else []
    tree = f'<ul style="list-style:none;padding-left:0">{"".join(lines)}</ul>' if lines else ""
    return f"<div><b>{_text(name or 'Document')}</b><br><small>{facts}</small>{tree}</div>"


def _text(text: str) -> str:
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return html.escape(short.encode("utf-8", "replace").decode())

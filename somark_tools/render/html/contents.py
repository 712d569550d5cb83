"""Entries of a table of contents → list items that link to their headings; printed dots give way to a line of dots."""

import re
from collections.abc import Mapping

from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.model import Contents, Relation
from somark_tools.note_marks import is_shown
from somark_tools.render.html.context import Context, origin
from somark_tools.render.html.escape import anchor, attributes, clean, escaped
from somark_tools.render.html.inlines import text_html

_LEADER = re.compile(r"(.*?[^\s.·…．])([ \t]*(?:[.·…．][ \t]*){3,})([\dIVXLCivxlc][\w-]*)\s*")


def contents_html(block: Contents, context: Context) -> str:
    """Return an `li` for each line of the block; the first one has the block's id and place."""
    lines = [line for line in clean(block.text).split("\n") if line.strip()]
    targets = _targets(block, context)
    return "\n".join(
        [
            f"<li{'' if number else origin(block)}>{_entry(line, _target(line, targets, len(lines)), context)}</li>"
            for number, line in enumerate(lines)
        ]
    )


def _entry(line: str, target: str | None, context: Context) -> str:
    found = _LEADER.fullmatch(line)
    title, leader, page = found.groups() if found else (line, "", "")
    html = text_html(title, context)
    if target and "<a " not in html:
        html = f"<a{attributes(href=f'#{target}')}>{html}</a>"
    if not leader:
        return html
    return f'{html}<span class="leader">{escaped(leader)}</span><span class="page">{escaped(page)}</span>'


def _targets(block: Contents, context: Context) -> Mapping[str, str]:
    """Return the anchors of the headings that the block names, by their bare text."""
    document = context.document
    headings = [document.by_id[edge.target] for edge in document.outgoing(block.id, Relation.REFERS_TO)]
    return {_bare(getattr(heading, "text", "")): anchor(heading.id) for heading in headings if is_shown(heading)}


def _target(line: str, targets: Mapping[str, str], lines: int) -> str | None:
    """Return the anchor that a line links to: with one line in the block, that of the one heading it refers to."""
    if lines == 1 and len(targets) == 1:
        return next(iter(targets.values()))
    return targets.get(_bare(line))


def _bare(text: str) -> str:
    """Return what a heading and its line in the contents have in common: no blanks, no dots and number at the end."""
    shown = "".join(plain_text(parse_inlines(clean(text))).split())
    return shown.rstrip("0123456789.·…．").casefold()

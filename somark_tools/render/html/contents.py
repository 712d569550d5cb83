"""Entries of a table of contents → list items that link to their headings; printed dots give way to a line of dots."""

from somark_tools.model import Contents
from somark_tools.render.html.context import Context, origin
from somark_tools.render.html.escape import anchor, attributes, clean, escaped
from somark_tools.render.html.inlines import text_html
from somark_tools.wording.contents_lines import entry_of, headings_named


def contents_html(block: Contents, context: Context) -> str:
    """Return an `li` for each line of the block; the first one has the block's id and place."""
    lines = [line for line in clean(block.text).split("\n") if line.strip()]
    targets = [anchor(heading.id) if heading else None for heading in headings_named(context.document, block, lines)]
    return "\n".join(
        [
            f"<li{'' if number else origin(block)}>{_entry(line, target, context)}</li>"
            for number, (line, target) in enumerate(zip(lines, targets, strict=True))
        ]
    )


def _entry(line: str, target: str | None, context: Context) -> str:
    title, leader, page = entry_of(line)
    html = text_html(title, context)
    if target and "<a " not in html:
        html = f"<a{attributes(href=f'#{target}')}>{html}</a>"
    if not leader:
        return html
    return f'{html}<span class="leader">{escaped(leader)}</span><span class="page">{escaped(page)}</span>'

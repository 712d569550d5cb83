"""A document → the outline at the top: a list of links to the headings, or SoMarkDown's own mark for it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from somark_tools.inlines import (
    Emphasis,
    Image,
    Inline,
    Insert,
    Link,
    Mark,
    Strike,
    Strong,
    Text,
    joined_texts,
    parse_inlines,
)
from somark_tools.model import Block, Heading, Section
from somark_tools.outline import walked
from somark_tools.render.markdown.anchors import anchor
from somark_tools.render.markdown.context import Context
from somark_tools.render.markdown.escape import escaped, markup
from somark_tools.render.markdown.inlines import marked_runs, normal

TOC = "[[toc]]"
OMITTED = "<!-- omit from toc -->"
DEEPEST_ENTRY = 6

_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
# SoMarkDown's renderer reads the text of a heading once more for its table of contents, as Markdown with tags.
_LIVE_IN_TOC = re.compile(r"<[A-Za-z/!?]|\]\s*[(\[:]|https?:|www\.")


def outline(context: Context) -> str:
    """Return the outline, or "" for a document without headings."""
    sections = context.document.outline()
    if not sections:
        return ""
    return TOC if context.somarkdown else "\n".join(_entries(sections, context))


def is_omitted(block: Block, context: Context) -> bool:
    """Return whether the heading must not stand in SoMarkDown's table of contents, where its text would be markup."""
    return (
        context.somarkdown
        and context.options.outline
        and isinstance(block, Heading)
        and _LIVE_IN_TOC.search(block.text) is not None
    )


def _entries(sections: Sequence[Section], context: Context) -> Iterator[str]:
    used: Counter[str] = Counter()
    for depth, section in walked(sections):
        slug = _slug(section.text)
        number = used[slug]
        used[slug] += 1
        address = anchor(section.heading.id) if context.options.anchors else f"{slug}-{number}" if number else slug
        runs = joined_texts(_unlinked(parse_inlines(" ".join(normal(section.heading.text).split()))))
        text = escaped(f"{markup('[')}{marked_runs(runs, context)}{markup(f'](#{address})')}", context.escapes)
        yield f"{'  ' * (min(depth, DEEPEST_ENTRY) - 1)}- {text}"


def _slug(text: str) -> str:
    return _NOT_IN_SLUG.sub("", text.lower()).replace(" ", "-")


def _unlinked(runs: Iterable[Inline]) -> Iterator[Inline]:
    """Yield the runs of a text that becomes a link: no link can stand in it, and no picture should."""
    for run in runs:
        if isinstance(run, Link):
            yield from _unlinked(run.runs)
        elif isinstance(run, Strong | Emphasis | Strike | Mark | Insert):
            inner = tuple(joined_texts(_unlinked(run.runs)))
            yield from (type(run)(inner),) if inner else ()
        elif isinstance(run, Image):
            yield from (Text(alt),) if (alt := " ".join(run.alt.split())) else ()
        else:
            yield run

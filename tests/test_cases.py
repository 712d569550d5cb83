"""The cases in `cases/*.md`: a sentence, a result, and what comes of it.

A case begins with `# sentence`. Its `json` fence holds the pages: lists of blocks in the short form of
`results.result`. Then come the fences to compare, any of `blocks` (one line a block), `issues`, `edges` (as read),
`joins`, `captions` (edges of captions and notes, merged), `furniture` (what was found to be furniture), `halves` (with
halves joined), `links` (edges of the merged document that are none of stitching, captions, notes and headings),
`outline` (the headings, set in by depth, with their levels), `entries` (from contents to headings), `lists` (items,
set in by level, and what stands inside of lists), `title`, `md`, `somarkdown`.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from results import result

from somark_tools import (
    Document,
    Edge,
    Furniture,
    Heading,
    Relation,
    Table,
    join_halves,
    merge_cross_page,
    read,
    render_markdown,
)
from somark_tools.lists import list_items
from somark_tools.render.blocks import KIND_NAMES

_CASE = re.compile(r"^# (.+)$", re.MULTILINE)
_FENCE = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


def _cases() -> Iterator[object]:
    for file in sorted((Path(__file__).parent / "cases").glob("*.md")):
        parts = _CASE.split(file.read_text("utf-8"))
        for title, body in zip(parts[1::2], parts[2::2], strict=True):
            fences = {name: content for _, name, content in _FENCE.findall(body)}
            yield pytest.param(fences, id=f"{file.stem}: {title}")


def _blocks(document: Document) -> Iterator[str]:
    for block in document.blocks:
        kind = "footer" if block.label == "footer" else KIND_NAMES[type(block)]
        kind += f" {block.level}" if hasattr(block, "level") else ""
        if isinstance(block, Table):
            content = " / ".join(", ".join(_cell(cell) for cell in row.cells) for row in block.rows)
        else:
            content = block.text.replace("\n", "\\n")
        hidden = " (hidden)" if block.hidden else ""
        yield f"{kind}: {content} [{' '.join(f'{p.page}:{p.idx}' for p in block.pieces)}]{hidden}"


def _cell(cell: object) -> str:
    spans = f"<{cell.rowspan}x{cell.colspan}>" if (cell.rowspan, cell.colspan) != (1, 1) else ""
    return cell.text.replace("\n", "\\n") + spans


def _links(document: Document) -> Iterator[Edge]:
    shown_elsewhere = (Relation.CONTINUES, Relation.CAPTION_OF, Relation.CHILD_OF)
    return (edge for edge in document.edges if edge.relation not in shown_elsewhere)


def _lists(document: Document) -> Iterator[str]:
    found = list_items(document)
    for block in document.blocks:
        for item in found.items.get(block.id, ()):
            rest = block.text[item.offset : item.end]
            yield f"{'  ' * item.level}{item.marker} | {rest} [list {item.list}, {item.family}]"
        if block.id in found.inside:
            yield f"inside {found.inside[block.id].marker} | {block.text}"


def _shown(name: str, sent: object) -> str:
    document = merge_cross_page(sent)
    match name:
        case "blocks":
            lines = _blocks(document)
        case "issues":
            lines = (f"{issue.rule} {issue.place}" for issue in document.issues)
        case "edges":
            lines = (f"{e.source} {e.relation} {e.target}: {', '.join(e.evidence.rules)}" for e in read(sent).edges)
        case "links":
            lines = (f"{e.source} {e.relation} {e.target}: {', '.join(e.evidence.rules)}" for e in _links(document))
        case "joins":
            lines = (
                f"{j.later} to {j.earlier} by {j.glue!r}"
                + "".join(f"; dropped {d.start}-{d.end}: {d.reason}" for d in j.dropped)
                for j in document.joins
            )
        case "halves":
            lines = _blocks(join_halves(document))
        case "captions":
            lines = (
                f"{e.source} {e.relation} {e.target}: {', '.join(e.evidence.rules)}"
                for e in document.edges
                if e.relation in (Relation.CAPTION_OF, Relation.NOTE_OF)
            )
        case "furniture":
            lines = (
                f"{b.id} {b.text}: {', '.join(b.evidence.rules)}"
                for b in document.blocks
                if isinstance(b, Furniture) and b.evidence
            )
        case "outline":
            headings = [block for block in document.blocks if isinstance(block, Heading)]
            lines = (f"{'  ' * (heading.depth - 1)}{heading.text} [{heading.level}]" for heading in headings)
        case "entries":
            lines = (f"{e.source} {e.target}" for e in document.edges if e.relation is Relation.REFERS_TO)
        case "lists":
            lines = _lists(document)
        case "title":
            lines = [document.title.text if document.title else "none"]
        case "md":
            return render_markdown(document)
        case "somarkdown":
            return render_markdown(document, dialect="somarkdown")
    return "".join(f"{line}\n" for line in lines).replace("Place(page=", "(page ").replace("block=", "block ")


@pytest.mark.parametrize("fences", list(_cases()))
def test_case(fences: dict[str, str]) -> None:
    sent = result(*json.loads(fences.pop("json")))
    assert fences
    assert {name: _shown(name, sent) for name in fences} == fences

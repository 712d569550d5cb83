"""`somark-tools outline`, `info` and `explain`: what is in a result, and why."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from somark_tools.cli.inputs import merged
from somark_tools.cli.manual import Command
from somark_tools.cli.options import AS_JSON, INFER, RESULT
from somark_tools.cli.printing import say, say_json, say_json_text
from somark_tools.cli.progress import busy
from somark_tools.errors import SourceError

if TYPE_CHECKING:
    from somark_tools.document import Document
    from somark_tools.transforms.inference import Infer


@click.command(
    cls=Command,
    short_help="Print the headings as a tree, with their pages.",
    examples=(
        ("The headings, indented by depth:", "somark-tools outline outputs.json"),
        ("For programs, with the box of each:", "somark-tools outline outputs.json --json"),
    ),
)
@RESULT
@click.option(
    "--json", "as_json", is_flag=True, help="As JSON: text, level, depth, page (from 0), idx, bbox, children."
)
@INFER
def outline(result: Path, as_json: bool, infer: "Infer") -> None:
    """Print the headings of RESULT as a tree, each with its page (from 1)."""
    from somark_tools.outline import outline_json, outline_lines

    if as_json:
        say_json_text(outline_json(merged(result, infer)))
        return
    for depth, text, page in outline_lines(merged(result, infer)):
        say(f"{'  ' * (depth - 1)}{text}  (p. {page + 1})")


@click.command(
    cls=Command,
    short_help="Print pages, blocks by label, merges and issues.",
    examples=(
        ("What is in a result:", "somark-tools info outputs.json"),
        ("What was sent, without any joining of our own:", "somark-tools info outputs.json --infer never"),
        ("For programs:", "somark-tools info outputs.json --json"),
    ),
)
@RESULT
@AS_JSON
@INFER
def info(result: Path, as_json: bool, infer: "Infer") -> None:
    """Print what RESULT holds: pages, blocks by label, merges, issues."""
    facts = _facts(merged(result, infer))
    if as_json:
        say_json(facts)
        return
    say(f"name    {facts['name']}")
    say(f"pages   {facts['pages']}")
    say(f"blocks  {facts['blocks']}")
    for label, count in facts["labels"].items():
        say(f"        {count:5} {label}")
    say(f"merges  {facts['joins']}")
    for merge in facts["merges"]:
        say(f"        {merge['kind']} " + " + ".join(merge["pieces"]))
    say(f"issues  {len(facts['issues'])}")
    for issue in facts["issues"]:
        say(f"        {issue['place']}  {issue['rule']}: {issue['message']}")


def _facts(document: "Document") -> dict[str, Any]:
    return {
        "name": document.name,
        "pages": len(document.pages),
        "blocks": len(document.blocks),
        "labels": dict(sorted(Counter(block.label for block in document.blocks).items())),
        "joins": len(document.joins),
        "merges": [
            {"kind": block.kind, "pieces": [f"{piece.page}:{piece.idx}" for piece in block.pieces]}
            for block in document.blocks
            if len(block.pieces) > 1
        ],
        "issues": [asdict(issue) for issue in document.issues],
    }


@click.command(
    cls=Command,
    short_help="Print why blocks were joined or left apart.",
    examples=(
        ("Every break that was decided about:", "somark-tools explain outputs.json"),
        ("Those at the block with idx 0 of page_num 1:", "somark-tools explain outputs.json 1:0"),
        ("For programs:", "somark-tools explain outputs.json --json"),
    ),
)
@RESULT
@click.argument("block", metavar="[P:IDX]", required=False)
@AS_JSON
@INFER
def explain(result: Path, block: str | None, as_json: bool, infer: "Infer") -> None:
    """Print why blocks of RESULT were joined or left apart: all of them, or those of the block P:IDX.

    P is the service's page number (from 0), IDX the idx of the block on it.
    """
    from somark_tools.explain import findings

    document = merged(result, infer)
    if block is not None:
        _check_known(document, block)
    with busy("weighing"):
        found = [f for f in findings(document) if block in (None, f.earlier, f.later)]
    if as_json:
        say_json(
            [{"earlier": f.earlier, "later": f.later, "joined": f.joined, **asdict(f.evidence)} for f in found],
        )
        return
    if not found and block is not None:
        say(f"somark-tools: {block}: no break was considered there", err=True)
    for finding in found:
        evidence = finding.evidence
        verdict = "joined" if finding.joined else "apart"
        say(f"{finding.earlier} + {finding.later}  {verdict}  {evidence.origin}, {evidence.confidence:.2f}")
        for rule in evidence.rules:
            say(f"    for      {rule}")
        for veto in evidence.vetoes:
            say(f"    against  {veto}")


def _check_known(document: "Document", block: str) -> None:
    from somark_tools.merge import unmerge

    known = {sent.id for sent in unmerge(document).blocks}
    if block not in known:
        page = block.partition(":")[0]
        near = [name for name in sorted(known) if name.partition(":")[0] == page]
        hint = f"page {page} has {near[0]} .. {near[-1]}" if near else f"there are {len(document.pages)} pages, from 0"
        raise SourceError(f"there is no such block (P:IDX); {hint}", place=block)

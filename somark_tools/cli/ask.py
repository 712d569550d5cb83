"""`somark-tools outline`, `info` and `explain`: what is in a result, and why."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from somark_tools.cli.inputs import merged
from somark_tools.cli.options import INFER, RESULT

if TYPE_CHECKING:
    from somark_tools.transforms.inference import Infer


@click.command()
@RESULT
@click.option(
    "--json", "as_json", is_flag=True, help="As JSON: text, level, depth, page (from 0), idx, bbox, children."
)
@INFER
def outline(result: Path, as_json: bool, infer: "Infer") -> None:
    """Print the headings of RESULT as a tree, each with its page (from 1)."""
    from somark_tools.outline import outline_json, outline_lines

    if as_json:
        click.echo(outline_json(merged(result, infer)))
        return
    for depth, text, page in outline_lines(merged(result, infer)):
        click.echo(f"{'  ' * (depth - 1)}{text}  (p. {page + 1})")


@click.command()
@RESULT
@INFER
def info(result: Path, infer: "Infer") -> None:
    """Print what RESULT holds: pages, blocks by label, merges, issues."""
    document = merged(result, infer)
    labels = Counter(block.label for block in document.blocks)
    click.echo(f"name    {document.name}")
    click.echo(f"pages   {len(document.pages)}")
    click.echo(f"blocks  {len(document.blocks)}")
    for label, count in sorted(labels.items()):
        click.echo(f"        {count:5} {label}")
    click.echo(f"merges  {len(document.joins)}")
    for block in document.blocks:
        if len(block.pieces) > 1:
            click.echo(f"        {block.kind} " + " + ".join(f"{piece.page}:{piece.idx}" for piece in block.pieces))
    click.echo(f"issues  {len(document.issues)}")
    for issue in document.issues:
        click.echo(f"        {issue.place}  {issue.rule}: {issue.message}")


@click.command()
@RESULT
@click.argument("block", metavar="P:IDX", required=False)
@INFER
def explain(result: Path, block: str | None, infer: "Infer") -> None:
    """Print why blocks of RESULT were joined or left apart: all of them, or those of the block P:IDX.

    P is the service's page number (from 0), IDX the idx of the block on it.
    """
    from somark_tools.explain import findings

    found = [f for f in findings(merged(result, infer)) if block in (None, f.earlier, f.later)]
    if not found and block is not None:
        click.echo(f"somark-tools: {block}: no break was considered there", err=True)
    for finding in found:
        evidence = finding.evidence
        verdict = "joined" if finding.joined else "apart"
        click.echo(f"{finding.earlier} + {finding.later}  {verdict}  {evidence.origin}, {evidence.confidence:.2f}")
        for rule in evidence.rules:
            click.echo(f"    for      {rule}")
        for veto in evidence.vetoes:
            click.echo(f"    against  {veto}")

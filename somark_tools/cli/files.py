"""Outputs → files: under a temporary name first, so that nobody reads half of one."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from somark_tools.render import Format
from somark_tools.whole_files import write_whole

if TYPE_CHECKING:
    from somark_tools.assets.beside import Assets
    from somark_tools.document import Document
    from somark_tools.model import Issue

_MOST_SHOWN = 10  # issues of one output
_MANY_PAGES = 20  # from here on, drawing shows its progress


def write_file(fmt: Format, document: "Document", assets: "Assets", path: Path, options: Mapping[str, object]) -> None:
    chosen = _chosen(fmt, options)
    render = fmt.load()
    issues: list[Issue] = []
    if fmt.reports:
        chosen["on_issue"] = issues.append
    content = render(document, assets=assets, **chosen) if fmt.assets else render(document, **chosen)
    write_whole(path, content if isinstance(content, bytes) else content.encode())
    click.echo(f"wrote {path}", err=True)
    for issue in issues[:_MOST_SHOWN]:
        click.echo(f"somark-tools: {issue.place}  {issue.rule}: {issue.message}", err=True)
    if len(issues) > _MOST_SHOWN:
        click.echo(f"somark-tools: and {len(issues) - _MOST_SHOWN} more", err=True)
    if fmt.pictures and options["images"] == "folder":
        pictures = fmt.load_pictures()(document, assets, furniture=bool(options["furniture"]))
        count = write_all(pictures, path.parent)
        click.echo(f"wrote {count} pictures to {path.parent / 'images'}{os.sep}", err=True)


def write_all(files: Iterable[tuple[str, bytes]], folder: Path) -> int:
    count = 0
    for name, content in files:
        write_whole(folder / name, content)
        count += 1
    return count


def _chosen(fmt: Format, options: Mapping[str, object]) -> dict[str, object]:
    return {name: options[name] for name in fmt.options if options[name] is not None}


def write_pages(
    fmt: Format, document: "Document", assets: "Assets", folder: Path, options: Mapping[str, object]
) -> None:
    files = fmt.load()(document, assets=assets, **_chosen(fmt, options))
    count = write_all(_with_progress(files, len(document.pages)), folder)
    click.echo(f"wrote {count} files to {folder}{os.sep}", err=True)


def _with_progress(files: Iterable[tuple[str, bytes]], pages: int) -> Iterator[tuple[str, bytes]]:
    if pages < _MANY_PAGES or not sys.stderr.isatty():
        yield from files
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(files, "drawing", console=Console(stderr=True), transient=True)

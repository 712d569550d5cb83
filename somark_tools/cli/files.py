"""Outputs → files: under a temporary name first, so that nobody reads half of one."""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from somark_tools.cli.printing import Written, say
from somark_tools.cli.progress import busy, counted
from somark_tools.render import Format
from somark_tools.whole_files import write_whole

if TYPE_CHECKING:
    from somark_tools.assets.beside import Assets
    from somark_tools.document import Document
    from somark_tools.model import Issue

_MOST_SHOWN = 10  # issues of one output
_FILES_A_PAGE = 2  # of overlays: PNG and SVG


def write_file(
    fmt: Format,
    document: "Document",
    assets: "Assets",
    path: Path | None,
    options: Mapping[str, object],
    issues: list["Issue"],
) -> list[Written]:
    """Write a document to a file, and its pictures beside it where they are wanted; put what fell short to `issues`.

    Without a path it goes to standard output.
    """
    chosen = _chosen(fmt, options)
    found: list[Issue] = []
    if fmt.reports:
        chosen["on_issue"] = found.append
    with busy(f"writing {path or fmt.name}"):
        render = fmt.load()
        content = render(document, assets=assets, **chosen) if fmt.assets else render(document, **chosen)
    put(content, path)
    _tell(found)
    issues += found
    if path is None:
        return []
    written = [Written(fmt.name, str(path))]
    if not fmt.pictures:
        return written
    furniture = bool(options["furniture"])
    if options["images"] in (None, "keep") and not _beside(assets, path):
        left = _from_files(fmt, document, assets, furniture=furniture)
        if left:
            hint = "--pictures folder puts them there"
            say(f"somark-tools: {path}: pictures whose paths lead nowhere from there: {left}; {hint}", err=True)
    if options["images"] == "folder":
        count = write_all(fmt.load_pictures()(document, assets, furniture=furniture), path.parent)
        say(f"wrote {count} pictures to {path.parent / 'images'}{os.sep}", err=True)
        written.append(Written("pictures", str(path.parent / "images"), count))
    return written


def put(content: str | bytes, path: Path | None) -> None:
    """Write content to a file, and say so; or print it: on a terminal without what would steer it."""
    if path is not None:
        with busy(f"writing {path}"):
            write_whole(path, content if isinstance(content, bytes) else content.encode())
        say(f"wrote {path}", err=True)
    elif isinstance(content, str) and sys.stdout.isatty():
        say(content.removesuffix("\n").expandtabs())
    else:
        click.echo(content if isinstance(content, bytes) else content.encode(), nl=False)


def _tell(issues: list["Issue"]) -> None:
    """Say what fell short: what is the same at many places once, with the first of them."""
    places: dict[tuple[str, str], list[str]] = {}
    for issue in issues:
        places.setdefault((issue.rule, issue.message), []).append(issue.place)
    for (rule, message), found in list(places.items())[:_MOST_SHOWN]:
        more = f" and {len(found) - 1:,} more" if len(found) > 1 else ""
        say(f"somark-tools: {found[0]}{more}  {rule}: {message}", err=True)
    left = sum(len(found) for found in list(places.values())[_MOST_SHOWN:])
    if left:
        say(f"somark-tools: and {left:,} more", err=True)


def _beside(assets: "Assets", path: Path) -> bool:
    """Return whether relative addresses lead to the same pictures from an output as from the result."""
    return assets.folder is not None and assets.folder.resolve() == path.parent.resolve()


def _from_files(fmt: Format, document: "Document", assets: "Assets", *, furniture: bool) -> int:
    """Return how many pictures the result names that stand in files, not as data in it."""
    pictures = fmt.load_pictures()
    found, data = (sum(1 for _ in pictures(document, at, furniture=furniture)) for at in (assets, None))
    return found - data


def write_all(files: Iterable[tuple[str, bytes]], folder: Path) -> int:
    """Write files, each (its path below the folder, its bytes); return how many there were."""
    count = 0
    for name, content in files:
        write_whole(folder / name, content)
        count += 1
    return count


def _chosen(fmt: Format, options: Mapping[str, object]) -> dict[str, object]:
    return {name: options[name] for name in fmt.options if options[name] is not None}


def write_pages(
    fmt: Format, document: "Document", assets: "Assets", folder: Path, options: Mapping[str, object]
) -> Written:
    """Write a format that is many files to a folder."""
    files = fmt.load()(document, assets=assets, **_chosen(fmt, options))
    count = write_all(counted(files, "drawing", _FILES_A_PAGE * len(document.pages)), folder)
    say(f"wrote {count} files to {folder}{os.sep}", err=True)
    return Written(fmt.name, str(folder), count)

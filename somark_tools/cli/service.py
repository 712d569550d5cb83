"""The commands that speak with SoMark: a task id or files → a folder with the result, its pictures and its Markdown."""

import math
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from somark_tools.cli.manual import Command
from somark_tools.cli.options import AS_JSON, no_stdout
from somark_tools.cli.printing import say, say_json
from somark_tools.cli.progress import busy
from somark_tools.errors import OutputError, SomarkError
from somark_tools.render import FORMATS
from somark_tools.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from somark_tools.client import Client, ParsedResult
    from somark_tools.wire import TaskReply

_RESULT = "outputs.json"
_REPLY = "reply.json"

_BASE = click.option("--base", metavar="URL", help="cn, ai, or the URL of a private deployment.  [default: cn]")
_FOLDER = click.Path(path_type=Path, file_okay=False, writable=True)  # known before anything is paid for
_OUT = click.option("-o", "--output", "out", required=True, type=_FOLDER, callback=no_stdout, help="Folder to write.")


def _in_order(_: click.Context, __: click.Parameter, seconds: "tuple[float, float] | float | None") -> object:
    """Refuse what is no time or no range; NaN among it."""
    first, last = seconds if isinstance(seconds, tuple) else (0.0, seconds or 0.0)
    if not 0 <= first <= last < math.inf:
        raise click.BadParameter("seconds, 0 or more, the fewest first.")
    return seconds


_TIMEOUT = click.option(
    "--timeout", type=float, callback=_in_order, metavar="SECONDS", help="Give up waiting after that; the task goes on."
)
_POLL = click.option(
    "--poll",
    type=(float, float),
    callback=_in_order,
    metavar="FEWEST MOST",
    default=(3.0, 5.0),
    show_default=True,
    help="Seconds between checks.",
)
_PRIVATE = click.option("--allow-private", is_flag=True, help="Fetch pictures from private networks too.")


@click.command(
    cls=Command,
    short_help="Wait for a task and write its result to a folder.",
    examples=(
        ("Wait for a task, at most five minutes:", "somark-tools fetch TASK_ID -o out --timeout 300"),
        ("From a private deployment:", "somark-tools fetch TASK_ID -o out --base https://somark.example.com/api/v1"),
    ),
)
@click.argument("task_id")
@_OUT
@_BASE
@_TIMEOUT
@_POLL
@_PRIVATE
@AS_JSON
@click.pass_context
def fetch(
    context: click.Context,
    task_id: str,
    out: Path,
    base: str | None,
    timeout: float | None,
    poll: tuple[float, float],
    allow_private: bool,
    as_json: bool,
) -> None:
    """Wait for the task TASK_ID, and write its result to the folder OUT.

    \b
    outputs.json   the result, with the paths of its pictures
    reply.json     the reply, as it came
    outputs.md     the result, merged, as Markdown
    images/        its pictures; package/: its ZIP package, if it has one

    The key is SOMARK_API_KEY, or that in ~/.somark/config.toml. Run again after an interruption: what is there is kept.
    """
    with _client(base) as client:
        result = _waited(client, task_id, poll, timeout)
    written = _save(context, result, out, allow_private=allow_private)
    if as_json:
        say_json({"task": task_id, **written})


@click.command(
    cls=Command,
    short_help="Parse files with SoMark, and do as fetch does.",
    examples=(
        ("A file:", "somark-tools parse report.pdf -o out"),
        ("Several, a folder for each:", "somark-tools parse reports/*.pdf -o out"),
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@_OUT
@_BASE
@_TIMEOUT
@_POLL
@_PRIVATE
@AS_JSON
@click.pass_context
def parse(
    context: click.Context,
    files: tuple[Path, ...],
    out: Path,
    base: str | None,
    timeout: float | None,
    poll: tuple[float, float],
    allow_private: bool,
    as_json: bool,
) -> None:
    """Parse each FILE with SoMark, and write the results to the folder OUT, as `fetch` does.

    Several files get a folder each, named by them. A PDF above 300 pages goes in parts, and comes back as one.
    """
    targets = _targets(files, out)
    failed, told = False, []
    with _client(base) as client:
        for file, target in zip(files, targets, strict=True):
            try:
                result = _parsed(client, file, poll, timeout)
                told.append({"file": str(file), **_save(context, result, target, allow_private=allow_private)})
            except SomarkError as error:
                if len(files) == 1:
                    raise
                said = error.message if error.place in (str(file), file.name) else error
                say(f"somark-tools: {file}: {said}", err=True)
                told.append({"file": str(file), "error": str(error)})
                failed = True
    if as_json:
        say_json(told)
    if failed:
        context.exit(1)


@click.command(
    cls=Command,
    short_help="Print how many pages are left.",
    examples=(
        ("In words:", "somark-tools usage"),
        ("For programs:", "somark-tools usage --json"),
    ),
)
@_BASE
@AS_JSON
def usage(base: str | None, as_json: bool) -> None:
    """Print how many pages are left."""
    with _client(base) as client:
        left = client.usage()
    if as_json:
        say_json(left.model_dump())
        return
    for name, value in (
        ("paid", left.remaining_paid_pages),
        ("free today", left.remaining_free_pages_today),
        ("free this month", left.remaining_free_pages_this_month),
    ):
        click.echo(f"{name:16}{'not told' if value is None else value}")


@contextmanager
def _client(base: str | None) -> "Iterator[Client]":
    try:
        from somark_tools.client import Client
    except ImportError as error:
        raise OutputError(str(error)) from error
    with Client(base_url=base) as client:
        yield client


def _targets(files: "Sequence[Path]", out: Path) -> list[Path]:
    if len(files) == 1:
        return [out]
    targets = [out / file.stem for file in files]
    for target, count in Counter(targets).items():
        if count > 1:
            raise click.UsageError(f"several files would go to {target}.")
    return targets


def _parsed(client: "Client", file: Path, poll: tuple[float, float], timeout: float | None) -> "ParsedResult":
    """Submit the parts of a file before waiting for the first; tell their ids, so that none is lost."""
    from somark_tools.client import join_results, upload_parts

    tasks = []
    for part in upload_parts(file):
        with busy(f"sending {part.name}"):
            task_id = client.submit(part)
        say(f"{part.name}: task {task_id}", err=True)
        tasks.append((part.first_page, task_id))
    return join_results([(first, _waited(client, task_id, poll, timeout)) for first, task_id in tasks])


def _waited(client: "Client", task_id: str, poll: tuple[float, float], timeout: float | None) -> "ParsedResult":
    try:
        return client.wait(task_id, poll=poll, timeout=timeout, on_update=_told(task_id))
    except KeyboardInterrupt:
        say(f"{task_id}: goes on; `somark-tools fetch {task_id}` waits for it again", err=True)
        raise


def _told(task_id: str) -> "Callable[[TaskReply], None]":
    """Return what tells a status when it changes, and how long it took until then."""
    began, last = time.monotonic(), [""]

    def tell(reply: "TaskReply") -> None:
        status = ((reply.data and reply.data.status) or "").lower()
        if status != last[0]:
            last[0] = status
            say(f"{task_id}: {status}, {time.monotonic() - began:.0f} s", err=True)

    return tell


def _save(context: click.Context, result: "ParsedResult", out: Path, *, allow_private: bool) -> dict[str, object]:
    from pydantic_core import to_json

    from somark_tools.client import DownloadLimits, download_assets, with_local_images

    if result.reply is not None:  # first of all: what was paid for is there, whatever comes
        write_whole(out / _REPLY, to_json(result.reply.model_dump(by_alias=True, exclude_unset=True)))
    with busy("fetching pictures"):
        downloads = download_assets(result, out, limits=DownloadLimits(allow_private=allow_private))
    for error in downloads.failures.values():
        say(f"somark-tools: {error}", err=True)
    local = with_local_images(result, downloads)
    write_whole(out / _RESULT, to_json(local.model_dump(by_alias=True, exclude_unset=True)))
    say(f"wrote {out / _RESULT}", err=True)
    convert = context.find_root().command.get_command(context, "convert")  # type: ignore[attr-defined]
    markdown = next(fmt for fmt in FORMATS if fmt.name == "md")
    context.invoke(convert, result=out / _RESULT, out=str(out / "outputs.md"), formats=[markdown], layers=None)
    return {
        "result": str(out / _RESULT),
        "markdown": str(out / "outputs.md"),
        "failures": [str(error) for error in downloads.failures.values()],
    }

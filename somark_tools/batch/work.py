"""One item and the job → its outputs, written whole, and what is to be told of it. Nothing is raised."""

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from somark_tools.assets.beside import Assets
from somark_tools.batch.journal import scratch_of
from somark_tools.batch.storage import is_same, is_url, joined, read_bytes, write_bytes
from somark_tools.batch.values import Done, Item, Job, Outcome, digest, failed
from somark_tools.document import Document
from somark_tools.errors import OutputError, SomarkError
from somark_tools.merge import merge_cross_page
from somark_tools.model import Issue
from somark_tools.reading.reader import read
from somark_tools.render import FORMATS, Format

_BY_NAME = {fmt.name: fmt for fmt in FORMATS}
_ZIP = b"PK\x03\x04"


def work(item: Item, job: Job) -> Outcome:
    """Return what came of an item: all of its outputs are written, or the failure has its reason.

    Nothing is written before all is made; so only a failure of writing itself can leave a part of the outputs.
    """
    start = time.perf_counter()
    try:
        content = read_bytes(item.source, item.offset, item.size if item.line else None)
        document = merge_cross_page(_named(read(content), item), infer=job.infer)
        issues: list[Issue] = []
        with _assets(item, content) as assets:
            files = dict(_rendered(document, assets, item, job, issues))
            pictures = dict(_pictures(document, assets, item, job))
        for name, made in (*pictures.items(), *files.items()):
            _write(item, job, name, made)
    except SomarkError as error:
        place = error.place if error.place not in ("the given bytes", item.source) else ""
        return failed(item, type(error).__name__, error.message, place)
    except MemoryError:
        return failed(item, "memory", "needs more memory than a result may take")
    except Exception as error:  # a fault of ours costs this result, and the others go on
        return failed(item, type(error).__name__, f"unexpected: {error}"[:1000])
    return Done(
        item.name, item.source, item.line, len(content), item.stamp, digest(content), job.key,
        _sizes(files), _sizes(pictures), len(document.pages), len(document.issues) + len(issues),
        round(time.perf_counter() - start, 3), time.time(),
    )  # fmt: skip


def _named(document: Document, item: Item) -> Document:
    """Give the document the name of its file, as if it had been read by its path."""
    return document if document.name or item.line else replace(document, name=item.source.rpartition("/")[2])


@contextmanager
def _assets(item: Item, content: bytes) -> Iterator[Assets]:
    """Give the pictures that a result brings: its folder, or its package, which is laid down here if it is remote."""
    if not is_url(item.source):
        yield Assets(archive=Path(item.source)) if content.startswith(_ZIP) else Assets(Path(item.source).parent)
    elif not content.startswith(_ZIP):
        yield Assets()
    else:
        with tempfile.NamedTemporaryFile(suffix=".zip") as package:
            package.write(content)
            package.flush()
            yield Assets(archive=Path(package.name))


def _rendered(
    document: Document, assets: Assets, item: Item, job: Job, issues: list[Issue]
) -> Iterator[tuple[str, bytes]]:
    for fmt in (_BY_NAME[name] for name in job.formats):
        made = fmt.load()(document, **_keywords(fmt, assets, job, issues))
        if fmt.folder:
            yield from ((f"{item.name}.{fmt.name}/{name}", content) for name, content in made)
        else:
            yield f"{item.name}{fmt.suffix}", made if isinstance(made, bytes) else made.encode()


def _pictures(document: Document, assets: Assets, item: Item, job: Job) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures that outputs point to, if they are wanted in a folder."""
    options = dict(job.options)
    folder = item.name.rpartition("/")[0]
    for fmt in (_BY_NAME[name] for name in job.formats):
        if fmt.pictures and options.get("images") == "folder":
            for name, content in fmt.load_pictures()(document, assets, furniture=bool(options.get("furniture"))):
                yield f"{folder}/{name}" if folder else name, content


def _sizes(files: Mapping[str, bytes]) -> dict[str, int]:
    return {name: len(content) for name, content in files.items()}


def _keywords(fmt: Format, assets: Assets, job: Job, issues: list[Issue]) -> dict[str, Any]:
    chosen: dict[str, Any] = {name: value for name, value in job.options if name in fmt.options}
    return chosen | ({"assets": assets} if fmt.assets else {}) | ({"on_issue": issues.append} if fmt.reports else {})


def _write(item: Item, job: Job, name: str, content: bytes) -> None:
    address = joined(job.out, name)
    if is_same(address, item.source):
        raise OutputError("this is the input; write elsewhere", place=address)
    write_bytes(address, content, scratch=scratch_of(job.out))

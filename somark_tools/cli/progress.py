"""Work that takes longer than a second → what is being done, on stderr, where that is a terminal."""

import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from rich.status import Status

_Item = TypeVar("_Item")
_SOON = 1.0  # seconds; what is done by then is not spoken of


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show a sign of life while the block runs, from its second second on."""
    if not sys.stderr.isatty():
        yield
        return
    shown: list[Status] = []
    over = threading.Lock()  # held by whoever starts the sign or ends it
    ended = threading.Event()

    def show() -> None:
        from rich.console import Console
        from rich.text import Text

        with over:
            if not ended.is_set():
                shown.append(Console(stderr=True).status(Text(what)))
                shown[0].start()

    timer = threading.Timer(_SOON, show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with over:
            ended.set()
        for status in shown:
            status.stop()


def counted(items: Iterable[_Item], what: str, total: int) -> Iterator[_Item]:
    """Pass the items on; from the second second on, under a bar. Before the first one there is a sign of life."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress

    coming, end, began = iter(items), object(), time.monotonic()
    with busy(what):
        item = next(coming, end)
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=total)
    try:
        while item is not end:
            yield cast(_Item, item)
            bar.advance(task)
            if time.monotonic() - began > _SOON:
                bar.start()  # again and again: only the first one counts
            item = next(coming, end)
    finally:
        bar.stop()

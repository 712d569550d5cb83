"""Work that takes longer than a second → what is being done, on stderr, where that is a terminal."""

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

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
    """Pass the items on, under a bar."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, what, total=total, console=Console(stderr=True), transient=True)

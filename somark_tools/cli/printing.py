"""What commands print: facts on stdout, for people or as JSON, messages on stderr. No content steers the terminal."""

import json
import os
import re
import sys
from io import TextIOWrapper
from typing import Any, NamedTuple

import click

from somark_tools.patterns.printable import printable

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


class Written(NamedTuple):
    """An output that was written: its format, the file or folder, and how many files that were."""

    format: str
    path: str
    files: int = 1


def allow_any_text() -> None:
    """Let stdout and stderr show what their encoding lacks (a Windows code page, ASCII) as an escape; not fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str, *, err: bool = False) -> None:
    """Print lines that may hold what stands in a result: what can't be seen, or would steer a terminal, as its code."""
    click.echo("\n".join(printable(line) for line in text.split("\n")), err=err)


def say_json(value: Any) -> None:
    """Print a value as JSON."""
    say_json_text(json.dumps(value, ensure_ascii=False, indent=2))


def say_json_text(text: str) -> None:
    """Print a JSON text; where stdout is not UTF-8, with escapes of JSON for what is not ASCII."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    narrow = encoding != "utf8"
    shown = re.sub(r"[\ud800-\udfff]" if not narrow else _BEYOND_ASCII, lambda m: json.dumps(m[0])[1:-1], text)
    click.echo(shown, nl=not shown.endswith("\n"))


def colourful(stream: Any) -> bool:
    """Return whether colours may be shown: on a terminal that has them, unless NO_COLOR forbids it."""
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

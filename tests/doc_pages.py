"""The pages for readers, what code stands in them, and what the generated ones must say."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from somark_tools.cli import somark_tools

ROOT = Path(__file__).parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^    (somark-tools .*)$", re.MULTILINE)
_IN_LINE = re.compile(r"`(somark-tools [a-z]+ [^`]+)`")
_PLACEHOLDER = re.compile(r"\b(RESULT|P:IDX)\b")
_ELSEWHERE = ("://", "--engine ray", "--serve")  # an object store, a cluster, a server
_WIDTH = 88


class Code(NamedTuple):
    """A block of code in a page, and what stands below it as its output, or None."""

    language: str
    text: str
    output: str | None


def code_of(page: Path) -> Iterator[Code]:
    """Yield the fenced blocks of a page; a block `text` right below another one is the output of that."""
    for match in _FENCE.finditer(page.read_text("utf-8")):
        yield Code(*match.groups())


def with_output(text: str, code: Code, output: str) -> str:
    """Return the text of a page with another output below a block of code."""
    before, after = (f"{code.text}```\n\n```text\n{shown}```" for shown in (code.output, output))
    assert text.count(before) == 1, code
    return text.replace(before, after)


def commands_of(page: Path) -> Iterator[str]:
    """Yield the commands that a page names outside of fences: indented, or in the running text."""
    text = _FENCE.sub("", page.read_text("utf-8"))
    for line in [*_INDENTED.findall(text), *_IN_LINE.findall(text)]:
        if not _PLACEHOLDER.search(line) and not line.endswith("--join-halves"):
            yield line


def words_of(line: str) -> list[str]:
    """Return the words of a line of a shell, the program first, or "" where the line has none."""
    words = shlex.split(line.partition(" > ")[0], comments=True)
    while words and re.match(r"[A-Z_]+=", words[0]):
        words.pop(0)
    return words or [""]


def elsewhere(line: str) -> bool:
    """Return whether a command needs more than a file system: it can be parsed, not run."""
    return any(sign in line for sign in _ELSEWHERE)


def extras_in(text: str) -> set[str]:
    """Return the extras of this package that are installed in a text.

    >>> sorted(extras_in("pip install '.[math,pdf]' 'docling-core[chunking]'"))
    ['math', 'pdf']
    """
    return {extra for names in re.findall(r"(?:'\.|somark-tools)\[([a-z,]+)\]", text) for extra in names.split(",")}


def top_context() -> click.Context:
    """Return the context of the command itself, as wide as the page."""
    settings = {**somark_tools.context_settings, "terminal_width": _WIDTH, "max_content_width": _WIDTH}
    return click.Context(somark_tools, info_name="somark-tools", **settings)


def context_below(name: str, command: click.Command) -> click.Context:
    """Return the context of one of its commands: without the one above, it would have other options of help."""
    return click.Context(command, info_name=name, parent=top_context(), terminal_width=_WIDTH, max_content_width=_WIDTH)


def cli_page() -> str:
    """Return the page of the command line: the help of each command, as a terminal shows it."""
    page = [
        "# Command line",
        "",
        "What `--help` says of each command. Exit code 0: done; 1: an input is no result, or an output can't be",
        "written; 2: wrong usage. Data goes to stdout, messages to stderr.",
    ]
    for name, command in (("somark-tools", somark_tools), *sorted(somark_tools.commands.items())):
        context = top_context() if command is somark_tools else context_below(name, command)
        help_lines = (line.rstrip() for line in command.get_help(context).splitlines())
        page += ["", f"## {name}", "", "```text", *help_lines, "```"]
    return "\n".join(page) + "\n"

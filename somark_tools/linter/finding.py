"""What a rule is, what its check finds in a result, and the finding that is told of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from somark_tools.linter.checked import Checked

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")  # the worst first

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\['([^']*)'\]")


class Found(NamedTuple):
    """What a check came upon: what is the matter, and the JSON path of it."""

    what: str
    path: str


Check = Callable[[Checked], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, which never changes, what it looks for (`title`), what to do about it, and the check."""

    id: str
    severity: Severity
    title: str
    advice: str
    check: Check


@dataclass(frozen=True, slots=True)
class LintFinding:
    """What a rule says about one place of a result.

    `message` says what is the matter and what to do. `page` and `idx` are the service's names (`page_num`, from 0; the
    position where none was sent), None where the finding is of a page or of the whole result. `path` is the JSON path
    in what was read; `file` is the file as it was named, "" where there was none. No text holds a character that
    would steer a terminal.
    """

    rule: str
    severity: Severity
    message: str
    page: int | None
    idx: int | None
    path: str
    file: str = ""

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer (RFC 6901).

        >>> LintFinding("box-empty", "warning", "", 0, 1, "$['outputs.json'].pages[0].blocks[1].bbox").pointer
        '/outputs.json/pages/0/blocks/1/bbox'
        """
        steps = ("".join(step) for step in _STEP.findall(self.path))
        return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def quoted(text: str, longest: int = 60) -> str:
    """Return a text of the result as it may stand in a message: in quotes, and not too long.

    >>> quoted("a very long text", 6)
    "'a very..'"
    """
    text = text.strip()
    return repr(text if len(text) <= longest else f"{text[:longest]}..")

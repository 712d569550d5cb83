"""Checks of headings: left alone, levels that jump, numbers with gaps and numbers twice."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.linter.boxes import duplicates
from somark_tools.linter.checked import Checked
from somark_tools.linter.finding import Found
from somark_tools.model import Heading
from somark_tools.patterns.numbering import number


def heading_alone(checked: Checked) -> Iterator[Found]:
    """Find headings that are last on their page, what they stand over being on the next one."""
    pages = [page for page in checked.flow(checked.merged) if page]
    for page in pages[:-1]:
        last = page[-1][0]
        if isinstance(last, Heading) and len(page) > 1 and len(last.pieces) == 1:
            yield Found("the heading is the last thing on its page", checked.path(last))


def level_jump(checked: Checked) -> Iterator[Found]:
    """Find headings more than one level below the heading above them: of each section, the first one."""
    jumped: set[str] = set()
    for heading in _headings(checked.merged):
        above = checked.merged.section(heading.id)[-1:]
        if above and heading.level - above[0].level > 1 and above[0].id not in jumped:
            jumped.add(above[0].id)
            what = f"level {heading.level} stands directly below level {above[0].level} ({above[0].id})"
            yield Found(what, checked.path(heading, "title_level"))


def numbering_gap(checked: Checked) -> Iterator[Found]:
    """Find headings whose number leaves one out."""
    for step in checked.merged.derived(_steps):
        if step.path[-1] > step.before[-1] + 1:
            what = f"{_dotted(step.path)} comes after {_dotted(step.before)}"
            yield Found(what, checked.path(step.heading, "content"))


def numbering_repeated(checked: Checked) -> Iterator[Found]:
    """Find headings with the number of the heading before, but for those that were sent twice."""
    twice = {checked.sent.blocks[number].id for number in checked.sent.derived(duplicates)}
    for step in checked.merged.derived(_steps):
        if step.path == step.before and step.heading.id not in twice:
            what = f"{_dotted(step.path)} is the number of the heading before too"
            yield Found(what, checked.path(step.heading, "content"))


class _Step(NamedTuple):
    """A numbered heading with the number of the one before it, of the same way of numbering in the same section."""

    heading: Heading
    before: tuple[int, ...]
    path: tuple[int, ...]


def _headings(document: Document) -> Sequence[Heading]:
    return [block for block in document.blocks if isinstance(block, Heading) and not block.hidden]


def _steps(document: Document) -> Sequence[_Step]:
    steps = []
    headings = _headings(document)
    last: dict[tuple[str, str, tuple[int, ...]], tuple[int, ...]] = {}
    for heading, numbering in zip(headings, number([heading.text for heading in headings]), strict=True):
        if numbering is None or numbering.weak:
            continue
        above = document.section(heading.id)[-1:]
        key = (above[0].id if above else "", numbering.family, numbering.path[:-1])
        if key in last:
            steps.append(_Step(heading, last[key], numbering.path))
        last[key] = numbering.path
    return steps


def _dotted(path: Sequence[int]) -> str:
    return "number " + ".".join(map(str, path))

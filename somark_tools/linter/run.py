"""A result, or many files → what the rules find, sorted by place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from somark_tools.errors import SomarkError
from somark_tools.linter.checked import Checked, checked
from somark_tools.linter.finding import Found, LintFinding, Rule
from somark_tools.linter.rules import RULES, UNREADABLE
from somark_tools.patterns.printable import printable

_PLACE = re.compile(r"\.pages\[(\d{1,9})\](?:\.blocks\[(\d{1,9})\])?")
_WHOLE = (-1, -1)  # the place of what is said of the whole result: before all pages


def lint(
    source: object, *, select: str | Iterable[str] = (), ignore: str | Iterable[str] = ()
) -> tuple[LintFinding, ...]:
    """Return what the rules find in a result, by place: pages and blocks in order, then by path and rule.

    `source` is whatever `read` takes; a Document that was merged is looked at as it is. `select` names the rules to
    follow (none: all of them), `ignore` those to leave out. Whether pictures are there is looked up only for a path.
    Nothing is changed. Raises SomarkError where there is no result, and ValueError for an unknown rule.

    >>> page = {"page_num": 0, "page_size": {"w": 840, "h": 1190}, "blocks": [
    ...     {"idx": 0, "type": "text", "bbox": [80, 100, 860, 140], "content": "It goes on beyond the page."}]}
    >>> finding, = lint({"pages": [page]})
    >>> finding.rule, finding.severity, finding.page, finding.idx, finding.pointer
    ('box-off-page', 'error', 0, 0, '/pages/0/blocks/0/bbox')
    """
    rules = chosen(select, ignore)
    return tuple(_findings(checked(source), rules, ""))


def lint_files(
    paths: Iterable[Path], *, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> Iterator[LintFinding]:
    """Yield what the rules find in each file, as `lint` does; a file that can't be read is a finding itself."""
    rules = chosen(select, ignore)
    for path in paths:
        try:
            result = checked(path)
        except SomarkError as error:
            if UNREADABLE in rules:
                place = error.place if error.place.startswith("$") else "$"
                yield _finding(UNREADABLE, Found(error.message, place), None, None, str(path))
        else:
            yield from _findings(result, rules, str(path))


def chosen(select: str | Iterable[str], ignore: str | Iterable[str]) -> Sequence[Rule]:
    """Return the selected rules, or all, without the ignored ones. Raises ValueError for an unknown id."""
    select, ignore = _names(select), frozenset(_names(ignore))
    ids = [rule.id for rule in RULES]
    for name in (*select, *sorted(ignore)):
        if name not in ids:
            near = get_close_matches(name, ids, 1, 0.5)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ValueError(f"there is no rule {name!r:.60}{hint}")
    return [rule for rule in RULES if rule.id not in ignore and (not select or rule.id in select)]


def _names(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _findings(result: Checked, rules: Iterable[Rule], file: str) -> Iterator[LintFinding]:
    placed = []
    for rule in rules:
        for found in dict.fromkeys(rule.check(result)):
            page, block = _place(result.sent.root, found.path)
            placed.append((page, block, found.path, rule.id, _at(result, rule, found, page, block, file)))
    placed.sort(key=lambda entry: entry[:4])
    yield from [finding for *_, finding in placed]


def _place(root: str, path: str) -> tuple[int, int]:
    match = _PLACE.match(path, len(root))
    return (int(match[1]), int(match[2] or -1)) if match else _WHOLE


def _at(result: Checked, rule: Rule, found: Found, page: int, block: int, file: str) -> LintFinding:
    if page < 0:
        return _finding(rule, found, None, None, file)
    idx = (result.sent.source.pages[page].blocks or [])[block].idx if block >= 0 else None
    return _finding(rule, found, result.sent.pages[page].number, block if idx is None and block >= 0 else idx, file)


def _finding(rule: Rule, found: Found, page: int | None, idx: int | None, file: str) -> LintFinding:
    message = f"{found.what[:1].upper()}{found.what[1:].rstrip('.')}. {rule.advice}"
    return LintFinding(rule.id, rule.severity, printable(message), page, idx, printable(found.path), file)

"""The rules of what reading and merging report as issues, a row for each: nothing is checked twice."""

from collections.abc import Iterator

from somark_tools.linter.checked import Checked
from somark_tools.linter.finding import Check, Found, Rule, Severity


def _reported(rule: str) -> Check:
    def check(checked: Checked) -> Iterator[Found]:
        return (Found(issue.message, issue.place) for issue in checked.issues.get(rule, ()))

    return check


def _row(rule: str, severity: Severity, title: str, advice: str) -> Rule:
    return Rule(rule, severity, title, advice, _reported(rule))


REPORTED: tuple[Rule, ...] = (
    _row("page-number-missing", "warning", "a page without `page_num`", "Number the pages, from 0."),
    _row(
        "page-size-missing", "warning", "a page without usable size",
        "Send `page_size`: without it boxes can't be drawn or held against the page.",
    ),
    _row("idx-missing", "warning", "a block without `idx`", "Number the blocks of a page: references name them so."),
    _row(
        "idx-repeated", "error", "two blocks of one page with the same `idx`",
        "Give each block of a page its own: references to this one can't be told from those to the other.",
    ),
    _row(
        "bbox-missing", "warning", "no box, or not four finite numbers",
        "Send `[x1, y1, x2, y2]` in pixels of `page_size`: order, captions and breaks are told from boxes.",
    ),
    _row(
        "bbox-reversed", "warning", "a box with its corners in the wrong order",
        "Send the upper left corner first; look whether other boxes of that maker are mirrored.",
    ),
    _row(
        "record-dangling", "error", "the record of a merged result names a block that is not there",
        "Merge the result again from what the service sent: its record and its blocks are not of one making.",
    ),
    _row(
        "record-continuation", "error", "a continuation in the record of a merged result that can't be one",
        "Merge the result again from what the service sent.",
    ),
    _row("label-unknown", "warning", "an unknown type of block", "Correct the type, or add it to the labels."),
    _row("format-unknown", "warning", "an unknown format of content", "Correct the format; see how the content reads."),
    _row(
        "table-repaired", "warning", "a table with broken spans or stray content, that was repaired",
        "Compare the table with its page: cells may stand in the wrong column.",
    ),
    _row(
        "formula-number-unattached", "warning", "a formula number that belongs to no formula",
        "Put it into the formula as `\\tag{..}`: it is not shown.",
    ),
    _row("caption-dangling", "error", "a caption that its page does not have", "Correct or remove it in `captions`."),
    _row(
        "orphan-caption", "warning", "a caption without table or figure",
        "Look for a table or figure that was not recognised, or came as text.",
    ),
    _row(
        "reference-dangling", "error", "a reference to a block or page that does not exist",
        "Correct `page_num` (from 0) and `block_idx`, or remove the reference: the two parts stay apart.",
    ),
    _row(
        "reference-by-position", "warning", "a reference that names no `idx`, but is right as a position",
        "Name the `idx` of the block; see whether the right one was joined.",
    ),
    _row(
        "reference-forward", "error", "a reference to the block itself or a later one, as every cycle has one",
        "Turn it around: the block that goes on names the one that it continues.",
    ),
    _row(
        "reference-doubled", "warning", "two references where there can be one",
        "Remove one of them; see whether the parts are in the right order.",
    ),
    _row(
        "reference-kind", "error", "a reference between blocks of different kinds",
        "Correct the type of one of them, or remove the reference: the two parts stay apart.",
    ),
    _row(
        "reference-hidden", "warning", "a reference between a block that is shown and one that is not",
        "Correct `display`, or remove the reference.",
    ),
    _row(
        "page-flag-kind", "warning", "`merge_content_from_pre_page` between blocks of different kinds",
        "State by `text_cross_page` or `table_cross_page` which block goes on, or unset the flag.",
    ),
    _row(
        "level-against-numbering", "warning", "a stated level that headings numbered alike don't have",
        "Correct `title_level`; theirs was taken.",
    ),
    _row(
        "level-against-size", "warning", "a stated level that headings of that size of type don't have",
        "Correct `title_level`; theirs was taken.",
    ),
)  # fmt: skip

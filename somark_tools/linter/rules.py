"""The rules, by subject: a row for each, with its check. An id, once given, keeps its meaning."""

from collections.abc import Iterator

from somark_tools.linter.boxes import block_duplicate, block_overlap, box_empty, box_off_page
from somark_tools.linter.checked import Checked
from somark_tools.linter.finding import Found, Rule
from somark_tools.linter.formulas import dollar_unbalanced, latex_unbalanced, latex_unchecked, latex_unconvertible
from somark_tools.linter.merges import continuation_unmerged, merge_doubtful
from somark_tools.linter.order import order_jump, page_order, page_repeated
from somark_tools.linter.pictures import picture_address, picture_missing, picture_not_found
from somark_tools.linter.references import caption_doubled, caption_kind, reference_over_pages
from somark_tools.linter.reported import REPORTED
from somark_tools.linter.structure import heading_alone, level_jump, numbering_gap, numbering_repeated
from somark_tools.linter.tables import table_empty_column, table_header_alone, table_ragged
from somark_tools.linter.texts import (
    character_broken,
    content_empty,
    encoding_broken,
    script_mixed,
    text_as_furniture,
)


def _was_read(checked: Checked) -> Iterator[Found]:
    """Find nothing: what can be checked was read. `lint_files` tells of the others."""
    return iter(())


UNREADABLE = Rule(
    "unreadable", "error", "a file that is no result", "Pass what the service returned, such as outputs.json.",
    _was_read,
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    UNREADABLE,
    Rule(
        "box-off-page", "error", "a box that goes beyond its page",
        "See whether boxes and `page_size` are of one scale, and the page is not turned.", box_off_page,
    ),
    Rule("box-empty", "warning", "a box without area", "Measure the block anew, or remove it.", box_empty),
    Rule(
        "block-overlap", "warning", "two texts or tables, one over the other",
        "Look at the page: a text was recognised twice, or two boxes are too large.", block_overlap,
    ),
    Rule("block-duplicate", "error", "a block that was sent twice", "Remove one of the two.", block_duplicate),
    Rule(
        "page-repeated", "error", "two pages with the same `page_num`",
        "Number the pages anew: references can't tell them apart.", page_repeated,
    ),
    Rule(
        "page-order", "warning", "a page whose number is lower than that of the page before",
        "Sort the pages: reading order is theirs.", page_order,
    ),
    Rule(
        "order-jump", "warning", "a text that stands above the text before it",
        "Look at the page: one of the two is out of reading order.", order_jump,
    ),
    Rule(
        "reference-over-pages", "warning", "a continuation that passes over pages with text",
        "See whether the reference names the right page (from 0).", reference_over_pages,
    ),
    Rule(
        "caption-kind", "error", "a caption that is no text",
        "Correct the `captions`, or the type of what they name.", caption_kind,
    ),
    Rule(
        "caption-doubled", "warning", "a caption of two blocks of different kinds",
        "Leave it in the `captions` of the one that it belongs to.", caption_doubled,
    ),
    Rule(
        "table-ragged", "warning", "a row with fewer columns than the others",
        "Compare the table with its page: a cell or a span is missing.", table_ragged,
    ),
    Rule(
        "table-empty-column", "warning", "a column without any text",
        "Compare the table with its page: cells were split, or not read.", table_empty_column,
    ),
    Rule(
        "table-header-alone", "warning", "a header alone at the end of a page",
        "See whether its rows came on the next page, and join the two.", table_header_alone,
    ),
    Rule(
        "heading-alone", "info", "a heading alone at the end of a page",
        "Nothing, if it is so in print; else look for a text that was not recognised.", heading_alone,
    ),
    Rule(
        "level-jump", "warning", "a heading more than one level below the one above it",
        "Correct `title_level`, or look for a heading between that came as text.", level_jump,
    ),
    Rule(
        "numbering-gap", "warning", "headings whose numbers leave one out",
        "Look for a heading between that came as text, or for a misread number.", numbering_gap,
    ),
    Rule(
        "numbering-repeated", "warning", "two headings with the same number, one after the other",
        "See which number was misread, and whether the heading was sent twice.", numbering_repeated,
    ),
    Rule(
        "picture-missing", "warning", "a figure without picture",
        "Ask the service for pictures, or crop it from the page by its box.", picture_missing,
    ),
    Rule(
        "picture-address", "error", "a picture whose address is not followed",
        "Send http(s), a picture as data, or a path below the result's folder.", picture_address,
    ),
    Rule(
        "picture-not-found", "error", "a picture that does not stand beside the result",
        "Keep the result together with its folder of pictures.", picture_not_found,
    ),
    Rule(
        "dollar-unbalanced", "warning", "a `$` that begins or ends a formula, without its partner",
        "Put the other `$`, or write it as `\\$`: the formula is shown as text.", dollar_unbalanced,
    ),
    Rule(
        "latex-unbalanced", "warning", "braces, environments or fences of a formula that don't close",
        "Compare the formula with its page: a part of it is missing.", latex_unbalanced,
    ),
    Rule(
        "latex-unconvertible", "warning", "LaTeX that does not convert",
        "Look for a misread command: the formula is shown as its source.", latex_unconvertible,
    ),
    Rule(
        "latex-unchecked", "info", "formulas that could not be tried, for want of a converter",
        "Install the extra `math`.", latex_unchecked,
    ),
    Rule(
        "content-empty", "warning", "a block without content",
        "Look at the page: the text was not read, or there is none.", content_empty,
    ),
    Rule(
        "character-broken", "error", "characters that stand for none",
        "Read that part of the page again: what stood there is lost.", character_broken,
    ),
    Rule(
        "encoding-broken", "error", "a text that was decoded wrongly",
        "Decode the result as UTF-8 where it was written.", encoding_broken,
    ),
    Rule(
        "script-mixed", "warning", "a word with look-alike letters of another script",
        "Replace them: searches won't find the word.", script_mixed,
    ),
    Rule(
        "text-as-furniture", "warning", "a text where other pages have their running head or foot",
        "See whether it is one: it is read as part of the text.", text_as_furniture,
    ),
    Rule(
        "continuation-unmerged", "warning", "two blocks that look like one over a break, and were not joined",
        "State the reference, or join them by `keep`.", continuation_unmerged,
    ),
    Rule(
        "merge-doubtful", "warning", "two blocks that were joined as stated, and don't look like one",
        "Look at both pages; part them by `keep` if the reference is wrong.", merge_doubtful,
    ),
    *REPORTED,
)  # fmt: skip

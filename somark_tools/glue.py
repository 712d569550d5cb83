"""What stands between two texts that a break has parted: nothing, a blank, or a new line."""

import re

# Scripts written without blanks between words, and their punctuation.
_UNSPACED = re.compile(
    "[\u2e80-\u2fdf\u3000-\u30ff\u3100-\u312f\u3190-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)
_HYPHENS = "-\u2010"
_SOFT_HYPHEN = "\u00ad"


def glue(left: str, right: str) -> str:
    """Return what to put between two parts of one paragraph: "" or a blank.

    >>> glue("页面的", "结尾"), glue("the end of", "the page"), glue("well-", "known")
    ('', ' ', '')
    """
    if not left or not right or left[-1].isspace() or right[0].isspace():
        return ""
    if left[-1] in _HYPHENS + _SOFT_HYPHEN and len(left) > 1 and left[-2].isalnum() and right[0].isalnum():
        return ""
    if _UNSPACED.match(left[-1]) and _UNSPACED.match(right[0]):
        return ""
    return " "

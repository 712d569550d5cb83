r"""A formula's LaTeX as it was sent → the LaTeX between its delimiters, without comments and what XML can't hold."""

import re

# What XML 1.0 has no place for: control characters, halves of surrogate pairs, two that are no characters.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DELIMITERS = (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)"))
# A comment ends with its line. Without a next line there is none: a percent sign of a page was not escaped.
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*+)%[^\n]*+\n\s*+")
_PERCENT = re.compile(r"(?<!\\)((?:\\\\)*+)%")

_CUT = re.compile(r"(?<!\\)(?:\\\\)*+\\\Z")


def bare(latex: str) -> str:
    r"""Return the formula without delimiters around it, comments, and characters that no document may hold.

    >>> bare(r"$$ x^2 $$"), bare(r"\[ 5% \]")
    ('x^2', '5\\%')
    """
    text = _FORBIDDEN.sub("\ufffd", latex).strip()
    if not text.strip("$"):
        return ""
    for opening, closing in _DELIMITERS:
        inner = text[len(opening) : -len(closing)]
        if text.startswith(opening) and text.endswith(closing) and inner.strip() and opening not in inner:
            text = inner.strip()
            break
    if _CUT.search(text):
        text += " "  # of the space in `\\ `
    if "%" in text:
        ended = text.rfind("\n") + 1  # looking for comments behind it, from each percent sign to the end, takes long
        last = text[ended:].lstrip()
        text = _PERCENT.sub(r"\1\\%", _COMMENT.sub(r"\1", text[: len(text) - len(last)]) + last)
    return text

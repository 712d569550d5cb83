"""Literal text → Markdown that reads as that text: escapes, as tables of what is unsafe where."""

import re

# Anywhere in a line: what could open or close a construct of GFM. A `*` or `_` between blanks, and a `_` inside a word,
# can't; a backslash escapes punctuation only.
_UNSAFE = re.compile(
    r"""
    \\(?=[!-/:-@\[-`{-~])                 # a backslash before punctuation
    | `                                   # code
    | (?<=\S)\*|\*(?!\s|$)                # emphasis
    | (?<![^\W_])_|_(?![^\W_])            # emphasis, not inside a word
    | ~(?=~|\S)                           # strike
    | <(?=[A-Za-z/!?])                    # a tag or an autolink
    | &(?=\#?\w{1,31};)                   # an entity
    | \[(?=[^\]]*\][(\[:])              # a link or a definition
    | \$(?!\d)(?=[^$]*\$)                # a formula; prices are none
    | \]\((?=.)                           # the rest of one
    """,
    re.VERBOSE,
)
_ANY_UNSAFE = re.compile(r"[\\`*_~<&$\[\]]")

# At the start of a line, or of a list item: what would make it another kind of block.
_BLOCK_START = re.compile(
    r"""
    \#{1,6}(?=\s|$) | > | ~~~
    | \|?[ ]*:?-+:?[ ]*\|                       # the second line of a table
    | (?:=+|-+|-[ ]*-[ ]*-[- ]*)$               # a rule, or what makes the line above a heading
    """,
    re.VERBOSE,
)
_LIST_MARKER = re.compile(r"([-+*]|\d{1,9}(?=[.)]))([.)]?)(?:\s+|$)")


def escaped(text: str) -> str:
    r"""Return the text with a backslash before each character that Markdown would take as markup.

    >>> print(escaped("*.txt, a_b, __init__, 2 * 3, [1](x)"))
    \*.txt, a_b, \_\_init\_\_, 2 * 3, \[1\](x)
    """
    if not _ANY_UNSAFE.search(text):
        return text
    return _UNSAFE.sub(_with_backslash, text)


def _with_backslash(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def at_line_start(line: str, *, item: bool = True) -> str:
    r"""Return a line of a paragraph so that it begins no heading, quote, rule, fence or table.

    With `item` it may begin a list item, as list items in documents do.

    >>> print(at_line_start("# 1"), at_line_start("---"), at_line_start("1. # one"))
    \# 1 \--- 1. \# one
    >>> print(at_line_start("1. one", item=False))
    1\. one
    """
    marker = _LIST_MARKER.match(line)
    if marker is None:
        return f"\\{line}" if _BLOCK_START.match(line) else line
    sign, dot, rest = marker[1], marker[2], line[marker.end() :]
    if item and rest:
        return f"{sign}{dot} {at_line_start(rest)}"
    return f"{sign}\\{dot} {rest}".rstrip() if dot else f"\\{line}"

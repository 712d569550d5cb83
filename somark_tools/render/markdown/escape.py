"""Text and markup → Markdown in which the text reads as that text: escapes, as tables of what is unsafe where.

What stands beside a text counts: in `*$a$*` the stars would be emphasis, in `!` before a link that link a picture. So
the texts of a paragraph are escaped together, as one *marked* string in which MARK encloses each piece of markup.
"""

import re

MARK = "\0"  # no text holds one: Markdown shows U+FFFD for it, and so do we

# Anywhere in a text: what could open or close a construct of GFM. A `*` or `~` between blanks and a `_` inside a word
# can't; a backslash escapes punctuation only, and makes a line break that is to stay. References and footnotes need no
# escape, because nothing ever defines one. (Each line begins with its character, by which `re` finds it quickly.)
_UNSAFE = r"""
    \\(?=[!-/:-@\[-`{-~\n\0])                   # a backslash before punctuation, a line break or markup
    | `                                         # code
    | \*(?:(?<=[^ \t\n]\*)|(?=[^ \t\n]))        # emphasis
    | _(?:(?<![^\W_]_)|(?![^\W_]))              # emphasis, not inside a word
    | ~(?:(?<=[^ \t\n]~)|(?=[^ \t\n]))          # strike
    | <(?=[A-Za-z/!?\0])                        # a tag or an autolink
    | &(?=\#?\w{1,31};)                         # an entity
    | \](?=[(:])                                # a link or a definition
    | \n                                        # a line break
"""
# The more there is in a text, the more could be the other half of something.
_IN_TEXT = re.compile(_UNSAFE + r"| \$(?!\d)(?=[^$]*\$)  # a formula; prices are none", re.VERBOSE)
_WITH_MARKUP = re.compile(_UNSAFE + r"| \$", re.VERBOSE)
_WITH_LINKS = re.compile(_UNSAFE + r"| \$ | \[ | \] | !(?=\0)", re.VERBOSE)
_ANY_UNSAFE = re.compile(r"[\\`*_~<&$\]\n\0]")

# At the start of a line, or of a list item: what would make it another kind of block.
_BLOCK_START = re.compile(
    r"""
    \#{1,6}(?=[ \t]|$) | >
    | (?=[|:\ \t]*-)[|:\-][|:\-\ \t]*$    # the second line of a table, a rule, what makes the line above a heading
    | =+$                                 # what makes the line above a heading
    """,
    re.VERBOSE,
)
_LIST_MARKER = re.compile(r"([-+*]|([0-9]{1,9})[.)])(?:[ \t]+|$)")

# In LaTeX, where a blank means nothing and a backslash much: what readers without formulas would take as markup.
_UNSAFE_IN_LATEX = re.compile(r"<(?=[A-Za-z/!?])|\](?=[(:])")
_LATEX_BLOCK_START = re.compile(r"\s*(?:[#>=~`|:*_+-]|[0-9]{1,9}[.)])")


def markup(text: str) -> str:
    """Return a piece of Markdown, marked as such."""
    return f"{MARK}{text}{MARK}"


def escaped(marked: str) -> str:
    r"""Return the text with a backslash before each character that Markdown would take as markup; markup as it is.

    >>> print(escaped("*.txt, a_b, __init__, 2 * 3, [1](x)"))
    \*.txt, a_b, \_\_init\_\_, 2 * 3, [1\](x)
    >>> print(escaped(f"2 * {markup('$a$')}* 3"))
    2 * $a$\* 3
    >>> print(escaped(f"!{markup('[')}a]{markup('](u)')}"))
    \![a\]](u)
    """
    if not _ANY_UNSAFE.search(marked):
        return marked
    parts = marked.split(MARK)  # a text, markup, a text, markup, .. a text
    if len(parts) == 1:
        return _IN_TEXT.sub(_with_backslash, marked)
    unsafe = _WITH_LINKS if "[" in parts[1::2] else _WITH_MARKUP
    parts[::2] = unsafe.sub(_with_backslash, MARK.join(parts[::2])).split(MARK)
    return "".join(parts)


def _with_backslash(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def at_line_start(line: str, *, item: bool = True) -> str:
    r"""Return an escaped line so that it begins no heading, quote, rule or table.

    With `item` it may begin a list item, as list items in documents do, but only one whose number Markdown keeps.

    >>> print(at_line_start("# 1"), at_line_start("---"), at_line_start("1. # one"))
    \# 1 \--- 1. \# one
    >>> print(at_line_start("1. one", item=False), at_line_start("01. one"))
    1\. one 01\. one
    """
    marker = _LIST_MARKER.match(line)
    if marker is None:
        return f"\\{line}" if _BLOCK_START.match(line) else _in_paragraph(line)
    sign, number, rest = marker[1], marker[2], line[marker.end() :]
    if item and rest and (number is None or number == str(int(number))):
        return f"{sign} {at_line_start(rest, item=False)}"
    return f"{sign[:-1]}\\{sign[-1]} {rest}".rstrip()


def _in_paragraph(line: str) -> str:
    """Keep `$$a$$ or $$b$$` and `$$a$$ (1)` from being one block of formula: such a block ends with its line."""
    whole = not line.startswith("$$") or line.find("$$", 2) == len(line) - 2
    return line if whole or line[-1] not in "$)" else f"{line}&#32;"


def safe_latex(latex: str) -> str:
    r"""Return LaTeX of the same meaning that holds no tag, link or definition for readers that know no formulas.

    >>> print(safe_latex("a<b, <script>"))
    a< b, < script>
    """
    return _UNSAFE_IN_LATEX.sub(r"\g<0> ", latex)


def latex_line(line: str) -> str:
    """Return a line of a block of LaTeX so that it begins no other block for those readers: far from the margin."""
    return f"    {line.lstrip()}" if _LATEX_BLOCK_START.match(line) else line

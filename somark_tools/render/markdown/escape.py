"""Text and markup → Markdown in which the text reads as that text: escapes, as tables of what is unsafe where.

What stands beside a text counts: in `*$a$*` the stars would be emphasis, in `!` before a link that link a picture. So
the texts of a paragraph are escaped together, as one *marked* string in which MARK encloses each piece of markup.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

MARK = "\0"  # no text holds one: Markdown shows U+FFFD for it, and so do we

# Anywhere in a text: what could open or close a construct of GFM. A `*` or `~` between blanks and a `_` inside a word
# can't; a backslash escapes punctuation only, and makes a line break that is to stay. References and footnotes need no
# escape, because nothing ever defines one. (Each line begins with its character, by which `re` finds it quickly.)
_UNSAFE = r"""
    \\(?=[!-/:-@\[-`{-~\n\0])                   # a backslash before punctuation, a line break or markup
    | `                                         # code
    | \*(?:(?<=[^ \t\n]\*)|(?=[^ \t\n]))        # emphasis
    | _(?:(?<![^\W_]_)|(?![^\W_]))              # emphasis, not inside a word
    | ~(?:(?<=[^ \t\n]~)|(?=[^ \t\n]))          # strike; in SoMarkDown also what is set low
    | \](?=[(:])                                # a link or a definition
    | \n                                        # a line break
"""
_UNSAFE_IN_MARKDOWN = r"""
    | <(?=[A-Za-z/!?\0])                        # a tag or an autolink
    | &(?=\#?\w{1,31};)                         # an entity
"""
_UNSAFE_IN_HTML = r"""
    | [<>&]                                     # what HTML reads before Markdown does
    | \\(?=\xa0)                                # SoMarkDown's renderer makes an entity of this blank
"""
_UNSAFE_IN_SOMARKDOWN = r"""
    | \^                                        # what is set high
    | =(?==)                                    # a mark
    | ~(?=\n)                                   # what is set low: the break between two lines is a backslash
    | \$                                        # a formula: here prices would be some
    | \((?=(?:[crCR]|tm|TM)\)) | \+(?=-)              # what its renderer replaces by other signs
    | :(?=//)                                   # an address, in which it would read no escapes
"""
_FORMULA = r"| \$(?!\d)(?=[^$]*\$)              # a formula; prices are none"
_NOTE = r"| \[(?=\^)                               # a footnote, where some are defined"
# The more there is in a text, the more could be the other half of something.
_WITH_MARKUP = r"| \$"
_WITH_LINKS = r"| \$ | \[ | \] | !(?=\0)"

# At the start of a line, or of a list item: what would make it another kind of block.
_BLOCK_START = r"""
    \#{1,6}(?=[ \t]|$) | >
    | (?=[|:\ \t]*-)[|:\-][|:\-\ \t]*$    # the second line of a table, a rule, what makes the line above a heading
    | =+$                                 # what makes the line above a heading
"""
_SOMARKDOWN_BLOCK_START = r"""
    | :\                                  # a caption
    | \[\[(?i:toc)\]                      # a table of contents
    | \\begin\s*\{                        # a formula without delimiters
"""
_ENTITIES: Mapping[str, str] = MappingProxyType({"<": "&lt;", ">": "&gt;", "&": "&amp;"})
_TASK = re.compile(r"\[[ \txX]\](?=\s|$)")
_LIST_MARKER = re.compile(r"([-+*]|([0-9]{1,9})[.)])(?:[ \t]+|$)")


def _pattern(*rows: str) -> re.Pattern[str]:
    return re.compile("".join(rows), re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Escapes:
    """What is unsafe in a dialect: in texts alone, beside markup, beside links, and where a line begins.

    `any` finds quickly that a text has nothing of it, `syntax` that it has nothing to be read, not even as HTML. Text
    `in_html` is read as HTML first.
    """

    any: re.Pattern[str]
    syntax: re.Pattern[str]
    alone: re.Pattern[str]
    with_markup: re.Pattern[str]
    with_links: re.Pattern[str]
    line_start: re.Pattern[str]
    somarkdown: bool = False
    in_html: bool = False

    def is_plain(self, text: str) -> bool:
        """Return whether the text reads as itself, in Markdown and HTML, unless it begins a line: most texts do."""
        return self.syntax.search(text) is None


GFM = Escapes(
    any=re.compile(r"[\\`*_~<&$\]\n\0]"),
    syntax=re.compile(r"[\\`*_~<>&$\]|^\n\r\0=+]"),
    alone=_pattern(_UNSAFE, _UNSAFE_IN_MARKDOWN, _FORMULA),
    with_markup=_pattern(_UNSAFE, _UNSAFE_IN_MARKDOWN, _WITH_MARKUP),
    with_links=_pattern(_UNSAFE, _UNSAFE_IN_MARKDOWN, _WITH_LINKS),
    line_start=_pattern(_BLOCK_START),
)
GFM_WITH_NOTES = replace(
    GFM,
    any=re.compile(r"[\\`*_~<&$\[\]\n\0]"),
    alone=_pattern(_UNSAFE, _UNSAFE_IN_MARKDOWN, _FORMULA, _NOTE),
    with_markup=_pattern(_UNSAFE, _UNSAFE_IN_MARKDOWN, _WITH_MARKUP, _NOTE),
)
SOMARKDOWN = Escapes(
    any=re.compile(r"[\\`*_~<&$\]\n\0^=(+]|://"),
    syntax=re.compile(r"[\\`*_~<>&$\]|\n\r\0^=(+]|://"),
    alone=_pattern(_UNSAFE, _UNSAFE_IN_MARKDOWN, _UNSAFE_IN_SOMARKDOWN),
    with_markup=_pattern(_UNSAFE, _UNSAFE_IN_MARKDOWN, _UNSAFE_IN_SOMARKDOWN),
    with_links=_pattern(_UNSAFE, _UNSAFE_IN_MARKDOWN, _UNSAFE_IN_SOMARKDOWN, _WITH_LINKS),
    line_start=_pattern(_BLOCK_START, _SOMARKDOWN_BLOCK_START),
    somarkdown=True,
)
# The cells of HTML tables hold Markdown in SoMarkDown.
SOMARKDOWN_CELL = replace(
    SOMARKDOWN,
    any=re.compile(r"[\\`*_~<>&$\]\n\0^=(+]|://"),
    alone=_pattern(_UNSAFE, _UNSAFE_IN_HTML, _UNSAFE_IN_SOMARKDOWN),
    with_markup=_pattern(_UNSAFE, _UNSAFE_IN_HTML, _UNSAFE_IN_SOMARKDOWN),
    with_links=_pattern(_UNSAFE, _UNSAFE_IN_HTML, _UNSAFE_IN_SOMARKDOWN, _WITH_LINKS),
    in_html=True,
)


# In LaTeX, where a blank means nothing and a backslash much: what readers without formulas would take as markup. Behind
# a `%`, a comment, the next line goes on.
_UNSAFE_IN_LATEX = re.compile(r"<(?=[A-Za-z/!?%])|\](?=[(:])")
_LATEX_BLOCK_START = re.compile(r"\s*(?:[#>=~`|:*_+-]|[0-9]{1,9}[.)])")


def markup(text: str) -> str:
    """Return a piece of Markdown, marked as such."""
    return f"{MARK}{text}{MARK}"


def escaped(marked: str, escapes: Escapes = GFM) -> str:
    r"""Return the text with a backslash before each character that Markdown would take as markup; markup as it is.

    >>> print(escaped("*.txt, a_b, __init__, 2 * 3, [1](x)"))
    \*.txt, a_b, \_\_init\_\_, 2 * 3, [1\](x)
    >>> print(escaped(f"2 * {markup('$a$')}* 3"))
    2 * $a$\* 3
    >>> print(escaped(f"!{markup('[')}a]{markup('](u)')}"))
    \![a\]](u)
    >>> print(escaped("2^8 == $256", SOMARKDOWN))
    2\^8 \== \$256
    """
    if not escapes.any.search(marked):
        return marked
    replaced = partial(_entity_or_backslash, escapes) if escapes.somarkdown else _with_backslash
    parts = marked.split(MARK)  # a text, markup, a text, markup, .. a text
    if len(parts) == 1:
        return escapes.alone.sub(replaced, marked)
    unsafe = escapes.with_links if "[" in parts[1::2] else escapes.with_markup
    parts[::2] = unsafe.sub(replaced, MARK.join(parts[::2])).split(MARK)
    return "".join(parts)


def _with_backslash(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _entity_or_backslash(escapes: Escapes, match: re.Match[str]) -> str:
    """Return the character escaped; in SoMarkDown, a formula that follows a backslash or a dollar would be none."""
    sign = match[0]
    if escapes.in_html and sign in _ENTITIES:
        return _ENTITIES[sign]
    if sign in "\\$" and match.string.startswith(MARK, match.end()):
        return f"\\{sign}<!-- -->" if escapes.in_html else f"&#{ord(sign)};"  # HTML would read the entity first
    return f"\\{sign}"


def at_line_start(line: str, escapes: Escapes = GFM, *, item: bool = True) -> str:
    r"""Return an escaped line so that it begins no heading, quote, rule or table.

    With `item` it may begin a list item, as list items in documents do, but only one whose number Markdown keeps.

    >>> print(at_line_start("# 1"), at_line_start("---"), at_line_start("1. # one"))
    \# 1 \--- 1. \# one
    >>> print(at_line_start("1. one", item=False), at_line_start("01. one"))
    1\. one 01\. one
    """
    if line[:1].isalpha():  # as most do: no letter begins another kind of block
        return line
    marker = _LIST_MARKER.match(line)
    if marker is None:
        return f"\\{line}" if escapes.line_start.match(line) else _in_paragraph(line, escapes, alone=item)
    sign, number, rest = marker[1], marker[2], line[marker.end() :]
    if item and rest and (number is None or number == str(int(number))):
        return f"{sign} {in_item(at_line_start(rest, escapes, item=False))}"
    return f"{sign[:-1]}\\{sign[-1]} {rest}".rstrip()


def in_item(line: str) -> str:
    r"""Return the escaped text of a list item so that it is no task: GitHub makes a box of what begins with `[x]`.

    >>> print(in_item("[ ] to do"))
    \[ ] to do
    """
    return f"\\{line}" if _TASK.match(line) else line


def _in_paragraph(line: str, escapes: Escapes, *, alone: bool) -> str:
    """Keep `$$a$$ or $$b$$` and `$$a$$ (1)` from being one block of formula: such a block ends with its line.

    A formula that is not `alone` in its paragraph would end it. In SoMarkDown a block may begin with any `$$`.
    """
    if not line.startswith("$$"):
        return line
    if escapes.somarkdown:
        return f"{'<span></span>' if escapes.in_html else '&#32;'}{line}"
    whole = line.find("$$", 2) == len(line) - 2
    return line if (whole and alone) or line[-1] not in "$)" else f"{line}&#32;"


def safe_latex(latex: str) -> str:
    r"""Return LaTeX of the same meaning that holds no tag, link or definition for readers that know no formulas.

    >>> print(safe_latex("a<b, <script>"))
    a< b, < script>
    """
    return _UNSAFE_IN_LATEX.sub(r"\g<0> ", latex)


def latex_line(line: str) -> str:
    """Return a line of a block of LaTeX so that it begins no other block for those readers: far from the margin."""
    return f"    {line.lstrip()}" if _LATEX_BLOCK_START.match(line) else line


# What makes KaTeX write addresses, attributes and styles, where it is told to trust its input as in SoMarkDown's
# renderer, or builds commands that do.
_LIVE_LATEX = re.compile(
    r"\\(?:href|url|includegraphics|html(?:Class|Data|Id|Style)|[egx]?def|let|futurelet|global|long"
    r"|(?:new|renew|provide)command)(?![A-Za-z@])"
)


def is_live(latex: str) -> bool:
    """Return whether the renderer of SoMarkDown would do more for the LaTeX than set a formula."""
    return _LIVE_LATEX.search(latex) is not None


def latex_in_html(latex: str) -> str:
    r"""Return LaTeX for a formula in a cell of an HTML table, where no entity is read in it.

    >>> print(latex_in_html(r"a<b"))
    a\lt b
    """
    return re.sub("> ?", r"\\gt ", re.sub("< ?", r"\\lt ", latex))


def code_span(text: str) -> str:
    """Return a text on one line as code.

    >>> print(code_span("a`b"))
    ``a`b``
    """
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"

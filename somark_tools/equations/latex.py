r"""The LaTeX of a formula, as a page was read → LaTeX that both makers of MathML understand, and its number.

Read pages have spaces between all tokens, environments of whole paragraphs, rows without an environment around them.
What is changed here shows the same; what can't be mended is left for the maker of MathML to complain of.
"""

import re
from typing import NamedTuple

from somark_tools.equations.delimiters import bare
from somark_tools.equations.environments import begin, end
from somark_tools.equations.numbers import TAG, shown
from somark_tools.equations.spelling import spelled
from somark_tools.errors import FormulaError

MAX_LENGTH = 30_000  # characters; a longer one is no formula
MAX_DEPTH = 80  # braces, environments and `\left`s in each other; Word and XML parsers stop at a few hundred elements

_TOKEN = re.compile(
    rf"(?P<tag>{TAG})"
    r"|\\(?P<edge>begin|end)\s*+\{(?P<name>[^{}\\]*+)\}"
    r"|(?P<command>\\(?:[A-Za-z]++|.))"
    r"|(?P<cell>&)|[{}]"
    r"|[^\\{}&]++|.",
    re.DOTALL,
)


class Latex(NamedTuple):
    """A formula that can be made MathML of, and the numbers that stand beside it."""

    body: str
    numbers: tuple[str, ...]


class _Rows(NamedTuple):
    """What a walk over the tokens found: the pieces, the tags, the depth, and whether rows stand in no environment."""

    pieces: list[str]
    numbers: tuple[str, ...]
    deepest: int
    cells: bool
    breaks: bool


def normalised(latex: str) -> Latex:
    r"""Return the formula as LaTeX without delimiters, numbering environments and tags.

    The one tag of a formula is its number; if there are several, each stays in its row. Raises `FormulaError` for
    what is no formula by its length, or too deep.

    >>> normalised(r"$$ \begin{align*} a &= b \tag{3} \end{align*} $$")
    Latex(body='\\begin{aligned} a &= b  \\end{aligned}', numbers=('(3)',))
    """
    if len(latex) > MAX_LENGTH:
        raise FormulaError(f"a formula of {len(latex)} characters, {MAX_LENGTH} are read")
    text = spelled(bare(latex))
    if not text:
        raise FormulaError("an empty formula")
    rows = _walked(text)
    if rows.deepest > MAX_DEPTH:
        rows = _walked(_flattened(text))
    if rows.deepest > MAX_DEPTH:
        raise FormulaError(f"{rows.deepest} levels in each other, {MAX_DEPTH} are read")
    body = "".join(rows.pieces)
    if rows.cells or rows.breaks:
        name = "aligned" if rows.cells else "gathered"
        body = rf"\begin{{{name}}}{body}\end{{{name}}}"
    return Latex(body, rows.numbers)


def _flattened(text: str) -> str:
    """Return the text without the braces that hold nothing but a pair of braces."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    tokens = [found[0] for found in _TOKEN.finditer(text) if found[0].strip() or found["command"]]
    for position, token in enumerate(tokens):
        if token == "{":
            opened.append(position)
        elif token == "}" and opened:
            pairs[opened.pop()] = position
    inner = {at for outer, close in pairs.items() if pairs.get(outer + 1) == close - 1 for at in (outer + 1, close - 1)}
    return " ".join([token for position, token in enumerate(tokens) if position not in inner])


def _walked(text: str) -> _Rows:
    tags = sum(1 for _ in re.finditer(TAG, text))
    pieces: list[str] = []
    numbers: list[str] = []
    waiting: list[str] = []
    open_now = [0]  # braces open, in each environment that is open
    braces = lefts = deepest = 0
    cells = breaks = False
    for found in _TOKEN.finditer(text):
        token = found[0]
        if found["tag"]:
            (numbers if tags == 1 else waiting).append(shown(token))
            continue
        row_ends = found["edge"] == "end" or (token == r"\\" and not open_now[-1])
        if row_ends and waiting:
            pieces.append("".join([rf"\qquad\text{{{number}}}" for number in waiting]))
            waiting.clear()
        top = len(open_now) == 1 and not open_now[0] and not lefts
        if found["edge"] == "begin":
            token = begin(found["name"])
            if token:
                open_now.append(0)
        elif found["edge"]:
            token = end(found["name"])
            if token and len(open_now) == 1:
                raise FormulaError(f"{token} without its beginning")
            braces -= open_now.pop() if token else 0
        elif token == "{":
            open_now[-1] += 1
            braces += 1
        elif token == "}" and open_now[-1]:
            open_now[-1] -= 1
            braces -= 1
        elif token in (r"\left", r"\right"):
            lefts = max(lefts + (1 if token == r"\left" else -1), 0)
        elif top and found["cell"]:
            cells = True
        elif top and token in (r"\\", r"\newline", r"\cr"):
            breaks = True
            token = r"\\"
        deepest = max(deepest, len(open_now) - 1 + braces + lefts)
        pieces.append(token)
    if len(open_now) > 1:
        raise FormulaError("an environment without its end")
    return _Rows(pieces, (*numbers, *waiting), deepest, cells, breaks)

"""Checks of formulas: a `$` left over, groups that don't close, LaTeX that does not convert."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.inlines import Holder, Inline, Math, Superscript, Text, parse_inlines
from somark_tools.linter.checked import Checked
from somark_tools.linter.finding import Found, quoted
from somark_tools.linter.latex import can_convert, why_not
from somark_tools.model import AnyBlock, Code, Figure, Formula, Table, TextBlock

_ESCAPED = re.compile(r"\\[\\${}]")
# What no price and no program has beside its `$`: a command, a script, a raised text without base.
_LEFT_OVER = re.compile(r"\\[A-Za-z]{2,}|[\w)}]\s?[_^]\s?\{|\{\s?\}\^")
_SURELY = re.compile(r"\\[A-Za-z]{2,}|[_^]\s?\{")  # in a formula that is one, not two signs of a program
_DOLLAR = re.compile(r"\$(?!\s?\d)")
_NAME = re.compile(r"\$(?:\{|[A-Z_]{3})")  # as programs name their variables
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
_FENCE = re.compile(r"\\(left|right)(?![A-Za-z])")


class _Formula(NamedTuple):
    """A formula in LaTeX, the block that holds it, and where in the block."""

    block: AnyBlock
    where: str
    latex: str


class _Formulas(NamedTuple):
    """The formulas of a document, and the texts with a `$` left over."""

    formulas: Sequence[_Formula]
    open: Sequence[tuple[AnyBlock, str]]


def dollar_unbalanced(checked: Checked) -> Iterator[Found]:
    """Find texts in which a formula begins or ends, but not both."""
    for block, where in checked.sent.derived(_formulas).open:
        yield Found(f"a `$` without partner{where}", checked.path(block, "content"))


def latex_unbalanced(checked: Checked) -> Iterator[Found]:
    """Find formulas whose braces, environments or fences don't close."""
    for formula in checked.sent.derived(_formulas).formulas:
        what = _unbalanced(formula.latex)
        if what:
            yield Found(f"{what} in {_shown(formula)}", checked.path(formula.block, "content"))


def latex_unconvertible(checked: Checked) -> Iterator[Found]:
    """Find formulas that are well-formed, but become no MathML."""
    if not can_convert():
        return
    reasons: dict[str, str | None] = {}
    for formula in checked.sent.derived(_formulas).formulas:
        if _unbalanced(formula.latex):
            continue
        if formula.latex not in reasons:
            reasons[formula.latex] = why_not(formula.latex)
        reason = reasons[formula.latex]
        if reason:
            yield Found(f"{_shown(formula)}: {reason}", checked.path(formula.block, "content"))


def latex_unchecked(checked: Checked) -> Iterator[Found]:
    """Say that formulas were not converted, as the package for it is not there."""
    formulas = checked.sent.derived(_formulas).formulas
    if formulas and not can_convert():
        yield Found(f"{len(formulas)} formulas were not converted to see whether they do", checked.sent.root)


def _shown(formula: _Formula) -> str:
    return f"{quoted(formula.latex)}{formula.where}"


def _formulas(document: Document) -> _Formulas:
    formulas: list[_Formula] = []
    odd: list[tuple[AnyBlock, str, bool, bool]] = []  # with a `$` left over: is there LaTeX, is there a variable
    for block in document.blocks:
        if isinstance(block, Formula) and block.notation == "latex" and block.text.strip() and not block.hidden:
            formulas.append(_Formula(block, "", block.text))
        for text, where in _texts(block):
            runs = parse_inlines(text)
            formulas += [_Formula(block, where, latex) for latex in _math(runs)]
            text = _ESCAPED.sub("", "".join(_literal(runs)))
            if len(_DOLLAR.findall(text)) % 2 or (_LEFT_OVER.search(text) and text.count("$") % 2):
                odd.append((block, where, _speaks_latex(runs, text), bool(_NAME.search(text))))
    mathematical = any(isinstance(found.block, Formula) or _SURELY.search(found.latex) for found in formulas)
    left_over = [(block, where) for block, where, sure, named in odd if sure or (mathematical and not named)]
    return _Formulas(formulas, left_over)


def _texts(block: AnyBlock) -> Iterator[tuple[str, str]]:
    """Yield the texts of a block that have a `$` in them, and where they stand in it."""
    if block.hidden or isinstance(block, Formula | Code | Figure):
        return
    if isinstance(block, Table):
        for number, row in enumerate(block.rows, 1):
            for cell in row.cells:
                if "$" in cell.text:
                    yield cell.text, f" in row {number}, column {cell.column + 1}"
    elif isinstance(block, TextBlock) and "$" in block.text:
        yield block.text, ""


def _math(runs: Iterable[Inline]) -> Iterator[str]:
    for run in runs:
        if isinstance(run, Math):
            yield run.latex
        elif isinstance(run, Holder):
            yield from _math(run.runs)


def _speaks_latex(runs: Iterable[Inline], text: str) -> bool:
    """Return whether there is LaTeX in the formulas of a text, or in `text`, which is left around them."""
    return bool(_LEFT_OVER.search(text)) or any("\\" in latex or "{" in latex for latex in _math(runs))


def _literal(runs: Iterable[Inline]) -> Iterator[str]:
    for run in runs:
        if isinstance(run, Text):
            yield run.text
        elif isinstance(run, Superscript):
            yield f"^{run.text}"
        elif isinstance(run, Holder):
            yield from _literal(run.runs)


def _unbalanced(latex: str) -> str:
    """Return what does not close in a formula, or ""."""
    depth = 0
    for brace in re.findall(r"[{}]", _ESCAPED.sub("", latex)):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return "a brace closes that was not opened"
    if depth:
        return "a brace is left open"
    ends = Counter[str]()
    for end, name in _ENVIRONMENT.findall(latex):
        ends[name] += 1 if end == "begin" else -1
    odd = next((name for name, count in ends.items() if count), None)
    if odd is not None:
        return f"\\begin and \\end of {quoted(odd, 20)} don't pair"
    fences = Counter(_FENCE.findall(latex))
    return "\\left and \\right don't pair" if fences["left"] != fences["right"] else ""

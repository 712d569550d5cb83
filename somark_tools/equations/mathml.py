r"""A formula as LaTeX → its MathML, by Temml, else by latex2mathml; what neither understands is an error.

latex2mathml says nothing about what it does not know: it shows `\ce` as two letters of text, and leaves arguments out.
So a command left in the text, or the `&` of an environment that it did not understand, counts as a failure.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from html import unescape
from typing import Any
from xml.etree import ElementTree

from lxml import etree

from somark_tools.equations.latex import Latex, normalised
from somark_tools.equations.numbers import beside
from somark_tools.equations.plain import plain
from somark_tools.equations.temml import available, temml
from somark_tools.errors import FormulaError

Element = etree._Element

LONGEST_FOR_LATEX2MATHML = 10_000  # characters: it takes long for long ones
_DIAGRAM = r"\begin{CD}"  # which Temml knows in displayed formulas alone
_COMMAND = re.compile(r"\\[A-Za-z]")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_BACKSLASH = re.compile(r"\\(?:backslash|setminus|smallsetminus)")
# What is in LaTeX and is not seen: commands, and the arguments that name something or say how long it is.
_SILENT = re.compile(
    r"\\(?:begin|end|(?:text|page|f)?color(?:box)?|[hv]space\*?|hskip|kern|mkern|mskip|label|rule|mathop)\s*+\{[^{}]*+\}"
    r"(?:(?<=array\})\s*+\{[^{}]*+\})?|\\[A-Za-z]++|\\\\\s*\[[^\[\]]*+\]"
    r"|(?:-|(?<![\d.]))[\d.]++\s*+(?:em|ex|pt|mu|cm|mm|in)(?![A-Za-z])"
)
_BEGIN = re.compile(r"\\begin\s*\{([^{}]*)\}")
_ENVIRONMENTS = frozenset(
    "array aligned gathered split cases matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix substack".split()
)
_FOR_PAGES = frozenset(["href", "style", "class", "id"])  # what no formula of a document says
# latex2mathml numbers the lines of what has no star, and shows what it does not know of.
_ALIGNED = re.compile(r"(\\(?:begin|end)\s*\{)(?:aligned|gathered)(\})")
_LAYOUT = re.compile(r"(\\\\)\s*\[[^\[\]]*\]|\\(?:label\s*\{[^{}]*\}|nonumber(?![A-Za-z])|notag(?![A-Za-z]))")


def engine() -> str:
    """Return what makes MathML here: `temml`, `latex2mathml`, or `none`."""
    if available():
        return "temml"
    return "latex2mathml" if _latex2mathml() is not None else "none"


def latex_to_mathml(tex: str, *, display: bool = False) -> Element:
    r"""Return a formula as plain MathML: a `math` element, without namespace, styles and classes.

    `\tag`s stand behind the formula. Raises `FormulaError`, which names what was not understood.
    """
    latex = normalised(tex)
    return mathml_of(Latex(beside(*latex), ()), display=display)


def mathml_of(latex: Latex, *, display: bool = False) -> Element:
    """Return the body of a normalised formula as MathML, without its numbers."""
    refused: list[FormulaError] = []
    for make in (_by_temml, _by_latex2mathml):
        try:
            found = make(latex.body, display)
        except FormulaError as error:
            refused.append(error)
            continue
        except RecursionError:  # how deep the caller is already is not known here
            refused.append(FormulaError("too many levels in each other"))
            continue
        if found is not None:
            return found
    if not refused:
        raise FormulaError("nothing here makes MathML of LaTeX: pip install 'somark-tools[math]'")
    raise refused[0]


def _by_temml(latex: str, display: bool) -> Element | None:
    if not available():
        return None
    try:
        tree = etree.fromstring(temml(latex, display=display or _DIAGRAM in latex), _parser())
    except etree.XMLSyntaxError as error:
        raise FormulaError(f"its MathML can't be read: {error.msg}") from error
    return _checked(plain(tree))


def _by_latex2mathml(latex: str, display: bool) -> Element | None:
    convert = _latex2mathml()
    if convert is None:
        return None
    latex = latex.replace("{darray}", "{array}")  # of Temml alone
    unknown = next((name for name in _BEGIN.findall(latex) if name not in _ENVIRONMENTS), None)
    if unknown is not None:
        raise FormulaError(f"No such environment: {unknown}")
    braces = Counter(_BRACE.findall(latex))
    if braces["{"] != braces["}"]:
        raise FormulaError("braces without their like")
    if len(latex) > LONGEST_FOR_LATEX2MATHML:
        raise FormulaError(f"a formula of {len(latex)} characters")
    try:
        made = convert(_LAYOUT.sub(r"\1", _ALIGNED.sub(r"\1align*\2", latex)))
        for leaf in made.iter():
            leaf.text = unescape(leaf.text or "")
        tree = etree.fromstring(ElementTree.tostring(made, "unicode"), _parser())
    except Exception as error:  # the package fails in many ways on what is no LaTeX
        raise FormulaError("it was not understood") from error
    if any(leaf.text == "&" for leaf in tree.iter("mi")):
        raise FormulaError("a `&` outside of rows")
    if "\\" in "".join(made.itertext()) and not _BACKSLASH.search(latex):
        raise FormulaError("a command was not understood")
    if _characters(_SILENT.sub(" ", latex)) - _characters("".join(made.itertext())):
        raise FormulaError("not all of it was understood")
    if any(_FOR_PAGES & set(leaf.attrib) for leaf in tree.iter()):
        raise FormulaError("a command for web pages")
    return _checked(plain(tree))


def _characters(text: str) -> Counter[str]:
    """Return how often each letter and digit is in a text, whatever its style."""
    return Counter(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def _checked(tree: Element) -> Element:
    command = _COMMAND.search(etree.tostring(tree, encoding="unicode", method="text"))
    if command or next(tree.iter("merror"), None) is not None:
        raise FormulaError("a command was not understood")
    return tree


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


@cache
def _latex2mathml() -> Callable[[str], Any] | None:
    try:
        from latex2mathml.converter import convert_to_element
    except ImportError:
        return None
    return convert_to_element

"""Formulas: LaTeX becomes MathML, and Office MathML that follows the schema, or an error says what was not read."""

import os
import re
import threading
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from results import soups

from somark_tools import FormulaError, SomarkError, latex_to_mathml, latex_to_omml
from somark_tools.equations import engine, mathml, temml
from somark_tools.equations.latex import MAX_DEPTH, MAX_LENGTH, normalised
from somark_tools.equations.omml import HANDLERS, to_omml
from somark_tools.equations.omml.xml import M

needs_engine = pytest.mark.skipif(engine() == "none", reason="the extra `math` is not installed")
needs_temml = pytest.mark.skipif(engine() != "temml", reason="Temml or QuickJS is not at hand")


@cache
def schema() -> etree.XMLSchema | None:
    folder = os.environ.get("SOMARK_XSD")
    return etree.XMLSchema(etree.parse(Path(folder) / "wml.xsd")) if folder else None


def check(math: etree._Element) -> None:
    """Assert that the formula follows the schema, where it is at hand, can be read again, and shows no command."""
    again = etree.fromstring(etree.tostring(math))
    rules = schema()
    if rules is not None:
        rules.assertValid(again)
    assert not re.search(r"\\[A-Za-z]{2,}", shown(again))


def shown(math: etree._Element) -> str:
    return "".join([text.text or "" for text in math.iter(f"{{{M}}}t")]).replace("\u200b", "")


def outline(math: etree._Element) -> str:
    """Return the formula in one line: elements with their arguments, texts, and the properties that have a value."""
    return "".join([_outline(child) for child in math])


def _outline(element: etree._Element) -> str:
    name = etree.QName(element).localname
    if name == "r":
        return (element.findtext(f"{{{M}}}t") or "").replace("\u200b", "")
    if name.endswith("Pr"):
        return ""
    inner = "".join([_outline(child) for child in element])
    return inner if name in ("e", "mr") else f"{name}({inner})"


def value(math: etree._Element, path: str) -> list[str]:
    """Return the values of the properties that a path such as `d/dPr/begChr` leads to."""
    steps = "/".join([f"{{{M}}}{step}" for step in path.split("/")])
    return [str(found.get(f"{{{M}}}val")) for found in math.iterfind(f".//{steps}")]


# -- what was written ------------------------------------------------------------------------------------------------

SIMPLE = {
    "a fraction has a numerator and a denominator": (r"\frac{a}{b}", "f(num(a)den(b))"),
    "a root has a degree if one is given": (r"\sqrt[3]{x}", "rad(deg(3)x)"),
    "a square root has none": (r"\sqrt{x}", "rad(deg()x)"),
    "scripts stand on their base": (r"x_i^2", "sSubSup(xsub(i)sup(2))"),
    "spaces between tokens mean nothing": (r"x _ { 1 } ^ { 2 }", "sSubSup(xsub(1)sup(2))"),
    "digits with spaces between them are one number": (r"1 2 . 5", "12.5"),
    "delimiters are no part of the formula": (r"$$ x $$", "x"),
    "an environment of a whole paragraph is no part of it either": (r"\begin{equation} x \end{equation}", "x"),
    "fences of \\left and \\right grow": (r"\left( \frac{a}{b} \right)", "d(f(num(a)den(b)))"),
    "letters of an operator's name stand together": (r"\operatorname { r a n k }", "rank"),
    "Chinese stays as it is": (r"v = \frac{\text{路程}}{\text{时间}}", "v=f(num(路程)den(时间))"),
    "a percent sign that was not escaped is one": (r"50% of x", "50%ofx"),
    "rows without an environment become a table": (r"a &= b \\ c &= d", "m(a=bc=d)"),
    "an equation array has three columns": (r"\begin{eqnarray} a &=& b \end{eqnarray}", "m(a=b)"),
    "so has the one of IEEE": (r"\begin{IEEEeqnarray}{rCl} a &=& b \end{IEEEeqnarray}", "m(a=b)"),
    "an array may say how its columns are set": (r"\begin{array}{@{}p{2cm}*{2}{c}} a & b & c \end{array}", "m(abc)"),
    "a line over several letters is a bar": (r"\overline{AB}", "bar(AB)"),
}


@needs_engine
@pytest.mark.parametrize(("latex", "expected"), SIMPLE.values(), ids=SIMPLE.keys())
def test_simple_formulas(latex: str, expected: str) -> None:
    math = latex_to_omml(latex)
    check(math)
    assert "".join(outline(math).split()) == expected


WITH_TEMML = {
    "an integral takes what is behind it": (r"\int_0^1 x\,dx", "nary(sub(0)sup(1)x)\u2009dx"),
    "large operators take each other": (r"\sum_i \sum_j a", "nary(sub(i)sup()nary(sub(j)sup()a))"),
    "the name of a function takes what it is of": (r"\sin x", "func(fName(sin)x)"),
    "a limit stands under its function": (r"\lim\limits_{x \to 0} x", "func(fName(limLow(limlim(x→0)))x)"),
    "big fences that are a pair grow": (r"\Big( x \Big)^2", "sSup(d(x)sup(2))"),
    "a big fence without its like is a sign": (r"\Big( x", "(x"),
    "what \\middle parts stands in parts": (r"\left( a \middle| b \right)", "d(ab)"),
    "chemistry has its numbers on the element before them": (r"\ce{H2O}", "sSub(Hsub(2))O"),
    "the numbers of an isotope stand before it": (r"\ce{^{227}_{90}Th}", "sPre(sub(90)sup(227)Th)"),
    "scripts on nothing stand before what follows": (r"{}^{13}\mathrm{C}", "sPre(sub()sup(13)C)"),
    "texts stand at an arrow": (r"A \xrightarrow[b]{a} B", "A limLow(limUpp(⟶lim( a ))lim( b )) B"),
    "what stands over a letter is not its exponent": (r"\overset{a}{b}", "limUpp(blim(a))"),
    "a binomial is a fraction without a line": (r"\binom n k", "d(f(num(n)den(k)))"),
    "a brace under letters has its text below": (r"\underbrace{ab}_{2}", "limLow(groupChr(ab)lim(2))"),
    "an accent stands on its letter": (r"\hat{x}", "acc(x)"),
    "a struck out letter is in a box without sides": (r"\cancel{x}", "borderBox(x)"),
    "a circled number is a character": (r"\textcircled{1}", "①"),
    "the number of a formula stands behind it": (r"E = m \tag{1}", "E=m\u2003\u2003(1)"),
    "numbers of rows stay in their rows": (
        r"\begin{align} a &= b \tag{1} \\ c &= d \tag{2} \end{align}",
        "m(a=b\u2003\u2003(1)c=d\u2003\u2003(2))",
    ),
    "a command that a formula defines is known in it": (r"\newcommand{\R}{\mathbb{R}} \R", "ℝ"),
    "a rule to write on is a line under a space": (r"\rule{2cm}{0.4pt}", "bar(\u2003\u2003\u2003\u2003\u2003\u2003)"),
}


@needs_temml
@pytest.mark.parametrize(("latex", "expected"), WITH_TEMML.values(), ids=WITH_TEMML.keys())
def test_formulas_that_temml_reads(latex: str, expected: str) -> None:
    math = latex_to_omml(latex)
    check(math)
    assert re.sub("[\u2002\u2004\u2005]", " ", outline(math)) == re.sub("[\u2002\u2004\u2005]", " ", expected)


@needs_temml
def test_fences_columns_and_styles_are_kept() -> None:
    assert value(latex_to_omml(r"\left\{ x \right."), "dPr/begChr") == ["{"]
    assert value(latex_to_omml(r"\left\{ x \right."), "dPr/endChr") == [""]
    assert value(latex_to_omml(r"\begin{aligned} a &= b \end{aligned}"), "mcPr/mcJc") == ["right", "left"]
    assert value(latex_to_omml(r"\mathbf{x} \mathrm{d}"), "rPr/sty") == ["b", "p"]
    assert value(latex_to_omml(r"\sum_i", display=True), "naryPr/limLoc") == ["undOvr"]
    assert value(latex_to_omml(r"\sum_i", display=False), "naryPr/limLoc") == ["subSup"]
    assert b'w:color w:val="FF0000"' in etree.tostring(latex_to_omml(r"\textcolor{red}{x}"))


@needs_engine
def test_no_argument_that_is_seen_is_empty_and_no_operator_is_alone() -> None:
    math = latex_to_omml(r"\begin{aligned} a &= b \\ &= \end{aligned}")
    assert all(cell.find(f".//{{{M}}}t") is not None for cell in math.iter(f"{{{M}}}e"))
    assert [run.text for run in latex_to_omml("= b").iter(f"{{{M}}}t")] == ["\u200b=b"]


@needs_engine
def test_mathml_is_plain() -> None:
    math = latex_to_mathml(r"\begin{aligned} \textcolor{red}{a} &= b \\ \cancel{c} &= d \end{aligned}", display=True)
    names = {name for element in math.iter() for name in element.attrib}
    assert not names & {"class", "style", "href", "id", "xmlns"}
    assert {etree.QName(element).localname for element in math.iter()} <= {
        *HANDLERS,
        "math",
        *"mi mn mo mtr mtd".split(),
    }


# -- what is not understood ------------------------------------------------------------------------------------------


@needs_engine
@pytest.mark.parametrize(
    "latex",
    [
        *["", " ", "$$", r"\unknown x", "{", "x^", r"\frac{1}", "a}", r"\left( x", r"\begin{nothing}a\end{nothing}"],
        *[r"\def\a{\a}\a", r"\includegraphics{a}", r"\href{a}{b}", r"\begin{matrix}a", "x^2^3", r"\qty{1}{\meter}"],
        *["a" * (MAX_LENGTH + 1), "{" * 5000, r"\sqrt{" * 300 + "x" + "}" * 300, "a&" * 400],
    ],
)
def test_what_is_not_understood_is_an_error(latex: str) -> None:
    with pytest.raises(FormulaError) as error:
        latex_to_omml(latex)
    assert error.value.message
    assert isinstance(error.value, SomarkError)


@needs_temml
def test_the_error_names_the_command() -> None:
    with pytest.raises(FormulaError, match=r"\\foo"):
        latex_to_omml(r"a + \foo{b}")


def test_without_anything_that_makes_mathml_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mathml, "available", lambda: False)
    monkeypatch.setattr(mathml, "_latex2mathml", lambda: None)
    assert engine() == "none"
    with pytest.raises(FormulaError, match="math"):
        latex_to_omml("x")


def test_without_temml_latex2mathml_reads_what_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("latex2mathml")
    monkeypatch.setattr(mathml, "available", lambda: False)
    assert engine() == "latex2mathml"
    check(latex_to_omml(r"\begin{align} \frac{a}{b} &= \sqrt{c} \end{align}"))
    for lost in (r"\ce{H2O}", r"\begin{nothing} a \end{nothing}", "a & " * 200, r"\smash[b]{x}"):
        with pytest.raises(FormulaError):
            latex_to_omml(lost)


def test_unknown_mathml_is_refused() -> None:
    with pytest.raises(FormulaError, match="script"):
        to_omml(etree.fromstring("<math><script/></math>"))


# -- laws ------------------------------------------------------------------------------------------------------------


@needs_engine
@given(soups, st.booleans())
def test_any_latex_becomes_a_valid_formula_or_a_formula_error(latex: str, display: bool) -> None:
    try:
        math = latex_to_omml(latex, display=display)
    except FormulaError:
        return
    check(math)


@given(soups)
def test_a_normalised_formula_stays_as_it_is(latex: str) -> None:
    try:
        body = normalised(latex).body
        again = normalised(body)
    except FormulaError:
        return
    assert normalised(again.body) == (again.body, ())


@needs_engine
@pytest.mark.parametrize("piece", ["a", "{", "}", "{}_1", "x^", r"\frac", r"\left(", r"\big(", r"a&b\\", r"\tag{", "%"])
@pytest.mark.parametrize("length", [MAX_LENGTH, 100_000])
def test_long_formulas_take_no_longer_than_their_length(piece: str, length: int) -> None:
    latex = piece * (length // len(piece))
    start = time.process_time()
    with suppress(FormulaError):
        check(latex_to_omml(latex))
    assert time.process_time() - start < 10


@needs_temml
@pytest.mark.parametrize("opening", ["{x+", r"\frac{1}{", r"\sqrt{", "x^{", r"\overline{", r"\text{a}_{"])
def test_what_is_as_deep_as_allowed_is_written(opening: str) -> None:
    depth = MAX_DEPTH - 2
    check(latex_to_omml(opening * depth + "x" + "}" * depth))


@needs_engine
@needs_engine
def test_a_caller_that_is_deep_itself_gets_a_formula_error() -> None:
    def deeper(levels: int, latex: str) -> None:
        if levels:
            deeper(levels - 1, latex)
        else:
            latex_to_omml(latex)

    latex = "x"
    for _ in range(MAX_DEPTH - 2):
        latex = rf"\cfrac{{1}}{{{latex}}}"
    for levels in range(0, 900, 50):
        with suppress(FormulaError):
            deeper(levels, latex)


def test_braces_around_braces_are_no_depth() -> None:
    assert outline(latex_to_omml("{" * 500 + "x" + "}" * 500)) == "x"


@needs_temml
def test_after_a_formula_that_ran_out_of_its_limits_the_next_is_read() -> None:
    with pytest.raises(FormulaError):
        temml.temml(r"\big(" * 5000, display=False)
    temml.kept.clear()
    assert shown(latex_to_omml("x")) == "x"


@needs_temml
def test_what_is_kept_of_formulas_is_what_they_are_and_no_more_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(temml, "MOST_KEPT", 3)
    monkeypatch.setattr(temml, "LONGEST_KEPT", 200)
    temml.kept.clear()
    for latex in ["a", "b", "a", "c", "d", "a", "x" * 100, "e"]:
        for display in (False, True):
            found = temml.temml(latex, display=display)
            assert len(temml.kept) <= 3
            assert all(len(answer) <= 200 for answer in temml.kept.values())
            temml.kept.pop((latex, display), None)
            assert temml.temml(latex, display=display) == found
            assert ("display" in found) == display


@needs_temml
def test_a_formula_defines_nothing_for_the_next() -> None:
    latex_to_omml(r"\gdef\mine{x} \global\def\other{y} \mine \other")
    for name in (r"\mine", r"\other"):
        with pytest.raises(FormulaError):
            latex_to_omml(name)


@needs_engine
def test_each_thread_reads_formulas() -> None:
    found: list[str] = []
    latex = r"\sqrt{" * 40 + "x" + "}" * 40

    def read() -> None:
        for _ in range(20):
            temml.kept.clear()
            found.append(shown(latex_to_omml(latex)))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["x"] * 80

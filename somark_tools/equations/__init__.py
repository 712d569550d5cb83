r"""A formula as LaTeX → MathML, or Office MathML that can be edited in Word; what is not understood is an error."""

from somark_tools.equations.mathml import engine, latex_to_mathml
from somark_tools.equations.omml import to_omml
from somark_tools.equations.omml.xml import Element

__all__ = ["engine", "latex_to_mathml", "latex_to_omml"]


def latex_to_omml(tex: str, *, display: bool = False) -> Element:
    r"""Return a formula as `m:oMath`, valid against the schema of ECMA-376. Numbers (`\tag`) stand behind it.

    Raises `FormulaError`, which names what was not understood, for what is too long or too deep, and for
    what nothing at hand makes MathML of.
    """
    return to_omml(latex_to_mathml(tex, display=display))

"""LaTeX → whether it becomes MathML. The one place that knows which converter is asked."""

import re

_CHEMISTRY = re.compile(r"\\(?:ce|pu|smiles)\s*\{")  # is written inside of formulas, but is no LaTeX of formulas


def can_convert() -> bool:
    """Return whether there is a converter: it is an extra."""
    from somark_tools.render.html.mathml import converter

    return converter() is not None


def converts(latex: str) -> bool:
    """Return whether all of a formula becomes MathML; chemistry is not asked about."""
    from somark_tools.render.html.mathml import formula

    if _CHEMISTRY.search(latex):
        return True
    return formula(latex).startswith("<math")

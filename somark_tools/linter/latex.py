"""LaTeX → whether it becomes a formula. The one place that knows what is asked."""


def can_convert() -> bool:
    """Return whether anything at hand makes MathML of LaTeX: it is an extra."""
    from somark_tools.equations import engine

    return engine() != "none"


def why_not(latex: str) -> str | None:
    """Return what was not understood of a formula, or None if all of it was."""
    from somark_tools.equations import latex_to_mathml
    from somark_tools.errors import FormulaError

    try:
        latex_to_mathml(latex)
    except FormulaError as error:
        return str(error)
    return None

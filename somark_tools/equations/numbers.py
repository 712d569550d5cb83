r"""The text of a formula's numbers: `\tag{..}` → what is shown of it."""

import re

TAG = r"\\tag\s*+\*?\s*+\{(?:[^{}]|\{[^{}]*+\})*+\}"
_PARTS = re.compile(r"\\tag\s*+(\*?)\s*+\{(.*)\}", re.DOTALL)


def shown(tag: str) -> str:
    r"""Return what a tag shows, as LaTeX of a text: with parentheses, unless it has a star.

    >>> shown(r"\tag{3}"), shown(r"\tag*{A}")
    ('(3)', 'A')
    """
    parts = _PARTS.fullmatch(tag)
    star, inner = parts.groups() if parts else ("", tag)
    text = inner.strip()
    return text if star or not text else f"({text})"


def beside(latex: str, numbers: tuple[str, ...]) -> str:
    """Return the formula with its numbers behind it, for where there is no room of their own for them."""
    return latex + "".join([rf"\qquad\text{{{number}}}" for number in numbers])

r"""The name of an environment, as it was sent → what begins and ends in its place, known to both makers of MathML."""

from collections.abc import Mapping
from types import MappingProxyType

# Only what a formula shows is wanted: environments that number their lines become those that do not.
_PLAIN: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(["equation", "displaymath", "math", "subequations", "center", "document"], ""),
        **dict.fromkeys(["align", "flalign"], "aligned"),
        **dict.fromkeys(["gather", "multline", "multlined", "dmath"], "gathered"),
        **dict.fromkeys(["alignat", "xalignat", "xxalignat"], "alignedat"),
        **dict.fromkeys(["eqnarray", "IEEEeqnarray"], "darray"),
        "tabular": "array",
    }
)
_COLUMNS: Mapping[str, str] = MappingProxyType(dict.fromkeys(["eqnarray", "IEEEeqnarray"], "{rcl}"))
# Those of which a star is part of the name, with an argument of its own.
_STARRED = frozenset("matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix".split())


def begin(name: str) -> str:
    r"""Return what stands for `\begin{name}`.

    >>> begin("align*"), begin("a r r a y"), begin("eqnarray"), begin("equation")
    ('\\begin{aligned}', '\\begin{array}', '\\begin{darray}{rcl}', '')
    """
    known = _known(name)
    plain = _PLAIN.get(known, known)
    return plain and rf"\begin{{{plain}}}{_COLUMNS.get(known, '')}"


def end(name: str) -> str:
    r"""Return what stands for `\end{name}`."""
    known = _known(name)
    plain = _PLAIN.get(known, known)
    return plain and rf"\end{{{plain}}}"


def _known(name: str) -> str:
    name = "".join(name.split())
    return name if name.removesuffix("*") in _STARRED else name.removesuffix("*")

r"""LaTeX → MathML for the page, or the LaTeX as code where it is not understood.

The tree is not trusted, whoever made it: only elements and attributes of MathML that can do no harm are written, each
with as many children as it must have, and any other formula is shown as code.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from somark_tools.equations.latex import Latex, normalised
from somark_tools.equations.mathml import mathml_of
from somark_tools.errors import FormulaError
from somark_tools.render.html.escape import attributes, clean, escaped

_MAX_DEPTH = 120  # elements: browsers stop at 512, whatever is around the formula

# Element → how many children it has; None is any number.
_CHILDREN: Mapping[str, int | None] = MappingProxyType(
    {
        **dict.fromkeys("math mrow mstyle mpadded mphantom menclose msqrt mtable mtr mtd mmultiscripts".split(), None),
        **dict.fromkeys("mfrac mroot msub msup munder mover".split(), 2),
        **dict.fromkeys("msubsup munderover".split(), 3),
        **dict.fromkeys("mi mn mo mtext mspace mprescripts".split(), 0),
    }
)
_LENGTH = r"[+-]?(?:\d++(?:\.\d+)?|\.\d+)(?:em|ex|pt|px|mu|cm|mm|in|%)?"
_VALUES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        **dict.fromkeys(
            "stretchy fence separator symmetric largeop movablelimits accent accentunder displaystyle".split(),
            re.compile("true|false"),
        ),
        **dict.fromkeys(
            "width height depth lspace rspace voffset minsize maxsize linethickness".split(), re.compile(_LENGTH)
        ),
        **dict.fromkeys("columnalign rowlines columnlines notation mathvariant form".split(), re.compile("[a-z -]+")),
        **dict.fromkeys(["mathcolor", "mathbackground"], re.compile("#[0-9a-f]{6}")),
        "scriptlevel": re.compile(r"[+-]?\d"),
    }
)


class _Unknown(Exception):
    """Something in a tree that is not written."""


def formula(latex: str, *, display: bool = False) -> str:
    r"""Return a formula as HTML: `math` with the LaTeX as `alttext`, or `<code class="math">` with the LaTeX.

    Its number, from `\tag`, stands behind it in a `span`.
    """
    latex = clean(latex).strip()
    try:
        read = normalised(latex)
    except FormulaError:
        read = Latex("", ())
    body = _mathml(read.body, display) if read.body else None
    if body is None:
        return f'<code class="math">{escaped(latex)}</code>'
    shown = [f'<span class="number">{escaped(number)}</span>' for number in read.numbers]
    return f"<math{attributes(display='block' if display else None, alttext=latex)}>{body}</math>{''.join(shown)}"


@lru_cache(maxsize=4096)
def _mathml(latex: str, display: bool) -> str | None:
    try:
        return _children(mathml_of(Latex(latex, ()), display=display), 0)
    except (FormulaError, _Unknown):
        return None


def _children(element: Any, depth: int) -> str:
    return "".join([_written(child, depth + 1) for child in element])


def _written(element: Any, depth: int) -> str:
    tag = element.tag
    wanted = _CHILDREN.get(tag, -1)
    if depth > _MAX_DEPTH or (wanted is not None and len(element) != wanted):
        raise _Unknown(tag)
    for name, value in element.attrib.items():
        if name not in _VALUES or not _VALUES[name].fullmatch(value):
            raise _Unknown(name)
    inner = escaped(element.text or "") + _children(element, depth)
    return f"<{tag}{attributes(**element.attrib)}>{inner}</{tag}>"

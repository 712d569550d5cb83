r"""LaTeX → MathML, if the package latex2mathml (extra `math`) is there and reads all of it; else the LaTeX as code.

The package says nothing about what it does not know: it shows `\ce` as two letters of text, leaves arguments out, and
passes addresses and styles on. So its tree is not trusted: only elements and attributes of MathML Core that can do no
harm are written, each with as many children as it must have, and any other result is a failure.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from html import unescape
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element

from somark_tools.render.html.escape import attributes, clean, escaped

MAX_LENGTH = 10_000  # characters; a longer one is no formula
_MAX_DEPTH = 60  # elements: browsers stop at 512, whatever is around the formula

# Element → how many children it has; None is any number.
_CHILDREN: Mapping[str, int | None] = MappingProxyType(
    {
        **dict.fromkeys("math mrow mstyle mpadded mphantom menclose msqrt mtable mtr mtd".split(), None),
        **dict.fromkeys("mfrac mroot msub msup munder mover".split(), 2),
        **dict.fromkeys("msubsup munderover".split(), 3),
        **dict.fromkeys("mi mn mo mtext mspace".split(), 0),
    }
)
_LENGTH = r"-?\d*\.?\d+(?:em|ex|pt|px|mu|cm|mm|in|%)?"
_VALUES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        **dict.fromkeys(
            "stretchy fence separator symmetric largeop movablelimits accent accentunder displaystyle".split(),
            re.compile("true|false"),
        ),
        **dict.fromkeys(
            "width height depth lspace rspace voffset minsize maxsize linethickness".split(), re.compile(_LENGTH)
        ),
        **dict.fromkeys("rowspacing columnspacing".split(), re.compile(rf"{_LENGTH}(?: {_LENGTH})*")),
        **dict.fromkeys("columnalign rowlines columnlines notation mathvariant form".split(), re.compile("[a-z -]+")),
        "mathcolor": re.compile("[a-z]+|#[0-9A-Fa-f]{3,6}"),
        "scriptlevel": re.compile(r"[+-]?\d"),
    }
)
_DROPPED = frozenset(["xmlns", "display"])  # what `math` itself gets is written here

_COMMAND = re.compile(r"\\[A-Za-z]")
_TAG = re.compile(r"\\tag\s*+(\*?)\s*+\{([^{}]*)\}")
# Of the environments that align equations, the package knows `align`; without a star, it numbers lines.
_ALIGNED = re.compile(r"(\\(?:begin|end)\s*\{)\s*(?:aligned|align|gathered|gather|eqnarray)\s*\*?\s*(\})")
_LAYOUT = re.compile(r"\\\\\s*\[[^\[\]]*\]|\\(?:label\s*\{[^{}]*\}|nonumber(?![A-Za-z])|notag(?![A-Za-z]))")


class _Unknown(Exception):
    """Something in a tree that is not written."""


def formula(latex: str, *, display: bool = False) -> str:
    r"""Return a formula as HTML: `math` with the LaTeX as `alttext`, or `<code class="math">` with the LaTeX.

    The numbers in `\tag`s stand behind it, each in a `span`.
    """
    latex = clean(latex).strip()
    numbers = _TAG.findall(latex)
    body = _mathml(_TAG.sub("", latex) if numbers else latex)
    if body is None:
        return f'<code class="math">{escaped(latex)}</code>'
    shown = [f'<span class="number">{_number(star, text)}</span>' for star, text in numbers]
    return f"<math{attributes(display='block' if display else None, alttext=latex)}>{body}</math>{''.join(shown)}"


def _number(star: str, text: str) -> str:
    return escaped(text.strip() if star else f"({text.strip()})")


@cache
def converter() -> Callable[[str], Element] | None:
    """Return what makes MathML of LaTeX, or None where the package is not there: it is an extra."""
    try:
        from latex2mathml.converter import convert_to_element
    except ImportError:
        return None
    return convert_to_element


@lru_cache(maxsize=4096)
def _mathml(latex: str) -> str | None:
    convert = converter()
    if convert is None or not latex or len(latex) > MAX_LENGTH:
        return None
    try:
        tree = convert(_LAYOUT.sub(_line_end, _ALIGNED.sub(r"\1align*\2", latex)))
        written = _children(tree, 0)
    except Exception:  # the package fails in many ways on what is no LaTeX
        return None
    return None if _COMMAND.search(written) else written


def _line_end(found: re.Match[str]) -> str:
    return r"\\" if found[0].startswith(r"\\") else ""


def _children(element: Any, depth: int) -> str:
    return "".join([_written(child, depth + 1) for child in element])


def _written(element: Element, depth: int) -> str:
    tag = element.tag
    wanted = _CHILDREN.get(tag, -1)
    stray = tag == "mi" and element.text == "&"  # of an environment that was not understood
    if stray or depth > _MAX_DEPTH or (wanted is not None and len(element) != wanted):
        raise _Unknown(tag)
    for name, value in element.attrib.items():
        if name not in _VALUES or not _VALUES[name].fullmatch(value):
            raise _Unknown(name)
    inner = escaped(unescape(element.text or "")) + _children(element, depth)
    return f"<{tag}{attributes(**element.attrib)}>{inner}</{tag}>"

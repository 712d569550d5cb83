r"""Plain MathML → Office MathML (`m:oMath`), valid against the schema of ECMA-376: a table, tag → small function.

>>> from lxml import etree
>>> root = etree.fromstring("<math><msup><mi>x</mi><mn>2</mn></msup></math>")
>>> [child.tag.partition("}")[2] for child in to_omml(root).iter()]
['oMath', 'sSup', 'e', 'r', 't', 'sup', 'r', 't']
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from somark_tools.equations.omml.accents import over, under, under_and_over
from somark_tools.equations.omml.context import Context
from somark_tools.equations.omml.enclosures import enclosure, fraction, phantom, root, square_root
from somark_tools.equations.omml.rows import row
from somark_tools.equations.omml.scripts import multiscripts, script
from somark_tools.equations.omml.tables import table
from somark_tools.equations.omml.xml import Element, Item, Look, argument, parsed
from somark_tools.errors import FormulaError

MAX_DEPTH = 200  # elements in each other: parsers stop at 256, with all that is around a formula


def to_omml(math: Element) -> Element:
    """Return `m:oMath`. Raises `FormulaError` for what can't be written, or is too deep to be opened again."""
    try:
        made = parsed(argument("oMath", row([math], Context(_written, row, Look()))))
    except RecursionError as error:
        raise FormulaError("too many levels in each other") from error
    depth = _depth(made)
    if depth > MAX_DEPTH:
        raise FormulaError(f"{depth} levels in each other, {MAX_DEPTH} can be opened again")
    return made


def _written(element: Element, context: Context) -> list[Item]:
    if element.tag not in HANDLERS:
        raise FormulaError(f"no way to write {element.tag}")
    return HANDLERS[element.tag](element, context.within(element))


def _row_in(element: Element, context: Context) -> list[Item]:
    return row(list(element), context)


def _depth(made: Element) -> int:
    deepest, level = 0, [made]
    while level:
        deepest += 1
        level = [child for element in level for child in element]
    return deepest


HANDLERS: Mapping[str, Callable[[Element, Context], list[Item]]] = MappingProxyType(
    {
        "mrow": _row_in,
        "mstyle": _row_in,
        "mpadded": _row_in,
        "mfrac": fraction,
        "msqrt": square_root,
        "mroot": root,
        "msub": script,
        "msup": script,
        "msubsup": script,
        "mmultiscripts": multiscripts,
        "mover": over,
        "munder": under,
        "munderover": under_and_over,
        "mtable": table,
        "menclose": enclosure,
        "mphantom": phantom,
    }
)

"""The elements of a row → items of Office MathML: fences and large operators take what they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass

from somark_tools.equations.omml.characters import runs_of
from somark_tools.equations.omml.context import Context
from somark_tools.equations.omml.fences import Fenced, Node, fenced
from somark_tools.equations.omml.nary import large_operator
from somark_tools.equations.omml.scripts import scripted
from somark_tools.equations.omml.xml import NOTHING, Element, Item, Run, argument, element

MAX_OPERANDS = 6  # large operators in the operands of each other

_LEAVES = frozenset("mi mn mo mtext mspace".split())


@dataclass(frozen=True, slots=True)
class _Done:
    """What a node became; `operators` is how many large operators stand in each other at its front."""

    items: list[Item]
    operators: int = 0
    operand: bool = False


def row(elements: Iterable[Element], context: Context) -> list[Item]:
    """Return the items that a row becomes."""
    return nodes_of(fenced(elements), context)


def nodes_of(nodes: Iterable[Node], context: Context) -> list[Item]:
    """Return the items that nodes become, from the last one on: a large operator takes the one behind it."""
    done: list[_Done] = []
    for node in reversed(list(nodes)):
        operator = None if isinstance(node, Fenced) else large_operator(node, context)
        if operator is None:
            done.append(_done(node, context))
            continue
        behind = done.pop() if done and done[-1].operand and done[-1].operators < MAX_OPERANDS else None
        operator.append(argument("e", behind.items if behind else [Run(NOTHING)]))
        done.append(_Done([operator], 1 + (behind.operators if behind else 0), operand=True))
    return [item for one in reversed(done) for item in one.items]


def _done(node: Node, context: Context) -> _Done:
    if isinstance(node, Fenced):
        return _Done(_fence(node, context), operand=True)
    if node.tag in _LEAVES:
        runs: list[Item] = list(runs_of(node, context.look))
        return _Done(runs, operand=node.tag in ("mi", "mn"))
    return _Done(context.written(node), operand=node.tag not in ("mstyle", "mtable"))


def _fence(node: Fenced, context: Context) -> list[Item]:
    properties = {"begChr": node.opening, "sepChr": node.separator or None, "endChr": node.closing}
    parts = [argument("e", nodes_of(part, context)) for part in node.parts]
    made: list[Item] = [element("d", parts, **properties)]
    return made if node.scripts is None else scripted(made, node.scripts, context)

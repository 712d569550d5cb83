"""The elements of a row → items of Office MathML: fences, functions and large operators take what they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass

from somark_tools.equations.omml.characters import LONGEST_BOND, runs_of, spaces, width_of
from somark_tools.equations.omml.context import Context
from somark_tools.equations.omml.fences import Fenced, Node, fenced
from somark_tools.equations.omml.nary import large_operator
from somark_tools.equations.omml.scripts import scripted
from somark_tools.equations.omml.xml import NOTHING, Element, Item, Run, argument, element

MAX_OPERANDS = 6  # large operators and functions in the operands of each other

_LEAVES = frozenset("mi mn mo mtext mspace".split())
_APPLIED = "\u2061"  # stands behind the name of a function


@dataclass(frozen=True, slots=True)
class _Done:
    """What a node became; `operators` is how many operators stand in each other at its front."""

    items: list[Item]
    operators: int = 0
    operand: bool = False


def row(elements: Iterable[Element], context: Context) -> list[Item]:
    """Return the items that a row becomes."""
    return nodes_of(fenced(elements), context)


def nodes_of(nodes: Iterable[Node], context: Context) -> list[Item]:
    """Return the items that nodes become, from the last one on: an operator takes the one behind it."""
    done: list[_Done] = []
    applied = False
    for node in reversed(list(nodes)):
        if _is_application(node):
            applied = True
            continue
        operator = None if isinstance(node, Fenced) else large_operator(node, context)
        if applied and operator is None:
            _put_function(done, _done(node, context).items)
        elif operator is not None:
            behind = _operand(done)
            made = operator(argument("e", behind.items if behind else [Run(NOTHING)]))
            done.append(_Done([made], 1 + (behind.operators if behind else 0), operand=True))
        else:
            done.append(_done(node, context))
        applied = False
    return [item for one in reversed(done) for item in one.items]


def _is_application(node: Node) -> bool:
    return not isinstance(node, Fenced) and node.tag == "mo" and node.text == _APPLIED


def _operand(done: list[_Done]) -> _Done | None:
    """Take what was done last, if an operator may have it."""
    return done.pop() if done and done[-1].operand and done[-1].operators < MAX_OPERANDS else None


def _put_function(done: list[_Done], name: list[Item]) -> None:
    """Put a function where its name stands; the space behind the name is part of what a function looks like."""
    space = done.pop() if len(done) > 1 and done[-2].operand and _is_space(done[-1]) else None
    behind = _operand(done)
    if behind is not None:
        function = element("func", [argument("fName", name), argument("e", behind.items)])
        done.append(_Done([function], 1 + behind.operators, operand=True))
        return
    done.extend([space] if space else [])
    done.append(_Done(name))


def _is_space(done: _Done) -> bool:
    return all(isinstance(item, Run) and not item.characters.strip() for item in done.items)


def _done(node: Node, context: Context) -> _Done:
    if isinstance(node, Fenced):
        return _Done(_fence(node, context), operand=True)
    if node.tag == "mspace" and node.get("mathbackground") and width_of(node) > LONGEST_BOND:
        line = element("bar", [argument("e", [Run(spaces(width_of(node)))])], pos="bot")
        return _Done([line])
    if node.tag in _LEAVES:
        runs: list[Item] = list(runs_of(node, context.within(node).look))
        return _Done(runs, operand=node.tag in ("mi", "mn"))
    return _Done(context.written(node), operand=node.tag not in ("mstyle", "mtable"))


def _fence(node: Fenced, context: Context) -> list[Item]:
    properties = {"begChr": node.opening, "sepChr": node.separator or None, "endChr": node.closing}
    parts = [argument("e", nodes_of(part, context)) for part in node.parts]
    made: list[Item] = [element("d", parts, **properties)]
    return made if node.scripts is None else scripted(made, node.scripts, context)

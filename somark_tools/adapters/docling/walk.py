"""The tree of a DoclingDocument → its items in reading order, each once, with what belongs below it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from docling_core.types.doc import (
    CodeItem,
    DocItem,
    DoclingDocument,
    FormulaItem,
    GroupItem,
    ListItem,
    NodeItem,
    RefItem,
    TextItem,
)
from docling_core.types.doc.document import FloatingItem, InlineGroup, ListGroup

from somark_tools.errors import FormatError


class Found(NamedTuple):
    """An item, what it says if that is text, the name of the list that it is in, and its captions and notes."""

    item: DocItem
    text: str = ""
    inside: str = ""
    captions: tuple["Found", ...] = ()
    notes: tuple["Found", ...] = ()


class _Step(NamedTuple):
    node: NodeItem
    inside: str  # the name of the innermost list
    depth: int  # of lists in lists


def items(docling: DoclingDocument) -> Iterator[Found]:
    """Yield the items below the body, then those of the furniture that older documents keep apart.

    Captions and notes come with what they belong to. Raises FormatError for references that lead nowhere, and where an
    item is below two others.
    """
    owned = _owned(docling)
    seen: set[str] = set()
    steps = [_Step(root, "", -1) for root in (_furniture(docling), docling.body)]
    while steps:
        step = steps.pop()
        node = step.node
        if node.self_ref in seen:
            raise FormatError("it is below two items", place=node.self_ref)
        seen.add(node.self_ref)
        if isinstance(node, ListGroup):
            step = _Step(node, node.name, step.depth + 1)
        lines = _lines(docling, node)
        leaves = [leaf for line in lines for leaf in _leaves(docling, line)]
        if isinstance(node, DocItem):
            yield _found(docling, node, _marked(docling, node, step.depth), step.inside)
        elif lines and (first := next((leaf for leaf in leaves if isinstance(leaf, TextItem)), None)) is not None:
            yield Found(first, _in_line(leaves), step.inside)
        yield from (_found(docling, leaf, "", step.inside) for leaf in leaves if not isinstance(leaf, TextItem))
        below = [child for child in _children(docling, node) if child not in lines] if node not in lines else []
        steps += [_Step(child, step.inside, step.depth) for child in reversed(below) if child.self_ref not in owned]


def _furniture(docling: DoclingDocument) -> GroupItem:
    return docling.__dict__["furniture"]  # the attribute is deprecated: asking for it warns


def _owned(docling: DoclingDocument) -> set[str]:
    floats = (*docling.pictures, *docling.tables, *docling.texts, *docling.key_value_items, *docling.form_items)
    return {
        ref.cref for item in floats if isinstance(item, FloatingItem) for ref in _texts(item.captions, item.footnotes)
    }


def _texts(*refs: Sequence[RefItem]) -> list[RefItem]:
    return [ref for each in refs for ref in each if ref.cref.startswith("#/texts/")]


def _found(docling: DoclingDocument, item: DocItem, text: str, inside: str) -> Found:
    if not isinstance(item, FloatingItem):
        return Found(item, text, inside)
    captions, notes = (
        tuple(Found(child, _said(docling, child)) for child in _referred(docling, refs))
        for refs in (item.captions, item.footnotes)
    )
    return Found(item, text, inside, captions, notes)


def _referred(docling: DoclingDocument, refs: Sequence[RefItem]) -> list[DocItem]:
    found = [_resolved(docling, ref) for ref in _texts(refs)]
    return [item for item in found if isinstance(item, DocItem)]  # all texts are


def _lines(docling: DoclingDocument, node: NodeItem) -> list[NodeItem]:
    """Return the groups whose runs are the text of a node: itself, or below an item without text of its own."""
    if isinstance(node, InlineGroup):
        return [node]
    if not isinstance(node, TextItem) or node.text:
        return []
    return [child for child in _children(docling, node) if isinstance(child, InlineGroup)]


def _marked(docling: DoclingDocument, item: DocItem, depth: int) -> str:
    text = _said(docling, item)
    if not isinstance(item, ListItem):
        return text
    return f"{'  ' * max(depth, 0)}{item.marker or '-'} {text}"


def _said(docling: DoclingDocument, item: NodeItem) -> str:
    if isinstance(item, TextItem) and item.text:
        return item.text
    return _in_line([leaf for line in _lines(docling, item) for leaf in _leaves(docling, line)])


def _in_line(leaves: Iterable[DocItem]) -> str:
    return " ".join([_run(leaf) for leaf in leaves if isinstance(leaf, TextItem)])


def _run(item: TextItem) -> str:
    if isinstance(item, FormulaItem):
        return f"${item.text}$"
    return f"`{item.text}`" if isinstance(item, CodeItem) else item.text


def _leaves(docling: DoclingDocument, line: NodeItem) -> Iterator[DocItem]:
    """Yield the items below a group of runs: texts that say something, and whatever else stands between them."""
    seen: set[str] = set()
    nodes = [line]
    while nodes:
        node = nodes.pop()
        if node.self_ref in seen:
            continue
        seen.add(node.self_ref)
        if isinstance(node, DocItem) and not (isinstance(node, TextItem) and not node.text):
            yield node
        nodes += reversed(_children(docling, node))


def _children(docling: DoclingDocument, node: NodeItem) -> list[NodeItem]:
    return [_resolved(docling, ref) for ref in node.children]


def _resolved(docling: DoclingDocument, ref: RefItem) -> NodeItem:
    try:
        found = ref.resolve(docling)
    except (AttributeError, LookupError, TypeError, ValueError, RuntimeError) as error:
        raise FormatError("the reference leads nowhere", place=ref.cref) from error
    if not isinstance(found, NodeItem):
        raise FormatError("the reference leads to no item", place=ref.cref)
    return found

"""A paragraph, and a property for it → the paragraph with the property where the schema wants it."""

from collections.abc import Mapping
from types import MappingProxyType

from somark_tools.render.docx.xml import Element, name

_PARAGRAPH = """
    pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
    suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
    snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
    textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange
"""
_RANK: Mapping[str, int] = MappingProxyType(
    {name(f"w:{local}"): rank for rank, local in enumerate(_PARAGRAPH.split())}  # ECMA-376 part 1, 17.3.1.26
)
_PROPERTIES = name("w:pPr")


def put(paragraph: Element, made: Element) -> None:
    """Put a property into the paragraph, in the place of one of its name."""
    if len(paragraph) == 0 or paragraph[0].tag != _PROPERTIES:
        paragraph.insert(0, paragraph.makeelement(_PROPERTIES, {}))
    properties = paragraph[0]
    rank = _RANK[str(made.tag)]
    for number, there in enumerate(properties):
        found = _RANK.get(str(there.tag), rank)
        if there.tag == made.tag:
            properties[number] = made
            return
        if found > rank:
            properties.insert(number, made)
            return
    properties.append(made)

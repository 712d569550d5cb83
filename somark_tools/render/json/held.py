"""A Document → for each block sent, the block of the Document that holds its content, and where that is written."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from somark_tools.document import Document
from somark_tools.model import AnyBlock, Place

Continuations = Literal["remove", "empty"]


class Held(NamedTuple):
    """What a block sent became: piece `number` of `block`; `place` is that of the block written that stands for it."""

    block: AnyBlock
    number: int
    place: Place


Holders = Mapping[Place, Held]  # of what was dropped, there is none


def held(document: Document, continuations: Continuations) -> Holders:
    """Return what became of each block sent; a continuation that stays stands for itself."""
    return {
        piece.place: Held(block, number, piece.place if continuations == "empty" else block.pieces[0].place)
        for block in document.blocks
        for number, piece in enumerate(block.pieces)
    }


def written(document: Document, holders: Holders, continuations: Continuations) -> list[list[Place]]:
    """Return, for each page, the places of the blocks that are written."""
    return [
        [
            place
            for place in (Place(at, number) for number in range(len(page.blocks or ())))
            if continuations == "empty" or (place in holders and holders[place].number == 0)
        ]
        for at, page in enumerate(document.source.pages)
    ]

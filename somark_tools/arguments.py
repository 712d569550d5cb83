"""What a caller passes → nothing, or an error that says what is wanted there."""

from collections.abc import Sequence

from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.model import Block


def check_document(document: object, assets: object = None) -> None:
    """Raise TypeError for what is no Document, as a path is none, and for `assets` that are no Assets (or None)."""
    if not isinstance(document, Document):
        raise TypeError(f"a Document is wanted, not {_name(document)}: read(..) or merge_cross_page(..) makes one")
    if assets is not None and not isinstance(assets, Assets):
        raise TypeError(f"assets is an Assets, not {_name(assets)}: Assets.beside(..) or Assets(folder=..) makes one")


def check_block(block: object, kind: type[Block]) -> None:
    """Raise TypeError for a block of another kind, and for what is no block."""
    if not isinstance(block, kind):
        raise TypeError(f"a {kind.__name__} is wanted, not {_name(block)}")


def check_choice(name: str, value: object, choices: Sequence[str]) -> None:
    """Raise OutputError, naming the choices, for a value of an option that is none of them."""
    if value not in choices:
        raise OutputError(f"{name} is one of {', '.join(choices)}, not {value!r:.60}")


def _name(value: object) -> str:
    return "None" if value is None else type(value).__name__

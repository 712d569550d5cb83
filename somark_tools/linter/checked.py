"""A result → what the checks look at: the Document as it was sent, the merged one, and the files beside it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.geometry import BBox
from somark_tools.merge import apply, merge_cross_page, unmerge
from somark_tools.model import Block, Footnote, Furniture, Issue, Place, Region
from somark_tools.reading.reader import read
from somark_tools.reading.sources import is_json
from somark_tools.transforms import SORTING


@dataclass(frozen=True)
class Checked:
    """A result under the eyes of the checks.

    `sent` has every block on its own; in `sorted` it is also told what is no part of the flow (running heads, captions,
    notes); `merged` is whole. `assets` are None where nothing is known to stand beside the result.
    """

    sent: Document
    merged: Document
    assets: Assets | None = None

    @cached_property
    def sorted(self) -> Document:
        """The document as sent, with its furniture, regions, captions and notes told."""
        return apply(self.sent, SORTING)

    @cached_property
    def issues(self) -> Mapping[str, Sequence[Issue]]:
        """What reading and merging reported, by rule, each once."""
        issues: defaultdict[str, list[Issue]] = defaultdict(list)
        for issue in dict.fromkeys((*self.sent.issues, *self.merged.issues)):
            issues[issue.rule].append(issue)
        return issues

    @cached_property
    def id_at(self) -> Mapping[Place, str]:
        """The id of each block as it was sent, by its place."""
        return {block.pieces[0].place: block.id for block in self.sent.blocks}

    def path(self, block: Block, field: str = "") -> str:
        """Return the JSON path of a field of the block in which a block begins, or of that block."""
        return f"{self.sent.root}{block.pieces[0].place.path}{field and '.'}{field}"

    def flow(self, document: Document) -> Iterator[Sequence[tuple[Block, BBox]]]:
        """Yield what readers see of each page of a document, in order: blocks of the flow that have a box."""
        pages: list[list[tuple[Block, BBox]]] = [[] for _ in document.pages]
        for block in document.blocks:
            if not isinstance(block, Furniture | Region | Footnote) and not block.hidden:
                for piece in block.pieces:
                    if piece.bbox is not None:
                        pages[piece.place.page].append((block, piece.bbox))
        yield from pages


def checked(source: object) -> Checked:
    """Return a result, in whatever `read` takes, ready to be checked; a Document that was merged stays as it was."""
    document = read(source)
    sent = unmerge(document) if isinstance(source, Document) else document
    untouched = (document.blocks, document.edges) == (sent.blocks, sent.edges)
    return Checked(sent, merge_cross_page(document) if untouched else document, _assets(source))


def _assets(source: object) -> Assets | None:
    if isinstance(source, str) and not is_json(source):
        source = Path(source)
    return Assets.beside(source) if isinstance(source, Path) else None

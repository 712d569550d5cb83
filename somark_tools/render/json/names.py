"""A Document and the places of the blocks to be written → how these are called, and what numbers sent now mean."""

from collections.abc import Mapping, Sequence

from somark_tools.document import Document
from somark_tools.model import Place

Address = tuple[int, int]  # page number and idx


class Names:
    """What the numbers that name blocks meant in the result sent, and mean in the one written.

    As in reading, an `idx` names the first block of its page that has it, and a number that is no `idx` a position;
    a page number names the first page that has it.
    """

    def __init__(self, document: Document, written: Sequence[Sequence[Place]]) -> None:
        self._numbers = [page.number for page in document.pages]
        self._page_at = {number: at for at, number in reversed(list(enumerate(self._numbers)))}
        self._sent = [
            [block.idx if block.idx is not None else at for at, block in enumerate(page.blocks or ())]
            for page in document.source.pages
        ]
        sent = [[Place(at, number) for number in range(len(idxs))] for at, idxs in enumerate(self._sent)]
        self._meant = [self._by_idx(page) for page in sent], sent
        self._means = [self._by_idx(page) for page in written], written
        self.ids = self._ids(written)

    def idx(self, place: Place) -> int:
        """Return the idx of a block, its position in what was sent if it had none."""
        return self._sent[place.page][place.block]

    def meant(self, number: int, idx: int) -> Place | None:
        """Return the block that a reference named in the result sent."""
        return self._named(*self._meant, number, idx)

    def means(self, number: int, idx: int) -> Place | None:
        """Return the block that a reference names in the result written."""
        return self._named(*self._means, number, idx)

    def meant_on(self, page: int, idx: int) -> Place | None:
        """Return the block that a caption list on a page, given by its position, named in the result sent."""
        return self._meant[0][page].get(idx)

    def means_on(self, page: int, idx: int) -> Place | None:
        """Return the block that a caption list on a page, given by its position, names in the result written."""
        return self._means[0][page].get(idx)

    def address(self, place: Place) -> Address | None:
        """Return the numbers that name a block in the result written; None where others of its name come first."""
        found = self._numbers[place.page], self.idx(place)
        return found if self.means(*found) == place else None

    def _by_idx(self, places: Sequence[Place]) -> Mapping[int, Place]:
        return {self.idx(place): place for place in reversed(places)}

    def _named(
        self, by_idx: Sequence[Mapping[int, Place]], places: Sequence[Sequence[Place]], number: int, idx: int
    ) -> Place | None:
        page = self._page_at.get(number)
        if page is None:
            return None
        found = by_idx[page].get(idx)
        return places[page][idx] if found is None and 0 <= idx < len(places[page]) else found

    def _ids(self, written: Sequence[Sequence[Place]]) -> Mapping[Place, str]:
        """Return the ids that the blocks written will have when they are read."""
        copies: dict[str, int] = {}
        ids = {}
        for place in (place for page in written for place in page):
            name = f"{self._numbers[place.page]}:{self.idx(place)}"
            copies[name] = copies.get(name, 0) + 1
            ids[place] = f"{name}#{copies[name]}" if copies[name] > 1 else name
        return ids

"""A document → groups of blocks that belong together: headings above, captions, a block, the notes that it marks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from somark_tools.document import Document
from somark_tools.model import Block, Caption, Figure, Footnote, Furniture, Heading, Relation, Table, TextBlock
from somark_tools.wording.note_marks import is_gathered, references


class Note(NamedTuple):
    """A note, and the character of the block's text at which its mark stands; None where that is in a cell."""

    block: Block
    at: int | None


class Group(NamedTuple):
    """What stays together as far as the limit allows: `main` is None only behind the last block of all.

    `above` and `below` are the captions of `main`, and the notes below it where it is a table.
    """

    path: tuple[Heading, ...]
    headings: tuple[Block, ...]
    above: tuple[Block, ...]
    main: Block | None
    below: tuple[Block, ...]
    notes: tuple[Note, ...]


def groups(document: Document, *, furniture: bool) -> Iterator[Group]:
    """Yield the groups in reading order; each block of the body is in exactly one.

    Captions go with their table or picture, notes with the block of the first mark that leads to them, headings with
    what follows, and so do pictures right below them that have no text. Hidden blocks and what has neither text nor
    picture are left out, furniture too unless it is wanted.
    """
    shown = [block for block in document.blocks if _is_shown(block, furniture)]
    place = {block.id: number for number, block in enumerate(shown)}
    owners = _owners(document, shown, place)
    notes = _notes(document, place, owners)
    taken = {note.block.id for of_block in notes.values() for note in of_block}
    captions: defaultdict[str, list[Block]] = defaultdict(list)
    for caption in shown:
        if caption.id in owners:
            captions[owners[caption.id]].append(caption)
    waiting: list[Block] = []
    for block in shown:
        if block.id in owners or block.id in taken:
            continue
        of_block = captions.get(block.id, ())
        own = notes.get(block.id, ())
        if isinstance(block, Heading) or (waiting and not of_block and not own and _is_silent(block)):
            waiting.append(block)
            continue
        if not waiting and not of_block:  # as most stand there
            yield Group(document.section(block.id), (), (), block, (), tuple(own))
            continue
        yield Group(
            _path(document, block, waiting),
            tuple(waiting),
            tuple([caption for caption in of_block if place[caption.id] < place[block.id]]),
            block,
            tuple([caption for caption in of_block if place[caption.id] > place[block.id]]),
            (*_notes_of((*waiting, *of_block), notes), *own),
        )
        waiting = []
    if waiting:
        yield Group(
            _path(document, waiting[-1], waiting), tuple(waiting), (), None, (), tuple(_notes_of(waiting, notes))
        )


def _notes_of(above: Sequence[Block], notes: Mapping[str, Sequence[Note]]) -> list[Note]:
    """Return the notes of what stands above or below a block, which are not at a place in its text."""
    return [note._replace(at=None) for block in above for note in notes.get(block.id, ())]


def _path(document: Document, block: Block, waiting: Sequence[Block]) -> tuple[Heading, ...]:
    """Return the headings above a block; those that wait are above it too, as the tree has them."""
    last = waiting[-1] if waiting else None
    if isinstance(last, Heading):
        return (*document.section(last.id), last)
    return document.section(block.id)


def _is_shown(block: Block, furniture: bool) -> bool:
    if block.hidden or (isinstance(block, Furniture) and not furniture):
        return False
    if isinstance(block, Table):
        return bool(block.rows)
    is_blank = block.label == "blank"
    return isinstance(block, Figure) or is_blank or (isinstance(block, TextBlock) and bool(block.text.strip()))


def _is_silent(block: Block) -> bool:
    return isinstance(block, Figure) and not block.text.strip()


def _owners(document: Document, shown: Sequence[Block], place: Mapping[str, int]) -> dict[str, str]:
    """Return the table, picture or the like of each caption, and of each note below a table the table."""
    owners: dict[str, str] = {}
    for block in shown:
        relation = Relation.CAPTION_OF if isinstance(block, Caption) else Relation.NOTE_OF
        for edge in document.outgoing(block.id, relation):
            owner = document.by_id[edge.target]
            if edge.target in place and not isinstance(owner, Caption | Footnote | Heading) and owner.id != block.id:
                owners[block.id] = edge.target
                break
    return {block: owner for block, owner in owners.items() if owner not in owners}


def _notes(document: Document, place: Mapping[str, int], owners: Mapping[str, str]) -> dict[str, list[Note]]:
    """Return the notes by the block of the first mark that leads to each."""
    first: dict[str, tuple[int, str, int | None]] = {}
    for spot, offset, target in references(document):
        source = document.by_id[spot.block]
        if spot.block not in place or target.id not in place or isinstance(source, Footnote) or target.id in owners:
            continue
        if is_gathered(document, target):
            found = (place[spot.block], spot.block, None if isinstance(source, Table) else offset)
            if target.id not in first or found[0] < first[target.id][0]:
                first[target.id] = found
    notes: defaultdict[str, list[Note]] = defaultdict(list)
    for note in sorted(first, key=lambda note: place[note]):
        _, source_id, at = first[note]
        notes[source_id].append(Note(document.by_id[note], at))
    return dict(notes)

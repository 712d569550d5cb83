"""Marks in the text, and the notes and bibliography entries that they speak of → REFERS_TO edges. Nothing else changes.

`notes` and `entries` find what can be spoken of, `mentions` what may speak of it, `answers` brings them together.
"""

from collections.abc import Iterable, Iterator

from somark_tools.document import Document
from somark_tools.model import Contents, Edge, Evidence, Relation
from somark_tools.transforms.references.answers import Answer, answers
from somark_tools.transforms.references.entries import Entries
from somark_tools.transforms.references.mentions import mentions
from somark_tools.transforms.references.notes import Notes


def references(document: Document) -> Document:
    """Return the document with REFERS_TO edges from blocks to the notes and entries whose marks they hold, made anew.

    Marks count in paragraphs, headings, captions and table cells; those in notes count for the bibliography alone. A
    mark belongs to a note of the page that it stands on, else to a note of the next page that no other mark claims; a
    number in brackets to an entry of the bibliography, and a raised one too where brackets cite nothing.

    There is one edge for each pair of blocks. Its rules name the marks and where they are (`mark 1 at 120`: the offset
    in the text; `mark 1 in row 3, column 0 at 7`: that in the cell), and what answers to them.
    """
    others = tuple([edge for edge in document.edges if not _is_made_here(document, edge)])
    entries = Entries(document)
    notes = Notes(document, apart=entries.starts.keys())
    if not notes and not entries and len(others) == len(document.edges):
        return document
    found = answers(mentions(document, {**notes.starts, **entries.starts}), notes, entries)
    return document.with_edges((*others, *_edges(found)))


def _is_made_here(document: Document, edge: Edge) -> bool:
    inferred = edge.relation is Relation.REFERS_TO and edge.evidence.origin == "inferred"
    return inferred and not isinstance(document.by_id[edge.source], Contents)


def _edges(found: Iterable[Answer]) -> Iterator[Edge]:
    pairs: dict[tuple[str, str], list[Answer]] = {}
    for answer in found:
        pairs.setdefault((answer.mention.block.id, answer.target), []).append(answer)
    for (source, target), of_pair in pairs.items():
        rules = dict.fromkeys([answer.mention.where for answer in of_pair] + [answer.rule for answer in of_pair])
        confidence = max(answer.confidence for answer in of_pair)
        yield Edge(source, Relation.REFERS_TO, target, Evidence("inferred", tuple(rules), confidence=confidence))

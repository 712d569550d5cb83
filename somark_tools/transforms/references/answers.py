"""Marks, notes and entries → what answers to each mark.

What is a mark is settled by what answers to it: a raised number without a note is an exponent or an ordinal, a number
in brackets without an entry an index or an interval.
"""

from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from somark_tools.model import Footnote
from somark_tools.transforms.references.entries import Entries, ListKind
from somark_tools.transforms.references.mentions import Mention
from somark_tools.transforms.references.notes import Notes

OF_ITS_PAGE = "a note of its page begins with it"
OF_THE_NEXT_PAGE = "a note of the next page begins with it"
_OF_LIST = {
    ListKind.BIBLIOGRAPHY: ("an entry of the bibliography begins with it", 0.9),
    ListKind.ENDNOTES: ("an endnote begins with it", 0.8),
}
_RAISED, _ON_THE_LINE = 0.95, 0.85  # notes of the same page
_NEXT_PAGE = 0.6
_BARE_CITATION = 0.7  # a raised number without brackets that a bibliography answers to


class Answer(NamedTuple):
    """A mention, the id of the block that answers to its mark, why, and how sure that is."""

    mention: Mention
    target: str
    rule: str
    confidence: float


def answers(mentions: Iterable[Mention], notes: Notes, entries: Entries) -> list[Answer]:
    """Return what answers to the mentions (a mark with several numbers may have several answers), by reading order.

    Whether a raised number without brackets cites the bibliography, and whether a note on the next page is free, only
    the other marks tell: what has no answer at first is looked at again when all have been seen.
    """
    every = list(mentions)
    first = [_note(each, notes) or _cited(each, entries) or _note_in_brackets(each, notes) for each in every]
    claimed = {answer.target for of_one in first for answer in of_one}
    bibliography, _ = _OF_LIST[ListKind.BIBLIOGRAPHY]
    brackets_cite = any(answer.rule == bibliography for of_one in first for answer in of_one)
    second = (
        of_one or _second_look(each, notes, entries, claimed, brackets_cite)
        for each, of_one in zip(every, first, strict=True)
    )
    return [answer for of_one in second for answer in of_one]


def _second_look(
    mention: Mention, notes: Notes, entries: Entries, claimed: Set[str], brackets_cite: bool
) -> list[Answer]:
    found = [answer for answer in _note_of_next_page(mention, notes) if answer.target not in claimed]
    if found or not mention.mark.raised:
        return found
    endnotes = list(_listed(mention, entries, ListKind.ENDNOTES))
    if endnotes or brackets_cite:
        return endnotes
    cited = _listed(mention, entries, ListKind.BIBLIOGRAPHY)
    return [answer._replace(confidence=_BARE_CITATION) for answer in cited]


def _note(mention: Mention, notes: Notes) -> list[Answer]:
    """Return the notes of the mark's page; for a raised mark without brackets, also those written another way."""
    mark = mention.mark
    return list(_on_pages(mention, notes, loosely=mark.raised and mark.shape != "bracket"))


def _note_in_brackets(mention: Mention, notes: Notes) -> list[Answer]:
    """Return the notes of the page, written any way, for a raised mark in brackets that cites nothing."""
    return list(_on_pages(mention, notes, loosely=True)) if mention.mark.raised else []


def _on_pages(mention: Mention, notes: Notes, *, loosely: bool) -> Iterator[Answer]:
    if isinstance(mention.block, Footnote):
        return
    confidence = _RAISED if mention.mark.raised else _ON_THE_LINE
    for key in mention.mark.keys:
        on_pages = (notes.find(page, key, mention.mark, mention.number, loosely=loosely) for page in mention.pages)
        target = next(filter(None, on_pages), None)
        if target is not None:
            yield Answer(mention, target, OF_ITS_PAGE, confidence)


def _note_of_next_page(mention: Mention, notes: Notes) -> Iterator[Answer]:
    if isinstance(mention.block, Footnote) or mention.mark.shape == "symbol":
        return
    for key in mention.mark.keys:
        target = notes.find(mention.pages[-1] + 1, key, mention.mark, mention.number, loosely=mention.mark.raised)
        if target is not None:
            yield Answer(mention, target, OF_THE_NEXT_PAGE, _NEXT_PAGE)


def _cited(mention: Mention, entries: Entries) -> list[Answer]:
    """Return the entries that a mark in brackets cites; on the line, its first and last number must have an entry."""
    if mention.mark.shape != "bracket":
        return []
    enough = any if mention.mark.raised else all
    for kind in ListKind:
        if enough(entries.has(kind, key) for key in (mention.mark.keys[0], mention.mark.keys[-1])):
            return list(_listed(mention, entries, kind))
    return []


def _listed(mention: Mention, entries: Entries, kind: ListKind) -> Iterator[Answer]:
    rule, confidence = _OF_LIST[kind]
    for key in mention.mark.keys:
        target = entries.find(kind, key, mention.number)
        if target is not None:
            yield Answer(mention, target, rule, confidence)

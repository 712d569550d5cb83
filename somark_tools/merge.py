"""The main job: a result in, a stitched Document out."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from somark_tools.arguments import check_document
from somark_tools.collector import collector_paused
from somark_tools.decisions import Decisions, decide
from somark_tools.document import Document
from somark_tools.errors import OutputError
from somark_tools.reading.reader import read
from somark_tools.transforms import DEFAULT, INFERRING, Transform
from somark_tools.transforms.inference import MIN_CONFIDENCE, Infer, check_infer
from somark_tools.transforms.stitch import stitch


def apply(document: Document, transforms: Iterable[Transform] = DEFAULT) -> Document:
    """Return the document after each of the transforms, in order. Applying them twice changes nothing."""
    check_document(document)
    with collector_paused():
        for transform in transforms:
            document = transform(document)
    return document


def unmerge(document: Document) -> Document:
    """Return the document as it was read: every block that was sent on its own, with the edges that were stated.

    `unmerge(merge_cross_page(result)) == read(result)`.
    """
    check_document(document)
    plain = read(document.source)
    # Transforms only add issues, at the end; those of reading name their place in what was sent, envelope included.
    return replace(plain, name=document.name, root=document.root, issues=document.issues[: len(plain.issues)])


def merge_cross_page(
    result: object, *, infer: Infer = "auto", min_confidence: float = MIN_CONFIDENCE, keep: Decisions | None = None
) -> Document:
    """Return the result as a Document in which text and tables that page breaks cut apart are whole again.

    `result` is whatever `read` takes: a path, bytes, JSON text, a dict, a Result, the SDK's objects, or a Document.
    `infer` tells what to do about breaks that the service did not speak of: `auto` (the default) decides about them
    only where the result states no continuation at all, because the service's switches are off by default; `always`
    decides about all that were not stated; `never` follows what is stated and nothing else. What is inferred has
    evidence and a confidence from 0 to 1, and counts above `min_confidence`.

    `keep` overrules single joins: `{((0, 7), (1, 0)): False}` leaves idx 7 of page 0 and idx 0 of page 1 apart, True
    makes them one.

    Blocks come in reading order, each with the pieces it was made of; `document.joins` records every join, and
    `document.issues` what was repaired or could not be followed. Raises SomarkError when there is no result,
    and OutputError for a value that an option does not have.

    >>> page = {"w": 840, "h": 1190}
    >>> document = merge_cross_page({"pages": [
    ...     {"page_num": 0, "page_size": page, "blocks": [
    ...         {"idx": 0, "type": "text", "bbox": [80, 1000, 760, 1090], "content": "It began here and"}]},
    ...     {"page_num": 1, "page_size": page, "blocks": [
    ...         {"idx": 0, "type": "text", "bbox": [80, 100, 760, 130], "content": "ended on the next page.",
    ...          "text_cross_page": {"page_num": 0, "block_idx": 0}}]}]})
    >>> [block.text for block in document.blocks]
    ['It began here and ended on the next page.']
    >>> [(piece.page, piece.idx, piece.start, piece.end) for piece in document.blocks[0].pieces]
    [(0, 0, 0, 17), (1, 0, 18, 41)]
    """
    check_infer(infer)
    if not (isinstance(min_confidence, int | float) and 0 <= min_confidence <= 1):  # NaN among it
        raise OutputError(f"min_confidence is a number from 0 to 1, not {min_confidence!r:.60}")
    options = {step: partial(step, infer=infer, min_confidence=min_confidence) for step in INFERRING}
    steps = [options.get(step, step) for step in DEFAULT]
    steps.insert(DEFAULT.index(stitch), partial(decide, decisions=keep or {}))
    with collector_paused():
        return apply(read(result), steps)

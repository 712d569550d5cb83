"""The law of chunks, for tests: each character of the body in exactly one part, none over the limit without a rule."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from results import result as made
from vocabularies import by_bytes

from somark_tools import (
    Block,
    Chunk,
    Document,
    Figure,
    Furniture,
    Table,
    TextBlock,
    merge_cross_page,
    render_text,
    split,
    token_counter,
)

ALLOWED = {"formula", "run", "unit"}  # rules that let a chunk be over the limit
LIMITS = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192]


def pieces_of_words(content: str) -> int:
    """Count as a vocabulary of small pieces would."""
    return len(re.findall(r"\w{1,4}|[^\w\s]|\s{2,}", content))


TOKENIZERS = ["estimate", "characters", pieces_of_words, token_counter(by_bytes())]

Character = tuple[str, int, int, int]  # block, row, column, position in its text; row and column are -1 in a text


def body(document: Document) -> Counter[Character]:
    """Return every character that chunks must cover: of all blocks that show something."""
    found: Counter[Character] = Counter()
    for block in document.blocks:
        if block.hidden or isinstance(block, Furniture):
            continue
        if isinstance(block, Table):
            found.update(characters(block, 0, len(block.rows)))
        elif isinstance(block, TextBlock) and (
            isinstance(block, Figure) or block.label == "blank" or block.text.strip()
        ):
            found.update((block.id, -1, -1, n) for n in range(len(block.text)))
    return found


def characters(block: Table, start: int, end: int) -> Iterator[Character]:
    for number in range(start, end):
        for cell in block.rows[number].cells:
            yield from ((block.id, number, cell.column, n) for n in range(len(cell.text)))


def covered(document: Document, chunks: Iterable[Chunk]) -> Counter[Character]:
    found: Counter[Character] = Counter()
    for part in (part for chunk in chunks for part in chunk.parts if not part.repeated):
        block: Block = document.by_id[part.block]
        if isinstance(block, Table) and part.columns is None:
            assert part.rows is not None
            found.update(characters(block, *part.rows))
        elif isinstance(block, Table):
            assert part.rows is not None
            assert part.characters is not None
            assert part.columns is not None
            found.update((block.id, part.rows[0], part.columns[0], n) for n in range(*part.characters))
        else:
            assert part.characters is not None
            found.update((block.id, -1, -1, n) for n in range(*part.characters))
    return found


def check(document: Document, limit: int, tokenizer: Any, **options: Any) -> list[Chunk]:
    """Hold the law for a document and return its chunks."""
    chunks = list(split(document, max_tokens=limit, tokenizer=tokenizer, **options))
    count = token_counter(tokenizer)
    assert covered(document, chunks) == (body(document) if chunks else Counter())
    assert chunks or not render_text(document).strip()
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    for before, chunk in zip([None, *chunks], chunks, strict=False):
        assert chunk.previous == (before.id if before else None)
        assert before is None or before.next == chunk.id
        assert chunk.text
        assert chunk.text.startswith(chunk.prefix)
        assert chunk.tokens == count(chunk.text)
        assert chunk.tokens <= limit or set(chunk.rules) & ALLOWED, (chunk.tokens, chunk.text)
        check_sources(document, chunk)
    return chunks


def check_sources(document: Document, chunk: Chunk) -> None:
    for part in chunk.parts:
        block: Block = document.by_id[part.block]
        whole = {(piece.page, piece.idx): piece for piece in block.pieces}
        for source in part.sources:
            piece = whole[source.page, source.idx]
            assert source.bbox is None or piece.bbox is not None
            if source.bbox is not None and piece.bbox is not None:
                assert source.bbox.x1 >= piece.bbox.x1 - 1e-6
                assert source.bbox.y2 <= piece.bbox.y2 + 1e-6
                assert source.estimated or source.bbox == piece.bbox
            if isinstance(block, TextBlock) and source.start < source.end:
                sent = document.sent(piece).content or ""
                assert sent[source.offset :][: source.end - source.start] == block.text[source.start : source.end]


def whole(*pages: Any, **options: Any) -> list[Chunk]:
    return list(split(merge_cross_page(made(*pages)), **options))


def words(count: int, word: str = "word") -> str:
    return " ".join([word] * count) + "."


def heading(content: str, level: int = 1) -> dict[str, Any]:
    return {"type": "title", "content": content, "title_level": level}

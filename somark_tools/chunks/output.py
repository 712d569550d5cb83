"""Chunks → JSON Lines, Parquet; the pieces of a table → the whole table again."""

import io
import json
from collections.abc import Iterable
from typing import Unpack

from somark_tools.chunks.chunk import Chunk
from somark_tools.chunks.options import Wanted
from somark_tools.chunks.splitting import split
from somark_tools.document import Document
from somark_tools.errors import OutputError


def render_chunks(document: Document, **options: Unpack[Wanted]) -> str:
    """Return the chunks of a document as JSON Lines. Takes the options of `split`."""
    return chunks_jsonl(split(document, **options))


def chunks_jsonl(chunks: Iterable[Chunk]) -> str:
    """Return chunks as JSON Lines, one a line: `chunk.to_dict()`."""
    return "".join([json.dumps(chunk.to_dict(), ensure_ascii=False) + "\n" for chunk in chunks])


def chunks_parquet(chunks: Iterable[Chunk]) -> bytes:
    """Return chunks as a Parquet file, one a row, with the columns that `chunk.to_dict()` has keys.

    Raises OutputError where pyarrow (the extra `parquet`) is not installed, and for a page or idx beyond 64 bits.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise OutputError("Parquet needs pyarrow: pip install 'somark-tools[parquet]'") from error
    whole, text, texts = pa.int64(), pa.string(), pa.list_(pa.string())
    pair = pa.list_(whole)
    sources = pa.list_(
        pa.struct(
            [
                *[(name, whole) for name in ("page", "idx", "start", "end", "offset")],
                ("bbox", pa.list_(pa.float64())),
                ("estimated", pa.bool_()),
            ]
        )
    )
    parts = pa.list_(
        pa.struct(
            [
                *[(name, text) for name in ("block", "kind")],
                *[(name, pair) for name in ("characters", "rows", "columns")],
                ("repeated", pa.bool_()),
                ("sources", sources),
            ]
        )
    )
    table = pa.struct(
        [("block", text), *[(name, whole) for name in ("number", "of", "start", "end")], ("closing", text)]
    )
    schema = pa.schema(
        [
            *[(name, text) for name in ("id", "text", "prefix")],
            ("headings", texts),
            ("kind", text),
            ("pages", pair),
            ("tokens", whole),
            ("parts", parts),
            ("table", table),
            ("rules", texts),
            *[(name, text) for name in ("previous", "next")],
            ("blocks", texts),
        ]
    )
    target = io.BytesIO()
    try:
        pq.write_table(pa.Table.from_pylist([chunk.to_dict() for chunk in chunks], schema=schema), target)
    except (OverflowError, pa.ArrowInvalid) as error:
        raise OutputError(f"a chunk does not fit into Parquet: {error}") from error
    return target.getvalue()


def joined_table(chunks: Iterable[Chunk], block: str) -> str:
    """Return a table that was split as one again, as it would stand in a chunk of its own.

    Raises OutputError where a piece of it is missing, or where rows of it were cut into their cells.
    """
    pieces = [chunk for chunk in chunks if chunk.table is not None and chunk.table.block == block]
    found = [chunk.table for chunk in pieces if chunk.table is not None]
    if not found or [piece.number for piece in found] != list(range(found[0].of)):
        raise OutputError("a piece of the table is missing, or it was not split, or a row was cut", place=block)
    texts = [chunk.text[piece.start : piece.end] for chunk, piece in zip(pieces, found, strict=True)]
    return "\n".join(texts) + found[-1].closing

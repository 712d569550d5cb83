"""Document → chunks to embed, index and cite, each knowing exactly what it covers; chunks → JSON Lines, Parquet."""

from somark_tools.chunks.chunk import Chunk, Fragment, Part, Source
from somark_tools.chunks.output import chunks_jsonl, chunks_parquet, joined_table, render_chunks
from somark_tools.chunks.splitting import split
from somark_tools.chunks.tokens import token_counter

__all__ = [
    "Chunk", "Fragment", "Part", "Source", "chunks_jsonl", "chunks_parquet", "joined_table", "render_chunks", "split",
    "token_counter",
]  # fmt: skip

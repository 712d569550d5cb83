"""Results → documents of Haystack: a component that converts files into one document for each chunk."""

from pathlib import Path
from typing import Any

from haystack import Document as Converted
from haystack import component
from haystack.dataclasses import ByteStream

from somark_tools.adapters.results import described_chunks, path_of
from somark_tools.merge import merge_cross_page


@component
class SomarkConverter:
    """Convert results into documents, one for each chunk. `options` are those of `split`."""

    def __init__(self, options: dict[str, Any] | None = None) -> None:
        self.options = options

    @component.output_types(documents=list[Converted])
    def run(
        self, sources: list[str | Path | ByteStream], meta: dict[str, Any] | None = None
    ) -> dict[str, list[Converted]]:
        """Return the chunks of all sources as `documents`.

        Their `meta` is where the chunk came from, that of a ByteStream, and `meta`. Raises SomarkError for what is no
        result.
        """
        return {"documents": [one for source in sources for one in self._converted(source, meta or {})]}

    def _converted(self, source: str | Path | ByteStream, meta: dict[str, Any]) -> list[Converted]:
        own, data = (source.meta, source.data) if isinstance(source, ByteStream) else (path_of(source), source)
        chunks = described_chunks(merge_cross_page(data), **(self.options or {}))
        return [Converted(content=chunk.text, meta=metadata | own | meta) for chunk, metadata in chunks]

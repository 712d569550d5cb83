"""Results → documents of LangChain: a loader that yields them one after the other, and a splitter into chunks."""

from collections.abc import Iterable, Iterator
from typing import Any, Unpack

from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document as Loaded
from langchain_text_splitters import TextSplitter

from somark_tools.adapters.results import described_chunks, document_in, path_of
from somark_tools.chunks import split
from somark_tools.chunks.options import Wanted
from somark_tools.merge import merge_cross_page


class SomarkLoader(BaseLoader):
    """Load results, each as one document whose content is the JSON of the merged Document: `SomarkSplitter` takes it.

    `sources` are whatever `merge_cross_page` takes. Nothing is read before its turn.
    """

    def __init__(self, sources: Iterable[object]) -> None:
        self.sources = sources

    def lazy_load(self) -> Iterator[Loaded]:
        """Yield a document for each result; its metadata has the `source`, and the `path` if there is one.

        Raises SomarkError for what is no result.
        """
        for source in self.sources:
            document = merge_cross_page(source)
            yield Loaded(page_content=document.to_json(), metadata={"source": document.name} | path_of(source))


class SomarkSplitter(TextSplitter):
    """Split documents whose content is a result, or the JSON of a Document, along sections, blocks and sentences.

    The options are those of `split`: `max_tokens`, `overlap`, `tables` ...
    """

    def __init__(self, **options: Unpack[Wanted]) -> None:
        super().__init__()
        self.options = options

    def split_text(self, text: str) -> list[str]:
        """Return the texts of the chunks."""
        return [chunk.text for chunk in split(document_in(text), **self.options)]

    def split_documents(self, documents: Iterable[Loaded]) -> list[Loaded]:
        """Return the chunks as documents: their metadata are those of the document, and where the chunk came from."""
        return list(self._split(documents))

    def create_documents(self, texts: list[str], metadatas: list[dict[Any, Any]] | None = None) -> list[Loaded]:
        """Return the chunks of texts as documents; see `split_documents`."""
        told = metadatas or [{}] * len(texts)
        whole = (Loaded(page_content=text, metadata=each) for text, each in zip(texts, told, strict=True))
        return list(self._split(whole))

    def _split(self, documents: Iterable[Loaded]) -> Iterator[Loaded]:
        for loaded in documents:
            for chunk, metadata in described_chunks(document_in(loaded.page_content), **self.options):
                yield Loaded(page_content=chunk.text, metadata=metadata | loaded.metadata, id=chunk.id)

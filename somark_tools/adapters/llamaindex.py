"""Results → documents and nodes of LlamaIndex: a reader, and a node parser that knows what stands before what."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import BaseNode, MetadataMode, NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.schema import Document as Loaded
from pydantic import Field

from somark_tools.adapters.results import described_chunks, document_in, path_of
from somark_tools.merge import merge_cross_page

_NOT_FOR_MODELS = ["path", "chunk", "previous", "next", "blocks", "tokens", "boxes"]


class SomarkReader(BaseReader):
    """Read results, each as one document whose text is the JSON of the merged Document: `SomarkNodeParser` takes it."""

    def lazy_load_data(self, sources: Iterable[object], extra_info: dict[str, Any] | None = None) -> Iterable[Loaded]:
        """Yield a document for each result; `sources` are whatever `merge_cross_page` takes."""
        for source in sources:
            document = merge_cross_page(source)
            metadata = {"source": document.name} | path_of(source) | (extra_info or {})
            yield Loaded(text=document.to_json(), metadata=metadata)


class SomarkNodeParser(NodeParser):
    """Parse documents whose text is a result, or the JSON of a Document, into a node for each chunk.

    A node's relationships are its source, and the nodes before and after it. `options` are those of `split`.
    """

    options: dict[str, Any] = Field(default_factory=dict)

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any) -> list[BaseNode]:
        return [chunk for node in nodes for chunk in self._chunks(node)]

    def _chunks(self, node: BaseNode) -> list[BaseNode]:
        document = document_in(node.get_content(MetadataMode.NONE))
        source = node.as_related_node_info()
        made: list[BaseNode] = [
            TextNode(
                id_=f"{node.node_id}-{chunk.id}",
                text=chunk.text,
                metadata=metadata | node.metadata,
                excluded_embed_metadata_keys=_NOT_FOR_MODELS,
                excluded_llm_metadata_keys=_NOT_FOR_MODELS,
                relationships={NodeRelationship.SOURCE: source},
            )
            for chunk, metadata in described_chunks(document, **self.options)
        ]
        if self.include_prev_next_rel:
            for earlier, later in pairwise(made):
                earlier.relationships[NodeRelationship.NEXT] = RelatedNodeInfo(node_id=later.node_id)
                later.relationships[NodeRelationship.PREVIOUS] = RelatedNodeInfo(node_id=earlier.node_id)
        return made

    def _postprocess_parsed_nodes(self, nodes: list[BaseNode], parent_doc_map: dict[str, Loaded]) -> list[BaseNode]:
        return nodes  # theirs looks for each text in the JSON

"""Chunks as documents of LangChain, nodes of LlamaIndex and documents of Haystack."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SAMPLES

from somark_tools import SomarkError, merge_cross_page, split

CHUNKS = list(split(merge_cross_page(SAMPLES[0]), max_tokens=128))


def test_langchain_loads_lazily_and_splits() -> None:
    from somark_tools.adapters.langchain import SomarkLoader, SomarkSplitter

    def sources() -> Iterator[object]:
        yield SAMPLES[0]
        raise AssertionError("the second result was asked for")

    loaded = next(SomarkLoader(sources()).lazy_load())
    splitter = SomarkSplitter(max_tokens=128)
    documents = splitter.split_documents([loaded])
    assert [document.page_content for document in documents] == [chunk.text for chunk in CHUNKS]
    assert [document.id for document in documents] == [chunk.id for chunk in CHUNKS]
    assert splitter.split_text(loaded.page_content) == [chunk.text for chunk in CHUNKS]
    assert splitter.create_documents([loaded.page_content], [loaded.metadata]) == documents
    check_metadata(documents[3].metadata)
    assert SomarkLoader([SAMPLES[0]]).load_and_split(splitter) == documents
    with pytest.raises(SomarkError):
        SomarkLoader(["{}"]).load()
    with pytest.raises(SomarkError):  # a text that names a file is not that file
        splitter.split_text(str(SAMPLES[0]))


def test_llamaindex_parses_nodes_that_know_their_neighbours() -> None:
    from llama_index.core.schema import Document, MetadataMode

    from somark_tools.adapters.llamaindex import SomarkNodeParser, SomarkReader

    loaded = SomarkReader().load_data([SAMPLES[0]], extra_info={"year": 2031})
    parser = SomarkNodeParser(options={"max_tokens": 128})
    nodes = parser.get_nodes_from_documents(loaded)
    assert [node.text for node in nodes] == [chunk.text for chunk in CHUNKS]
    assert {node.source_node.node_id for node in nodes} == {loaded[0].node_id}
    assert [node.next_node.node_id for node in nodes[:-1]] == [node.node_id for node in nodes[1:]]
    assert [node.prev_node.node_id for node in nodes[1:]] == [node.node_id for node in nodes[:-1]]
    assert nodes[0].prev_node is None
    assert nodes[0].metadata["year"] == 2031
    assert "boxes" not in nodes[3].get_content(MetadataMode.EMBED)
    check_metadata(nodes[3].metadata)
    assert parser.to_dict()["options"] == {"max_tokens": 128}
    with pytest.raises(SomarkError):
        parser.get_nodes_from_documents([Document(text=str(SAMPLES[0]))])
    alone = SomarkNodeParser(include_prev_next_rel=False).get_nodes_from_documents(loaded)
    assert not any(node.next_node for node in alone)


def test_haystack_converts_in_a_pipeline() -> None:
    import haystack
    from haystack.dataclasses import ByteStream

    from somark_tools.adapters.haystack import SomarkConverter

    pipeline = haystack.Pipeline()
    pipeline.add_component("converter", SomarkConverter(options={"max_tokens": 128}))
    pipeline = haystack.Pipeline.loads(pipeline.dumps(), allowed_modules=["somark_tools.adapters.haystack"])
    stream = ByteStream(Path(SAMPLES[0]).read_bytes(), meta={"origin": "memory"})
    documents = pipeline.run({"converter": {"sources": [SAMPLES[0], stream]}})["converter"]["documents"]
    assert [document.content for document in documents] == 2 * [chunk.text for chunk in CHUNKS]
    assert documents[-1].meta["origin"] == "memory"
    check_metadata(documents[3].meta)


def check_metadata(metadata: dict[str, object]) -> None:
    chunk = CHUNKS[3]
    assert (metadata["chunk"], metadata["previous"], metadata["next"]) == (chunk.id, chunk.previous, chunk.next)
    assert metadata["headings"] == list(chunk.headings)
    assert metadata["pages"] == list(chunk.pages)
    assert metadata["source"]
    assert metadata["path"] == str(SAMPLES[0])
    assert metadata["boxes"]
    sources = [source for part in chunk.parts if not part.repeated for source in part.sources]
    assert metadata["boxes"] == [[source.page, *source.bbox] for source in sources if source.bbox]

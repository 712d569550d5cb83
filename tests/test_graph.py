"""The graph: look-ups, captions, sections, and the form for networkx."""

import copy
import gc
import pickle
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from weakref import ref

import pytest
from results import result, table, text

from somark_tools import (
    Document,
    FormatError,
    Relation,
    Result,
    draw_svg,
    evidence_for,
    findings,
    merge_cross_page,
    read,
    render_markdown,
    to_networkx,
)
from somark_tools.decisions import decide

SENT = result(
    [
        {"type": "title", "title_level": 1, "content": "A"},
        text("one and"),
        table([["x", "1"]], captions=[3]),
        text("Table 1"),
    ],
    [{"type": "title", "title_level": 3, "content": "B"}, text("two.", (0, 1)), table([["y", "2"]], (0, 2))],
)


def test_blocks_are_found_by_any_of_their_pieces() -> None:
    document = merge_cross_page(SENT)
    assert document.at(1, 1) is document.at(0, 1) is document.by_id["0:1"]
    assert document.at(5, 5) is None
    assert [block.id for block in document.on_page(1)] == ["0:1", "0:2", "1:0"]


def test_sections_and_captions_follow_the_edges() -> None:
    document = merge_cross_page(SENT)
    assert [heading.text for heading in document.section("1:0")] == ["A"]
    assert [heading.text for heading in document.section("0:2")] == ["A"]
    assert [caption.id for caption in document.captions("0:2")] == ["0:3"]
    assert document.outgoing("1:0", Relation.CHILD_OF)[0].target == "0:0"
    assert document.incoming("0:0", Relation.CHILD_OF)[0].source == "1:0"


def test_what_was_derived_from_blocks_outlives_a_change_of_edges() -> None:
    document = read(SENT)
    ids, outgoing = document.derived(_ids), document.outgoing("1:1", Relation.CONTINUES)
    changed = document.with_edges(())
    assert changed.derived(_ids) is ids
    assert changed.by_id is document.by_id
    assert outgoing
    assert not changed.outgoing("1:1", Relation.CONTINUES)
    assert changed == replace(document, edges=())


def _ids(document: Document) -> list[str]:
    return list(document.by_id)


def test_the_networkx_form_has_each_block_and_edge() -> None:
    graph = to_networkx(read(SENT))
    assert list(graph) == ["0:0", "0:1", "0:2", "0:3", "1:0", "1:1", "1:2"]
    assert graph.nodes["0:1"]["block"].text == "one and"
    assert graph.edges["1:1", "0:1", "continues"]["evidence"].origin == "stated"
    assert graph.has_edge("0:3", "0:2", "caption_of")
    assert graph.has_edge("0:3", "1:0", "next")


def test_evidence_is_there_for_what_was_joined_and_what_was_not() -> None:
    document = merge_cross_page(SENT)
    assert {(f.earlier, f.later) for f in findings(document) if f.joined} == {("0:1", "1:1"), ("0:2", "1:2")}
    joined = evidence_for(document, "0:1", "1:1")
    assert joined is not None
    assert joined.rules == ("text_cross_page",)
    apart = evidence_for(merge_cross_page(result([text("It ends.")], [text("Next.")])), "0:0", "1:0")
    assert apart is not None
    assert "it ends a sentence" in apart.vetoes
    assert evidence_for(document, "0:0", "1:2") is None


def test_a_decision_overrules_what_was_stated() -> None:
    assert merge_cross_page(SENT, keep={((0, 1), (1, 1)): False}).by_id["1:1"]
    other = merge_cross_page(SENT, keep={((0, 3), (1, 1)): True})
    assert [(join.earlier.block, join.later.block) for join in other.joins if join.evidence.origin == "decided"] == [
        (3, 1)
    ]
    assert other.by_id["0:1"].pieces == read(SENT).by_id["0:1"].pieces


def test_decisions_take_time_linear_in_their_number() -> None:
    pages = [[text("It goes on and"), text("on and on and")] for _ in range(6000)]
    sent = read(result(*pages))
    pairs = [((page, 1), (page + 1, 0)) for page in range(5999)]
    started = time.process_time()
    joined = decide(sent, dict.fromkeys(pairs, True))
    apart = decide(joined, dict.fromkeys(pairs, False))
    assert time.process_time() - started < 3  # it was minutes
    assert len(joined.edges) == len(pairs)
    assert apart.edges == sent.edges == ()


def test_a_later_decision_takes_the_place_of_an_earlier_one() -> None:
    sent = read(result([text("one and")], [text("two and"), text("three.")]))
    edges = decide(sent, {((0, 0), (1, 0)): True, ((0, 0), (1, 1)): True}).edges
    assert [(edge.source, edge.target) for edge in edges] == [("1:1", "0:0")]
    assert decide(sent, {((0, 0), (1, 1)): True, ((1, 0), (1, 1)): True}).edges[0].target == "1:0"


@pytest.mark.parametrize("pair", [((0, 1), (9, 9)), ((1, 1), (0, 1)), ((0, 1), (1, 2))])
def test_a_decision_that_can_t_be_followed_is_an_error(pair: tuple[tuple[int, int], tuple[int, int]]) -> None:
    with pytest.raises(FormatError):
        merge_cross_page(SENT, keep={pair: True})


def test_a_document_is_written_in_one_line() -> None:
    document = Document(Result(pages=[]), (), (), name="a\nb")
    assert repr(document) == r"<Document 'a\nb': 0 pages, 0 blocks, 0 merges, 0 issues>"


def test_a_document_goes_when_nobody_holds_it(sample: Path) -> None:
    """One in a circle would wait for the garbage collector, which hardly ever comes to old values."""
    gc.collect()
    gc.disable()
    try:
        document = merge_cross_page(sample, infer="always")
        assert render_markdown(document)
        assert findings(document)
        held = ref(document)
        del document
        assert held() is None
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("again", [copy.deepcopy, lambda document: pickle.loads(pickle.dumps(document))])
def test_a_document_can_be_copied_and_pickled_whatever_was_made_of_it(
    sample: Path, again: Callable[[Document], Document]
) -> None:
    document = merge_cross_page(sample)
    written = render_markdown(document)
    draw_svg(document, 0)
    assert again(document) == document
    assert render_markdown(again(document)) == written

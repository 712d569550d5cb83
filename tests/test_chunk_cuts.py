"""Where chunks are cut: between sentences, never inside of what belongs together, and each piece well-formed."""

import re
import time

import pytest
from chunk_law import check, whole, words
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from results import result as made
from results import text

from somark_tools import (
    merge_cross_page,
)
from somark_tools.chunks.sentences import Cuts
from somark_tools.inlines.spans import run_spans


def test_a_paragraph_is_cut_between_sentences_and_each_piece_has_its_range_and_box() -> None:
    sentences = [f"Sentence {number} says that {words(8)} " for number in range(12)]
    chunks = whole([text("".join(sentences))], max_tokens=64)
    assert len(chunks) > 2
    for chunk in chunks:
        assert re.match(r"Sentence \d+ says", chunk.text)
        (part,) = chunk.parts
        (source,) = part.sources
        assert (source.start, source.end) == part.characters
        assert source.estimated
        assert source.bbox is not None
    assert chunks[0].parts[0].sources[0].bbox != chunks[1].parts[0].sources[0].bbox


@pytest.mark.parametrize(
    ("content", "pieces"),
    [
        ("See Fig. 3 of J. Smith et al. for it. It costs 3.14 e.g. here. Yes! No?", 4),
        ("他说：“好。”然后走了！真的？对。", 4),
        ("So $a. b$ is. And [a. b](https://c.example) too. **One. Two.** x", 3),
        ("1. First is one item. Second.", 2),
        ("Dr. No said no. No. 5 lives.", 2),
    ],
)
def test_sentences_end_where_a_reader_ends_them(content: str, pieces: int) -> None:
    assert 1 + len(Cuts(content).between(0, len(content), 0)) == pieces


@given(st.text("ab $*_[](){}^`~=.!\n中", max_size=40))
def test_runs_are_found_where_they_stand(content: str) -> None:
    for span in (span for spans in run_spans(content) for span in spans):
        assert 0 <= span[0] < span[1] <= len(content)


@pytest.mark.parametrize(
    ("sign", "tag"), [("*", "em"), ("**", "strong"), ("***", "strong"), ("~~", "s"), ("==", "mark")]
)
def test_emphasis_that_is_cut_is_closed_and_opened_again(sign: str, tag: str) -> None:
    content = f"Before. {sign}{words(40)[:-1]}{sign} behind."
    chunks = check(merge_cross_page(made([text(content)])), 64, "characters")
    shown = [MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(chunk.text) for chunk in chunks]
    assert len(shown) > 3
    assert sum(html.count("word") for html in shown) == 40
    for html in shown:
        assert html.count(f"<{tag}>") == html.count(f"</{tag}>") == 1
        assert sign not in html


@given(
    st.lists(st.sampled_from("ab a. ,( ** * ** ~~ == 中 。 （ $x$ \n".split(" ")), max_size=30),
    st.sampled_from([4, 9, 16]),
)
def test_however_emphasis_is_cut_each_character_is_in_one_chunk(parts: list[str], limit: int) -> None:
    check(merge_cross_page(made([text("".join(parts))])), limit, "characters")


@pytest.mark.parametrize("content", ["*a* b is so. " * 10_000, "*a " * 5_000 + "a* " * 5_000, "**a _b_ " * 5_000])
def test_emphasis_however_much_and_deep_is_cut_in_time_linear_in_the_text(content: str) -> None:
    started = time.process_time()
    chunks = whole([text(content)], max_tokens=64)
    assert time.process_time() - started < 10
    assert all(chunk.tokens <= 64 for chunk in chunks)


def test_program_text_and_captions_are_cut_until_they_fit() -> None:
    page = [
        {"type": "code", "content": "for line in lines:\n        print(line)\n\n\n        again()\n" * 3},
        {"type": "table_caption", "content": "Table 1.1. List of many words"},
        text("costs $5 *or* $10 \\* " * 4),
    ]
    chunks = check(merge_cross_page(made(page)), 16, "characters")
    assert not any("unit" in chunk.rules for chunk in chunks)
    assert not any(re.search(r"[ \n]\n```$", chunk.text) for chunk in chunks)


def test_what_readers_see_as_one_character_is_not_cut() -> None:
    content = "e\u0301" * 20 + "👩\u200d🔬" * 10
    for chunk in check(merge_cross_page(made([text(content)])), 5, "characters"):
        assert chunk.text[0] in "e👩"
        assert chunk.text[-1] in "\u0301🔬"


def test_a_formula_over_the_limit_stays_whole_and_is_marked() -> None:
    latex = "x + " * 100 + "y"
    (chunk,) = whole([{"type": "equation", "content": latex, "format": "latex"}], max_tokens=16)
    assert chunk.tokens > 16
    assert chunk.rules == ("formula",)
    chunks = whole([text(f"Now ${latex}$ is long.")], max_tokens=16)
    assert [chunk.rules for chunk in chunks if chunk.tokens > 16] == [("run",)]

"""Chunks: their law over samples, corpus and generated documents, and what each option and rule is for."""

import json
from itertools import cycle, pairwise, product
from pathlib import Path
from typing import Any

import pytest
from chunk_law import LIMITS, TOKENIZERS, check, heading, whole, words
from conftest import SAMPLES
from hypothesis import given
from hypothesis import strategies as st
from results import chained_results, listed_results, results, table, text
from results import result as made
from vocabularies import by_bytes

from somark_tools import (
    OutputError,
    chunks_jsonl,
    chunks_parquet,
    joined_table,
    merge_cross_page,
    render_chunks,
    split,
    token_counter,
)
from somark_tools.chunks.vocabulary import Vocabulary


@pytest.mark.parametrize("tokenizer", TOKENIZERS, ids=["estimate", "characters", "pieces", "vocabulary"])
@pytest.mark.parametrize("limit", LIMITS)
def test_every_character_of_the_samples_is_in_one_chunk(sample: Path, limit: int, tokenizer: Any) -> None:
    check(merge_cross_page(sample), limit, tokenizer)


@given(st.one_of(results(), chained_results(), listed_results()), st.sampled_from(LIMITS), st.sampled_from(TOKENIZERS))
def test_every_character_of_generated_documents_is_in_one_chunk(sent: Any, limit: int, tokenizer: Any) -> None:
    document = merge_cross_page(sent)
    check(document, limit, tokenizer)
    check(document, limit, tokenizer, tables="rows", headings=False, min_tokens=limit // 2, overlap=limit // 4)


def test_every_character_of_the_corpus_is_in_one_chunk(corpus: Path) -> None:
    pairs = cycle(product(LIMITS, TOKENIZERS))  # in turn: all of them, though not of each document
    for path in sorted((corpus / "dev").glob("*/*/outputs.json")):
        check(merge_cross_page(path), *next(pairs))


def test_a_chunk_begins_with_the_headings_above_it_and_none_goes_over_a_section() -> None:
    chunks = whole(
        [
            heading("One"),
            text("a b."),
            heading("Two", 2),
            text(words(50)),
            text(words(50)),
            heading("Three"),
            text("c."),
        ],
        max_tokens=100,
    )
    assert [chunk.headings for chunk in chunks] == [("One",), ("One", "Two"), ("One", "Two"), ("Three",)]
    assert [chunk.prefix for chunk in chunks] == ["", "One", "One > Two", ""]
    assert chunks[1].text.startswith("One\n\n## Two\n\nword")
    assert chunks[2].text.startswith("One > Two\n\nword")


def test_a_picture_without_text_parts_no_heading_from_what_follows() -> None:
    picture = {"type": "figure", "img_url": "a.png", "bbox": [10, 10, 90, 90]}
    chunks = whole([heading("One"), picture, text(words(200))], max_tokens=64)
    assert chunks[0].blocks == ("0:0", "0:1", "0:2")
    assert len(chunks[0].text) > len("# One\n\n")


def test_the_kind_of_a_chunk_is_that_of_what_has_text() -> None:
    silent = {"type": "figure", "img_url": "a.png"}
    assert [chunk.kind for chunk in whole([silent, text(words(20))])] == ["paragraph"]
    assert [chunk.kind for chunk in whole([heading("One"), silent, text(words(20))])] == ["paragraph"]
    told = {"type": "figure", "content": "a mountain"}
    assert [chunk.kind for chunk in whole([told, text(words(20))])] == ["figure"]
    with_caption = [silent, {"type": "figure_caption", "content": "Figure 1. A hill"}, text(words(20))]
    assert [chunk.kind for chunk in whole(with_caption[:2])] == ["figure"]


def test_no_chunk_ends_with_a_heading_while_something_follows() -> None:
    page = [text(words(20)), heading("One"), heading("Two", 2), text(words(60)), heading("Three"), text(words(10))]
    chunks = whole(page, max_tokens=64)
    assert [chunk.parts[-1].kind for chunk in chunks] == ["paragraph"] * len(chunks)
    assert not any("heading" in chunk.rules for chunk in chunks)


def test_without_prefix_the_path_is_still_known() -> None:
    chunk = whole([heading("One"), text(words(40)), text(words(40))], max_tokens=64, headings=False)[-1]
    assert (chunk.prefix, chunk.headings) == ("", ("One",))


def test_small_neighbours_are_put_together_until_they_are_enough() -> None:
    page = [text(words(10)) for _ in range(6)]
    assert len(whole(page, max_tokens=512)) == 1
    assert len(whole(page, max_tokens=512, min_tokens=0)) == 6
    assert [len(chunk.blocks) for chunk in whole(page, max_tokens=512, min_tokens=25)] == [2, 2, 2]
    assert [len(chunk.blocks) for chunk in whole(page[:5], max_tokens=512, min_tokens=25)] == [2, 3]


def test_a_section_that_fits_is_one_chunk_however_its_parts_are_counted() -> None:
    page = [heading("One"), *[text(words(9)) for _ in range(4)]]
    (whole_section,) = whole(page, tokenizer="characters")
    assert len(whole(page, max_tokens=whole_section.tokens, tokenizer="characters")) == 1
    assert len(whole(page, max_tokens=whole_section.tokens - 1, tokenizer="characters")) == 2


def test_leaders_of_a_table_of_contents_are_short() -> None:
    (chunk,) = whole([{"type": "cate", "content": f"1 One {'.' * 60} 3\n2 Two{' .' * 30} 4"}])
    assert chunk.text == "- 1 One ... 3\n- 2 Two ... 4"
    assert chunk.parts[0].characters == (0, 136)


def rows_of_numbers(count: int) -> list[list[str]]:
    return [["Year", "Revenue"], *[[str(1900 + number), str(number)] for number in range(count)]]


def captioned_table(count: int) -> list[dict[str, Any]]:
    return [
        {"type": "table_caption", "content": "Table 1. Revenue"},
        table(rows_of_numbers(count), head=1, captions=[0]),
    ]


@pytest.mark.parametrize("tables", ["auto", "pipe", "html"])
def test_a_long_table_is_split_by_rows_below_its_header_and_caption(tables: Any) -> None:
    chunks = whole(captioned_table(60), max_tokens=128, tables=tables)
    assert len(chunks) > 2
    for number, chunk in enumerate(chunks):
        assert "Table 1. Revenue" in chunk.text
        assert "Year" in chunk.text
        assert chunk.table is not None
        assert (chunk.table.number, chunk.table.of) == (number, len(chunks))
        assert [part.repeated for part in chunk.parts] == ([False] * 2 if not number else [True, True, False])
    (alone,) = whole(captioned_table(60), max_tokens=8192, tables=tables)
    assert joined_table(chunks, "0:1") in alone.text
    with pytest.raises(OutputError, match="missing"):
        joined_table(chunks[1:], "0:1")


def test_pieces_of_a_long_table_are_full_whatever_stands_at_its_beginning() -> None:
    wide, narrow = ["项目", "本年度的累计金额" * 5], ["item by item", "1,234,567.89 in the last year"]
    wide_first = [*[wide] * 20, *[narrow] * 300]
    for rows, way, tokenizer in product((wide_first, wide_first[::-1]), ("html", "pipe"), ("estimate", "characters")):
        document = merge_cross_page(made([table(rows)]))
        pieces = [chunk for chunk in split(document, max_tokens=256, tables=way, tokenizer=tokenizer) if chunk.table]
        assert sum(chunk.tokens for chunk in pieces[:-1]) > 0.5 * 256 * (len(pieces) - 1)


def test_rows_can_be_sentences() -> None:
    chunks = whole(captioned_table(60), max_tokens=128, tables="rows")
    assert "Year: 1900; Revenue: 0\nYear: 1901; Revenue: 1\n" in chunks[0].text
    assert all("Year: " in chunk.text and chunk.tokens <= 128 for chunk in chunks)
    assert joined_table(chunks, "0:1").count("Year: ") == 60


def test_a_row_over_the_limit_is_told_cell_by_cell_and_a_cell_over_it_is_cut() -> None:
    rows = [["Name", "Text"], ["a", words(12, "small")], ["b", words(60, "large")]]
    chunks = whole([table(rows, head=1)], max_tokens=32)
    assert all(chunk.tokens <= 32 for chunk in chunks)
    cut = [part for chunk in chunks for part in chunk.parts if part.characters]
    assert {part.rows for part in cut} >= {(2, 3)}
    assert all("Text: large" in chunk.text for chunk in chunks if "large" in chunk.text)


def test_a_table_of_which_a_row_was_cut_can_not_be_joined() -> None:
    rows = [["Name", "Text"], *[["a", "b"]] * 30, ["c", words(60, "large")], *[["d", "e"]] * 30]
    chunks = whole([table(rows, head=1)], max_tokens=48)
    with pytest.raises(OutputError, match="a row was cut"):
        joined_table([chunk for chunk in chunks if chunk.table], "0:0")


def test_a_chunk_has_a_piece_of_one_table_alone() -> None:
    long = [["a", "b"]] * 31
    cut = [["c", "d"], [words(60), "e"], ["f", "g"]]
    chunks = whole([table(long), table(cut)], max_tokens=64)
    for chunk in chunks:
        assert len({part.block for part in chunk.parts if part.rows and not part.columns}) <= 1
    assert joined_table(chunks, "0:0").count("<tr>") == 31


def test_parquet_refuses_numbers_that_it_can_not_hold() -> None:
    chunks = whole([text("a") | {"idx": 1 << 80}])
    with pytest.raises(OutputError, match="Parquet"):
        chunks_parquet(chunks)


def test_a_span_over_a_cut_is_there_again() -> None:
    rows = "".join(
        f"<tr>{'<td rowspan=40>Both</td>' if not number else ''}<td>{number}</td></tr>" for number in range(40)
    )
    chunks = whole([{"type": "table", "content": f"<table>{rows}</table>", "format": "html"}], max_tokens=64)
    assert len(chunks) > 2
    assert all("Both" in chunk.text for chunk in chunks)


def test_a_note_goes_with_its_mark() -> None:
    page = [
        heading("One"),
        text(f"{words(30)} Marked^{{1}} here. {words(30)}"),
        text(words(30)),
        {"type": "footnote", "content": "^{1} What the mark says."},
    ]
    for limit in (90, 512):
        chunks = whole(page, max_tokens=limit)
        (chunk,) = [chunk for chunk in chunks if "What the mark says" in chunk.text]
        assert "Marked" in chunk.text


def test_overlap_repeats_whole_sentences_and_is_marked() -> None:
    sentences = "".join(f"Sentence {number} is here. " for number in range(30))
    chunks = whole([text(sentences)], max_tokens=64, overlap=16)
    for before, chunk in pairwise(chunks):
        first = chunk.parts[0]
        assert first.repeated
        assert first.characters is not None
        assert before.parts[-1].characters is not None
        assert first.characters[1] == before.parts[-1].characters[1]
        assert "overlap" in chunk.rules
        assert chunk.tokens <= 64


def test_the_same_content_has_the_same_id_whatever_stands_before_it() -> None:
    page = [heading("One"), text("a b c.")]
    first = whole(page)
    later = whole([heading("Zero"), text("z.")], page)
    assert first[0].id == later[-1].id
    twice = whole(page, page)
    assert len({chunk.id for chunk in twice}) == len(twice)


def test_a_picture_without_words_is_part_of_the_chunk_before_it() -> None:
    picture = {"type": "figure", "content": "", "img_url": "images/a.png"}
    (chunk,) = whole([picture, text("![](b.png)"), heading("One"), text(words(3)), picture])
    assert chunk.text == "# One\n\nword word word."
    assert chunk.blocks == ("0:0", "0:1", "0:2", "0:3", "0:4")
    assert whole([picture]) == []


def test_furniture_hidden_blocks_and_addresses_of_pictures_are_left_out() -> None:
    page = [
        {"type": "header", "content": "Head"},
        text("gone", display=False),
        text("kept ![a picture](images/a.png)"),
    ]
    (chunk,) = whole(page)
    assert chunk.text == "kept a picture"
    assert "Head" in whole(page, furniture=True)[0].text


def test_chunks_as_lines_and_as_parquet_are_the_same() -> None:
    chunks = [chunk for path in SAMPLES for chunk in split(merge_cross_page(path), max_tokens=64)]
    lines = [json.loads(line) for line in chunks_jsonl(chunks).splitlines()]
    assert lines == [json.loads(json.dumps(chunk.to_dict())) for chunk in chunks]
    parquet = pytest.importorskip("pyarrow.parquet")
    pyarrow = pytest.importorskip("pyarrow")
    assert parquet.read_table(pyarrow.BufferReader(chunks_parquet(chunks))).to_pylist() == lines


def test_a_result_becomes_json_lines() -> None:
    lines = render_chunks(merge_cross_page(SAMPLES[0]), max_tokens=100, tokenizer="characters").splitlines()
    assert all(json.loads(line)["tokens"] <= 100 for line in lines)


@pytest.mark.parametrize(
    "options",
    [{"max_tokens": 0}, {"min_tokens": 600}, {"overlap": 300}, {"tables": "odd"}, {"tokenizer": 3}],
)
def test_what_an_option_does_not_have_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(OutputError):
        split(merge_cross_page(made([text("a")])), **options)


def test_a_tokenizer_that_is_no_file_is_refused_without_looking_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        token_counter("gpt-9")
    pytest.importorskip("tokenizers")
    broken = tmp_path / "tokenizer.json"
    broken.write_text("{")
    with pytest.raises(OutputError, match="no tokenizer"):
        token_counter(broken)


def test_a_tokenizer_of_the_package_counts_without_the_marks_of_its_model(tmp_path: Path) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    byte_level = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    made_here = tokenizers.Tokenizer(tokenizers.models.BPE())
    made_here.pre_tokenizer = byte_level
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=500, show_progress=False, initial_alphabet=byte_level.alphabet(), special_tokens=["[CLS]"]
    )
    made_here.train_from_iterator(["the words of a page"] * 3, trainer)
    made_here.save(str(tmp_path / "tokenizer.json"))
    for tokenizer in (made_here, tmp_path / "tokenizer.json"):
        assert token_counter(tokenizer)("the words") == len(made_here.encode("the words", add_special_tokens=False).ids)
        check(merge_cross_page(SAMPLES[0]), 64, tokenizer)
    made_here.enable_truncation(2)
    made_here.enable_padding(length=100)
    assert token_counter(made_here)("the words of a page") > 2
    assert token_counter(made_here)("a") == 1
    assert made_here.truncation is not None
    assert token_counter(made_here)("half \ud83d") > 5


def test_a_vocabulary_counts_each_text_about_once() -> None:
    class Counting(Vocabulary):
        counted = 0

        def many(self, texts: Any) -> list[int]:
            Counting.counted += sum(map(len, texts))
            return super().many(texts)

    paragraphs = [text(words(60, f"word{number}")) for number in range(60)]
    document = merge_cross_page(made([heading("One"), *paragraphs]))
    chunks = list(split(document, tokenizer=Counting(by_bytes())))
    assert len(chunks) > 5
    assert Counting.counted < 1.1 * sum(len(chunk.text) for chunk in chunks)


def test_an_encoding_of_tiktoken_counts_what_looks_like_a_mark_as_text() -> None:
    tiktoken = pytest.importorskip("tiktoken")
    encoding = tiktoken.Encoding(
        "bytes",
        pat_str=r"\w+|\W",
        mergeable_ranks={bytes([number]): number for number in range(256)},
        special_tokens={"<|end|>": 256},
    )
    assert token_counter(encoding)("<|end|>") == 7

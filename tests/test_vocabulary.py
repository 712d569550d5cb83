"""Vocabularies: of which it is known that texts below each other count as they do alone, and that they do."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers
from vocabularies import by_bytes, by_likely_pieces, by_pieces_of_words, made

from somark_tools import token_counter
from somark_tools.chunks.vocabulary import Vocabulary

MARKS = [AddedToken("<end>"), AddedToken("<left>", lstrip=True), AddedToken("<right>", rstrip=True), AddedToken("  ")]


def with_added(tokens: list[Any], tokenizer: Any) -> Any:
    tokenizer.add_tokens(tokens)
    return tokenizer


SUMMING = {
    "bytes": Vocabulary(by_bytes()),
    "bytes, marks": Vocabulary(with_added(MARKS, by_bytes())),
    "pieces of words, marks": Vocabulary(with_added([AddedToken("<end>"), AddedToken("é")], by_pieces_of_words())),
    "bytes, composed": Vocabulary(by_bytes(normalizers.NFC())),
    "pieces of words": Vocabulary(by_pieces_of_words()),
    "likely pieces": Vocabulary(by_likely_pieces()),
    "likely pieces, small letters": Vocabulary(
        by_likely_pieces(
            normalizers.Sequence([normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()])
        )
    ),
    "words": Vocabulary(made(models.BPE(), pre_tokenizers.Whitespace())),
}
# Letters, marks that combine, spaces of all kinds, what changes its form or vanishes, and what Markdown is made of.
SIGNS = st.sampled_from(
    [
        *"aZé9.!?'\"’。，文ﬁ①¨İß",
        *" \t\n\r\v\u00a0\u2028\u3000\x85\x1c",
        *"\u0301\u200b\u200d\ufe0f🙂\0|#$*`<>-",
        "'s",
        "## ",
        "<end>",
        "<left>",
        "<right>",
    ]
)
TEXTS = st.lists(SIGNS, min_size=1, max_size=12).map("".join)


@pytest.mark.parametrize("vocabulary", SUMMING.values(), ids=SUMMING)
@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_texts_below_each_other_count_as_they_do_alone(vocabulary: Vocabulary, texts: list[str]) -> None:
    texts = [text for text in texts if vocabulary.stands_alone(text)]
    blank_line = vocabulary.blank_line
    assert blank_line is not None
    between = blank_line * max(0, len(texts) - 1)
    assert vocabulary("\n\n".join(texts)) == sum(vocabulary.many(texts)) + between


class ByHand:
    """A step written in Python."""

    def pre_tokenize(self, text: Any) -> None:
        text.split(lambda number, part: [part])


def with_steps(pre_tokenizer: Any, normalizer: Any = None, model: Any = None) -> Any:
    tokenizer: Any = Tokenizer(model or models.BPE())
    if pre_tokenizer is not None:
        tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    return tokenizer


BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False)
NOT_KNOWN = {
    "no steps": with_steps(None),
    "a text begins as if a blank stood before it": with_steps(pre_tokenizers.ByteLevel(add_prefix_space=True)),
    "no words": with_steps(pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)),
    "a pattern": with_steps(pre_tokenizers.Split("\n", "isolated")),
    "blanks are letters": with_steps(pre_tokenizers.Metaspace()),
    "the first word is another": with_steps(
        pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="first")])
    ),
    "bytes of what may become a blank": with_steps(BYTES, normalizers.NFKC()),
    "what is replaced": with_steps(pre_tokenizers.Whitespace(), normalizers.Replace("a", "b")),
    "what is put before": with_steps(BYTES, normalizers.Sequence([normalizers.NFC(), normalizers.Prepend("x")])),
    "dice": with_steps(BYTES, model=models.BPE(dropout=0.5)),
    "a token of line ends": with_added([AddedToken("\n\n", normalized=False)], with_steps(BYTES)),
    "a token of a blank, which line ends become": with_added(
        [AddedToken("  ")], with_steps(pre_tokenizers.Whitespace(), normalizers.Nmt())
    ),
    "a token that takes in blanks after it is changed": with_added(
        [AddedToken("<m>", lstrip=True, normalized=True)], with_steps(BYTES, normalizers.NFC())
    ),
    "by hand": with_steps(pre_tokenizers.PreTokenizer.custom(ByHand())),
}


@pytest.mark.parametrize("tokenizer", NOT_KNOWN.values(), ids=NOT_KNOWN)
def test_of_all_others_it_is_not_known(tokenizer: Any) -> None:
    assert Vocabulary(tokenizer).blank_line is None


def test_a_token_of_blanks_changes_nothing_at_line_ends() -> None:
    vocabulary = Vocabulary(with_added([AddedToken("  ", normalized=True)], by_bytes()))
    assert vocabulary("a\n\nb  c") == vocabulary("a") + (vocabulary.blank_line or 0) + vocabulary("b  c")
    assert vocabulary.blank_line


def test_a_token_that_takes_in_the_blanks_around_it_does_not_stand_alone() -> None:
    tokenizer = with_added([AddedToken("<mask>", lstrip=True, special=True)], by_bytes())
    vocabulary = Vocabulary(tokenizer)
    assert vocabulary.blank_line is not None
    assert vocabulary.stands_alone("a mask")
    assert vocabulary.stands_alone("a <mask>")
    assert not vocabulary.stands_alone("<mask> a")
    assert vocabulary("a\n\n<mask>") == vocabulary("a") + 1


def test_a_tokenizer_of_transformers_counts_as_it_encodes_whatever_is_done_with_it_meanwhile() -> None:
    transformers = pytest.importorskip("transformers")
    whole = transformers.PreTrainedTokenizerFast(tokenizer_object=by_bytes())
    count = token_counter(whole)
    texts = ["What a page says.", "页面上的话。", "x" * 40]
    expected = [len(whole.encode(text, add_special_tokens=False)) for text in texts]
    assert isinstance(count, Vocabulary)
    assert [count(text) for text in texts] == expected
    whole(texts, truncation=True, max_length=2)
    assert whole.backend_tokenizer.truncation
    assert count.many(texts) == expected


def test_a_tokenizer_of_transformers_that_reads_marks_as_text_encodes_by_itself() -> None:
    transformers = pytest.importorskip("transformers")
    whole = transformers.PreTrainedTokenizerFast(
        tokenizer_object=by_bytes(), unk_token="[UNK]", split_special_tokens=True
    )
    count = token_counter(whole)
    assert not isinstance(count, Vocabulary)
    assert count("[UNK]") == len(whole.encode("[UNK]", add_special_tokens=False)) > 1

"""Small vocabularies as models have them, made from the samples: by bytes, by pieces of words, by likely pieces."""

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from conftest import SAMPLES
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from somark_tools import merge_cross_page, render_markdown

UNKNOWN = "[UNK]"


@cache
def said() -> list[str]:
    """Return what the samples say, in lines."""
    return [line for path in SAMPLES for line in render_markdown(merge_cross_page(path)).split("\n")]


def by_bytes(normalizer: Any = None) -> Any:
    return made(models.BPE(), pre_tokenizers.ByteLevel(add_prefix_space=False), normalizer)


def by_pieces_of_words() -> Any:
    return made(models.WordPiece(unk_token=UNKNOWN), pre_tokenizers.BertPreTokenizer(), normalizers.BertNormalizer())


def by_likely_pieces(normalizer: Any = None) -> Any:
    words = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    return made(models.Unigram(), words, normalizer or normalizers.NFKC())


def made(model: Any, pre_tokenizer: Any, normalizer: Any = None) -> Any:
    """Return a tokenizer with these steps, learned from the samples."""
    tokenizer: Any = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.train_from_iterator(said(), _TRAINERS[type(model).__name__]())
    return tokenizer


_TRAINERS: Mapping[str, Callable[[], Any]] = MappingProxyType(
    {
        "BPE": lambda: trainers.BpeTrainer(
            vocab_size=1500, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
        ),
        "WordPiece": lambda: trainers.WordPieceTrainer(vocab_size=1500, show_progress=False, special_tokens=[UNKNOWN]),
        "Unigram": lambda: trainers.UnigramTrainer(
            vocab_size=800, show_progress=False, special_tokens=[UNKNOWN], unk_token=UNKNOWN
        ),
    }
)

"""Tokens by a Tokenizer of `tokenizers`: many texts at once, and whether texts below each other count as they do alone.

Where a vocabulary cuts a text at each blank line before it looks for its words, the tokens of texts with blank lines
between them are those of the texts and a fixed number for each blank line. That is told of tokenizers whose settings
prove it, and of no others: then what was counted once need not be counted again as part of a chunk.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

# Steps that change each character by itself, or with those that are one with it.
_LOCAL = frozenset(("BertNormalizer", "Lowercase", "NFC", "NFD", "NFKC", "NFKD", "Nmt", "Precompiled", "StripAccents"))
_INTO_WORDS = frozenset(("BertPreTokenizer", "Whitespace", "WhitespaceSplit"))  # between white space, and without it
_WITHIN_WORDS = _INTO_WORDS | {"ByteLevel", "Digits", "Metaspace", "Punctuation"}
_KEEP_EDGES = frozenset(("NFC",))  # what is no white space is none after them


class Vocabulary:
    """Counts tokens, on all cores if there are many texts."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def __call__(self, text: str) -> int:
        return self.many((text,))[0]

    def many(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each text."""
        if self._tokenizer.truncation or self._tokenizer.padding:  # stored with it, or set by a model that it works for
            self._tokenizer = _unbounded(self._tokenizer)
        encode = getattr(self._tokenizer, "encode_batch_fast", self._tokenizer.encode_batch)  # fast: without offsets
        try:
            encodings = encode(list(texts), add_special_tokens=False)
        except TypeError:  # half a character, as broken JSON has it
            whole = [text.encode("utf-8", "replace").decode() for text in texts]
            encodings = encode(whole, add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    @cached_property
    def blank_line(self) -> int | None:
        """How many tokens a blank line has between texts that count as they do alone; None if they may not."""
        if not _cuts_at_blank_lines(self._tokenizer):
            return None
        one, two = self.many(("a", "a\n\na"))
        return two - 2 * one

    def stands_alone(self, text: str) -> bool:
        """Return whether a text counts beside a blank line as it does alone, given that `blank_line` is a number."""
        first, last = self._marks
        return not (text[:1].isspace() or text[-1:].isspace() or text.startswith(first) or text.endswith(last))

    @cached_property
    def _marks(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Which added tokens may change what stands before them, and which what stands after them.

        A text is parted at them first: the white space before one is the end of a part, unless it is taken in.
        """
        added = self._tokenizer.get_added_tokens_decoder().values()
        return tuple(token.content for token in added), tuple(token.content for token in added if token.rstrip)


def _unbounded(tokenizer: Any) -> Any:
    """Return a copy that neither cuts texts off nor fills them up to a length."""
    copied = type(tokenizer).from_str(tokenizer.to_str())
    copied.no_truncation()
    copied.no_padding()
    return copied


def _cuts_at_blank_lines(tokenizer: Any) -> bool:
    try:
        normalizer, into_words = [_steps(step) for step in (tokenizer.normalizer, tokenizer.pre_tokenizer)]
    except Exception:  # steps written in Python tell nothing; the package raises nothing more special
        return False
    if getattr(tokenizer.model, "dropout", None) or not into_words:
        return False
    first, *others = into_words
    by_bytes = first["type"] == "ByteLevel" and first["use_regex"] and not first["add_prefix_space"]
    for token in tokenizer.get_added_tokens_decoder().values():
        blanks = set(filter(str.isspace, token.content))
        changed = bool(normalizer) and token.normalized  # then a text may have it that does not look so
        if blanks - {" "} or (blanks and not by_bytes) or (changed and (by_bytes or token.lstrip or token.rstrip)):
            return False
    changes = {step["type"] for step in normalizer}
    if first["type"] in _INTO_WORDS:
        return changes <= _LOCAL and all(map(_is_within_words, others))
    return bool(by_bytes and not others and changes <= _KEEP_EDGES)


def _is_within_words(step: Mapping[str, Any]) -> bool:
    return step["type"] in _WITHIN_WORDS and step.get("prepend_scheme") != "first"  # the first word of the whole text


def _steps(step: Any) -> list[Mapping[str, Any]]:
    """Return the settings of a step, of a sequence those of each step in it."""
    return [] if step is None else list(_flat(json.loads(step.__getstate__())))


def _flat(step: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    inner = step.get("pretokenizers", step.get("normalizers"))
    if inner is None:
        yield step
    else:
        for one in inner:
            yield from _flat(one)

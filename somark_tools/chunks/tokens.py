"""A tokenizer, by name or as an object → the function that counts the tokens of a text. Nothing is ever downloaded."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from somark_tools.chunks.vocabulary import Vocabulary
from somark_tools.errors import OutputError

Count = Callable[[str], int]

_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+")
# The higher bytes of characters none of which is wide.
_HIGH_OF_NARROW = bytes([high for high in range(0x100) if not (0x2E <= high <= 0x9F or high >= 0xAC)])
_A_WIDE_CHARACTER, _CHARACTERS_A_TOKEN = 1.1, 3.6  # as the vocabularies of large models have them, on average


def estimate(text: str) -> int:
    """Return about how many tokens a large model makes of a text, quickly and without its vocabulary.

    >>> estimate("twelve words of text are about so many tokens"), estimate("十个汉字大约十一个词元")
    (13, 13)
    """
    wide = sum(map(len, _WIDE.findall(text))) if _may_have_wide(text) else 0
    return math.ceil(wide * _A_WIDE_CHARACTER + (len(text) - wide) / _CHARACTERS_A_TOKEN)


def _may_have_wide(text: str) -> bool:
    """Return, ten times as fast as a search, whether a text may have a wide character: few of those in English do."""
    return not text.isascii() and bool(text.encode("utf-16-le", "surrogatepass")[1::2].translate(None, _HIGH_OF_NARROW))


BUILT_IN: Mapping[str, Count] = MappingProxyType({"estimate": estimate, "characters": len})


def token_counter(tokenizer: object = "estimate") -> Count:
    """Return the function that counts tokens: text → how many.

    `tokenizer` is `"estimate"`, `"characters"`, the path of a `tokenizer.json` (needs `tokenizers`), a Tokenizer of
    `tokenizers` or `transformers`, an Encoding of `tiktoken`, or a function that counts by itself. Marks that a model
    puts around its input are not counted. Raises OutputError for anything else.
    """
    if isinstance(tokenizer, str | Path):
        found = BUILT_IN.get(str(tokenizer))
        return found if found is not None else token_counter(_from_file(Path(tokenizer)))
    adapt = _ADAPTERS.get(type(tokenizer).__module__.partition(".")[0])
    if adapt is not None and hasattr(tokenizer, "encode"):
        return adapt(tokenizer)
    if callable(tokenizer):
        return tokenizer
    raise OutputError(f"no tokenizer: {type(tokenizer).__name__}")


def _from_file(path: Path) -> object:
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise OutputError(
            f"no tokenizer has the name {str(path)!r} ({', '.join(BUILT_IN)}); to read it as a file needs the package "
            "tokenizers"
        ) from error
    if not path.is_file():
        raise OutputError(
            f"{', '.join(BUILT_IN)}, or the path of a tokenizer.json: there is no such file", place=str(path)
        )
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the package raises nothing more special
        raise OutputError(f"no tokenizer: {error}", place=str(path)) from error


def counts(count: Count, texts: Sequence[str]) -> list[int]:
    """Return the tokens of each text: at once, if what counts can do that faster."""
    return count.many(texts) if isinstance(count, Vocabulary) else [count(text) for text in texts]


def blank_line_of(count: Count) -> int | None:
    """Return how many tokens a blank line has between texts that count as they do alone; None if they may not."""
    return count.blank_line if isinstance(count, Vocabulary) else None


def stands_alone(count: Count, text: str) -> bool:
    """Return whether a text counts between blank lines as it does alone."""
    return isinstance(count, Vocabulary) and count.stands_alone(text)


def _of_transformers(tokenizer: Any) -> Count:
    if getattr(tokenizer, "is_fast", False) and not getattr(tokenizer, "split_special_tokens", False):
        return Vocabulary(tokenizer.backend_tokenizer)
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False))


_ADAPTERS: Mapping[str, Callable[[Any], Count]] = MappingProxyType(
    {
        "tokenizers": Vocabulary,
        "transformers": _of_transformers,
        "tiktoken": lambda encoding: lambda text: len(encoding.encode_ordinary(text)),
    }
)

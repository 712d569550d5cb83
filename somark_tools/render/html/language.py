"""A language → the few words that a page says by itself."""

from collections.abc import Mapping
from types import MappingProxyType

_ENGLISH_WORDS = {"back": "Back to the text", "notes": "Notes", "contents": "Contents"}
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"en": _ENGLISH_WORDS, "zh": {"back": "返回正文", "notes": "注释", "contents": "目录"}}
)


def words_of(language: str) -> Mapping[str, str]:
    """Return the page's own words (for screen readers), in English where there are none in the language."""
    return WORDS.get(language.partition("-")[0].lower(), _ENGLISH_WORDS)

"""A document → the language that its characters speak of."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from somark_tools.document import Document
from somark_tools.model import Table, TextBlock

_BLOCKS = 400  # of a document are looked at: a page is in one language
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (  # kana before Chinese characters: Japanese has both
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("ar", re.compile("[\u0620-\u06d3]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("el", re.compile("[\u03b1-\u03ce]")),
    ("ru", re.compile("[\u0430-\u044f]")),
    ("th", re.compile("[\u0e01-\u0e5b]")),
    ("hi", re.compile("[\u0904-\u0939]")),
)
_LETTER = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset("the of and to is are for with this that".split())
_SCRIPT_SHARE = 0.2  # of the letters; a Chinese paper has many Latin ones
_ENGLISH_SHARE = 0.04  # of the words

RIGHT_TO_LEFT = frozenset(["ar", "he", "fa", "ur"])


def language_of(document: Document) -> str:
    """Return the language as a BCP 47 tag, or "" (unknown) where the script is shared and the words are not English."""
    text = " ".join(islice(_texts(document), _BLOCKS))
    script = "" if text.isascii() else _by_script(text)
    if script:
        return script
    words = _WORDS.findall(text.lower())
    return "en" if words and sum([word in _ENGLISH for word in words]) >= _ENGLISH_SHARE * len(words) else ""


def _by_script(text: str) -> str:
    counts = Counter(text)
    of_letters = {char: count for char, count in counts.items() if _LETTER.match(char)}
    letters = sum(of_letters.values())
    for language, script in _SCRIPTS:
        if letters and sum([count for char, count in counts.items() if script.match(char)]) >= _SCRIPT_SHARE * letters:
            return language
    return ""


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield " ".join([cell.text for row in block.rows for cell in row.cells])
        elif isinstance(block, TextBlock):
            yield block.text

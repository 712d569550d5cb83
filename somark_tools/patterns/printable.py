"""A text that came from outside → the same as a terminal may show it."""

import unicodedata

_JOINERS = frozenset("\u200c\u200d\u200e\u200f")  # in words of Persian and Hindi, in emoji, between directions


def printable(text: str) -> str:
    """Return the text with each character that would steer a terminal, or stands for none, as its code.

    >>> printable("a\\x1b[31m\\u202eb")
    'a\\\\x1b[31m\\\\u202eb'
    """
    if text.isprintable():
        return text
    return "".join([char if _is_harmless(char) else char.encode("unicode_escape").decode() for char in text])


def _is_harmless(char: str) -> bool:
    return char.isprintable() or char in _JOINERS or unicodedata.category(char) == "Zs"

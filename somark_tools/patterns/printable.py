"""A text → the same with codes for what can't be seen: for messages about contents that no one has looked at."""


def printable(text: str) -> str:
    """Return the text with each character that can't be seen, or would steer a terminal, as its code.

    >>> printable("a\\x1b[31m\\u202eb")
    'a\\\\x1b[31m\\\\u202eb'
    """
    if text.isprintable():
        return text
    return "".join([c if c.isprintable() or c == "\u3000" else c.encode("unicode_escape").decode() for c in text])

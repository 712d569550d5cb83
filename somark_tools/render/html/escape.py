"""Text and attributes → HTML: what may not stand in a page is replaced, what would be markup is escaped."""

import re
from html import escape

# HTML allows no control characters but these line ends and the tab, no surrogates and no non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SPECIAL = re.compile(r"[&<>\r]")


def clean(text: str) -> str:
    r"""Return the text with line feeds for all line ends, and U+FFFD for each character that HTML forbids.

    >>> clean("a\r\nb\0")
    'a\nb�'
    """
    if text.isprintable():
        return text
    return _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def escaped(text: str) -> str:
    """Return the text as HTML.

    >>> print(escaped("a < b & c"))
    a &lt; b &amp; c
    """
    text = clean(text)
    return escape(text, quote=False) if _SPECIAL.search(text) else text


def attributes(**values: str | None) -> str:
    """Return the attributes with a blank before each, without those that are None; `_` in a name stands for `-`.

    >>> attributes(id="b-0-1", class_=None, data_page='"')
    ' id="b-0-1" data-page="&quot;"'
    """
    return "".join([_attribute(name, value) for name, value in values.items() if value is not None])


def _attribute(name: str, value: str) -> str:
    return f' {name.rstrip("_").replace("_", "-")}="{escape(clean(value))}"'


def anchor(block_id: str) -> str:
    """Return the `id` that a block has in the page; it begins with `b-`, as nothing else in the page does.

    >>> anchor("0:3")
    'b-0-3'
    """
    return f"b-{re.sub('[:#/@]', '-', block_id)}"

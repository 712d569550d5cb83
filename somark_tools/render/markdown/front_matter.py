"""A document → YAML front matter: its file, its title, its pages, and how many blocks of each kind it shows."""

import json
import re
from collections import Counter

from somark_tools.document import Document
from somark_tools.inlines import parse_inlines, plain_text
from somark_tools.render.markdown.options import Options

COUNTED = ("heading", "table", "figure", "formula", "code", "footnote")

# JSON's strings are YAML's, but for what YAML does not print: it is escaped, and surrogates are no characters.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_NO_CHARACTER = re.compile("[\ud800-\udfff]")


def front_matter(document: Document, options: Options) -> str:
    """Return the front matter with its fences; strings are quoted, whatever they hold."""
    title = document.title
    counts: Counter[str] = Counter(block.kind for block in document.blocks if not block.hidden)
    lines = [
        f"file: {quoted(document.name)}",
        f"title: {quoted(' '.join(plain_text(parse_inlines(title.text)).split()) if title else '')}",
        f"pages: {len(document.pages)}",
        f"dialect: {options.dialect}",
        "blocks:",
        *[f"  {kind}: {counts[kind]}" for kind in COUNTED],
    ]
    return "\n".join(["---", *lines, "---"])


def quoted(text: str) -> str:
    r"""Return a text as a YAML string, in double quotes.

    >>> print(quoted('a"b: #\u2028'))
    "a\"b: #\u2028"
    """
    text = json.dumps(_NO_CHARACTER.sub("\ufffd", text), ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)

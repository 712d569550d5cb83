"""The content of a code block or formula ↔ the text without its fences or delimiters."""

import re

_FENCE = re.compile(r"(`{3,}+|~{3,}+)([^\n`]*+)\n")
_BACKTICKS = re.compile(r"`+")
_DELIMITED = re.compile(r"\s*(?:\$\$(.*)\$\$|\\\[(.*)\\\]|\\\((.*)\\\)|\$([^$]*)\$)\s*", re.DOTALL)


def without_fences(content: str) -> tuple[str, int, str]:
    """Return program text without fences, where it begins in the content, and the language that the fence names.

    >>> without_fences("```c\\nmain()\\n```"), without_fences("main()")
    (('main()', 5, 'c'), ('main()', 0, ''))
    """
    fence = _FENCE.match(content.lstrip())
    if not fence or not content.rstrip().endswith(f"\n{fence[1]}"):
        return content, 0, ""
    offset = len(content) - len(content.lstrip()) + fence.end()
    text = content[offset : max(offset, len(content.rstrip()) - len(fence[1]) - 1)]
    return text, offset, fence[2].strip()


def fenced(text: str, language: str) -> str:
    """Return program text with fences longer than any in it.

    >>> fenced("main()", "c")
    '```c\\nmain()\\n```'
    """
    longest = max(map(len, _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def without_delimiters(content: str) -> tuple[str, int]:
    r"""Return a formula without delimiters, and where it begins in the content.

    >>> without_delimiters("$$x$$"), without_delimiters(r"\[x\]"), without_delimiters("x")
    (('x', 2), ('x', 2), ('x', 0))
    """
    found = _DELIMITED.fullmatch(content)
    if not found or not found.lastindex:
        return content, 0
    return found[found.lastindex], found.start(found.lastindex)


def delimited(text: str) -> str:
    """Return a formula with delimiters around it, whatever it has inside."""
    return f"$${text}$$"

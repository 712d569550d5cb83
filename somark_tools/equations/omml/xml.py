"""Names, texts and children → Office MathML, with something in each argument: empty ones look missing.

It is put together as text and read once, as a whole: making elements of it one by one takes three times as long.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = {"m": M, "w": W}
_TRIMMED = "".join(map(chr, (*range(0x21), 0xA0, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000)))  # if not preserved
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)  # huge: it may be too deep
_ESCAPED = re.compile('[&<>"\t\n\r]')
_SIGNS = frozenset("+-*/\u2212\u00b1\u2213")
NOTHING = "\u200b"  # a space without width: an operand that is there and is not seen


class Look(NamedTuple):
    """How characters look: `style` is that of Office MathML (p, b, i, bi), `script` its alphabet.

    `text` is no mathematics. `literal` characters stand for themselves, where else they might be signs of a line in
    which a formula is typed.
    """

    style: str = ""
    script: str = ""
    colour: str = ""
    text: bool = False
    literal: bool = False


class Run(NamedTuple):
    """Characters of one look; `operator` says that they want an operand on each side."""

    characters: str
    look: Look = Look()
    operator: bool = False


Item: TypeAlias = Run | str  # characters, or an element as text


def element(name: str, children: Iterable[str] = (), **properties: str | None) -> str:
    """Return `m:name` with a `namePr` for the properties that are given, in their order, and the children."""
    given = "".join([value(key, said) for key, said in properties.items() if said is not None])
    holder = f"<m:{name}Pr>{given}</m:{name}Pr>" if given else ""
    return f"<m:{name}>{holder}{''.join(children)}</m:{name}>"


def value(name: str, said: str) -> str:
    """Return `m:name`, which says one thing."""
    return f'<m:{name} m:val="{_escaped(said)}"/>'


def argument(name: str, items: Sequence[Item]) -> str:
    """Return `m:name` (an argument, or the formula) with the items in it, operators with something at each side."""
    inner = [_run(item) if isinstance(item, Run) else item for item in _joined(_supported(items))]
    return f"<m:{name}>{''.join(inner)}</m:{name}>"


def parsed(formula: str) -> Element:
    """Return an `m:oMath` that was written as text, as an element."""
    declared = " ".join([f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items()])
    return etree.fromstring(formula.replace("<m:oMath>", f"<m:oMath {declared}>", 1), _PARSER)


def _escaped(text: str) -> str:
    return text if text.isalnum() else _ESCAPED.sub(lambda found: f"&#{ord(found[0])};", text)


def _supported(items: Sequence[Item]) -> Sequence[Item]:
    if not items:
        return [Run(NOTHING)]
    if len(items) == 1 and isinstance(items[0], Run) and _is_sign(items[0].characters):
        return [items[0]._replace(look=items[0].look._replace(literal=not items[0].look.text))]
    first, last = items[0], items[-1]
    before = [Run(NOTHING)] if isinstance(first, Run) and first.operator else []
    after = [Run(NOTHING)] if isinstance(last, Run) and (last.operator or last.characters[-1:] in _SIGNS) else []
    return [*before, *items, *after]


def _is_sign(characters: str) -> bool:
    """Return whether there is nothing but one sign, which speaks of nothing here."""
    return len(characters) == 1 and (characters in _SIGNS or unicodedata.category(characters) in ("Sm", "So"))


def _joined(items: Sequence[Item]) -> list[Item]:
    """Return the items, runs of one look that follow each other as one run."""
    out: list[Item] = []
    texts: list[str] = []
    for item in items:
        last = out[-1] if out else None
        if isinstance(item, Run) and isinstance(last, Run) and last.look == item.look:
            texts.append(item.characters)
            continue
        if texts and isinstance(last, Run):
            out[-1] = last._replace(characters=last.characters + "".join(texts))
        texts = []
        out.append(item)
    if texts and isinstance(out[-1], Run):
        out[-1] = out[-1]._replace(characters=out[-1].characters + "".join(texts))
    return out


_BOLD: Mapping[str, tuple[str, ...]] = MappingProxyType({"b": ("b",), "i": ("i",), "bi": ("b", "i")})


def _run(run: Run) -> str:
    look = run.look
    said = "<m:lit/>" if look.literal else ""
    if look.text:
        said += "<m:nor/>"
    else:
        style = look.style or ("i" if look.literal else "")  # programs want one beside `lit`; italic is the usual one
        said += (value("scr", look.script) if look.script else "") + (value("sty", style) if style else "")
    made = f"<m:rPr>{said}</m:rPr>" if said else ""
    if look.colour or (look.text and look.style in _BOLD):
        shown = "".join([f"<w:{name}/>" for name in _BOLD.get(look.style, ()) if look.text])
        if look.colour:
            shown += f'<w:color w:val="{_escaped(look.colour.removeprefix("#").upper())}"/>'
        made += f"<w:rPr>{shown}</w:rPr>"
    kept = "" if run.characters == run.characters.strip(_TRIMMED) else ' xml:space="preserve"'
    return f"<m:r>{made}<m:t{kept}>{_escaped(run.characters)}</m:t></m:r>"

"""The leaves of MathML (mi, mn, mo, mtext, mspace) → runs of characters with their look."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType

from somark_tools.equations.omml.xml import Element, Look, Run

# mathvariant → style and alphabet.
_VARIANTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "normal": ("p", ""),
        "bold": ("b", ""),
        "italic": ("i", ""),
        "bold-italic": ("bi", ""),
        "double-struck": ("p", "double-struck"),
        "script": ("p", "script"),
        "bold-script": ("b", "script"),
        "fraktur": ("p", "fraktur"),
        "bold-fraktur": ("b", "fraktur"),
        "sans-serif": ("p", "sans-serif"),
        "bold-sans-serif": ("b", "sans-serif"),
        "sans-serif-italic": ("i", "sans-serif"),
        "sans-serif-bold-italic": ("bi", "sans-serif"),
        "monospace": ("p", "monospace"),
    }
)
# Letters of Unicode that are a letter and a style, and no alphabet of their own.
_STYLED = re.compile(r"MATHEMATICAL (BOLD ITALIC|BOLD|ITALIC) (?:CAPITAL|SMALL|DIGIT|NABLA|PARTIAL|[A-Z]+ SYMBOL)")
_STYLES: Mapping[str, str] = MappingProxyType({"BOLD": "b", "ITALIC": "i", "BOLD ITALIC": "bi"})
# Scripts that fonts for mathematics have not: such characters are text, in the fonts of the document.
_FOREIGN = re.compile("[\u0590-\u1fff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
# Signs that stand before what they speak of, or alone.
_ALONE = frozenset(
    "+-\u2212\u00b1\u2213\u00ac\u2200\u2203\u2204\u2202\u2207\u221e\u2205\u2220\u2221\u2222\u221a\u2234\u2235"
)
_OPERATORS = frozenset("/\u00b7\u2217*:<>=|\u2223\u2225")
_RELATIONS = ("\u2190", "\u22ff")  # arrows and mathematical operators
# Signs of the line in which Word and LibreOffice let formulas be typed.
_LITERAL = frozenset('|#&%~^_\\"@`$')
# Width in em → the space of Unicode that is next to it.
_SPACES = ((0.1, "\u200a"), (0.19, "\u2009"), (0.24, "\u2005"), (0.4, "\u2004"), (0.8, "\u2002"), (1.6, "\u2003"))
_WIDTH = re.compile(r"(-?\d*\.?\d+)\s*(em|ex|pt|px|mu|cm|mm|in)?")
_EMS: Mapping[str, float] = MappingProxyType(
    {"em": 1, "ex": 0.43, "pt": 0.1, "px": 0.075, "mu": 1 / 18, "cm": 2.85, "mm": 0.285, "in": 7.2}
)
_LONGEST_SPACE = 40  # em: as wide as a page
_LONG = 16  # characters; runs of longer texts are made each time


SHORTEST_LINE = 0.3  # em; bonds that are shorter are the dots of a dotted one
LONGEST_BOND = 0.8  # em; lines that are longer are there to be written on


def runs_of(leaf: Element, look: Look) -> list[Run]:
    """Return the characters of a leaf, in runs of one look."""
    return _LEAVES[leaf.tag](leaf, look)


def _identifier(leaf: Element, look: Look) -> list[Run]:
    text = leaf.text or ""
    style, script = _VARIANTS.get(leaf.get("mathvariant", ""), (look.style, ""))
    if not style and len(text) > 1 and text.isascii():
        style = "p"  # a name: sin
    return _runs(text, look._replace(style=style, script=script))


def _number(leaf: Element, look: Look) -> list[Run]:
    style, script = _VARIANTS.get(leaf.get("mathvariant", ""), (look.style, ""))
    return _runs(leaf.text or "", look._replace(style="" if style == "p" else style, script=script))


def _operator(leaf: Element, look: Look) -> list[Run]:
    text = leaf.text or ""
    if len(text) > 1 and text[0].isalpha():  # mod
        return [Run(text, look._replace(style="p"), operator=True)]
    style, script = _VARIANTS.get(leaf.get("mathvariant", ""), (look.style, ""))
    prefix = leaf.get("form") in ("prefix", "postfix")
    runs = _runs(text, look._replace(style="" if style == "p" else style, script=script))
    return runs if prefix or not _wants_operands(text) else [run._replace(operator=True) for run in runs]


def _text(leaf: Element, look: Look) -> list[Run]:
    style, script = _VARIANTS.get(leaf.get("mathvariant", ""), (look.style, ""))
    return _runs((leaf.text or "").replace("\u00a0", " "), look._replace(style=style, script=script), is_text=True)


def _space(leaf: Element, look: Look) -> list[Run]:
    width = width_of(leaf)
    if leaf.get("mathbackground"):  # a bond of chemistry
        return [Run("\u2014" if width > SHORTEST_LINE else "\u2010", look)] if 0 < width <= LONGEST_BOND else []
    return [Run(spaces(width), look)] if spaces(width) else []


def width_of(space: Element) -> float:
    """Return how many em a space is wide, at most the width of a page."""
    found = _WIDTH.match(space.get("width", ""))
    return min(float(found[1]) * _EMS[found[2] or "em"], _LONGEST_SPACE) if found else 0


def spaces(width: float) -> str:
    """Return the characters that are about as wide as so many em."""
    whole, rest = divmod(width, 2) if width > _SPACES[-1][0] else (0, width)
    if rest <= 0.02:
        return "\u2003" * round(2 * whole)
    nearest = next((char for widest, char in _SPACES if rest <= widest), "\u2003\u2003")
    return "\u2003" * round(2 * whole) + nearest


def _wants_operands(text: str) -> bool:
    first = text[:1]
    return first not in _ALONE and (first in _OPERATORS or _RELATIONS[0] <= first <= _RELATIONS[1])


def _runs(text: str, look: Look, *, is_text: bool = False) -> list[Run]:
    return list(_known_runs(text, look, is_text) if len(text) < _LONG else _made_runs(text, look, is_text))


def _made_runs(text: str, look: Look, is_text: bool) -> tuple[Run, ...]:
    pairs = [_looked(char, look, is_text) for char in text if unicodedata.category(char) != "Cf"]
    return tuple(
        Run("".join([char for char, _ in group]), found) for found, group in groupby(pairs, key=lambda pair: pair[1])
    )


_known_runs = lru_cache(maxsize=4096)(_made_runs)  # formulas are made of few letters and signs


def _looked(char: str, look: Look, is_text: bool) -> tuple[str, Look]:
    style = ""
    if char > "\u2100":
        styled = _STYLED.match(unicodedata.name(char, ""))
        style = _STYLES[styled[1]] if styled else ""
        if styled:
            char = unicodedata.normalize("NFKC", char)
        elif unicodedata.decomposition(char).startswith("<font>"):
            style = look.style or "p"
    if style == "i" and not is_text:
        style = "i" if look.style == "p" else look.style  # letters are set in italics as they are
    text = is_text or bool(_FOREIGN.match(char))
    if style:
        look = look._replace(style=style, script="")
    if text:
        look = Look(look.style if look.style != "p" else "", "", look.colour, True)
    return char, look._replace(literal=True) if char in _LITERAL and not text else look


_LEAVES: Mapping[str, Callable[[Element, Look], list[Run]]] = MappingProxyType(
    {"mi": _identifier, "mn": _number, "mo": _operator, "mtext": _text, "mspace": _space}
)

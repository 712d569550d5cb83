"""A number of a list → how Word writes it, by family: the format's name, the text, the usual width in twips."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

_HAN = "零一二三四五六七八九"
_ROMANS = tuple(zip((100, 90, 50, 40, 10, 9, 5, 4, 1), ("c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"), strict=True))


class Format(NamedTuple):
    """A number format of Word: its name in the file, how it writes a number ("": not sure), the width of that."""

    name: str
    write: Callable[[int], str]
    width: int


def _letter(number: int) -> str:
    return chr(ord("a") + number - 1) if 1 <= number <= 26 else ""


def _roman(number: int) -> str:
    if not 1 <= number < 400:
        return ""
    written = ""
    for value, letters in _ROMANS:
        written += letters * (number // value)
        number %= value
    return written


def _han(number: int) -> str:
    """Return the numeral up to 99: behind that, formats differ in whether they write a zero."""
    if not 1 <= number < 100:
        return ""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _HAN[tens]) + "十" * (tens > 0) + (_HAN[ones] if ones else "")


def _sign(first: str) -> Callable[[int], str]:
    """Signs for 1 to 20 that follow each other in Unicode."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= 20 else ""


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(number))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "decimal": Format("decimal", str, 220),
        "two digits": Format("decimalZero", lambda number: f"{number:02}", 220),
        "wide": Format("decimalFullWidth", _wide, 320),
        "lower letter": Format("lowerLetter", _letter, 130),
        "upper letter": Format("upperLetter", lambda number: _letter(number).upper(), 150),
        "lower roman": Format("lowerRoman", _roman, 260),
        "upper roman": Format("upperRoman", lambda number: _roman(number).upper(), 330),
        "han": Format("chineseCounting", _han, 220),
        "circle": Format("decimalEnclosedCircle", _sign("①"), 220),
        "parenthesis": Format("decimalEnclosedParen", _sign("⑴"), 220),
        "full stop": Format("decimalEnclosedFullstop", _sign("⒈"), 220),
    }
)

"""A number of a list → how Word writes it, by family: the name of the format, and the text."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

_HAN = "零一二三四五六七八九"
_ROMANS = tuple(zip((100, 90, 50, 40, 10, 9, 5, 4, 1), ("c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"), strict=True))


class Format(NamedTuple):
    """A number format of Word: its name in the file, and how it writes a number ("" where that is not sure)."""

    name: str
    write: Callable[[int], str]


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


def _circle(number: int) -> str:
    return chr(ord("①") + number - 1) if 1 <= number <= 20 else ""


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(number))


# Word has formats for ⑴ and ⒈ too, but LibreOffice shows bare numbers for them: such markers stay as typed.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "decimal": Format("decimal", str),
        "two digits": Format("decimalZero", lambda number: f"{number:02}"),
        "wide": Format("decimalFullWidth", _wide),
        "lower letter": Format("lowerLetter", _letter),
        "upper letter": Format("upperLetter", lambda number: _letter(number).upper()),
        "lower roman": Format("lowerRoman", _roman),
        "upper roman": Format("upperRoman", lambda number: _roman(number).upper()),
        "han": Format("chineseCounting", _han),
        "circle": Format("decimalEnclosedCircle", _circle),
    }
)

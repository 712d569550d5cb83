"""Numerals → numbers: roman and Chinese ones, letters, signs such as ③. Imports nothing."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from unicodedata import numeric

HAN_DIGITS: Mapping[str, int] = MappingProxyType(
    {
        character: value
        for value, characters in enumerate("零〇 一壹 二贰两貳 三叁參 四肆 五伍 六陆陸 七柒 八捌 九玖".split())
        for character in characters
    }
)
HAN_UNITS: Mapping[str, int] = MappingProxyType({"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000})
_ROMAN: Mapping[str, int] = MappingProxyType({"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000})
_ROMAN_FORM = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


def roman(text: str) -> int:
    """Return the value of a roman numeral of any case, 0 for letters that are none.

    >>> roman("XIV"), roman("iix"), roman("")
    (14, 0, 0)
    """
    lower = text.lower()
    if not lower or not _ROMAN_FORM.fullmatch(lower):
        return 0
    values = [_ROMAN[letter] for letter in lower]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def letter(text: str) -> int:
    """Return the place of a Latin letter of any case in the alphabet, from 1."""
    return ord(text.lower()) - ord("a") + 1


def sign(text: str) -> int:
    """Return the value of a single character (③, ⑴, Ⅳ), 0 for one that has none."""
    return int(numeric(text, 0))


def han(text: str) -> int:
    """Return the value of a Chinese numeral, with units or digit by digit; all characters must be numerals.

    >>> han("十二"), han("一百零三"), han("二〇")
    (12, 103, 20)
    """
    total = digit = 0
    for character in text:
        if character in HAN_UNITS:
            total, digit = total + (digit or 1) * HAN_UNITS[character], 0
        else:
            digit = (digit * 10 if digit and total == 0 else 0) + HAN_DIGITS[character]
    return total + digit

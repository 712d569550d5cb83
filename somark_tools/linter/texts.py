"""Checks of texts: nothing in them, characters that recognition breaks, a text where others have a running head."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator

from somark_tools.document import Document
from somark_tools.linter.checked import Checked
from somark_tools.linter.finding import Found, quoted
from somark_tools.model import (
    AnyBlock,
    Code,
    Figure,
    Formula,
    Furniture,
    Heading,
    Paragraph,
    Region,
    Relation,
    Table,
    TextBlock,
)

_MAY_BE_EMPTY = frozenset(("blank",))
_BROKEN = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd-\uffff\ue000-\uf8ff\ud800-\udfff\U000f0000-\U0010ffff]")
# UTF-8 read as Latin-1 or Windows-1252, and GBK read in the other direction. In capitals, `IRMÃ»` is Portuguese.
_MOJIBAKE = re.compile(
    "(?<![A-ZÀ-Þ])[ÃÂ][\u0080-\u00bf€ƒ„…†‡ˆ‰Š‹ŒŽ™š›œžŸ]|â€[\u0080-\u00bfœ\u009d™˜“”¢¦]|ï»¿|锟斤拷|烫烫烫"
)
_MATH = re.compile(r"\$[^$]*\$")
_WORD = re.compile("[A-Za-z\u0370-\u03ff\u0400-\u04ff]+")
_LATIN = frozenset("ABCEHIJKMNOPSTXYZaceijopsuxy")  # those with a twin in the other scripts
_TWINS = frozenset("АВЕЅІЈКМНОРСТУХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο")  # Cyrillic and Greek letters that look Latin
_SIDES = ("running head", "running foot")
_NOWHERE = (math.inf, -math.inf)
_FEW = 3  # pages with furniture tell where it stands


def content_empty(checked: Checked) -> Iterator[Found]:
    """Find blocks with nothing in them that are meant to hold something."""
    continuing = {edge.source for edge in checked.sent.edges if edge.relation is Relation.CONTINUES}
    for block in checked.sent.blocks:
        if not block.hidden and block.label not in _MAY_BE_EMPTY and block.id not in continuing and _is_empty(block):
            yield Found(f"a {block.label} without content", checked.path(block, "content"))


def _is_empty(block: AnyBlock) -> bool:
    if isinstance(block, Table):
        return not block.image and not any(cell.text.strip() for row in block.rows for cell in row.cells)
    if isinstance(block, Formula):
        return not block.image and not block.text.strip()
    return not isinstance(block, Figure | Furniture | Region) and not block.text.strip()


def character_broken(checked: Checked) -> Iterator[Found]:
    """Find characters that stand for no character: replacements, control codes, codes that only one font knows."""
    for block, text in _sent(checked):
        found = _BROKEN.findall(text)
        if found:
            codes = ", ".join(f"U+{ord(character):04X}" for character in sorted(set(found))[:5])
            yield Found(f"{len(found)} broken characters ({codes})", checked.path(block, "content"))


def encoding_broken(checked: Checked) -> Iterator[Found]:
    """Find texts that were decoded wrongly on their way."""
    for block, text in _sent(checked):
        found = _MOJIBAKE.search(text)
        if found:
            yield Found(f"{found[0]!r} looks like a text in the wrong encoding", checked.path(block, "content"))


def script_mixed(checked: Checked) -> Iterator[Found]:
    """Find words in which letters of another script stand for ones that look alike."""
    for block, text in _sent(checked):
        if isinstance(block, Code | Formula) or text.isascii():
            continue
        word = next(filter(_is_mixed, _WORD.findall(_MATH.sub(" ", text))), None)
        if word:
            codes = ", ".join(f"U+{ord(letter):04X}" for letter in sorted({c for c in word if not c.isascii()})[:5])
            yield Found(f"the word {quoted(word, 40)} mixes scripts ({codes})", checked.path(block, "content"))


def _is_mixed(word: str) -> bool:
    """Return whether all letters of the one script are twins of letters of the other one, which has two or more."""
    latin = [letter for letter in word if letter.isascii()]
    if word.isascii() or not latin:
        return False
    others = [letter for letter in word if not letter.isascii()]
    return (len(latin) > 1 and _TWINS.issuperset(others)) or (len(others) > 1 and _LATIN.issuperset(latin))


def text_as_furniture(checked: Checked) -> Iterator[Found]:
    """Find texts that stand where most other pages have their running head or foot."""
    document = checked.sorted
    bands = document.derived(_bands)
    for block in document.blocks:
        box, page = block.pieces[0].bbox, document.pages[block.pieces[0].place.page]
        if not isinstance(block, Paragraph | Heading) or block.hidden or box is None or not block.text.strip():
            continue
        for side in _SIDES:
            low, high = bands.get((page.height, side), _NOWHERE)
            if low <= (box.y1 + box.y2) / 2 <= high and box.height <= 2 * (high - low):
                yield Found(f"a {block.label} stands where other pages have their {side}", checked.path(block))
                break


def _bands(document: Document) -> dict[tuple[float | None, str], tuple[float, float]]:
    """Return between which heights running heads and feet stand, for each height of page."""
    placed: defaultdict[tuple[float | None, str], list[tuple[float, float, int]]] = defaultdict(list)
    for block in document.blocks:
        box, page = block.pieces[0].bbox, document.pages[block.pieces[0].place.page]
        if isinstance(block, Furniture) and block.label != "sider" and box is not None and page.height:
            side = _SIDES[0] if box.y1 + box.y2 < page.height else _SIDES[1]
            placed[page.height, side].append((box.y1, box.y2, block.pieces[0].place.page))
    bands = {}
    for key, boxes in placed.items():
        if len({page for _, _, page in boxes}) >= _FEW:
            tops, bottoms = sorted(top for top, _, _ in boxes), sorted(bottom for _, bottom, _ in boxes)
            bands[key] = tops[len(tops) // 2], bottoms[len(bottoms) // 2]
    return bands


def _sent(checked: Checked) -> Iterator[tuple[AnyBlock, str]]:
    """Yield each block that is shown and its content as a reader would see it."""
    for block in checked.sent.blocks:
        if isinstance(block, Table) and not block.hidden:
            yield block, "\n".join([cell.text for row in block.rows for cell in row.cells])
        elif isinstance(block, TextBlock) and not block.hidden:
            yield block, block.text

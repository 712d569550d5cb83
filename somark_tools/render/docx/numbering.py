"""The items of lists → definitions in numbering.xml, such that the marker which Word computes is the printed one.

An `abstractNum` for each shape of marker, with all nine levels set alike, so that an item can be moved in and out; a
`num` for each list, with the number that it begins with. Word counts by `abstractNum`, and counts the levels below anew
after an item; the same is done here, and an item that would get another number begins a `num` of its own.
"""

from itertools import chain, count
from typing import NamedTuple

from somark_tools.lists import DEEPEST, Item, Lists
from somark_tools.render.docx.numerals import FORMATS
from somark_tools.render.docx.xml import Element, add, name, w

STEP = 420  # twips from one level to the next: two characters of East Asian text
_GAP = 110  # between a marker and its text, at least
_NARROW, _BROAD = 110, 220  # the widths of a character, in twips
LEVELS = DEEPEST + 1
_EAST_ASIAN = frozenset(["wide", "han", "circle"])


class Shape(NamedTuple):
    """What items share whose markers one definition can make: the family, and what is printed around the number."""

    family: str
    before: str
    after: str


class Place(NamedTuple):
    """Which definition and level number a paragraph."""

    num: int
    level: int


class Indent(NamedTuple):
    """Where the text of an item begins, and how far before it its marker, in twips."""

    left: int
    hanging: int


class _Num(NamedTuple):
    id: int
    abstract: int
    level: int = 0
    first: int | None = None  # the number that the list begins with, on its level


def shape_of(item: Item) -> Shape:
    """Return the shape of an item's marker; that of a bullet has the bullet before, and no number."""
    return Shape("bullet", item.body, "") if item.family == "bullet" else Shape(item.family, item.before, item.after)


class Numbering:
    """The definitions of one file, added to what its numbering part has, and the counters as Word has them."""

    def __init__(self, root: Element, lists: Lists) -> None:
        self._root = root
        self._hanging = _hanging(lists)
        self._abstract_ids = count(_free(root, "abstractNum"))
        self._num_ids = count(max(1, _free(root, "num")))  # 0 stands for no list
        self._abstracts: dict[Shape, int] = {}
        self._counters: dict[Shape, list[int | None]] = {}
        self._nums: dict[tuple[Shape, int], _Num] = {}
        self._made: list[_Num] = []

    def place(self, item: Item) -> Place | None:
        """Return how the item is numbered, None if no definition makes its marker. Items are to come in order."""
        shape = shape_of(item)
        if item.family == "bullet":
            return Place(self._num(shape, -1).id, item.level)
        if item.family not in FORMATS or FORMATS[item.family].write(item.number) != item.body:
            return None
        counters = self._counters.setdefault(shape, [None] * LEVELS)
        before = counters[item.level]
        counters[item.level :] = [item.number, *[None] * (DEEPEST - item.level)]
        if before is None or before + 1 != item.number:
            self._nums.pop((shape, item.list), None)
        return Place(self._num(shape, item.list, item.level, item.number).id, item.level)

    def indent(self, item: Item) -> Indent:
        """Return where the text of an item begins."""
        return _indent(item.level, self._hanging[shape_of(item)])

    def write(self) -> None:
        """Put the definitions into the numbering part: the abstract ones have to come first."""
        abstracts = [_abstract(number, shape, self._hanging[shape]) for shape, number in self._abstracts.items()]
        at = len(self._root.findall(name("w:abstractNum"))) + len(self._root.findall(name("w:numPicBullet")))
        self._root[at:at] = abstracts
        end = self._root.find(name("w:numIdMacAtCleanup"))
        for num in self._made:
            made = _written(num)
            self._root.append(made) if end is None else end.addprevious(made)

    def _num(self, shape: Shape, of_list: int, level: int = 0, first: int | None = None) -> _Num:
        if shape not in self._abstracts:
            self._abstracts[shape] = next(self._abstract_ids)
        if (shape, of_list) not in self._nums:
            self._nums[shape, of_list] = _Num(next(self._num_ids), self._abstracts[shape], level, first)
            self._made.append(self._nums[shape, of_list])
        return self._nums[shape, of_list]


def _hanging(lists: Lists) -> dict[Shape, int]:
    """Return how far the text stands behind the marker: room for the widest one of each shape."""
    widest: dict[Shape, int] = {}
    for item in chain.from_iterable(lists.items.values()):
        width = sum(_NARROW if sign.isascii() else _BROAD for sign in item.marker) + _GAP
        shape = shape_of(item)
        widest[shape] = max(widest.get(shape, STEP), width)
    return widest


def _indent(level: int, hanging: int) -> Indent:
    return Indent(STEP * level + hanging, hanging)


def _free(root: Element, local: str) -> int:
    ids = (node.get(name(f"w:{local}Id"), "") for node in root.iterchildren(name(f"w:{local}")))
    return max((int(key) + 1 for key in ids if key.isdecimal()), default=0)


def _abstract(number: int, shape: Shape, hanging: int) -> Element:
    made = w("abstractNum", abstractNumId=str(number))
    add(made, "nsid", val=f"{0x50A10000 + number:08X}")  # of its own: Word takes equal ones for one definition
    add(made, "multiLevelType", val="hybridMultilevel")
    for level in range(LEVELS):
        made.append(_level(level, shape, _indent(level, hanging)))
    return made


def _level(level: int, shape: Shape, indent: Indent) -> Element:
    made = w("lvl", ilvl=str(level))
    add(made, "start", val="1")
    add(made, "numFmt", val=FORMATS[shape.family].name if shape.family in FORMATS else "bullet")
    number = f"%{level + 1}" if shape.family in FORMATS else ""
    add(made, "lvlText", val=f"{shape.before}{number}{shape.after}")
    add(made, "lvlJc", val="left")
    add(add(made, "pPr"), "ind", left=str(indent.left), hanging=str(indent.hanging))
    if shape.family in _EAST_ASIAN or (shape.family in FORMATS and not (shape.before + shape.after).isascii()):
        add(add(made, "rPr"), "rFonts", hint="eastAsia")
    return made


def _written(num: _Num) -> Element:
    made = w("num", w("abstractNumId", val=str(num.abstract)), numId=str(num.id))
    if num.first is not None:
        add(add(made, "lvlOverride", ilvl=str(num.level)), "startOverride", val=str(num.first))
    return made

"""A Document → the entries of its bibliographies and lists of endnotes, by number or label."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType

from somark_tools.document import Document
from somark_tools.model import AnyBlock, Footnote, Furniture, Heading, Paragraph, Region, Relation, TextBlock
from somark_tools.patterns.marks import Mark, openings
from somark_tools.transforms.references.places import Places


class ListKind(Enum):
    """What a list of entries is."""

    BIBLIOGRAPHY = "bibliography"
    ENDNOTES = "endnotes"


_TITLES: Mapping[ListKind, tuple[str, ...]] = MappingProxyType(
    {
        ListKind.BIBLIOGRAPHY: (
            "references", "bibliography", "literature", "literature cited", "works cited", "references cited",
            "cited references", "list of references", "reference list", "references and notes", "sources",
            "selected bibliography", "literatur", "literaturverzeichnis", "quellenverzeichnis", "bibliographie",
            "références", "referencias", "bibliografía", "bibliografia", "referências", "riferimenti",
            "список литературы", "литература", "参考文献", "主要参考文献", "参考资料", "参考书目", "引用文献", "引文",
            "參考文獻", "參考資料", "參考書目", "引用文獻", "참고문헌",
        ),
        ListKind.ENDNOTES: (
            "notes", "endnotes", "footnotes", "anmerkungen", "endnoten",
            "注释", "尾注", "脚注", "附注", "注解", "註釋", "註解", "尾註", "腳註", "注記", "각주",
        ),
    }
)  # fmt: skip
_KIND_OF = {title.replace(" ", ""): kind for kind, titles in _TITLES.items() for title in titles}
_TITLE_ENDS = frozenset(title[-2:] for title in _KIND_OF)
_LONGEST_TITLE = 60
_NUMBERING = re.compile(
    r"(?:appendix|附录|附錄|第[一二三四五六七八九十百\d]{1,4}[章节節编編]|[\dⅠ-Ⅻ]+|[ivxa-z](?=[.)、．]))?[\d.)、．:：]*"
)
_BRACKETS = frozenset("[［【〔")
_PASSED_OVER = frozenset((Furniture, Footnote, Region))  # may stand between two entries
_OF_TITLES = (Heading, Paragraph)
_OF_ENTRIES = (Paragraph, Footnote)
_PUNCTUATED = re.compile(r"[\[［【〔(（)）.．、\]］】〕^$⁰¹²³⁴-⁹]")


class Entries:
    """The entries of a document's lists. `starts` has, by block id, where in its text its entries begin."""

    def __init__(self, document: Document) -> None:
        self._places = Places()
        self.starts: dict[str, frozenset[int]] = {}
        for number, block, kind, in_region in _listed(document):
            found = [mark for mark in openings(block.text) if _counts(block.text, mark, in_region)]
            if found:
                self.starts[block.id] = frozenset(mark.start for mark in found)
            for mark in found:
                for key in mark.keys:
                    self._places.add((kind, key), number, block.id)

    def __bool__(self) -> bool:
        return bool(self._places)

    def has(self, kind: ListKind, key: str) -> bool:
        """Return whether a list of that kind has an entry of that key."""
        return (kind, key) in self._places

    def find(self, kind: ListKind, key: str, number: int) -> str | None:
        """Return the id of the entry of that key for a mark in block `number`, or None.

        Where lists number anew (one for each chapter), that of the list below the mark.
        """
        return self._places.nearest((kind, key), number)


def _listed(document: Document) -> Iterator[tuple[int, TextBlock, ListKind, bool]]:
    """Yield the blocks that may be entries: their number, the kind of their list, whether a region says so."""
    untitled = _untitled(document)
    in_region = _in_regions(document)
    section: tuple[ListKind, int] | None = None  # the list, and the level of its title
    for number, block in enumerate(document.blocks):
        kind = _titled(block)
        if isinstance(block, Heading):
            if kind is not None:
                section = kind, block.level
            elif section is not None and block.level <= section[1]:
                section = None
        elif kind is not None:
            section = kind, 99  # a title that came as text: any heading ends its list
        elif isinstance(block, _OF_ENTRIES) and not block.hidden:
            if block.label == "reference" or block.id in in_region:
                yield number, block, ListKind.BIBLIOGRAPHY, True
            elif section is not None and (isinstance(block, Paragraph) or section[0] is ListKind.ENDNOTES):
                yield number, block, section[0], False
            elif number in untitled:
                yield number, block, ListKind.BIBLIOGRAPHY, False


def _untitled(document: Document) -> frozenset[int]:
    """Return the numbers of the paragraphs that are a list without a known title: they begin with [1], [2] and so on.

    Between two of them one paragraph may stand: some lists come as labels and texts in turn.
    """
    listed: set[int] = set()
    run: list[int] = []
    gap = 0
    for number, block in enumerate(document.blocks):
        if type(block) in _PASSED_OVER or block.hidden:
            continue
        key = _bracketed_number(block)
        if key is not None and key == len(run) + 1:
            run.append(number)
            gap = 0
        elif key is not None or gap or not isinstance(block, Paragraph):
            run, gap = [number] if key == 1 else [], 0
        else:
            gap = 1
        if len(run) > 1:
            listed.update(run[-2:])
    return frozenset(listed)


def _bracketed_number(block: AnyBlock) -> int | None:
    if not isinstance(block, Paragraph) or block.text.lstrip()[:1] not in _BRACKETS:
        return None
    found = openings(block.text[:_LONGEST_TITLE])
    number = found and found[0].shape == "bracket" and len(found[0].keys) == 1 and found[0].keys[0]
    return int(number) if number and number.isdecimal() else None


def _in_regions(document: Document) -> frozenset[str]:
    """Return the ids of the blocks that are part of a bibliography region."""
    regions = {block.id for block in document.blocks if isinstance(block, Region) and block.label == "reference"}
    parts = (edge for edge in document.edges if edge.relation is Relation.PART_OF)
    return frozenset(edge.source for edge in parts if edge.target in regions)


def _titled(block: AnyBlock) -> ListKind | None:
    if not isinstance(block, _OF_TITLES) or len(block.text) > _LONGEST_TITLE:
        return None
    end = "".join(block.text.rsplit(None, 1)[-1:]).casefold().rstrip(":：.")[-2:]
    if len(end) == 2 and end not in _TITLE_ENDS:  # most texts go no further
        return None
    title = "".join(block.text.split()).casefold()
    return _KIND_OF.get(_NUMBERING.sub("", title, count=1).rstrip(":：.")) or _KIND_OF.get(title)


def _counts(text: str, mark: Mark, in_region: bool) -> bool:
    """Return whether a mark begins an entry: a label in brackets, or a number (a bare one only in a region)."""
    if not mark.keys[0].isdecimal():
        return mark.shape == "bracket"
    return in_region or bool(_PUNCTUATED.search(text, mark.start, mark.end))

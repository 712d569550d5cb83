"""The styles of another Word file, and ours → one set: theirs by name, ours where they have none, all by our ids."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from somark_tools.render.docx.xml import Element, name

# What names a style, in the parts of a file.
NAMING = tuple(
    map(name, ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next", "w:link", "w:styleLink", "w:numStyleLink"))
)
_STYLE, _VALUE, _ID, _TYPE, _DEFAULT = map(name, ("w:style", "w:val", "w:styleId", "w:type", "w:default"))
_NUMBERING = name("w:numPr")


class _Key(NamedTuple):
    kind: str
    name: str


def adopt(styles: Element, ours: Iterable[Element]) -> Mapping[str, str]:
    """Give the styles the ids that ours of the same names have, and add those of ours that are missing.

    Names are compared as Word does, without regard to case; the default style of a kind is the same style as our
    default. Return the new id of each style that has one: whatever else names styles must be changed as well.
    """
    own = [style for style in ours if style.tag == _STYLE]
    theirs = list(styles.iterchildren(_STYLE))
    by_key = _by_key(theirs)
    new: dict[str, str] = {}
    missing = []
    for style in own:
        found = by_key.get(_key(style))
        if found is None and _is_default(style):
            found = next((other for other in theirs if _is_default(other) and _kind(other) == _kind(style)), None)
        if found is None or _id(found) in new:
            missing.append(style)
        else:
            new[_id(found)] = _id(style)
    ids = {_id(style) for style in own}
    taken = ids | {_id(style) for style in theirs}
    for other in theirs:
        if _id(other) not in new and _id(other) in ids:  # a style of another name has one of our ids
            new[_id(other)] = _free(_id(other), taken)
            taken.add(new[_id(other)])
    renamed = {old: to for old, to in new.items() if old != to}
    for other in theirs:
        other.set(_ID, renamed.get(_id(other), _id(other)))
    rename(styles, renamed)
    defaults = {_kind(other) for other in theirs if _is_default(other)}
    for style in missing:
        if _is_default(style) and _kind(style) in defaults:
            del style.attrib[_DEFAULT]
        styles.append(style)
    return renamed


def rename(root: Element, renamed: Mapping[str, str]) -> None:
    """Let what names styles by their old ids name them by their new ones."""
    for element in root.iter(*NAMING):
        old = element.get(_VALUE, "")
        if old in renamed:
            element.set(_VALUE, renamed[old])


def numbered(styles: Element) -> frozenset[str]:
    """Return the ids of the styles that number their paragraphs, themselves or by a style that they are based on."""
    based: dict[str, str] = {}
    found: set[str] = set()
    for style in styles.iterchildren(_STYLE):
        parent = style.find(name("w:basedOn"))
        based[_id(style)] = "" if parent is None else parent.get(_VALUE, "")
        if style.find(f"{name('w:pPr')}/{_NUMBERING}") is not None:
            found.add(_id(style))
    return frozenset(style for style in based if any(parent in found for parent in _line(style, based)))


def _line(style: str, based: Mapping[str, str]) -> Iterator[str]:
    """Yield a style and those that it is based on; a circle ends where it closes."""
    seen: set[str] = set()
    while style and style not in seen and len(seen) < 64:
        seen.add(style)
        yield style
        style = based.get(style, "")


def _by_key(styles: Iterable[Element]) -> Mapping[_Key, Element]:
    found: dict[_Key, Element] = {}
    for style in styles:
        found.setdefault(_key(style), style)
    return found


def _key(style: Element) -> _Key:
    named = style.find(name("w:name"))
    return _Key(_kind(style), "" if named is None else named.get(_VALUE, "").casefold())


def _kind(style: Element) -> str:
    return style.get(_TYPE, "paragraph")


def _id(style: Element) -> str:
    return style.get(_ID, "")


def _is_default(style: Element) -> bool:
    return style.get(_DEFAULT) in ("1", "true", "on")


def _free(style: str, taken: set[str]) -> str:
    number = 2
    while f"{style}{number}" in taken:
        number += 1
    return f"{style}{number}"

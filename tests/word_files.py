"""Word files for tests: taken apart, read as Word and pandoc show them, and held against the document."""

import io
import json
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from somark_tools.document import Document
from somark_tools.inlines import Image, Inline, LineBreak, Math, NoteMark, parse_inlines
from somark_tools.model import Caption, Footnote, Heading, Paragraph, TextBlock
from somark_tools.patterns.caption_labels import SERIES
from somark_tools.patterns.marks import marks
from somark_tools.patterns.numerals import roman
from somark_tools.render.docx.bookmarks import source_names
from somark_tools.wording.note_marks import Spot, note_marks, noted_runs

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIELD = re.compile(
    r' (?:TOC \\o "[1-9]-[1-9]" \\h \\z|(?:NOTE)?REF (?P<target>_Ref\d{9}) (?:\\f )?\\h(?: \\\* MERGEFORMAT)?'
    r"|PAGEREF (?P<page>_Toc\d{9}) \\h"
    r"|SEQ (?P<series>[\w]+) \\\* (?P<format>ARABIC|ROMAN)(?P<switch> \\c| \\r (?P<value>\d+))?) "
)
_BOOKMARK = re.compile(r"[A-Za-z_]\w{0,39}", re.ASCII)
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩"


class File:
    """A Word file taken apart: its body and notes, and the texts as Word shows them."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.body = etree.fromstring(self.parts["word/document.xml"])[0]
        notes = self.parts.get("word/footnotes.xml")
        self.notes = {
            note.get(f"{W}id"): note
            for note in (etree.fromstring(notes) if notes else ())
            if note.get(f"{W}type") is None
        }
        format_ = etree.fromstring(self.parts["word/settings.xml"]).find(f"{W}footnotePr/{W}numFmt")
        self._format = "decimal" if format_ is None else format_.get(f"{W}val")
        start = etree.fromstring(self.parts["word/settings.xml"]).find(f"{W}footnotePr/{W}numStart")
        first = 1 if start is None else int(start.get(f"{W}val"))
        automatic = [each for each in self.references if each.get(f"{W}customMarkFollows") is None]
        self.numbers = {each.get(f"{W}id"): self._number(at) for at, each in enumerate(automatic, first)}

    @property
    def references(self) -> list[Any]:
        return list(self.body.iter(f"{W}footnoteReference"))

    @property
    def roots(self) -> list[Any]:
        return [self.body, *self.notes.values()]

    def _number(self, at: int) -> str:
        if self._format == "decimalEnclosedCircleChinese":
            return _CIRCLES[at - 1]
        return str(at) if self._format == "decimal" else chr(ord("a") + at - 1)

    def shown(self, element: Any) -> str:
        """Return the text of an element as Word shows it, without formulas."""
        made = []
        for run in element.iter(f"{W}r"):
            style = run.find(f"{W}rPr/{W}rStyle")
            if style is not None and style.get(f"{W}val") == "Math":
                continue
            for child in run:
                if child.tag == f"{W}t":
                    made.append(child.text or "")
                elif child.tag in (f"{W}br", f"{W}tab"):
                    made.append("\n" if child.tag == f"{W}br" else "\t")
                elif child.tag == f"{W}footnoteReference":
                    made.append(self.numbers.get(child.get(f"{W}id"), ""))
                elif child.tag == f"{W}footnoteRef":
                    note = next(each for each in run.iterancestors() if each.tag == f"{W}footnote")
                    made.append(self.numbers[note.get(f"{W}id")])
        return "".join(made)

    def note(self, number: int) -> str:
        return self.shown(self.notes[str(number)])

    def style(self, paragraph: Any) -> str:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return "" if style is None else style.get(f"{W}val")

    def texts(self) -> list[tuple[str, str]]:
        return [(self.style(each), self.shown(each)) for each in self.body.iter(f"{W}p")]

    def fields(self) -> list[str]:
        return [(each.text or "").strip() for root in self.roots for each in root.iter(f"{W}instrText")]

    def links(self) -> list[tuple[str, str]]:
        found = [each for root in self.roots for each in root.iter(f"{W}hyperlink")]
        return [(self.shown(each), each.get(f"{W}anchor")) for each in found if each.get(f"{W}anchor")]

    def bookmarks(self) -> dict[str, str]:
        """Return the text of each bookmark that lies in one paragraph."""
        found = {}
        for root in self.roots:
            for start in root.iter(f"{W}bookmarkStart"):
                inside = []
                for each in start.itersiblings():
                    if each.tag == f"{W}bookmarkEnd" and each.get(f"{W}id") == start.get(f"{W}id"):
                        break
                    inside.append(self.shown(each))
                found[start.get(f"{W}name")] = "".join(inside)
        return found


def assert_the_file_holds_together(file: File) -> None:
    """Names and numbers are unique, what is led to exists, fields show what Word will."""
    starts = [each for root in file.roots for each in root.iter(f"{W}bookmarkStart")]
    ends = [each.get(f"{W}id") for root in file.roots for each in root.iter(f"{W}bookmarkEnd")]
    names = [each.get(f"{W}name") for each in starts]
    assert all(map(_BOOKMARK.fullmatch, names))
    assert len({name.casefold() for name in names}) == len(names)
    assert len(set(ends)) == len(ends)
    assert sorted(ends) == sorted(each.get(f"{W}id") for each in starts)
    targets = [anchor for _, anchor in file.links()]
    reached: Counter[str] = Counter()
    for root in file.roots:
        for instruction, shown in fields(root, file):
            found = _FIELD.fullmatch(instruction)
            assert found is not None, instruction
            targets += [found[key] for key in ("target", "page") if found[key]]
            if series := found["series"]:
                assert series in {"Supplementary_Figure"} | set(SERIES.values()) or "_" in series
                kept = found["switch"] == r" \c"
                reached[series] = int(found["value"]) if found["value"] else reached[series] + (not kept)
                assert (roman(shown) if found["format"] == "ROMAN" else int(shown)) == reached[series]
    assert set(targets) <= set(names)
    bookmarks = file.bookmarks()
    for root in file.roots:
        for instruction, shown in fields(root, file):
            if instruction.startswith(" REF "):
                assert bookmarks[instruction.split()[1]] == shown
    assert Counter(each.get(f"{W}id") for each in file.references) == Counter(file.notes.keys())
    assert not any(list(each.iter(f"{W}footnoteReference")) for each in file.notes.values())


def fields(root: Any, file: File) -> Iterator[tuple[str, str]]:
    """Yield the instruction of each field, and the text that it shows."""
    open_fields: list[list[Any]] = []
    for run in root.iter(f"{W}r"):
        mark, code = run.find(f"{W}fldChar"), run.find(f"{W}instrText")
        if mark is not None and mark.get(f"{W}fldCharType") == "begin":
            open_fields.append(["", [], False])
        elif mark is not None and mark.get(f"{W}fldCharType") == "separate":
            open_fields[-1][2] = True
        elif mark is not None:
            instruction, shown, separated = open_fields.pop()
            assert separated
            yield instruction, "".join(shown)
        elif code is not None:
            open_fields[-1][0] += code.text
        else:
            for each in open_fields:
                each[1].append(file.shown(run))
    assert not open_fields


def expected(runs: Iterable[Inline], *, in_mark: bool = False) -> str:
    """Return the text that runs show, without formulas and pictures."""
    made = []
    for run in runs:
        if isinstance(run, Math):
            mark = next(marks(f"${run.latex}$"), None) if in_mark else None
            made.append(mark.shown if mark and len(mark.keys) == 1 else "")
        elif isinstance(run, LineBreak):
            made.append("\n")
        elif not isinstance(run, Image):
            inner = getattr(run, "runs", None)
            made.append(run.text if inner is None else expected(inner, in_mark=in_mark or isinstance(run, NoteMark)))
    return "".join(made)


def of_block(document: Document, block: TextBlock) -> str:
    found = document.derived(note_marks).get(Spot(block.id), ())
    unified = block.text.replace("\r\n", "\n").replace("\r", "\n")
    return expected(noted_runs(block.text, found) if found and unified == block.text else parse_inlines(unified))


def assert_nothing_is_lost(document: Document, file: File) -> None:
    """Each text block is in the file, in its style, with its text: it is found by the bookmark of its piece."""
    assert_the_file_holds_together(file)
    names = source_names(document)
    paragraphs: dict[str, list[Any]] = {}
    for root in file.roots:
        for start in root.iter(f"{W}bookmarkStart"):
            if not start.get(f"{W}name").startswith("_"):
                paragraphs[start.get(f"{W}name")] = _reached(start)
    notes = Counter(line for each in file.notes.values() for line in _words(file.shown(each)))
    for block in document.blocks:
        if not isinstance(block, Heading | Paragraph | Caption | Footnote) or block.hidden or not block.text.strip():
            continue
        found = paragraphs[names[block.pieces[0]]]
        wanted = clean(of_block(document, block))
        shown = "\n".join(file.shown(each) for each in found)
        if any("![" in part for part in (block.text,)):
            continue  # what stands for a picture depends on what is at hand
        if isinstance(block, Footnote):
            gone = Counter(_words(shown)) if found[0].getparent().tag != f"{W}footnote" else Counter()
            missing = Counter(_words(wanted)) - gone
            assert not missing - notes, wanted
        elif any(each.find(f"{W}pPr/{W}numPr") is not None for each in found):
            assert wanted.endswith(file.shown(found[-1]))
        else:
            assert shown == wanted
        if isinstance(block, Heading):
            assert file.style(found[0]) == f"Heading{min(max(block.level, 1), 9)}"
        if isinstance(block, Caption):
            assert file.style(found[0]) == "Caption"


def clean(shown: str) -> str:
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", shown)


def _words(shown: str) -> list[str]:
    """Return the words of a text: white space between notes of one block is gone, and signs around their numbers."""
    return re.findall(r"[^\W_]+|[*†‡]", shown)


def _reached(start: Any) -> list[Any]:
    """Return the paragraphs from the start of a bookmark to its end."""
    first = next(start.iterancestors(f"{W}p"))
    found = [first]
    number = start.get(f"{W}id")
    while not any(end.get(f"{W}id") == number for end in found[-1].iter(f"{W}bookmarkEnd")):
        found.append(found[-1].getnext())
    return found


@cache
def schema() -> Any:
    folder = os.environ.get("SOMARK_XSD")
    if not folder:
        pytest.skip("SOMARK_XSD does not name a folder with wml.xsd")
    return etree.XMLSchema(etree.parse(Path(folder) / "wml.xsd"))


def assert_valid(file: File) -> None:
    for part in ("document", "footnotes", "settings", "styles"):
        if f"word/{part}.xml" in file.parts:
            schema().assertValid(etree.fromstring(file.parts[f"word/{part}.xml"]))


def read_by_pandoc(data: bytes, tmp_path: Path) -> Any:
    pypandoc = pytest.importorskip("pypandoc")
    file = tmp_path / "document.docx"
    file.write_bytes(data)
    return json.loads(pypandoc.convert_file(str(file), "json"))


def inlines_in(value: Any, kind: str) -> Iterator[Any]:
    """Yield the content of each element of that kind in pandoc's tree."""
    if isinstance(value, dict):
        if value.get("t") == kind:
            yield value.get("c")
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from inlines_in(each, kind)


def plain(value: Any) -> str:
    """Return the text of a part of pandoc's tree, without notes, formulas and blanks."""
    if isinstance(value, dict):
        if value.get("t") in ("Note", "Math", "Image"):
            return ""
        return value["c"] if value.get("t") == "Str" else plain(value.get("c"))
    return "".join(map(plain, value)) if isinstance(value, list) else ""

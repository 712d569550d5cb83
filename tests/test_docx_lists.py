"""Lists in Word files: what Word numbers is what was printed, and other programs read the same items."""

import io
import json
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from results import Json, chained_results, listed_results, result, results, text

from somark_tools import Document, merge_cross_page, render_docx
from somark_tools.inlines import Image, Inline, LineBreak, Math, NoteMark, Subscript, Superscript
from somark_tools.lists import list_items
from somark_tools.model import Paragraph
from somark_tools.render.docx.xml import clean
from somark_tools.wording.note_marks import Spot, note_marks, noted_runs

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_ONES = ["", *"一二三四五六七八九"]
_HAN = [("" if tens == 1 else _ONES[tens]) + "十" * (tens > 0) + ones for tens in range(10) for ones in _ONES]
_ROMAN = [
    hundreds + tens + ones
    for hundreds in ("", "c", "cc", "ccc")
    for tens in ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
    for ones in ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
]
WRITTEN = {  # as ECMA-376 has it, part 1, 17.18.59
    "decimal": str,
    "decimalZero": "{:02}".format,
    "decimalFullWidth": lambda number: "".join(chr(int(digit) + 0xFF10) for digit in str(number)),
    "lowerLetter": lambda number: chr(96 + number),
    "upperLetter": lambda number: chr(64 + number),
    "lowerRoman": _ROMAN.__getitem__,
    "upperRoman": lambda number: _ROMAN[number].upper(),
    "chineseCounting": _HAN.__getitem__,
    "decimalEnclosedCircle": " ①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳".__getitem__,
}


class Shown(NamedTuple):
    """A paragraph as a reader of the Word file sees it: its marker ("" where it is not numbered), its level, its text.

    `number` is the one in its marker, 0 in a bullet.
    """

    marker: str
    level: int
    text: str
    style: str
    number: int = 0


class Definitions:
    """The definitions of numbering.xml, with Word's counters: one set for each abstract definition."""

    def __init__(self, root: Any) -> None:
        self._levels = {
            abstract.get(f"{W}abstractNumId"): list(abstract.iter(f"{W}lvl"))
            for abstract in root.iter(f"{W}abstractNum")
        }
        self._abstract_of = {
            num.get(f"{W}numId"): num.find(f"{W}abstractNumId").get(f"{W}val") for num in root.iter(f"{W}num")
        }
        self._starts = {
            (num.get(f"{W}numId"), int(override.get(f"{W}ilvl"))): int(override[0].get(f"{W}val"))
            for num in root.iter(f"{W}num")
            for override in num.iter(f"{W}lvlOverride")
        }
        self._counters: dict[str, dict[int, int]] = {key: {} for key in self._levels}

    def marker(self, num: str, level: int) -> tuple[str, int]:
        abstract = self._abstract_of[num]
        counters = self._counters[abstract]
        definition = self._levels[abstract][level]
        start = int(definition.find(f"{W}start").get(f"{W}val"))
        counted = counters[level] + 1 if level in counters else start
        counters[level] = self._starts.pop((num, level), counted)
        for deeper in [each for each in counters if each > level]:
            del counters[deeper]
        shown = definition.find(f"{W}lvlText").get(f"{W}val")
        kind = definition.find(f"{W}numFmt").get(f"{W}val")
        if kind == "bullet":
            return shown, 0
        assert re.findall(r"%\d", shown) == [f"%{level + 1}"]
        return shown.replace(f"%{level + 1}", WRITTEN[kind](counters[level])), counters[level]


def shown(data: bytes) -> list[Shown]:
    """Return the paragraphs of the body, those of tables aside. Formulas and what is raised or lowered is left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
        definitions = Definitions(etree.fromstring(package.read("word/numbering.xml")))
    return [_shown(paragraph, definitions) for paragraph in body.iterchildren(f"{W}p")]


def _shown(paragraph: Any, definitions: Definitions) -> Shown:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    named = "" if style is None else style.get(f"{W}val")
    numbered = paragraph.find(f"{W}pPr/{W}numPr")
    content = "".join(_content(run) for run in paragraph.iter(f"{W}r"))
    if numbered is None:
        return Shown("", 0, content, named)
    level = int(numbered.find(f"{W}ilvl").get(f"{W}val"))
    marker, number = definitions.marker(numbered.find(f"{W}numId").get(f"{W}val"), level)
    return Shown(marker, level, content, named, number)


def _content(run: Any) -> str:
    style = run.find(f"{W}rPr/{W}rStyle")
    if run.find(f"{W}rPr/{W}vertAlign") is not None or (style is not None and style.get(f"{W}val") == "Math"):
        return ""
    signs = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(signs.get(node.tag) or node.text or "" for node in run.iter(f"{W}t", *signs))


def sent(runs: Sequence[Inline]) -> str:
    """Return what `shown` must tell of the runs of a text."""
    return "".join(_sent(run) for run in runs)


def _sent(run: Inline) -> str:
    if isinstance(run, Math | Superscript | Subscript):
        return ""
    if isinstance(run, Image):
        return f"[{run.alt}]" if run.alt else ""
    if isinstance(run, LineBreak):
        return "\n"
    return sent(run.runs) if hasattr(run, "runs") else clean(run.text)


def between_marks(runs: Sequence[Inline]) -> Iterator[list[Inline]]:
    """Yield the runs between the marks of notes, which may have become Word's own."""
    for is_mark, part in groupby(runs, lambda run: isinstance(run, NoteMark)):
        if not is_mark:
            yield list(part)


def squeezed(content: str) -> str:
    return "".join(content.split())


def lines_of(content: str) -> str:
    return re.sub(r"\r\n?", "\n", content)


def assert_all_is_shown(document: Document, paragraphs: Sequence[Shown]) -> None:
    """Assert that all paragraphs are there, in order and with their markers, and that Word numbers the items.

    (Numerals that are written in more than one way may stay as typed.)
    """
    everything = squeezed("".join(paragraph.marker + paragraph.text for paragraph in paragraphs))
    marks = note_marks(document)
    at = 0
    for block in document.blocks:
        if isinstance(block, Paragraph) and not block.hidden:
            for part in between_marks(noted_runs(block.text, marks.get(Spot(block.id), ()), lines_of)):
                expected = squeezed(sent(part))
                found = everything.find(expected, at)
                assert found >= 0, f"{block.id} is not shown as sent: {expected}"
                at = found + len(expected)
    in_order = list(chain.from_iterable(list_items(document).items.values()))
    listed = [each for each in paragraphs if each.style == "ListParagraph"]
    for item, paragraph in zip(in_order, listed, strict=True):
        if item.family in ("han", "parenthesis", "full stop") and not paragraph.marker:
            assert squeezed(paragraph.text).startswith(squeezed(item.marker))
        else:
            assert (paragraph.marker, paragraph.level) == (item.marker, item.level)


def items(*pages: Any) -> list[tuple[int, str, str]]:
    data = render_docx(merge_cross_page(result(*pages)))
    return [(each.level, each.marker, each.text) for each in shown(data) if each.marker]


def test_word_computes_the_markers_that_were_printed() -> None:
    contents = [
        ["1. a", "2. b"], ["3) c", "4) d"], ["(a) e", "(b) f"], ["iv. g", "v. h"], ["A、i", "B、j"],
        ["（一）甲", "（二）乙"], ["①子", "②丑"], ["01. k", "02. l"],
        ["１．全", "２．角"], ["第十九条　人", "第二十条　地"], ["1.2.8 m", "1.2.9 n"], ["• o", "• p"],
        ["I. q", "II. r"],
    ]  # fmt: skip
    blocks = [text(each) for pair in contents for each in [*pair, "Text."]]
    found = items(blocks)
    printed = [each for pair in contents for each in pair]
    assert [squeezed(marker + rest) for _, marker, rest in found] == [squeezed(each) for each in printed]
    assert [rest for _, _, rest in found][:6] == list("abcdef")


def test_lists_are_nested_continued_and_begun_anew() -> None:
    boxes = {edge: [edge, 100, 760, 140] for edge in (80, 110)}
    page = [
        text("1. a", bbox=boxes[80]),
        text("1. a a", bbox=boxes[110]),
        text("2. a b", bbox=boxes[110]),
        {"type": "table", "content": "<table><tr><td>x</td></tr></table>"},
        text("2. b", bbox=boxes[80]),
        text("1. b a", bbox=boxes[110]),
        text("2. b b", bbox=boxes[110]),
    ]
    assert items(page, [text("3. c"), text("4. d"), {"type": "title", "content": "T"}, text("1. e"), text("2. f")]) == [
        (0, "1.", "a"), (1, "1.", "a a"), (1, "2.", "a b"), (0, "2.", "b"), (1, "1.", "b a"), (1, "2.", "b b"),
        (0, "3.", "c"), (0, "4.", "d"), (0, "1.", "e"), (0, "2.", "f"),
    ]  # fmt: skip


def test_runs_and_further_lines_of_an_item_stay_in_its_paragraph() -> None:
    data = render_docx(
        merge_cross_page(result([text("Take:\n1. **salt**\n2. water, $x$ [l](https://a.example)\nwarm")]))
    )
    assert [(each.marker, each.text) for each in shown(data)] == [
        ("", "Take:"),
        ("1.", "salt"),
        ("2.", "water,  l\nwarm"),
    ]


def test_a_marker_that_word_would_write_otherwise_stays_as_typed() -> None:
    contents = ["一百、a", "一百零一、b", "⑴ c", "⑵ d", "1. e"]
    data = render_docx(merge_cross_page(result([text(content) for content in contents])))
    assert [(each.marker, each.text, each.style) for each in shown(data)] == [
        ("", "一百、a", "ListParagraph"),
        ("", "一百零一、b", "ListParagraph"),
        ("", "⑴ c", "ListParagraph"),
        ("", "⑵ d", "ListParagraph"),
        ("", "1. e", ""),
    ]


def test_what_stands_inside_of_a_list_is_set_in() -> None:
    inner = text("Of a.", bbox=[110, 160, 760, 200])
    data = render_docx(merge_cross_page(result([text("1. a"), inner, text("2. b")])))
    assert [(each.marker, each.text, each.style) for each in shown(data)] == [
        ("1.", "a", "ListParagraph"),
        ("", "Of a.", "ListContinue"),
        ("2.", "b", "ListParagraph"),
    ]


def test_a_question_and_its_options_stay_together_and_so_does_a_short_program() -> None:
    blocks = [text("1. Which?"), {"type": "choice", "content": "A. x\nB. y\nC. z"}, text("2. Why?")]
    code = [{"type": "code", "content": "x\n" * lines} for lines in (3, 300)]
    data = render_docx(merge_cross_page(result([*blocks, *code])))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
    kept = [
        tuple(bool(p.findall(f"{W}pPr/{W}{local}")) for local in ("keepNext", "keepLines"))
        for p in body.iterchildren(f"{W}p")
    ]
    assert kept[:5] == [(True, False), (True, True), (True, True), (False, True), (False, False)]
    assert kept[5:] == [(False, True), (False, False)]


@settings(max_examples=150)
@given(st.one_of(listed_results(), listed_results(), results(), chained_results()))
def test_any_result_is_numbered_as_printed(sent_result: Json) -> None:
    document = merge_cross_page(sent_result)
    assert_all_is_shown(document, shown(render_docx(document)))


def test_the_samples_are_numbered_as_printed(sample: Path) -> None:
    document = merge_cross_page(sample)
    without_pictures = shown(render_docx(document))
    assert_all_is_shown(document, without_pictures)


def test_real_documents_are_numbered_as_printed(corpus: Path) -> None:
    count = 0
    for outputs in sorted((corpus / "dev").glob("*/*/outputs.json")):
        document = merge_cross_page(outputs)
        paragraphs = shown(render_docx(document))
        assert_all_is_shown(document, paragraphs)
        count += sum(1 for each in paragraphs if each.marker)
    assert count > 4500


@settings(max_examples=30)
@given(listed_results())
def test_the_parts_follow_the_schema_whatever_the_lists(sent_result: Json) -> None:
    folder = os.environ.get("SOMARK_XSD")
    if not folder:
        pytest.skip("SOMARK_XSD does not name a folder with wml.xsd")
    schema = etree.XMLSchema(etree.parse(Path(folder) / "wml.xsd"))
    with zipfile.ZipFile(io.BytesIO(render_docx(merge_cross_page(sent_result)))) as package:
        for part in ("document", "styles", "numbering"):
            schema.assertValid(etree.fromstring(package.read(f"word/{part}.xml")))


def test_equal_lists_give_equal_bytes() -> None:
    lists = result([text("1. a"), text("2. b"), text("• c"), text("(i) d"), text("(ii) e")])
    assert render_docx(merge_cross_page(lists)) == render_docx(merge_cross_page(lists))


def read_by_pandoc(data: bytes, folder: Path) -> list[tuple[int, str]]:
    """Return the number (0 of a bullet) and the text of each item that pandoc reads, in order."""
    pypandoc = pytest.importorskip("pypandoc")
    file = folder / "lists.docx"
    file.write_bytes(data)
    return list(_items(json.loads(pypandoc.convert_file(str(file), "json"))["blocks"]))


def _items(blocks: Sequence[Any]) -> Iterator[tuple[int, str]]:
    for block in blocks:
        if block["t"] not in ("OrderedList", "BulletList"):
            continue
        ordered = block["t"] == "OrderedList"
        start = block["c"][0][0] if ordered else 0
        for place, item in enumerate(block["c"][1] if ordered else block["c"]):
            yield start + place if ordered else 0, squeezed(_text(item[0].get("c", [])))
            yield from _items(item)


def _text(inlines: Any) -> str:
    if isinstance(inlines, list):
        return "".join(map(_text, inlines))
    if isinstance(inlines, dict):
        return inlines["c"] if inlines["t"] == "Str" else _text(inlines.get("c", "")) if "c" in inlines else ""
    return ""


@pytest.mark.parametrize("name", ["exam", "contract-zh"])
def test_pandoc_reads_the_items_of_the_samples(name: str, tmp_path: Path) -> None:
    file = Path(__file__).parents[1] / "sample_results" / name / "outputs.json"
    assert_pandoc_agrees(merge_cross_page(file), tmp_path)


def test_pandoc_reads_the_items_of_real_documents(corpus: Path, tmp_path: Path) -> None:
    for name in ("policy/furniture", "debref-zh/dropped", "kicad-zh/rowspan"):
        assert_pandoc_agrees(merge_cross_page(corpus / "dev" / name / "outputs.json"), tmp_path)


def assert_pandoc_agrees(document: Document, folder: Path) -> None:
    data = render_docx(document)
    found = read_by_pandoc(data, folder)
    numbered = [each for each in shown(data) if each.marker]
    assert [number for number, _ in found] == [each.number for each in numbered]
    for (_, read), each in zip(found, numbered, strict=True):
        characters = iter(read)  # among them those of formulas, which `shown` leaves out
        assert all(character in characters for character in squeezed(each.text)), (read, each.text)

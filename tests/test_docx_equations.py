"""Formulas in Word files: each is an equation with its LaTeX kept, or its picture or LaTeX, with an issue."""

import base64
import io
import os
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree
from PIL import Image
from results import result, results, text
from word_files import inlines_in, read_by_pandoc

from somark_tools import Document, Formula, Issue, Table, TextBlock, merge_cross_page, render_docx
from somark_tools.equations import engine
from somark_tools.inlines import Inline, Math, parse_inlines
from somark_tools.model import Code as CodeBlock
from somark_tools.model import Figure, Furniture
from somark_tools.render.docx.equations import SOURCES
from somark_tools.render.docx.xml import clean

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
needs_engine = pytest.mark.skipif(engine() == "none", reason="the extra `math` is not installed")


class Written:
    """A Word file: its parts of text as elements, and the LaTeX of each equation by its bookmark."""

    def __init__(self, document: Document, **options: Any) -> None:
        self.issues: list[Issue] = []
        with zipfile.ZipFile(io.BytesIO(render_docx(document, on_issue=self.issues.append, **options))) as file:
            names = [name for name in ("word/document.xml", "word/footnotes.xml") if name in file.namelist()]
            self.roots = [etree.fromstring(file.read(name)) for name in names]
            sources = [file.read(name) for name in file.namelist() if name.startswith("customXml/item")]
        found = [each for source in sources for each in etree.fromstring(source).iter(f"{{{SOURCES}}}equation")]
        self.sources = {each.get("bookmark"): each.text or "" for each in found}

    def equations(self) -> list[tuple[str, Any]]:
        """Return the LaTeX and the element of each equation, found by the bookmark right before it."""
        made = []
        for root in self.roots:
            for start in root.iter(f"{W}bookmarkStart"):
                name = start.get(f"{W}name")
                if name in self.sources:
                    made.append((self.sources[name], start.getnext()))
        return made

    def literal(self) -> list[str]:
        """Return the LaTeX that stands as text."""
        runs = [run for root in self.roots for run in root.iter(f"{W}r")]
        return [
            "".join(node.text or "" for node in run.iter(f"{W}t"))
            for run in runs
            if (style := run.find(f"{W}rPr/{W}rStyle")) is not None and style.get(f"{W}val") == "Math"
        ]


def formulas(document: Document) -> list[str]:
    """Return the LaTeX of all formulas that the file must hold."""
    found: list[str] = []
    for block in document.blocks:
        if block.hidden or isinstance(block, Furniture | CodeBlock | Figure):
            continue
        if isinstance(block, Formula):
            found += [block.text] if block.text.strip() else []
        elif isinstance(block, Table):
            found += [latex for row in block.rows for cell in row.cells for latex in in_line(parse(cell.text))]
        elif isinstance(block, TextBlock):
            found += in_line(parse(block.text))
    return found


def parse(content: str) -> tuple[Inline, ...]:
    return parse_inlines(content.replace("\r\n", "\n").replace("\r", "\n"))


def in_line(runs: tuple[Inline, ...]) -> list[str]:
    found: list[str] = []
    for run in runs:
        found += [run.latex] if isinstance(run, Math) else in_line(getattr(run, "runs", ()))
    return found


def squeezed(latex: str) -> str:
    return "".join(clean(latex).split())


def check(document: Document) -> None:
    written = Written(document)
    shown = [squeezed(latex) for latex, _ in written.equations()]
    literal = [squeezed(latex) for latex in written.literal()]
    assert len(shown) == len(written.sources)
    assert all(element.tag in (f"{M}oMath", f"{M}oMathPara") for _, element in written.equations())
    # (A mark that is a formula may have become Word's own, and a heading's formula is in the contents too.)
    missing = Counter(map(squeezed, formulas(document))) - Counter([*shown, *literal])
    assert not [latex for latex in missing if len(latex) > 12], missing
    assert len(written.issues) == len(literal)


@settings(max_examples=50)
@given(results())
def test_each_formula_is_an_equation_or_its_latex(sent: dict[str, Any]) -> None:
    check(merge_cross_page(sent))


@needs_engine
def test_formulas_of_the_samples_are_equations(sample: Path) -> None:
    document = merge_cross_page(sample)
    check(document)
    assert Written(document).literal() == []


@needs_engine
def test_nearly_all_formulas_of_real_documents_are_equations(corpus: Path) -> None:
    equations = literal = 0
    for path in sorted((corpus / "dev").glob("*/furniture/outputs.json")):
        document = merge_cross_page(path)
        check(document)
        written = Written(document)
        equations += len(written.sources)
        literal += len(written.literal())
    assert equations > 100
    assert literal <= 0.02 * equations


@needs_engine
def test_a_number_stands_at_the_right_of_its_equation() -> None:
    ((_, math),) = Written(merge_cross_page(result([{"type": "equation", "content": r"a = b \tag{3}"}]))).equations()
    paragraph = math.getparent()
    assert [tab.get(f"{W}val") for tab in paragraph.iter(f"{W}tab") if tab.get(f"{W}val")] == ["center", "right"]
    assert [node.text for node in paragraph.iter(f"{W}t")] == ["(3)"]


@needs_engine
def test_what_can_not_be_made_is_the_picture_of_its_block_or_its_latex_and_an_issue() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (2, 2)).save(stream, "PNG")
    png = f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"
    document = merge_cross_page(
        result([
            text(r"a $\foo{x}$ b"),
            {"type": "equation", "content": r"\foo{y}"},
            {"type": "equation", "content": r"\foo{z}", "img_url": png},
        ])
    )  # fmt: skip
    written = Written(document)
    assert written.equations() == []
    assert written.literal() == [r"\foo{x}", r"\foo{y}"]
    assert len(list(written.roots[0].iter(f"{W}drawing"))) == 1
    assert [(issue.rule, issue.place) for issue in written.issues] == [
        ("formula-unconverted", f"$.pages[0].blocks[{number}].content") for number in range(3)
    ]
    assert all(r"\foo" in issue.message for issue in written.issues)


@needs_engine
def test_equations_are_valid_by_the_schema(sample: Path) -> None:
    folder = os.environ.get("SOMARK_XSD")
    if not folder:
        pytest.skip("SOMARK_XSD does not name a folder with wml.xsd")
    schema = etree.XMLSchema(etree.parse(str(Path(folder) / "wml.xsd")))
    for root in Written(merge_cross_page(sample)).roots:
        schema.assertValid(root)


@needs_engine
def test_pandoc_reads_each_equation_as_a_formula(sample: Path, tmp_path: Path) -> None:
    document = merge_cross_page(sample)
    tree = read_by_pandoc(render_docx(document), tmp_path)
    assert len(list(inlines_in(tree, "Math"))) == len(Written(document).sources)


def test_equal_documents_give_equal_files() -> None:
    sent = result([text("$a$ and $a$"), {"type": "equation", "content": "a"}])
    assert render_docx(merge_cross_page(sent)) == render_docx(merge_cross_page(sent))

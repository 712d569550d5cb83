"""What is passed by mistake to the public functions is told of kindly; nothing wrong is taken silently."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from results import result, text

import somark_tools as st
from somark_tools.errors import OutputError, SomarkError

SAMPLE = ROOT / "sample_results" / "exam" / "outputs.json"
DOCUMENT = st.merge_cross_page(SAMPLE)
TABLE = next(
    block
    for block in st.merge_cross_page(ROOT / "sample_results" / "annual-report" / "outputs.json").blocks
    if isinstance(block, st.Table)
)
PARAGRAPH = next(block for block in DOCUMENT.blocks if isinstance(block, st.Paragraph))
OF_A_DOCUMENT: dict[str, Callable[[Any], object]] = {
    "apply": st.apply,
    "unmerge": st.unmerge,
    "join_halves": st.join_halves,
    "findings": lambda document: list(st.findings(document)),
    "evidence_for": lambda document: st.evidence_for(document, "0:1", "1:1"),
    "page_index": lambda document: st.page_index(document, 0),
    "render_markdown": st.render_markdown,
    "render_with_map": st.render_with_map,
    "markdown_images": lambda document: list(st.markdown_images(document)),
    "render_html": st.render_html,
    "render_text": st.render_text,
    "render_docx": st.render_docx,
    "render_json": st.render_json,
    "render_blocks": st.render_blocks,
    "render_chunks": st.render_chunks,
    "split": st.split,
    "draw_png": lambda document: st.draw_png(document, 0),
    "draw_svg": lambda document: st.draw_svg(document, 0),
    "contact_sheet": st.contact_sheet,
    "overlay_files": lambda document: list(st.overlay_files(document)),
    "overlay_pdf": lambda document: st.overlay_pdf(document, SAMPLE.with_name("document.pdf")),
    "show_page": lambda document: st.show_page(document, 1),
    "render_viewer": st.render_viewer,
    "to_docling": st.to_docling,
    "to_networkx": st.to_networkx,
    "row_sources": lambda document: st.row_sources(document, TABLE),
    "cell_sources": lambda document: st.cell_sources(document, TABLE),
}
WITH_ASSETS = [
    st.render_markdown,
    st.render_html,
    st.render_docx,
    st.contact_sheet,
    st.render_viewer,
    lambda document, assets: st.draw_png(document, 0, assets=assets),
    lambda document, assets: st.draw_svg(document, 0, assets=assets),
    lambda document, assets: list(st.overlay_files(document, assets=assets)),
]


@pytest.mark.parametrize("name", OF_A_DOCUMENT)
@pytest.mark.parametrize("given", [str(SAMPLE), SAMPLE, None, 5], ids=["str", "Path", "None", "int"])
def test_what_wants_a_document_says_so(name: str, given: object) -> None:
    with pytest.raises(TypeError, match=r"a Document is wanted, not (str|\w*Path|None|int): .*merge_cross_page"):
        OF_A_DOCUMENT[name](given)


OF_A_BLOCK: dict[str, tuple[Callable[[Any], object], object, str]] = {
    "to_pandas": (st.to_pandas, PARAGRAPH, "a Table is wanted, not Paragraph"),
    "to_arrow": (st.to_arrow, None, "a Table is wanted, not None"),
    "row_sources": (lambda block: st.row_sources(DOCUMENT, block), PARAGRAPH, "a Table is wanted, not Paragraph"),
    "cell_sources": (lambda block: st.cell_sources(DOCUMENT, block), "0:1", "a Table is wanted, not str"),
    "piece_at": (lambda block: st.piece_at(block, 0), TABLE, "a TextBlock is wanted, not Table"),
    "pieces_between": (lambda block: st.pieces_between(block, 0, 1), TABLE, "a TextBlock is wanted, not Table"),
}


@pytest.mark.parametrize("name", OF_A_BLOCK)
def test_what_wants_a_kind_of_block_says_so(name: str) -> None:
    function, given, message = OF_A_BLOCK[name]
    with pytest.raises(TypeError, match=message):
        function(given)


@pytest.mark.parametrize("function", WITH_ASSETS)
def test_what_wants_assets_says_so(function: Callable[..., object]) -> None:
    with pytest.raises(TypeError, match=r"assets is an Assets, not str: Assets\.beside"):
        function(DOCUMENT, assets="images")


def test_assets_take_paths_as_text() -> None:
    assert st.Assets(folder="a", pdf="b", page_images="c") == st.Assets(Path("a"), pdf=Path("b"), page_images=Path("c"))  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [None, 5, [], "", "none.json", "no JSON {"])
def test_what_can_be_no_result_is_a_somark_error(given: object) -> None:
    for function in (st.read, st.merge_cross_page, st.lint):
        with pytest.raises(SomarkError):
            function(given)


WRONG_OPTIONS: list[tuple[Callable[[], object], str]] = [
    (lambda: st.merge_cross_page(SAMPLE, infer="x"), "infer is one of auto, always, never, not 'x'"),  # type: ignore[arg-type]
    (lambda: st.merge_cross_page(SAMPLE, infer=True), "infer is one of auto, always, never, not True"),  # type: ignore[arg-type]
    (lambda: st.merge_cross_page(SAMPLE, min_confidence="x"), "min_confidence is a number from 0 to 1, not 'x'"),  # type: ignore[arg-type]
    (lambda: st.merge_cross_page(SAMPLE, min_confidence=float("nan")), "from 0 to 1, not nan"),
    (lambda: st.render_json(DOCUMENT, continuations="keep"), "continuations is one of remove, empty, not 'keep'"),  # type: ignore[arg-type]
    (lambda: st.render_viewer(DOCUMENT, lang="fr"), "lang is one of en, zh, not 'fr'"),
    (lambda: st.render_markdown(DOCUMENT, tables="x"), "tables is one of auto, pipe, html, not 'x'"),  # type: ignore[arg-type]
    (lambda: st.page_index(DOCUMENT, 99), "there is no page 99; the document has 2, page_num 0 to 1"),
    (lambda: st.page_index(DOCUMENT, "0"), "there is no page '0'"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "said"), WRONG_OPTIONS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_value_that_an_option_does_not_have_is_refused_with_those_that_it_has(
    call: Callable[[], object], said: str
) -> None:
    with pytest.raises(OutputError) as raised:
        call()
    assert said in str(raised.value)


@pytest.mark.parametrize("infer", ["Always", None, ["never"]])
def test_the_transforms_refuse_what_is_no_infer(infer: Any) -> None:
    from somark_tools.transforms.continuations import continuations

    with pytest.raises(OutputError, match="infer is one of"):
        continuations(st.read(SAMPLE), infer=infer)


@pytest.mark.parametrize("keep", [[1], {1: True}, {("0:7", "1:0"): True}, {((0, 0), (1, 0)): "no"}, {((0, 0),): True}])
def test_decisions_of_another_form_are_refused_with_theirs(keep: Any) -> None:
    with pytest.raises(TypeError, match=r"decisions are \{\(\(page, idx\), \(page, idx\)\): True or False\}, not "):
        st.merge_cross_page(SAMPLE, keep=keep)


def test_a_section_is_written_in_one_line() -> None:
    sent = result([text("Whole", type="title", title_level=1), text("Part", type="title", title_level=2), text("x")])
    (section,) = st.merge_cross_page(sent).outline()
    assert repr(section) == "<Section 'Whole': 0:0, level 1, 1 below>"
    assert repr(section.children[0]) == "<Section 'Part': 0:1, level 2>"


def test_the_name_of_one_rule_may_stand_alone() -> None:
    assert st.lint(SAMPLE, select="box-empty") == st.lint(SAMPLE, select=["box-empty"])
    with pytest.raises(ValueError, match="no rule 'box-emty'; did you mean box-empty"):
        st.lint(SAMPLE, ignore="box-emty")

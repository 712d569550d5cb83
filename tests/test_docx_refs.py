"""What leads elsewhere in Word files, read back: footnotes, captions and references to them, contents, bookmarks."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from results import Json, result, results, table, text
from word_files import (
    File,
    W,
    assert_nothing_is_lost,
    assert_the_file_holds_together,
    assert_valid,
    inlines_in,
    of_block,
    plain,
    read_by_pandoc,
)

from somark_tools.assets.beside import Assets
from somark_tools.merge import merge_cross_page
from somark_tools.model import Heading
from somark_tools.patterns.caption_labels import SERIES, counted, label_in, mentions_in
from somark_tools.patterns.caption_text import WORDS
from somark_tools.patterns.numerals import roman
from somark_tools.render.docx import render_docx
from somark_tools.render.docx.grids import MAX_ROWS


def written(*pages: Any, **options: Any) -> File:
    return File(render_docx(merge_cross_page(result(*pages)), **options))


def note(content: str, **fields: Any) -> Json:
    return {"type": "footnote", "content": content} | fields


def title(content: str, level: int = 1) -> Json:
    return {"type": "title", "content": content, "title_level": level}


def caption(content: str, kind: str = "figure") -> Json:
    return {"type": f"{kind}_caption", "content": content}


# -- footnotes ------------------------------------------------------------------------------------------------------


def test_a_footnote_stands_at_the_foot_of_the_page_and_word_counts_it() -> None:
    file = written([text("One^{1} and two${}^{2}$."), note("${}^{1}$ First."), note("2 Second.")])
    assert file.texts() == [("", "One1 and two2.")]
    assert [file.note(number) for number in (1, 2)] == ["1 First.", "2 Second."]
    assert not any(each.get(f"{W}customMarkFollows") for each in file.references)


def test_signs_around_a_number_stay_and_the_number_is_words() -> None:
    file = written([text("One[1] two^{[2]} three^{3)}"), note("[1] A"), note("[2] B"), note("3) C")])
    assert file.texts() == [("", "One[1] two[2] three3)")]
    assert [file.note(number) for number in (1, 2, 3)] == ["1 A", "2 B", "3 C"]
    assert list(file.numbers.values()) == ["1", "2", "3"]
    raised = [each.getparent().find(f"{W}rPr/{W}vertAlign") for each in file.references]
    assert [each is None or each.get(f"{W}val") for each in raised] == ["baseline", True, True]


def test_a_mark_that_word_would_not_count_stays_as_it_was_printed() -> None:
    file = written(
        [text("One^{*} two^{1}."), note("* Star"), note("1 A")],
        [text("Again^{1} and $^{\\dagger}$"), note("1 B"), note("† Dagger")],
    )
    assert [shown for _, shown in file.texts()] == ["One* two1.", "Again1 and †"]
    assert [file.note(number) for number in (1, 2, 3, 4)] == ["* Star", "1 A", "1 B", "† Dagger"]
    assert [each.get(f"{W}customMarkFollows") for each in file.references] == ["1", None, "1", "1"]


def test_word_counts_with_circles_where_the_document_does() -> None:
    file = written([text("甲①，乙②。"), note("① 一"), note("② 二")])
    assert file.texts() == [("", "甲①，乙②。")]
    assert [file.note(number) for number in (1, 2)] == ["① 一", "② 二"]
    assert list(file.numbers.values()) == ["①", "②"]


def test_notes_may_start_anywhere_and_word_counts_the_longest_run() -> None:
    numbers = (3, 4, 7, 8, 9)
    words = " ".join(f"word^{{{number}}}" for number in numbers)
    file = written([text(words), *(note(f"{number} Note {number}") for number in numbers)])
    assert [each.get(f"{W}customMarkFollows") for each in file.references] == ["1", "1", None, None, None]
    assert [file.note(at) for at in range(1, 6)] == [f"{number} Note {number}" for number in numbers]
    assert file.body[-1].find(f"{W}footnotePr/{W}numStart").get(f"{W}val") == "7"


def test_a_mark_may_name_several_notes_and_a_note_have_several_marks() -> None:
    file = written([text("One^{1,2} again^{1}."), note("1 A"), note("2 B")])
    assert file.texts() == [("", "One1,2 again1.")]
    (field,) = file.fields()
    assert field == r"NOTEREF _Ref400000001 \f \h"
    assert [file.note(number) for number in (1, 2)] == ["1 A", "2 B"]


def test_notes_in_one_block_become_notes_of_their_own() -> None:
    file = written([text("One[1] two[2]"), note("[1] A\n[2] B $x$"), text("Three^{*}")])
    assert [file.note(number) for number in (1, 2)] == ["1 A", "2 B "]
    file = written([text("Two[2]"), note("[1] A\n[2] B")])
    assert file.texts() == [("", "Two[2]"), ("FootnoteText", "[1] A")]


def test_a_note_that_nothing_refers_to_stays_where_it_is() -> None:
    file = written([text("Nothing"), note("1 Alone"), text("more")])
    assert file.texts() == [("", "Nothing"), ("FootnoteText", "1 Alone"), ("", "more")]
    assert not file.notes
    assert "word/footnotes.xml" not in file.parts


def test_cells_headings_and_captions_refer_to_footnotes() -> None:
    file = written(
        [
            title("Head^{1}"),
            {"type": "figure", "content": "x", "captions": [2]},
            caption("Figure 1. Bars^{2}"),
            table([["cell^{3}", "b"], ["c", "d"]]),
            text("rest"),
            note("1 A"),
            note("2 B"),
            note("3 C"),
        ]
    )
    assert [file.note(number) for number in (1, 2, 3)] == ["1 A", "2 B", "3 C"]
    assert [file.style(next(each.iterancestors(f"{W}p"))) for each in file.references] == [
        "Heading1",
        "Caption",
        "TableText",
    ]


def test_a_note_of_a_table_too_wide_for_word_stays_where_it_is() -> None:
    wide = table([["cell^{1}", *map(str, range(70))], ["x"] * 71])
    file = written([wide, note("1 A")], bookmarks=True)
    assert not file.notes
    assert ("FootnoteText", "1 A") in file.texts()
    assert_the_file_holds_together(file)


def test_a_note_below_a_table_stays_there_and_is_linked() -> None:
    document = merge_cross_page(
        result(
            [
                table([["a^{a}", "b"], ["c", "d"]], bbox=[80, 100, 760, 300]),
                text("${}^{a}$ Without tax.", bbox=[80, 305, 760, 330]),
            ]
        )
    )
    file = File(render_docx(document))
    assert file.links() == [("a", "_Ref100000002")]
    assert file.bookmarks()["_Ref100000002"] == "a Without tax."


def test_citations_lead_to_the_entries_of_the_bibliography() -> None:
    file = written(
        [
            text("Shown in [1, 2] and^{[2]}."),
            title("References"),
            text("[1] A. Author, a paper."),
            text("[2] B. Author, a book."),
            text("[3] C. Author, uncited."),
        ]
    )
    first, second = "_Ref100000003", "_Ref100000004"
    assert file.links() == [("1", first), ("2", second), ("2", second)]
    assert file.texts()[0] == ("", "Shown in [1, 2] and[2].")
    assert file.bookmarks()[first] == "[1] A. Author, a paper."
    assert not any("_Ref1" in name and name not in (first, second) for name in file.bookmarks())


def test_pictures_and_links_in_a_note_have_their_relationships_there(tmp_path: Path) -> None:
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    content = f"1 See ![dot](data:image/png;base64,{pixel}) at [site](https://a.example/)"
    file = written([text("One^{1}"), note(content)])
    relations = file.parts["word/_rels/footnotes.xml.rels"].decode()
    assert "https://a.example/" in relations
    assert "media/image1.png" in relations
    assert file.note(1) == "1 See  at site"


# -- captions -------------------------------------------------------------------------------------------------------


def test_every_word_of_a_caption_has_its_series() -> None:
    assert {word for words in WORDS.values() for word in words.split()} <= SERIES.keys()


@pytest.mark.parametrize(
    ("printed", "fields"),
    [
        ("Figure 1. One|Figure 2: Two", [r"SEQ Figure \* ARABIC", r"SEQ Figure \* ARABIC"]),
        ("Figure 3|Fig. 4", [r"SEQ Figure \* ARABIC \r 3", r"SEQ Figure \* ARABIC"]),
        ("Figure 1a|Figure 1b", [r"SEQ Figure \* ARABIC", r"SEQ Figure \* ARABIC \c"]),
        ("图 1|图 2　流程|表1", [r"SEQ 图 \* ARABIC", r"SEQ 图 \* ARABIC", r"SEQ 表 \* ARABIC"]),
        ("表3-1|表3-2|表4-1", [r"SEQ 表 \* ARABIC", r"SEQ 表 \* ARABIC", r"SEQ 表 \* ARABIC \r 1"]),
        ("Table A-3. x", [r"SEQ Table \* ARABIC \r 3"]),
        ("TABLE IV", [r"SEQ Table \* ROMAN \r 4"]),
        ("Supplementary Figure 1", [r"SEQ Supplementary_Figure \* ARABIC"]),
        ("Table 1|Table 1 (continued)", [r"SEQ Table \* ARABIC", r"SEQ Table \* ARABIC \c"]),
        ("表一|Table A|Figure 01|No label 3|图１", []),
    ],
)
def test_the_number_of_a_caption_is_a_field_that_keeps_it(printed: str, fields: list[str]) -> None:
    captions = printed.split("|")
    file = written([caption(each) for each in captions])
    assert file.fields() == fields
    assert file.texts() == [("Caption", each) for each in captions]
    assert_the_file_holds_together(file)


def test_emphasis_does_not_hide_the_label_of_a_caption() -> None:
    file = written([caption("**Figure 1.** One"), caption("**Figure** 2 Two $x$"), text("see *Figure 2*")])
    assert [field for field in file.fields() if field.startswith("SEQ")] == [r"SEQ Figure \* ARABIC"] * 2
    assert file.bookmarks()["_Ref200000002"] == "Figure 2"
    assert file.texts()[2] == ("", "see Figure 2")


@pytest.mark.parametrize("behind", ["![](https://a.example/b.png)2abc", "[st place](part.html)", "[, 2](b.html)"])
def test_what_stands_for_a_link_or_picture_does_not_change_the_label_before_it(behind: str) -> None:
    file = written([caption(f"Figure 1{behind}")])
    assert file.fields() == ["SEQ Figure \\* ARABIC"]
    assert "Figure 1" in file.bookmarks().values()


def test_a_reference_is_a_field_where_one_caption_has_the_label() -> None:
    pages = [
        text("See Figure 1, Fig. 2, table 3 and Figure 9; Figures 1 and 2."),
        caption("Figure 1. One"),
        caption("Figure 2. Two"),
        caption("Table 3. A"),
        caption("Table 3. B"),
    ]
    file = written(pages)
    references = [field.removesuffix(r" \h \* MERGEFORMAT") for field in file.fields() if field.startswith("REF")]
    assert references == [
        "REF _Ref200000002",  # Figure 1, as it is printed in the caption
        "REF _Ref300000003",  # the 2 of Fig. 2
        "REF _Ref300000002",
        "REF _Ref300000003",
    ]
    bookmarks = file.bookmarks()
    assert (bookmarks["_Ref200000002"], bookmarks["_Ref300000003"]) == ("Figure 1", "2")
    assert file.texts()[0][1] == pages[0]["content"]


def test_chinese_references_are_found_between_other_characters() -> None:
    file = written([text("如图1、图2所示，见表 3–1；代表1"), caption("图1 甲"), caption("图2 乙"), caption("表3-1")])
    assert sum(field.startswith("REF") for field in file.fields()) == 2
    assert file.links() == [("3–1", "_Ref200000004")]
    assert file.texts()[0] == ("", "如图1、图2所示，见表 3–1；代表1")


def test_formulas_code_and_links_are_left_alone() -> None:
    file = written(
        [text("`Table 1` $Table 1$ [Table 1](https://a.example) Table^{1} x^{Table 1}"), caption("Table 1. x")]
    )
    assert not any(field.startswith("REF") for field in file.fields())


@given(st.text("Fig.Table 图表见0123aIVX-–,和 and\u3000１", max_size=40))
def test_labels_lie_in_the_text_and_say_what_stands_there(given_text: str) -> None:
    label = label_in(given_text)
    for each in ([label] if label else []) + list(mentions_in(given_text)):
        assert 0 <= each.start <= each.number_start < each.number_end <= len(given_text)
        assert len(given_text[each.number_start : each.number_end]) == len(each.number)
        number = counted(given_text, each)
        if number is not None:
            printed = given_text[number.start : number.end]
            assert printed == str(number.value) or (number.roman and roman(printed) == number.value)


# -- contents, titles, bookmarks --------------------------------------------------------------------------------------


def test_a_table_of_contents_stands_above_the_first_heading_behind_the_title() -> None:
    pages = [title("A Report"), text("by them"), title("1 One $x$", 2), text("x" * 500)], [title("1.1 **Two**", 3)]
    file = written(*pages, toc=True)
    assert file.fields() == [r'TOC \o "2-4" \h \z', *(rf"PAGEREF _Toc00000000{n} \h" for n in (3, 5))]
    assert [entry for entry in file.texts() if entry[0].startswith("TOC")] == [
        ("TOC2", "1 One \t1"),
        ("TOC3", "1.1 Two\t2"),
    ]
    assert [style for style, _ in file.texts()][:3] == ["Heading1", "", "TOC2"]
    assert b"<w:updateFields" in file.parts["word/settings.xml"]
    assert_the_file_holds_together(file)
    assert b"<w:updateFields" not in written(*pages).parts["word/settings.xml"]


def test_no_headings_no_table_of_contents() -> None:
    assert not written([text("only text")], toc=True).fields()


def test_contents_of_the_document_become_the_field_if_they_name_headings_alone() -> None:
    entries = [{"type": "cate_item", "content": f"{name} ..... {page}"} for name, page in (("1 One", 7), ("2 Two", 9))]
    headings = [title("1 One"), text("x"), title("2 Two")]
    file = written([title("Contents"), *entries, *headings], toc=True)
    assert file.fields() == [r'TOC \o "1-1" \h \z']
    assert [shown for style, shown in file.texts() if style == "TOC1"] == ["1 One\t7", "2 Two\t9"]
    assert [target for _, target in file.links()] == ["_Toc000000004", "_Toc000000006"]
    assert_the_file_holds_together(file)
    other = [*entries, {"type": "cate_item", "content": "List of figures ..... 11"}]
    file = written([title("Contents"), *other, *headings], toc=True)
    assert [shown for style, shown in file.texts() if style == "TOC1"][-1] == "List of figures\t11"
    assert len([field for field in file.fields() if field.startswith("PAGEREF")]) == 3


def test_every_heading_has_the_style_of_its_level_the_title_too() -> None:
    document = merge_cross_page(result([title("A Report"), text("by them"), title("1 One", 2), title("2 Two", 2)]))
    assert document.title is not None
    file = File(render_docx(document))
    assert [style for style, _ in file.texts()] == ["Heading1", "", "Heading2", "Heading2"]


def test_every_piece_of_every_block_has_a_bookmark_on_request() -> None:
    file = written(
        [text("It began here and", idx=4), {"type": "figure", "content": "a ship", "idx": -2}],
        [text("ended here.", (0, 4), idx=7), table([["a"], ["b"]], idx=8), text("x", idx=8)],
        [table([["c"]], (1, 8), idx=1), text("One^{1}", idx=2), note("1 A", idx=3)],
        bookmarks=True,
    )
    bookmarks = file.bookmarks()
    assert bookmarks["p0_b4"] == bookmarks["p1_b7"] == "It began here and ended here."
    assert bookmarks["p0_bm2"] == "a ship"
    assert bookmarks["p1_b8_2"] == "x"
    assert bookmarks["p2_b3"] == "1 A"
    (joined,) = file.body.iter(f"{W}tbl")
    rows = [[each.get(f"{W}name") for each in row.iter(f"{W}bookmarkStart")] for row in joined.iter(f"{W}tr")]
    assert rows == [["p1_b8"], [], ["p2_b1"]]
    assert_the_file_holds_together(file)
    assert not any(name.startswith("p") for name in written([text("x")]).bookmarks())


# -- laws -----------------------------------------------------------------------------------------------------------


@st.composite
def referring_results(draw: st.DrawFn) -> Json:
    """Results with notes, marks, captions, references, contents, citations: right, doubled, missing, out of order."""
    marks_ = [
        "^{1}",
        "^{2}",
        "${}^{1}$",
        "[1]",
        "[2]",
        "[1, 2]",
        "①",
        "②",
        "^{*}",
        "$^{\\dagger}$",
        "†",
        "^{[1]}",
        "[1-3]",
    ]
    words = [
        "Figure 1",
        "Fig. 2",
        "图1",
        "见表 2",
        "Table 2.1",
        "Tables 1 and 2",
        "**Table 1**",
        "a",
        "$x$",
        ". ",
        "\n",
    ]
    running = st.lists(st.sampled_from(marks_ + words), max_size=6).map(" ".join)
    starts = st.sampled_from(
        ["1 ", "${}^{1}$ ", "[1] ", "[2] ", "① ", "② ", "* ", "† ", "2. ", "", "[1] a [2] ", "1 a\n2 "]
    )
    labels = st.sampled_from(
        [
            "Figure 1",
            "Figure 2. ",
            "**Table 1** ",
            "图1 ",
            "表 2：",
            "Table 2.1. ",
            "Table I. ",
            "Fig. 2a ",
            "Table 1 (continued)",
        ]
    )
    kinds = {
        "text": running,
        "title": st.one_of(running, st.sampled_from(["References", "1 One", "2 Two"])),
        "footnote": st.tuples(starts, running).map("".join),
        "figure_caption": st.tuples(labels, running).map("".join),
        "cate_item": st.sampled_from(["1 One .... 3", "2 Two .... 4", "1 One .... 3\n2 Two ... 5", "other"]),
    }
    pages = []
    for _ in range(draw(st.integers(1, 3))):
        page = []
        for _ in range(draw(st.integers(0, 6))):
            kind = draw(st.sampled_from([*kinds, "text", "table"]))
            if kind == "table":
                page.append(table(draw(st.lists(st.lists(running, min_size=2, max_size=2), min_size=1, max_size=2))))
            else:
                page.append({"type": kind, "content": draw(kinds[kind])})
        pages.append(page)
    return result(*pages)


@given(referring_results(), st.booleans())
def test_whatever_refers_to_whatever_nothing_is_lost_and_all_leads_somewhere(sent: Json, toc: bool) -> None:
    document = merge_cross_page(sent)
    file = File(render_docx(document, toc=toc, bookmarks=True))
    assert_nothing_is_lost(document, file)
    assert_valid(file)


@settings(max_examples=50)
@given(results())
def test_any_result_gives_a_valid_file_with_everything_in_it(sent: Json) -> None:
    document = merge_cross_page(sent)
    file = File(render_docx(document, toc=True, bookmarks=True))
    assert_nothing_is_lost(document, file)
    assert_valid(file)


def test_the_samples_give_valid_files_with_everything_in_them(sample: Path) -> None:
    document = merge_cross_page(sample)
    for options in ({"bookmarks": True}, {"bookmarks": True, "toc": True}):
        file = File(render_docx(document, assets=Assets.beside(sample), **options))
        assert_nothing_is_lost(document, file)
        assert_valid(file)


def test_the_corpus_gives_valid_files_with_everything_in_them(corpus: Path) -> None:
    for outputs in sorted((corpus / "dev").glob("*/*/outputs.json")):
        document = merge_cross_page(outputs)
        file = File(render_docx(document, toc=True, bookmarks=True))
        assert_nothing_is_lost(document, file)
        assert_valid(file)


# -- pandoc ---------------------------------------------------------------------------------------------------------


def test_pandoc_reads_the_headings_notes_and_links(sample: Path, tmp_path: Path) -> None:
    document = merge_cross_page(sample)
    data = render_docx(document, assets=Assets.beside(sample))
    tree = read_by_pandoc(data, tmp_path)
    found = [(level, "".join(plain(inlines).split())) for level, _, inlines in inlines_in(tree["blocks"], "Header")]
    headings = [block for block in document.blocks if isinstance(block, Heading) and not block.hidden]
    assert found == [(block.level, "".join(of_block(document, block).split())) for block in headings]
    file = File(data)
    assert len(list(inlines_in(tree["blocks"], "Note"))) == len(file.notes)
    anchors = {attributes[0] for attributes, _ in inlines_in(tree["blocks"], "Span")}
    anchors |= {attributes[0] for _, attributes, _ in inlines_in(tree["blocks"], "Header")}
    led_to = {target[0] for _, _, target in inlines_in(tree["blocks"], "Link") if target[0].startswith("#")}
    assert {target.removeprefix("#") for target in led_to} <= anchors
    assert led_to or not file.links()


def test_pandoc_reads_a_note_without_its_number_and_a_sign_with_it(tmp_path: Path) -> None:
    document = merge_cross_page(result([text("One[1] two^{*}."), note("[1] First."), note("* Second.")]))
    notes = list(inlines_in(read_by_pandoc(render_docx(document), tmp_path)["blocks"], "Note"))
    assert [plain(each) for each in notes] == ["First.", "*Second."]


def test_a_bookmark_stands_in_the_part_of_a_long_table_that_has_its_row() -> None:
    long = table([["a"]] * (MAX_ROWS + 1))
    follows = {"table_cross_page": {"page_num": 0, "block_idx": 0, "target_has_header": False}}
    file = written([long], [table([["b"], ["c"]]) | follows], bookmarks=True)
    first, second = file.body.iter(f"{W}tbl")
    (start,) = [each for each in second.iter(f"{W}bookmarkStart") if each.get(f"{W}name") == "p1_b0"]
    assert file.shown(next(start.iterancestors(f"{W}tr"))) == "b"
    assert [each.get(f"{W}name") for each in first.iter(f"{W}bookmarkStart")] == ["p0_b0"]


def test_no_text_of_a_document_becomes_a_field() -> None:
    hostile = 'Figure 1. " \\* MERGEFORMAT } { INCLUDETEXT "c:/x" } SEQ x \\r 9'
    file = written(
        [title(hostile), caption(hostile), text(f"see Figure 1 {hostile}^{{1}}"), note(f"1 {hostile}")], toc=True
    )
    assert_the_file_holds_together(file)
    assert "INCLUDETEXT" not in " ".join(file.fields())

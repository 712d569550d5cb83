"""The grammar of heading numbers: one row for each way of numbering, and for what is none."""

import pytest

from somark_tools.patterns.numbering import number, readings

NUMBERED = [
    ("1 Introduction", "decimal", (1,), "Introduction"),
    ("1. Introduction", "decimal", (1,), "Introduction"),
    ("1.Introduction", "decimal", (1,), "Introduction"),
    ("1.2 Parts", "decimal", (1, 2), "Parts"),
    ("1.2.3. Parts", "decimal", (1, 2, 3), "Parts"),
    ("10.2.14 Parts", "decimal", (10, 2, 14), "Parts"),
    ("1.2Parts", "decimal", (1, 2), "Parts"),
    ("1．2　概述", "decimal", (1, 2), "概述"),
    ("１．概述", "decimal", (1,), "概述"),
    ("１ 概述", "decimal", (1,), "概述"),
    ("⒈概述", "decimal", (1,), "概述"),
    ("1、概述", "1、", (1,), "概述"),
    ("1) Parts", "1)", (1,), "Parts"),
    ("1）概述", "1)", (1,), "概述"),
    ("(1) Parts", "(1)", (1,), "Parts"),
    ("（１）概述", "(1)", (1,), "概述"),
    ("⑴概述", "(1)", (1,), "概述"),
    ("①概述", "①", (1,), "概述"),
    ("㉑ 概述", "①", (21,), "概述"),
    ("A. Parts", "letter", (1,), "Parts"),
    ("A.2 Parts", "letter", (1, 2), "Parts"),
    ("A) Parts", "A)", (1,), "Parts"),
    ("(B) Parts", "(A)", (2,), "Parts"),
    ("b) Parts", "a)", (2,), "Parts"),
    ("(b) Parts", "(a)", (2,), "Parts"),
    ("IV. Parts", "roman", (4,), "Parts"),
    ("Ⅲ. 概述", "roman", (3,), "概述"),
    ("ii) Parts", "i)", (2,), "Parts"),
    ("(iii) Parts", "(i)", (3,), "Parts"),
    ("Chapter 3", "chapter", (3,), ""),
    ("CHAPTER THREE The Sea", "chapter", (3,), "The Sea"),
    ("Chapter IV: The Sea", "chapter", (4,), "The Sea"),
    ("Kapitel 2 Das Meer", "chapter", (2,), "Das Meer"),
    ("Part II", "part", (2,), ""),
    ("Part A. Choose one", "part", (1,), "Choose one"),
    ("Section 2", "section", (2,), ""),
    ("Section 2.1 Scope", "section", (2, 1), "Scope"),
    ("§ 12 Scope", "section", (12,), "Scope"),
    ("Article 5", "Article", (5,), ""),
    ("Appendix A", "appendix", (1,), ""),
    ("Annex B: Forms", "appendix", (2,), "Forms"),
    ("第一部分 总则", "part", (1,), "总则"),
    ("第二编 物权", "part", (2,), "物权"),
    ("第三篇　概述", "part", (3,), "概述"),
    ("第一章　总则", "chapter", (1,), "总则"),
    ("第 12 章 网络", "chapter", (12,), "网络"),
    ("第１２章 网络", "chapter", (12,), "网络"),
    ("第二节 监护", "section", (2,), "监护"),
    ("第一百零三条　责任", "article", (103,), "责任"),
    ("第二十条", "article", (20,), ""),
    ("제3장 총칙", "chapter", (3,), "총칙"),
    ("一、总体要求", "一、", (1,), "总体要求"),
    ("二十一、附则", "一、", (21,), "附则"),
    ("（一）指导思想", "（一）", (1,), "指导思想"),
    ("(十二) 其他", "（一）", (12,), "其他"),
    ("㈢其他", "（一）", (3,), "其他"),
    ("附录A 数据", "appendix", (1,), "数据"),
    ("附录 B", "appendix", (2,), ""),
    ("附件1：清单", "appendix", (1,), "清单"),
    ("附录三 清单", "appendix", (3,), "清单"),
    (r"$\mathbf{1 . 2 \ Parts}$", "decimal", (1, 2), "Parts"),
    ("$3.1$", "decimal", (3, 1), ""),
]
PLAIN = [
    *[
        "3D Printing",
        "2019 年",
        "2019年度报告",
        "2019 Annual Report",
        "1.5 GHz",
        "2.4GHz Band",
        "3 年计划",
        "12 months later",
    ],
    *["10-K filing", "U.S. policy", "Partly cloudy", "Article by a friend", "Section of the sea", "Part a story"],
    *[
        "一般规定",
        "第二十三届会议",
        "三国演义",
        "Introduction",
        "Appendix",
        "附录",
        "",
        "$x^2$",
        "$$",
        "—",
        "1234567 Foo",
        "0 Zero",
    ],
]


@pytest.mark.parametrize(("text", "family", "path", "rest"), NUMBERED)
def test_a_number_is_read_with_its_family_and_the_rest(
    text: str, family: str, path: tuple[int, ...], rest: str
) -> None:
    found = readings(text)[0]
    assert (found.family, found.path, found.rest) == (family, path, rest)
    assert found.depth == len(path)


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert not readings(text)


def families(*texts: str) -> list[str]:
    return [found.family if found else "" for found in number(texts)]


def test_a_roman_one_and_the_letter_i_are_told_apart_by_sequence() -> None:
    assert families("I. One", "II. Two", "V. Five", "VI. Six") == ["roman"] * 4
    assert families("G. One", "H. Two", "I. Three", "J. Four") == ["letter"] * 4
    assert families("I. One", "A. Sub", "B. Sub", "C. Sub", "D. Sub", "II. Two") == ["roman", *["letter"] * 4, "roman"]
    assert families("(g) x", "(h) x", "(i) x") == ["(a)"] * 3
    assert families("(i) x", "(ii) x", "(a) y", "(b) y") == ["(i)", "(i)", "(a)", "(a)"]


def test_a_number_that_nothing_goes_before_or_after_is_none() -> None:
    assert families("I am", "A Tabletop Cell", "3 Ways to Win", "12 Angry Men") == [""] * 4
    assert families("1 Aim", "2 Means", "3 Ways to Win") == ["decimal"] * 3
    assert families("A Proofs", "A.1 First", "B Data") == ["letter"] * 3


def test_reading_takes_linear_time_whatever_the_text() -> None:
    for text in ("1." * 50_000, "$" * 50_000 + "x", "1 " * 50_000, "第" * 50_000, "(" * 50_000, "\\mathbf" * 20_000):
        readings(text)

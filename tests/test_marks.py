"""Marks: what in a text may be one, with what notes and entries begin."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from results import texts

from somark_tools.patterns.marks import LONGEST_RANGE, marks, openings

MARKS = [
    ("as said^{1}.", ["1"]),
    ("as said${}^{1}$.", ["1"]),
    ("as said$^{1}$.", ["1"]),
    ("as said$ { } ^ { 1 2 } $.", ["12"]),
    ("as said^{[2]}", ["[2]"]),
    ("as said$^{[2, 3]}$", ["[2,3]"]),
    ("as said^{1)} and^{(2)}", ["(1)", "(2)"]),
    ("as said^{注1}", ["1"]),
    ("as said¹ and there²³", ["1", "23"]),
    ("如上①所述$^{\\textcircled{2}}$", ["①", "②"]),
    ("Smith* and Jones** and Brown†,‡", ["*", "**", "†", "‡"]),
    ("Smith$^{\\dagger}$ and Jones$\\ddagger$ and Brown^{*,a}", ["†", "‡", "*,a"]),
    ("[7], [1,2], [4-6], [4]–[6], ［8］, 【9】, 〔10〕", ["[7]", "[1,2]", "[4,5,6]", "[4,5,6]", "[8]", "[9]", "[10]"]),
    ("[12, p. 5], [12，第5页], [Knu97; Lam94]", ["[12]", "[12]", "[Knu97,Lam94]"]),
    ("[007], [9-1], [1-9999]", ["[7]", "[9,1]", "[1,9999]"]),
    ("[1](#cite-1) and [the site](https://a.example/[2])", ["[1]"]),
    ("in 2019^{2}, vitamin K1^{3}", ["2", "3"]),
]
NO_MARKS = [
    "x^{2}, 向量x^{2}, km^{2}, 5 m², cm³, 10^{3}, 10$^{3}$",
    "$x^{2}$, $10^{3}$, $[1]$, $a_{1}^{2}$, $1$, $^{2}_{3}$",
    "10⁻³, 1^{st}, 20^{\\circ}C, a^{TM}, ^{14}C",
    "x[1], a_name[2], `a[3]`, `b^{4}`, ![a^{1}](b[2].png)",
    "from $5 to $10, [see above], [a, b], [], [1, see]",
    "* item, a *loud* word, **bold**, 2*3, binary-*, 5 * 6, f(*args)",
    "包括：①甲；②乙、③丙",
]
OPENINGS = [
    ("1 One", ["1"]),
    ("1. One", ["1"]),
    ("1) One", ["1"]),
    ("(1) One", ["(1)"]),
    ("1、甲", ["1"]),
    ("[1] One", ["[1]"]),
    ("［1］甲", ["[1]"]),
    ("①甲 ②乙", ["①", "②"]),
    ("注1：甲", ["1"]),
    ("Note 2: b", ["2"]),
    ("^{1} One", ["1"]),
    ("${}^{a}$ One", ["a"]),
    ("¹ One", ["1"]),
    ("* A † B ‡ C", ["*", "†", "‡"]),
    ("* A ** B", ["*", "**"]),
    ("a) One\nb) Two", ["a", "b"]),
    ("1 One, 2 parts\n2 Two\n5 of them\n3 Three", ["1", "2", "3"]),
    ("of before.\n2 Two", ["2"]),
    ("[1] See [2] http://a/ [3] c", ["[1]", "[2]", "[3]"]),
    ("^{1}A; ^{2}B, ^{4}C", ["1", "2"]),
    ("[Knu97] D. Knuth", ["[Knu97]"]),
    ("2019 was a year", []),
    ("3.5 metres", []),
    ("5% of it", []),
    ("a word", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "shown"), MARKS)
def test_marks_are_found(text: str, shown: list[str]) -> None:
    assert [mark.shown for mark in marks(text)] == shown


@pytest.mark.parametrize("text", NO_MARKS)
def test_what_looks_like_a_mark_is_none(text: str) -> None:
    assert [mark for mark in marks(text) if mark.keys[0].isdecimal() or mark.shape != "bracket"] == []


@pytest.mark.parametrize(("text", "shown"), OPENINGS)
def test_notes_begin_with_marks(text: str, shown: list[str]) -> None:
    assert [mark.shown for mark in openings(text)] == shown


def test_only_raised_marks_begin_a_note_in_plain_text() -> None:
    assert openings("^{1} One", plain=False)
    assert openings("1 One\n2 Two", plain=False) == ()


@given(texts)
def test_marks_are_in_order_and_do_not_overlap(text: str) -> None:
    for found in (tuple(marks(text)), openings(text)):
        assert all(0 <= mark.start < mark.end <= len(text) and mark.keys for mark in found)
        assert all(earlier.end <= later.start for earlier, later in pairwise(found))
        assert all(len(mark.keys) <= LONGEST_RANGE * len(text) for mark in found)


@pytest.mark.parametrize(
    "part", ["$", "*", "`", "[", "![", "](", "^{", " ", "\n", "[1]-", "a*b c* d", "$^", "_a[1]", "1\n"]
)
def test_a_long_text_takes_linear_time(part: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        list(marks(part * times))
        openings(part * times)
        return time.process_time() - start

    seconds(1000)
    assert min(seconds(40_000), seconds(40_000)) < 40 * max(seconds(4000), 0.005)

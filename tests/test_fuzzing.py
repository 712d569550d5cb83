"""A short run of the fuzzer on fixed seeds, what longer runs have found, and the regular expressions."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT

from fuzzing.cases import made
from fuzzing.finds import Case, loaded, save, shrunk, tried
from fuzzing.patterns import BOUNDED, patterns, slow
from fuzzing.seeds import Seeds, all_seeds
from fuzzing.targets import TARGETS

_FOUND = sorted((ROOT / "tests" / "cases" / "found").glob("*.json"))
_EACH = 8  # cases of each target


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    return all_seeds(0, made=25)


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.filterwarnings("ignore")  # of libraries, on what is odd on purpose
def test_no_mutated_result_breaks_anything(name: str, seeds: Seeds) -> None:
    finds = filter(None, (tried(made(seeds, 0, number, [name])) for number in range(_EACH)))
    assert [find.trace for find in finds] == []


@pytest.mark.parametrize("path", _FOUND, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore")
def test_what_was_found_holds(path: Path) -> None:
    find = tried(loaded(path))
    assert find is None, find.trace


def test_cases_are_the_same_each_time_and_go_through_all_targets(seeds: Seeds, monkeypatch: pytest.MonkeyPatch) -> None:
    names = list(TARGETS)
    cases = [made(seeds, 5, number, names) for number in range(len(names))]
    monkeypatch.setattr("time.time", lambda: 1e9)
    monkeypatch.setattr("time.localtime", lambda *seconds: time.gmtime(1e9))
    assert cases == [made(seeds, 5, number, names) for number in range(len(names))]
    assert Counter(case.target for case in cases) == Counter(names)


def test_a_find_is_made_small_kept_and_tried_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def breaks(data: bytes, random: object) -> None:
        assert b"needle" not in data, "found it"

    monkeypatch.setattr("fuzzing.finds.TARGETS", {"broken": breaks})
    find = tried(Case("broken", "1/2", b'{"pages": [1, 2, {"hay": "hay", "content": "much hay, a needle, hay"}]}'))
    assert find is not None
    assert "found it" in find.signature
    small = shrunk(find)
    assert len(small.case.data) < len(find.case.data) // 2
    assert b"needle" in small.case.data
    assert loaded(save(small, tmp_path)) == small.case


@pytest.mark.parametrize("form", [r"(?:a+)+b", r"\s+$", r"<!--.*-->"])
def test_a_slow_pattern_is_found(form: str) -> None:
    pattern = re.compile(form)
    assert slow(pattern, [lambda text: list(pattern.finditer(text))])


def test_what_is_said_to_be_bounded_exists() -> None:
    assert set(BOUNDED) <= {name for name, _ in patterns()}

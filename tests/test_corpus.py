"""Real documents with truth, through the corpus's own scorer: what stated references must give."""

import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from somark_tools import merge_cross_page, render_blocks


def scorer(corpus: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", corpus / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def scores(corpus: Path) -> Counter[str]:
    score = scorer(corpus)
    total: Counter[str] = Counter()
    for folder in sorted(path.parent for path in (corpus / "dev").glob("*/*/truth.json")):
        truth = json.loads((folder / "truth.json").read_text("utf-8"))
        document = merge_cross_page(folder / "outputs.json")
        total.update(score.score([json.loads(line) for line in render_blocks(document).splitlines()], truth))
        assert not document.issues, folder
    return total


def test_stated_references_are_followed_without_loss(scores: Counter[str]) -> None:
    assert scores["characters lost"] == 0
    assert scores["lost pieces"] == 0
    assert scores["doubled pieces"] == 0
    assert scores["characters duplicated"] <= 155  # hyphens at breaks: kept until it is known that they may go
    assert scores["false joins"] == 0
    assert scores["paragraph chain"] == scores["paragraph"] > 1000
    assert scores["table chain"] == scores["table"] > 400
    assert scores["whole_text exact"] == scores["whole_text"]
    assert scores["whole_table exact"] == scores["whole_table"]
    assert scores["title found"] == scores["title level"] == scores["title parent"] == scores["title"] > 4000


def test_neighbours_that_are_different_tables_stay_apart(corpus: Path) -> None:
    document = merge_cross_page(corpus / "negatives" / "tables" / "outputs.json")
    assert not document.joins

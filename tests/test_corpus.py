"""Real documents with truth, through the corpus's own scorer: what stated references must give."""

import importlib.util
import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from somark_tools import Heading, Table, apply, merge_cross_page, read, render_blocks
from somark_tools.transforms.headings import headings


def scorer(corpus: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", corpus / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documents(corpus: Path) -> list[Path]:
    return sorted(path.parent for path in (corpus / "dev").glob("*/*/truth.json"))


def loaded(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def scores() -> Counter[str]:
    corpus = os.environ.get("SOMARK_CORPUS")
    if not corpus:
        pytest.skip("SOMARK_CORPUS does not name the corpus of real documents")
    score = scorer(Path(corpus))
    total: Counter[str] = Counter()
    for folder in documents(Path(corpus)):
        document = merge_cross_page(folder / "outputs.json")
        assert not document.issues, folder
        lines = [json.loads(line) for line in render_blocks(document).splitlines()]
        result = Counter(score.score(lines, loaded(folder, "truth.json")))
        total.update({key: value for key, value in result.items() if not key.endswith("similarity")})
    return total


def share(scores: Counter[str], key: str) -> float:
    assert scores[key] > 0
    return scores[f"{key} exact"] / scores[key]


def test_stated_references_are_followed_without_loss(scores: Counter[str]) -> None:
    assert scores["characters lost"] == 0
    assert scores["lost pieces"] == 0
    assert scores["doubled pieces"] == 0
    assert scores["characters duplicated"] <= 2  # hyphens of words that neither the document nor the word list knows
    assert scores["false joins"] == 0
    assert scores["paragraph chain"] == scores["paragraph"] > 1000
    assert scores["table chain"] == scores["table"] > 400
    assert scores["whole_text exact"] == scores["whole_text"]
    assert scores["whole_table exact"] == scores["whole_table"]
    assert scores["title found"] == scores["title level"] == scores["title parent"] == scores["title"] > 4000


@pytest.mark.parametrize("kind", ["space", "none", "hyphen", "newline"])
def test_texts_are_put_together_exactly(scores: Counter[str], kind: str) -> None:
    assert share(scores, "paragraph") >= 0.99
    assert share(scores, f"paragraph:{kind}") >= 0.98


def test_tables_are_put_together_exactly(scores: Counter[str]) -> None:
    assert share(scores, "table") >= 0.96
    assert share(scores, "table:clean") >= 0.98
    assert share(scores, "table:row_split") >= 0.90
    assert share(scores, "table:rowspan_break") >= 0.95


def test_continuations_are_found_where_none_are_stated(corpus: Path) -> None:
    counts: Counter[str] = Counter()
    for folder in documents(corpus):
        outputs = loaded(folder, "outputs.json")
        for page in outputs["pages"]:
            page["merge_content_from_pre_page"] = False
            for block in page["blocks"]:
                block.pop("text_cross_page", None)
                block.pop("table_cross_page", None)
        found = merge_cross_page(outputs).blocks
        true = loaded(folder, "truth.json")["blocks"]
        for kind in ("table", "text"):
            want = pairs(b["pieces"] for b in true if (b["kind"] == "table") == (kind == "table"))
            got = pairs([[p.page, p.idx] for p in b.pieces] for b in found if isinstance(b, Table) == (kind == "table"))
            counts.update({f"{kind} want": len(want), f"{kind} got": len(got), f"{kind} right": len(want & got)})
    assert counts["table right"] == counts["table got"]
    assert 2 * counts["table right"] / (counts["table want"] + counts["table got"]) >= 0.99
    assert counts["text right"] / counts["text got"] >= 0.98
    assert 2 * counts["text right"] / (counts["text want"] + counts["text got"]) >= 0.93


def pairs(chains: Iterable[list[list[int]]]) -> set[tuple[tuple[int, ...], ...]]:
    return {(tuple(a), tuple(b)) for chain in chains for a, b in pairwise(chain)}


def test_neighbours_that_are_different_tables_stay_apart(corpus: Path) -> None:
    document = merge_cross_page(corpus / "negatives" / "tables" / "outputs.json")
    assert sum(len(block.pieces) - 1 for block in document.blocks if isinstance(block, Table)) <= 4


def retold(corpus: Path, change: Callable[[dict[str, Any], random.Random], None]) -> tuple[float, float]:
    """Return the shares of headings with the right level (up to a constant for the document) and the right parent."""
    level = parent = total = 0
    for folder in documents(corpus):
        outputs, rng = loaded(folder, "outputs.json"), random.Random(folder.name)
        titles = [b for page in outputs["pages"] for b in page["blocks"] if b["type"].lower() == "title"]
        true = [block["title_level"] for block in titles]
        for block in titles:
            change(block, rng)
        found = [b.level for b in apply(read(outputs), (headings,)).blocks if isinstance(b, Heading)]
        shift = Counter(a - b for a, b in zip(true, found, strict=True)).most_common(1)[0][0]
        level += sum(a == b + shift for a, b in zip(true, found, strict=True))
        parent += sum(a == b for a, b in zip(parents(true), parents(found), strict=True))
        total += len(true)
    return level / total, parent / total


def parents(levels: list[int]) -> list[int | None]:
    found: list[int | None] = []
    open_: list[int] = []
    for at, level in enumerate(levels):
        while open_ and levels[open_[-1]] >= level:
            open_.pop()
        found.append(open_[-1] if open_ else None)
        open_.append(at)
    return found


def test_levels_are_told_where_none_are_stated(corpus: Path) -> None:
    def strip(block: dict[str, Any], _: random.Random) -> None:
        del block["title_level"]

    level, parent = retold(corpus, strip)
    assert level >= 0.99
    assert parent >= 0.99


def test_levels_that_are_wrong_here_and_there_are_put_right(corpus: Path) -> None:
    def spoil(block: dict[str, Any], rng: random.Random) -> None:
        if rng.random() < 0.2:
            block["title_level"] = rng.choice([n for n in range(1, 7) if n != block["title_level"]])

    level, parent = retold(corpus, spoil)
    assert level >= 0.98
    assert parent >= 0.98

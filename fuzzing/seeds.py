"""What is mutated: the samples, the corpus where SOMARK_CORPUS names it, and results that hypothesis makes."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[1]
MOST_PAGES = 3  # of a document at once: what breaks, breaks on few, and an execution stays short
MOST_BLOCKS = 14


class Seeds:
    """The results to begin with; documents are read when they are first chosen."""

    def __init__(self, files: Sequence[Path], made: Sequence[Any]) -> None:
        self.files = files
        self.made = made
        self._read: dict[Path, Any] = {}

    def some(self, random: Random) -> Any:
        """Return one of the results: a few pages of a document, or a generated one. Not to be changed."""
        if not self.files or (self.made and random.random() < 0.4):
            return random.choice(self.made)
        file = random.choice(self.files)
        if file not in self._read:
            self._read[file] = json.loads(file.read_bytes())
        return _window(self._read[file], random)


def all_seeds(seed: int = 0, *, made: int = 200) -> Seeds:
    """Return all that is at hand; `made` results are generated."""
    files = sorted((ROOT / "sample_results").glob("*/outputs.json"))
    corpus = os.environ.get("SOMARK_CORPUS")
    if corpus:
        files += sorted(file for file in Path(corpus).rglob("*.json") if _is_result(file))
    return Seeds(files, list(generated(seed, made)))


def generated(seed: int, count: int) -> Iterator[Any]:
    """Return results of the strategies of the tests."""
    sys.path.insert(0, str(ROOT / "tests"))
    import results
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from hypothesis import strategies as st

    found: list[Any] = []

    @seeded(seed)
    @settings(
        database=None, max_examples=count, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.one_of(results.results(), results.chained_results(), results.listed_results(), results.mutated_results()))
    def collect(made: Any) -> None:
        found.append(made)

    collect()
    return iter(found)


def _is_result(file: Path) -> bool:
    with file.open("rb") as stream:
        return b'"pages"' in stream.read(4096)


def _window(value: Any, random: Random) -> Any:
    """Return the value with a few of its pages, and a few blocks of each."""
    if isinstance(value, dict):
        if isinstance(value.get("pages"), list):
            pages = value["pages"]
            first = random.randrange(max(1, len(pages)))
            return value | {"pages": [_cut(page, random) for page in pages[first : first + MOST_PAGES]]}
        return {key: _window(held, random) for key, held in value.items()}
    return value


def _cut(page: Any, random: Random) -> Any:
    blocks = page.get("blocks") if isinstance(page, dict) else None
    if not isinstance(blocks, list) or len(blocks) <= MOST_BLOCKS:
        return page
    first = random.choice([0, len(blocks) - MOST_BLOCKS, random.randrange(len(blocks))])
    return page | {"blocks": blocks[first : first + MOST_BLOCKS]}

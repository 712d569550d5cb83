"""Defects for the tests of lint: for each rule, a change of a clean sample that brings what the rule looks for."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from conftest import ROOT
from results import Json, result

_RECORD = "$.data.result.outputs.json.somark_tools"
_DECIDED = {"origin": "decided"}
PAGES = "$.data.result.outputs.json.pages"


@dataclass(frozen=True)
class Sample:
    """The reply of a sample, as it is changed: its pages by position, its blocks by page position and idx."""

    reply: Json

    @property
    def pages(self) -> list[Json]:
        """The pages of the reply."""
        return self.reply["data"]["result"]["outputs"]["json"]["pages"]

    def block(self, page: int, idx: int) -> Json:
        """Return the block of that idx."""
        return next(block for block in self.pages[page]["blocks"] if block["idx"] == idx)

    def insert(self, page: int, position: int, **fields: Any) -> None:
        """Put a block of a new idx there."""
        self.pages[page]["blocks"].insert(position, {"idx": 90, "captions": [], "content": "", "img_url": ""} | fields)


@dataclass(frozen=True)
class Defect:
    """A change of a sample, the place where its rule must speak, and what else must be found as it follows from it."""

    sample: str
    change: Callable[[Sample], object]
    path: str
    implied: tuple[tuple[str, str], ...] = ()


def sample_reply(name: str) -> Json:
    """Return the reply of a sample; of `levels`, one of headings without numbers, twelve of them."""
    if name == "levels":
        return {"data": {"result": {"outputs": {"json": _levels()}}}}
    reply: Json = json.loads((ROOT / "sample_results" / name / "outputs.json").read_text("utf-8"))
    return reply


def pictures(name: str) -> Path:
    """Return the folder of a sample's pictures."""
    return ROOT / "sample_results" / name / "images"


def _set_in(number: int, word: str, top: Sequence[int]) -> list[int]:
    size = 36 if number in top else 28
    return [80, 90 * number, 80 + len(word) * size // 2, 90 * number + size]


def _recorded(**entries: Any) -> Callable[[Sample], object]:
    def change(sample: Sample) -> None:
        sample.reply["data"]["result"]["outputs"]["json"]["somark_tools"] = {"merged": True, **entries}

    return change


def _levels() -> Json:
    words = "Aim Scope Terms Means Parts Tools Ways End Sum Rest Last Thanks".split()
    top = (0, 3, 7, 10)
    return result(
        [
            {
                "type": "title",
                "content": word,
                "title_level": 1 if number in top else 2,
                "bbox": _set_in(number, word, top),
            }
            for number, word in enumerate(words)
        ]
        + [{"content": "All of it ends here.", "bbox": [80, 1100, 760, 1128]}]
    )


def _set(page: int, idx: int, /, **fields: object) -> Callable[[Sample], object]:
    return lambda sample: sample.block(page, idx).update(fields)


def _replace(page: int, idx: int, old: str, new: str, count: int = 1) -> Callable[[Sample], object]:
    def change(sample: Sample) -> None:
        block = sample.block(page, idx)
        assert old in block["content"]
        block["content"] = block["content"].replace(old, new, count)

    return change


def _drop(page: int, idx: int, field: str) -> Callable[[Sample], object]:
    return lambda sample: sample.block(page, idx).pop(field)


def _page(page: int, /, **fields: object) -> Callable[[Sample], object]:
    return lambda sample: sample.pages[page].update(fields)


def _reference(page: int, idx: int) -> Json:
    return {"page_num": page, "block_idx": idx}


def _twice(sample: Sample) -> None:
    blocks = sample.pages[2]["blocks"]
    blocks.insert(6, blocks[5] | {"idx": 90})


def _swap_numbers(sample: Sample) -> None:
    sample.pages[0]["page_num"], sample.pages[1]["page_num"] = 1, 0


def _swap_blocks(sample: Sample) -> None:
    blocks = sample.pages[2]["blocks"]
    blocks[6], blocks[7] = blocks[7], blocks[6]


def _empty_column(sample: Sample) -> None:
    for text in ("抽检比例", "10%", "5%"):
        _replace(2, 10, text, "", 9)(sample)


def _head_with_text(sample: Sample) -> None:
    sample.block(2, 0).update(type="text", content="Draft of 3 May")


def _spoiled_levels(sample: Sample) -> None:
    for idx, level in ((2, 5), (5, 4), (7, 3)):
        sample.block(0, idx)["title_level"] = level


def _at(page: int, block: int, field: str = "") -> str:
    return f"{PAGES}[{page}].blocks[{block}]{field and '.'}{field}"


_HEADER_ROW = "<table><thead><tr><th>日期</th><th>事项</th></tr></thead></table>"
_ACCENTED = "é".encode().decode("latin-1")
_ANNUAL, _CONTRACT, _EXAM, _PAPER = "annual-report", "contract-zh", "exam", "paper"

DEFECTS: Mapping[str, Defect] = MappingProxyType(
    {
        "unreadable": Defect(_ANNUAL, lambda sample: sample.reply.update(code=1107), "$"),
        "box-off-page": Defect(_ANNUAL, _set(2, 5, bbox=[200, 474, 1300, 669]), _at(2, 5, "bbox")),
        "box-empty": Defect(_ANNUAL, _set(2, 5, bbox=[200, 474, 1099, 474]), _at(2, 5, "bbox")),
        "block-overlap": Defect(_ANNUAL, _set(2, 6, bbox=[200, 520, 1099, 681]), _at(2, 6, "bbox")),
        "block-duplicate": Defect(_ANNUAL, _twice, _at(2, 6, "content")),
        "page-repeated": Defect(
            _ANNUAL,
            _page(1, page_num=0),
            f"{PAGES}[1].page_num",
            tuple(("idx-repeated", _at(1, block, "idx")) for block in range(6)),
        ),
        "page-order": Defect(_ANNUAL, _swap_numbers, f"{PAGES}[1].page_num"),
        "order-jump": Defect(_ANNUAL, _swap_blocks, _at(2, 7, "bbox")),
        "reference-over-pages": Defect(
            _ANNUAL,
            _set(4, 1, text_cross_page=_reference(2, 7)),
            _at(4, 1, "text_cross_page"),
        ),
        "caption-kind": Defect(_ANNUAL, _set(3, 2, captions=[3, 4]), _at(3, 2, "captions")),
        "caption-doubled": Defect(_PAPER, _set(1, 16, captions=[17, 18]), _at(1, 18, "captions")),
        "table-ragged": Defect(_CONTRACT, _replace(2, 10, "<td>10%</td>", ""), _at(2, 10, "content")),
        "table-empty-column": Defect(_CONTRACT, _empty_column, _at(2, 10, "content")),
        "table-header-alone": Defect(
            _CONTRACT,
            lambda sample: sample.insert(3, 16, type="table", content=_HEADER_ROW, bbox=[160, 1500, 1076, 1540]),
            _at(3, 16),
        ),
        "heading-alone": Defect(
            _CONTRACT,
            lambda s: s.insert(3, 16, type="title", content="附则", title_level=2, bbox=[159, 1500, 224, 1524]),
            _at(3, 16),
        ),
        "level-jump": Defect(_ANNUAL, _set(1, 1, title_level=4), _at(1, 1, "title_level")),
        "numbering-gap": Defect(_ANNUAL, _replace(6, 3, "2.3", "2.4"), _at(6, 3, "content")),
        "numbering-repeated": Defect(_ANNUAL, _replace(6, 3, "2.3", "2.2"), _at(6, 3, "content")),
        "picture-missing": Defect(_PAPER, _set(0, 16, img_url=""), _at(0, 15, "img_url")),
        "picture-address": Defect(_PAPER, _set(0, 16, img_url="javascript:alert(1)"), _at(0, 15, "img_url")),
        "picture-not-found": Defect(_PAPER, _set(0, 16, img_url="images/gone.png"), _at(0, 15, "img_url")),
        "dollar-unbalanced": Defect(_PAPER, _replace(0, 15, "V}$ for", "V} for"), _at(0, 14, "content")),
        "latex-unbalanced": Defect(_EXAM, _replace(1, 2, "{g}}", "{g}"), _at(1, 2, "content")),
        "latex-unconvertible": Defect(_EXAM, _replace(1, 2, r"\pi", r"\pie"), _at(1, 2, "content")),
        "record-dangling": Defect("levels", _recorded(blocks={"9:9": {}}), f"{_RECORD}.blocks"),
        "record-continuation": Defect(
            "levels",
            _recorded(edges=[{"source": "0:0", "relation": "continues", "target": "0:3", "evidence": _DECIDED}]),
            f"{_RECORD}.edges[0]",
        ),
        "latex-unchecked": Defect(_EXAM, lambda sample: None, "$.data.result.outputs.json"),
        "content-empty": Defect(_ANNUAL, _set(2, 5, content=""), _at(2, 5, "content")),
        "character-broken": Defect(_ANNUAL, _replace(2, 5, "easy", "ea\ufffdy"), _at(2, 5, "content")),
        "encoding-broken": Defect(_ANNUAL, _replace(2, 5, "easy", _ACCENTED), _at(2, 5, "content")),
        "script-mixed": Defect(_ANNUAL, _replace(2, 5, "easy", "e\u0430sy"), _at(2, 5, "content")),
        "text-as-furniture": Defect(_ANNUAL, _head_with_text, _at(2, 0)),
        "continuation-unmerged": Defect(_ANNUAL, _set(5, 1, table_cross_page=None), _at(5, 1)),
        "merge-doubtful": Defect(_CONTRACT, _set(4, 2, text_cross_page=_reference(3, 15)), _at(4, 2)),
        "page-number-missing": Defect(_ANNUAL, lambda sample: sample.pages[0].pop("page_num"), f"{PAGES}[0]"),
        "page-size-missing": Defect(_ANNUAL, lambda s: s.pages[2].pop("page_size"), f"{PAGES}[2].page_size"),
        "idx-missing": Defect(_ANNUAL, _drop(2, 5, "idx"), _at(2, 5)),
        "idx-repeated": Defect(_ANNUAL, _set(2, 6, idx=5), _at(2, 6, "idx")),
        "bbox-missing": Defect(_ANNUAL, _drop(2, 5, "bbox"), _at(2, 5, "bbox")),
        "bbox-reversed": Defect(_ANNUAL, _set(2, 5, bbox=[1099, 474, 200, 669]), _at(2, 5, "bbox")),
        "label-unknown": Defect(_ANNUAL, _set(2, 5, type="texte"), _at(2, 5, "type")),
        "format-unknown": Defect(_ANNUAL, _set(2, 5, format="rtf"), _at(2, 5, "format")),
        "table-repaired": Defect(
            _CONTRACT, _replace(2, 10, "<td>10%</td>", '<td rowspan="9">10%</td>'), _at(2, 10, "content"),
            (("table-ragged", _at(2, 10, "content")),),
        ),
        "formula-number-unattached": Defect(
            _PAPER,
            _page(0, unattached_formula_numbering=[{"idx": 1, "content": "(3)"}]),
            f"{PAGES}[0].unattached_formula_numbering",
        ),
        "caption-dangling": Defect(_ANNUAL, _set(3, 2, captions=[3, 77]), _at(3, 2, "captions")),
        "orphan-caption": Defect(_CONTRACT, _set(3, 15, type="figure_caption"), _at(3, 15)),
        "reference-dangling": Defect(
            _ANNUAL,
            _set(4, 1, text_cross_page=_reference(44, 9)),
            _at(4, 1, "text_cross_page"),
        ),
        "reference-by-position": Defect(_ANNUAL, _set(3, 9, idx=90), _at(4, 1, "text_cross_page")),
        "reference-forward": Defect(
            _ANNUAL, _set(2, 5, text_cross_page=_reference(2, 5)), _at(2, 5, "text_cross_page")
        ),
        "reference-doubled": Defect(
            _ANNUAL, _set(4, 1, table_cross_page=_reference(3, 9)), _at(4, 1, "table_cross_page")
        ),
        "reference-kind": Defect(_ANNUAL, _set(2, 5, text_cross_page=_reference(2, 2)), _at(2, 5, "text_cross_page")),
        "reference-hidden": Defect(_PAPER, _set(1, 12, display=False), _at(1, 12, "text_cross_page")),
        "page-flag-kind": Defect(
            _ANNUAL, _page(2, merge_content_from_pre_page=True), f"{PAGES}[2].merge_content_from_pre_page"
        ),
        "level-against-numbering": Defect(_PAPER, _set(1, 21, title_level=1), _at(1, 20, "title_level")),
        "level-against-size": Defect(
            "levels",
            _spoiled_levels,
            _at(0, 2, "title_level"),
            (("level-against-size", _at(0, 5, "title_level")), ("level-against-size", _at(0, 7, "title_level"))),
        ),
    }
)  # fmt: skip


def broken_character(blocks: list[Json], at: int) -> str:
    """Put a broken character into the content, where readers see it."""
    content = blocks[at]["content"]
    middle = content.rindex("</td>") if "</td>" in content else len(content) // 2
    blocks[at]["content"] = f"{content[:middle]}\ufffd{content[middle:]}"
    return "character-broken" if content and blocks[at].get("display") is not False else ""


def wide_box(blocks: list[Json], at: int) -> str:
    """Let the box go beyond the page."""
    blocks[at]["bbox"][2] = 1300
    return "box-off-page"


def sent_twice(blocks: list[Json], at: int) -> str:
    """Put a copy of the block in front of it."""
    blocks.insert(at, blocks[at] | {"idx": 90})
    return "block-duplicate" if blocks[at]["type"] == "text" and blocks[at].get("display") is not False else ""


def exchanged(blocks: list[Json], at: int) -> str:
    """Exchange the block and the next one, which stands below it."""
    blocks[at : at + 2] = reversed(blocks[at : at + 2])
    now, after = (blocks + blocks[:1])[at : at + 2]
    texts = {now["type"], after["type"]} <= {"text", "title", "code", "equation"}
    shown = now.get("display") is not False and after.get("display") is not False
    return "order-jump" if texts and shown and now["bbox"][1] >= after["bbox"][3] else ""


def lost_cell(blocks: list[Json], at: int) -> str:
    """Take the last cell out of a table."""
    before, cell, after = blocks[at]["content"].rpartition("<td")
    blocks[at]["content"] = before + after.partition("</td>")[2]
    return "table-ragged" if cell else ""


ANYWHERE = (broken_character, wide_box, sent_twice, exchanged, lost_cell)

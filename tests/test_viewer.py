"""The viewer's page, its review files and its server, without a browser."""

import http.client
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from conftest import ROOT, hear_interruptions
from hypothesis import given
from results import chained_results, mutated_results, result, results, text
from selectolax.lexbor import LexborHTMLParser

from somark_tools import (
    Assets,
    FormatError,
    SomarkError,
    SourceError,
    merge_cross_page,
    read,
    read_review,
    render_json,
    render_viewer,
)
from somark_tools.labels import LABELS
from somark_tools.render.html.escape import anchor
from somark_tools.viewer.review import BlockMark, MergeMark, Review
from somark_tools.viewer.words import LABELS_ZH, WORDS

PAPER = ROOT / "sample_results" / "paper"
PAGE_FILES = sorted((ROOT / "somark_tools" / "viewer" / "page").glob("*"))
needs_server = pytest.mark.skipif(not find_spec("uvicorn"), reason="the extra `view` is not installed")


def data_of(page: str) -> Any:
    found = LexborHTMLParser(page).css_first("script#data")
    assert found is not None
    return json.loads(found.text())


def test_every_block_and_box_of_a_sample_is_in_the_page(sample: Path) -> None:
    document = merge_cross_page(sample)
    data = data_of(render_viewer(document))
    assert list(data["blocks"]) == [anchor(block.id) for block in document.blocks]
    boxes = [box for page in data["pages"] for box in page["boxes"]]
    pieces = [piece for block in document.blocks for piece in block.pieces if piece.bbox]
    assert len(boxes) == len(pieces)
    assert all(box[1] >= 0 and box[2] >= 0 and box[1] + box[3] <= 100.01 and box[2] + box[4] <= 100.01 for box in boxes)
    assert sum(merge["joined"] for merge in data["merges"]) == len(document.joins)
    assert len(data["issues"]) == len(document.issues)


def test_a_merged_result_that_is_read_again_shows_the_merges_and_boxes_of_the_original(sample: Path) -> None:
    document = merge_cross_page(sample)
    merged = render_json(document)
    first, again = (data_of(render_viewer(shown)) for shown in (document, merge_cross_page(merged)))
    assert render_json(read(merged)) == merged
    joined = [[merge for merge in data["merges"] if merge["joined"]] for data in (first, again)]
    assert joined[0] == joined[1]
    assert {name: block["parts"] for name, block in again["blocks"].items()} == {
        name: block["parts"] for name, block in first["blocks"].items()
    }
    assert [sorted(box[:5] for box in page["boxes"]) for page in again["pages"]] == [
        sorted(box[:5] for box in page["boxes"]) for page in first["pages"]
    ]


@pytest.mark.parametrize("bbox", [[9, 9, 1, 1], [10**400, 0, 10**401, 1], [1e308, 0, 1.5e308, 1]])
def test_a_recorded_box_that_is_none_is_not_drawn(bbox: list[float]) -> None:
    sent = json.loads(render_json(merge_cross_page(result([text("one and")], [text("two", (0, 0))]))))
    sent["somark_tools"]["joins"][0]["bbox"] = bbox
    data = data_of(render_viewer(merge_cross_page(sent)))
    assert [len(page["boxes"]) for page in data["pages"]] == [1, 0]
    assert [merge["pages"] for merge in data["merges"] if merge["joined"]] == [[0, 1]]


def test_pictures_of_the_pages_are_part_of_the_page() -> None:
    pytest.importorskip("pypdfium2", reason="the extra `pdf` is not installed")
    document = merge_cross_page(PAPER / "outputs.json")
    assets = replace(Assets.beside(PAPER / "outputs.json"), pdf=PAPER / "document.pdf")
    page = render_viewer(document, assets=assets)
    assert page.count('id="picture-') == len(document.pages)
    assert page.count("data:image/webp;base64,") >= len(document.pages)
    assert [known["picture"] for known in data_of(page)["pages"]] == [True] * len(document.pages)
    assert len(page) < 2_000_000


def test_nothing_in_the_page_is_loaded_from_elsewhere() -> None:
    blocks = [
        text("![far](https://example.org/a.png) and ![near](b.png)"),
        {"type": "figure", "img_url": "http://x/y.png"},
    ]
    page = render_viewer(merge_cross_page(result(blocks)))
    assert re.findall(r"<(?:img|link|script|iframe|source)[^>]*(?:src|href)=.*", page) == [
        '<link rel="icon" href="data:,">'
    ]
    policy = LexborHTMLParser(page).css_first("meta[http-equiv]")
    assert policy is not None
    content = policy.attributes["content"] or ""
    assert "default-src 'none'" in content
    assert "unsafe" not in content
    assert "http" not in content


@given(results() | mutated_results() | chained_results())
def test_any_result_makes_a_page_whose_data_can_be_read(sent: Any) -> None:
    try:
        document = merge_cross_page(sent)
    except SomarkError:
        return
    page = render_viewer(document)
    page.encode()
    assert set(data_of(page)["blocks"]) == {anchor(block.id) for block in document.blocks}
    tree = LexborHTMLParser(page)
    assert len(tree.css("script:not([type])")) == 1
    assert len(tree.css("template.content")) == len(document.pages)


def test_the_viewer_has_all_its_words_in_both_languages() -> None:
    assert set(WORDS["en"]) == set(WORDS["zh"])
    assert set(LABELS_ZH) == {label.name for label in LABELS}
    code = "".join(file.read_text("utf-8") for file in PAGE_FILES)
    used = set(re.findall(r'\bword\("(\w+)"\)|data-word(?:-label)?="(\w+)"', code))
    assert {first or second for first, second in used} <= set(WORDS["en"])


@pytest.mark.parametrize("file", PAGE_FILES, ids=lambda file: file.name)
def test_a_file_of_the_viewer_is_small_and_reads_no_markup(file: Path) -> None:
    code = file.read_text("utf-8")
    assert len(code.splitlines()) <= 250
    assert max(map(len, code.splitlines())) <= 120
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", code)


# -- reviews --------------------------------------------------------------------------------------------------------


def test_verdicts_about_merges_become_decisions(tmp_path: Path) -> None:
    sent = result([text("one and")], [text("two", (0, 0))])
    assert len(merge_cross_page(sent).blocks) == 1
    pair = ((0, 0), (1, 0))
    for joined, verdict, together in (
        (True, "right", True), (True, "wrong", False), (False, "right", False), (False, "wrong", True),
    ):  # fmt: skip
        review = Review(merges=(MergeMark(earlier=pair[0], later=pair[1], joined=joined, verdict=verdict),))
        (tmp_path / "a.json").write_text(review.to_json(), "utf-8")
        keep = read_review(tmp_path / "a.json")
        assert keep == {pair: together}
        assert len(merge_cross_page(sent, keep=keep, infer="never").blocks) == 2 - together


def test_what_is_merged_already_stays_so_and_cannot_be_parted() -> None:
    merged = merge_cross_page(result([text("one and")], [text("two", (0, 0))]))
    pair = ((0, 0), (1, 0))
    assert merge_cross_page(merged, keep={pair: True}).blocks == merged.blocks
    with pytest.raises(FormatError, match="merged already"):
        merge_cross_page(merged, keep={pair: False})


def test_a_comment_alone_decides_nothing() -> None:
    assert not Review(merges=(MergeMark(earlier=(0, 0), later=(1, 0), joined=True, comment="?"),)).decisions


def test_a_later_mark_takes_the_place_of_the_earlier_one_and_an_empty_one_removes_it() -> None:
    review = Review(blocks=(BlockMark(page=0, idx=1, verdict="right"), BlockMark(page=0, idx=2, verdict="wrong")))
    changed = Review(blocks=(BlockMark(page=0, idx=1, verdict="wrong", comment="a table"), BlockMark(page=0, idx=2)))
    assert review.with_marks(changed).blocks == changed.blocks[:1]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("[]", "$"),
        ("{", "$"),
        ('{"merges": [{"earlier": [0, 0], "later": [1], "joined": true}]}', "$.merges[0].later[1]"),
        ('{"blocks": [{"page": 0, "idx": 1, "verdict": "so-so"}]}', "$.blocks[0].verdict"),
        ('{"version": 2}', "$.version"),
        ('{"notes": 1}', "$.notes"),
    ],
)
def test_what_is_no_review_is_refused_with_its_place(content: str, place: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(content, "utf-8")
    with pytest.raises(FormatError, match=re.escape(f"no review: {place}: ")):
        read_review(tmp_path / "a.json")
    with pytest.raises(SourceError):
        read_review(tmp_path / "none.json")
    with pytest.raises(SourceError, match="can't be read"):
        read_review(tmp_path / "a\0.json")


def test_a_review_that_an_editor_has_saved_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(
        b'\xef\xbb\xbf{"merges": [{"earlier": [0, 1], "later": [1, 0], "joined": true, "verdict": "wrong"}]}'
    )
    assert read_review(tmp_path / "a.json") == {((0, 1), (1, 0)): False}


# -- the server -----------------------------------------------------------------------------------------------------


class Served:
    """A running server: `ask` returns status, headers and body."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.host, self.path = urlsplit(address).netloc, urlsplit(address).path

    def ask(self, path: str, *, body: str | None = None, **headers: str) -> tuple[int, Any, bytes]:
        connection = http.client.HTTPConnection(self.host, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET" if body is None else "POST", path, body, named)
        answer = connection.getresponse()
        found = answer.status, answer.headers, answer.read()
        connection.close()
        return found

    def post(self, body: str, **headers: str) -> int:
        sent = {"Origin": f"http://{self.host}", "Content_Type": "application/json"} | headers
        return self.ask(f"{self.path}review", body=body, **sent)[0]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    source = tmp_path / "outputs.json"
    source.write_bytes((PAPER / "outputs.json").read_bytes())
    command = [
        sys.executable,
        "-m",
        "somark_tools",
        "view",
        str(source),
        "--serve",
        "--pdf",
        str(PAPER / "document.pdf"),
    ]
    pipe = {"stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    with subprocess.Popen(command, **pipe, preexec_fn=hear_interruptions) as process:
        assert process.stderr is not None
        yield Served(process.stderr.readline().split()[1])
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


@needs_server
def test_the_server_sends_the_page_and_its_pictures_to_its_own_address_alone(served: Served) -> None:
    pytest.importorskip("pypdfium2", reason="the extra `pdf` is not installed")
    assert served.host.startswith("127.0.0.1:")
    status, headers, body = served.ask(served.path)
    assert status == 200
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert len(body) < 300_000
    status, headers, body = served.ask(f"{served.path}page/0")
    assert (status, headers["content-type"], body[:4]) == (200, "image/jpeg", b"\xff\xd8\xff\xe0")
    assert served.ask(f"{served.path}page/99")[0] == 404
    assert served.ask("/")[0] == 404
    assert served.ask(served.path, Host="evil.example")[0] == 400


@needs_server
def test_the_server_takes_marks_from_its_own_page_alone_and_keeps_them(served: Served, tmp_path: Path) -> None:
    mark = '{"merges": [{"earlier": [0, 13], "later": [1, 2], "joined": true, "verdict": "wrong", "comment": "no"}]}'
    assert served.post(mark, Origin="http://evil.example") == 403
    assert served.post(mark, Content_Type="text/plain") == 403
    assert served.post("{}x") == 400
    assert served.post(" " * 2_000_000) == 413
    assert not (tmp_path / "outputs.review.json").exists()
    assert served.post(mark) == 204
    assert read_review(tmp_path / "outputs.review.json") == {((0, 13), (1, 2)): False}
    assert json.loads(served.ask(f"{served.path}review")[2])["merges"][0]["comment"] == "no"


def test_a_viewer_takes_time_linear_in_the_pages() -> None:
    document = merge_cross_page(result(*[[text("A paragraph."), text("Another one.")] for _ in range(3000)]))
    began = time.process_time()
    assert render_viewer(document).count('<template class="content">') == 3000
    assert time.process_time() - began < 6  # about 0.5; 20 when each page looked at all others

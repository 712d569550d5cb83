"""Every shape in which a result travels, and what is refused."""

import gzip
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
import somark
from results import result, text

from somark_tools import (
    Document,
    FormatError,
    NotReadyError,
    Result,
    ServiceError,
    SourceError,
    TaskReply,
    merge_cross_page,
    read,
)

PLAIN = result([text("one"), text("two")])
REPLY = {
    "code": 0,
    "message": "查询成功",
    "data": {
        "record_id": 1,
        "task_id": "t",
        "status": "SUCCESS",
        "file_name": "a.pdf",
        "metadata": {"page_num": 1, "file_type": ".pdf"},
        "result": {"file_name": "a.pdf", "outputs": {"markdown": "one", "json": PLAIN, "zip": "https://x.example/z"}},
    },
}
SHAPES: dict[str, Any] = {
    "outputs.json": PLAIN,
    "a result object": {"outputs": {"json": PLAIN, "markdown": ""}},
    "data saved alone": {"result": {"file_name": "a.pdf", "imgs": [], "outputs": {"json": PLAIN}}},
    "a sync reply": {
        "code": 0,
        "message": "ok",
        "warnings": [],
        "data": {"error": None, "result": {"outputs": {"json": PLAIN}}},
    },
    "an async reply": REPLY,
    "an older reply without result level": {"code": 0, "data": {"outputs": {"json": PLAIN}}},
    "outputs.json as a JSON string": {"outputs": {"json": json.dumps(PLAIN)}},
    "data as a JSON string": {"code": 0, "data": json.dumps(REPLY["data"])},
}


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]  # type: ignore[union-attr]


@pytest.mark.parametrize("shape", list(SHAPES))
def test_each_envelope_is_read(shape: str) -> None:
    assert texts(read(SHAPES[shape])) == ["one", "two"]
    assert texts(read(json.dumps(SHAPES[shape]))) == ["one", "two"]


def test_each_container_is_read(tmp_path: Path) -> None:
    data = json.dumps(REPLY, ensure_ascii=False).encode()
    files = {
        "plain.json": data,
        "bom.json": b"\xef\xbb\xbf" + data,
        "utf16.json": data.decode().encode("utf-16"),
        "packed.json.gz": gzip.compress(data),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        assert texts(read(tmp_path / name)) == ["one", "two"], name
        assert texts(read(str(tmp_path / name))) == ["one", "two"], name
        assert texts(read(content)) == ["one", "two"], name
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as package:
        package.writestr("main.md", "# one")
        package.writestr("other.json", "{}")
        package.writestr("deep/outputs.json", json.dumps(PLAIN))
    assert texts(read(tmp_path / "package.zip")) == ["one", "two"]


def test_wire_models_and_documents_are_read() -> None:
    assert texts(read(Result.model_validate(PLAIN))) == ["one", "two"]
    assert texts(read(TaskReply.model_validate(REPLY))) == ["one", "two"]
    document = read(PLAIN)
    assert read(document) is document


def test_the_official_sdk_s_objects_are_read() -> None:
    response = somark.ParseResponse.from_api(REPLY)
    assert texts(read(response)) == ["one", "two"]
    assert read(response).name == "a.pdf"
    task = somark.Task("t", refresh_handler=lambda task_id: REPLY)
    with pytest.raises(NotReadyError):
        read(task)
    task.refresh()
    assert texts(merge_cross_page(task)) == ["one", "two"]


def test_a_file_s_name_that_is_no_text_can_be_written_again(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.json"))
    path.write_text(json.dumps(result([text("one")])))
    document = read(path)
    assert document.name == "caf\ufffd.json"
    assert Document.from_json(document.to_json()) == document


def test_a_reply_without_result_says_why() -> None:
    with pytest.raises(ServiceError, match=r"error 1107: bad key") as failed:
        read({"code": 1107, "message": "bad key"})
    assert failed.value.code == 1107
    with pytest.raises(ServiceError, match=r"\$\.data: the task failed"):
        read({"code": 0, "data": {"status": "failed"}})
    with pytest.raises(NotReadyError, match="QUEUING"):
        read({"code": 0, "data": {"status": "QUEUING", "result": None}})
    with pytest.raises(FormatError, match="SUCCESS"):
        read({"code": 0, "data": {"status": "SUCCESS", "result": None}})


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"pages": [{"blocks": [{"bbox": [1, 2, "x", 4]}]}]}, "$.pages[0].blocks[0].bbox[2]"),
        ({"pages": [{"blocks": [{}, {"idx": "7"}]}]}, "$.pages[0].blocks[1].idx"),
        ({"pages": [{"page_num": 1.5}]}, "$.pages[0].page_num"),
        ({"data": {"pages": {}}}, "$.data.pages"),
        (
            {"pages": [{"blocks": [{"text_cross_page": {"page_num": 1}}]}]},
            "$.pages[0].blocks[0].text_cross_page.block_idx",
        ),
    ],
)
def test_a_documented_field_of_another_type_is_an_error_that_names_its_place(value: object, place: str) -> None:
    with pytest.raises(FormatError) as error:
        read(value)
    assert error.value.place == place


def test_what_can_t_be_opened_or_decoded_is_a_source_error(tmp_path: Path) -> None:
    (tmp_path / "broken.gz").write_bytes(b"\x1f\x8b broken")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "cut.json").write_text('{"pages": [')
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as package:
        package.writestr("main.md", "")
    loop: dict[str, object] = {}
    loop["pages"] = loop
    strange = [{"pages": object()}, loop, "[" * 100_000, 7, None, object()]
    for source in [*tmp_path.iterdir(), tmp_path, tmp_path / "none", "no\0name", b"\xff\xfe\x00", b"", *strange]:
        with pytest.raises(SourceError):
            read(source)


def test_repairs_are_issues_with_a_path_into_the_input() -> None:
    blocks = [{"type": "Page-Header", "bbox": [9, 9, 1, 1]}, {"type": "novel", "idx": 5, "format": "rtf"}, {"idx": 5}]
    document = read({"result": {"outputs": {"json": {"pages": [{"blocks": blocks}]}}}})
    assert document.blocks[0].label == "header"
    root = "$.result.outputs.json.pages[0]"
    assert {(issue.rule, issue.place) for issue in document.issues} == {
        ("page-number-missing", root),
        ("page-size-missing", f"{root}.page_size"),
        ("idx-missing", f"{root}.blocks[0]"),
        ("bbox-reversed", f"{root}.blocks[0].bbox"),
        ("label-unknown", f"{root}.blocks[1].type"),
        ("format-unknown", f"{root}.blocks[1].format"),
        ("bbox-missing", f"{root}.blocks[1].bbox"),
        ("idx-repeated", f"{root}.blocks[2].idx"),
        ("label-unknown", f"{root}.blocks[2].type"),
        ("bbox-missing", f"{root}.blocks[2].bbox"),
    }
    assert [block.id for block in document.blocks] == ["0:0", "0:5", "0:5#2"]


def test_public_samples_of_other_projects_load(corpus: Path) -> None:
    folder = corpus.parent / "results"
    files = sorted(folder.glob("*.json"))
    assert files
    for file in files:
        document = merge_cross_page(file)
        assert document.pages, file.name


def test_unknown_fields_are_kept() -> None:
    sent = {"pages": [{"page_num": 0, "dpi": 150, "blocks": [{"type": "text", "score": 0.5}]}], "engine": "v2"}
    document = Document.from_json(read(sent).to_json())
    assert document.source.model_dump(exclude_unset=True) == sent

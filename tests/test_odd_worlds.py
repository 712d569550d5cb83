"""Odd texts, pages, boxes, encodings, terminals and disks."""

import io
import json
import os
import random
import signal
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from docx import Document as open_word
from PIL import Image
from results import Json, result, table, text
from test_cli import run, saved

from somark_tools import (
    Assets,
    FormatError,
    OutputError,
    SourceError,
    draw_png,
    merge_cross_page,
    read,
    render_docx,
    render_markdown,
    render_text,
)
from somark_tools.render import FORMATS
from somark_tools.whole_files import write_whole

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def rendered(source: object) -> dict[str, Any]:
    """Return the document in every format that needs no PDF."""
    document = merge_cross_page(source)
    made = {}
    for fmt in FORMATS:
        if fmt.name != "overlay-pdf":
            output = fmt.load()(document)
            made[fmt.name] = list(output) if fmt.folder else output
            assert not isinstance(output, str) or output.encode() is not None
    return made


# -- texts -----------------------------------------------------------------------------------------------------------


def test_a_lone_surrogate_is_a_broken_character_in_every_shape_and_output() -> None:
    sent = result([text("one \ud83d"), table([["a\udc00b"]])], [text("\ud800")])
    escaped, plain = json.dumps(sent), json.dumps(sent, ensure_ascii=False)
    for source in (sent, escaped, plain, escaped.encode(), plain.encode("utf-8", "surrogatepass")):
        made = rendered(source)
        assert "one \ufffd" in made["md"]
        assert "a\ufffdb" in made["html"]
    assert rendered(json.dumps(result([text("😀")])))["txt"].strip() == "😀"


@pytest.mark.parametrize(
    "content",
    [
        "שלום עולם (12) abc",
        "مرحبا بالعالم ١٢٣",
        "縦書きの「文章」。",
        "e\u0301a\u0308\u0301" + "n\u0303" * 50,
        "👩‍👩‍👧 👍🏽",
        "\u202eabc\u202c",
        "ᠮᠣᠩᠭᠣᠯ",
    ],
)
def test_texts_of_any_script_come_through_whole(content: str) -> None:
    made = rendered(result([text(content), table([[content, "x"]])]))
    for name in ("md", "html", "txt", "json", "document", "blocks", "chunks"):
        shown = made[name]
        assert content in (shown if name != "chunks" else json.loads(shown.split("\n")[0])["text"]), name


def test_vertical_text_in_a_narrow_high_box_is_drawn_and_read() -> None:
    column: Json = {"type": "text", "content": "縦書きの文章。", "bbox": [700, 80, 730, 900]}
    document = merge_cross_page(result([column, column | {"content": "二行目", "bbox": [650, 80, 680, 900]}]))
    assert render_text(document).split() == ["縦書きの文章。", "二行目"]
    assert draw_png(document, 0, scale=0.3).startswith(b"\x89PNG")


def test_footnotes_from_right_to_left_are_marked_as_the_body_is() -> None:
    sent = result([text("שלום עולם^{1} וגם זה"), {"type": "footnote", "content": "1 הערה abc בעברית"}])
    package = open_word(io.BytesIO(render_docx(merge_cross_page(sent)))).part.package
    [notes] = [part for part in package.iter_parts() if part.partname == "/word/footnotes.xml"]
    xml = notes.blob.decode()
    note = xml[xml.index('w:id="1"') :]
    assert "<w:bidi/>" in note
    assert "<w:rtl/>" in note


# -- pages and boxes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pages", [[{}], [{"blocks": []}, {"blocks": None}], [{"page_num": 9}] * 3])
def test_pages_without_blocks_are_pages(pages: list[Json]) -> None:
    assert len(merge_cross_page({"pages": pages}).pages) == len(pages)
    assert rendered({"pages": pages})["txt"].strip() == ""


@pytest.mark.parametrize("number", [0.5, -5, -0.25, 1e7, 1e300, "NaN", "Infinity", "-Infinity"])
def test_boxes_of_any_numbers_are_drawn_or_left_out(number: object) -> None:
    box = f"[{number}, 10, {number}, 20.75]"
    block = f'{{"type": "text", "content": "x", "bbox": {box}}}'
    made = rendered(f'{{"pages": [{{"page_size": {{"w": 800, "h": {number}}}, "blocks": [{block}, {block}]}}]}}')
    assert made["md"].split() == ["x", "x"]


def test_pages_may_count_from_one() -> None:
    pages = [
        {"page_num": 1, "blocks": [{"idx": 1, "type": "text", "content": "it goes on"}]},
        {"page_num": 2, "blocks": [text("here", (1, 1))]},
    ]
    assert render_markdown(merge_cross_page({"pages": pages})) == "it goes on here\n"


def test_ten_thousand_pages_take_as_long_a_page_as_a_thousand() -> None:
    def seconds(count: int) -> float:
        pages = [[text(f"Page {n} ends and"), table([["a", str(n)]])] for n in range(count)]
        sent = json.dumps(result(*pages))
        began = time.process_time()
        assert len(merge_cross_page(sent).pages) == count
        return time.process_time() - began

    assert seconds(10_000) < 25 * max(0.1, seconds(1_000))


# -- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_files_of_windows_are_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "结果 é.json"
    content = json.dumps(result([text("café 中文")]), ensure_ascii=False, indent=1).replace("\n", "\r\n")
    path.write_bytes(content.encode(encoding))
    assert render_text(merge_cross_page(path)).strip() == "café 中文"


def test_what_is_in_another_encoding_or_no_single_result_says_so() -> None:
    one = json.dumps(result([text("café")]), ensure_ascii=False)
    with pytest.raises(SourceError, match="not text in UTF-8"):
        read(one.encode("cp1252"))
    with pytest.raises(SourceError, match="several values"):
        read(f"{one}\n{one}")
    with pytest.raises(FormatError, match="a list of 2 values"):
        read(f"[{one}, {one}]")


def test_pictures_named_with_the_paths_of_windows_are_found(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    Image.new("RGB", (3, 3)).save(tmp_path / "images" / "a.png")
    assert Assets(folder=tmp_path).picture("images\\a.png")
    assert Assets(folder=tmp_path).picture("C:\\images\\a.png") is None
    assert Assets(folder=tmp_path).picture("..\\images\\a.png") is None


def test_a_page_image_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    (tmp_path / "page-1.png").write_bytes(bomb + struct.pack(">I", 10) + b"IDAT" + b"\0" * 14)
    with pytest.raises(OutputError, match="more than 100,000,000 pixels"):
        draw_png(merge_cross_page(result([text("x")])), 0, assets=Assets(page_images=tmp_path))


@pytest.mark.parametrize("command", ["outline", "info", "lint"])
def test_a_terminal_that_knows_few_characters_shows_the_rest_as_it_can(command: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(result([{"type": "title", "content": "标题 😀"}])), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "somark_tools", command, str(path)],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert command != "outline" or "\\u6807\\u9898 \\U0001f600" in done.stdout.decode("cp1252")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path) -> None:
    source = saved(tmp_path)
    done = run("convert", source, "-o", "/dev/full", "--to", "md")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "somark_tools", "info", str(source)]
        printed = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert printed.returncode == 1
    assert printed.stderr == "somark-tools: standard output can't be written: No space left on device\n"


def test_a_reader_who_has_enough_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(result([{"type": "title", "content": "标题" * 50}] * 3000)), "utf-8")
    command = [sys.executable, "-m", "somark_tools", "outline", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as printing:
        assert printing.stdout is not None
        assert printing.stderr is not None
        printing.stdout.readline()
        printing.stdout.close()
        assert printing.stderr.read() == b""


def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    if os.name == "posix" and os.geteuid() == 0:
        folder = Path("/proc/self")  # root may write to any folder but those of the kernel
    else:
        folder = tmp_path / "closed"
        folder.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="can't be written"):
        write_whole(folder / "a.md", b"x")


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_a_write_that_is_killed_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "out.bin"
    write_whole(path, b"0" * 3_000_000)
    program = (
        "import sys, itertools; from pathlib import Path; from somark_tools.whole_files import write_whole\n"
        "print(flush=True)\n"
        "for n in itertools.count(): write_whole(Path(sys.argv[1]), str(n % 10).encode() * 3_000_000)"
    )
    for seed in range(6):
        with subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE) as writing:
            assert writing.stdout is not None
            writing.stdout.readline()
            time.sleep(random.Random(seed).uniform(0.005, 0.08))
            writing.send_signal(signal.SIGKILL)
        content = path.read_bytes()
        assert len(content) == 3_000_000
        assert content.count(content[:1]) == len(content)

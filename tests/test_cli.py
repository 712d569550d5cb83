"""The command line, run as a person runs it."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from conftest import ROOT
from PIL import Image
from results import result, text


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "somark_tools", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False)


def saved(folder: Path) -> Path:
    path = folder / "outputs.json"
    path.write_text(json.dumps(result([text("one")], [text("two", (0, 0))])), "utf-8")
    return path


def test_one_format_goes_into_the_file_named(tmp_path: Path) -> None:
    source = saved(tmp_path)
    for name in ("a.md", "a.docx", "a.json", "a.jsonl", "new/folder/a.md"):
        done = run("convert", source, "-o", tmp_path / name)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert (tmp_path / name).stat().st_size > 0
        assert str(tmp_path / name) in done.stderr
    assert (tmp_path / "a.md").read_text() == "one two\n"


def test_the_options_of_markdown_are_told_apart_and_passed_on(sample: Path, tmp_path: Path) -> None:
    done = run("convert", "--help")
    general, _, markdown = done.stdout.partition("Markdown:\n")
    assert "--images" in general
    for option in ("--dialect", "--tables", "--page-marks", "--pictures", "--heading-shift"):
        assert option in markdown
    options = [
        "--dialect",
        "somarkdown",
        "--page-marks",
        "--anchors",
        "--front-matter",
        "--outline",
        "--heading-shift",
        1,
    ]
    done = run("convert", sample, "-o", tmp_path / "a.md", *options, "--pictures", "folder", "--no-descriptions")
    assert done.returncode == 0, done.stderr
    shown = (tmp_path / "a.md").read_text("utf-8")
    for part in ("---\nfile: ", "\n[[toc]]\n", "\n<!-- page 0 -->\n", '\n<a id="b-0-', "\n## "):
        assert part in shown
    named = set(re.findall(r"!\[\]\((images/[^)]+)\)", shown))
    assert named
    assert all((tmp_path / name).is_file() for name in named)
    assert run("convert", sample, "-o", tmp_path / "b.md", "--dialect", "pandoc").returncode == 2


def test_several_formats_go_into_a_folder(tmp_path: Path) -> None:
    done = run("convert", saved(tmp_path), "-o", tmp_path / "out", "--to", "md,docx,overlay,json,blocks")
    assert done.returncode == 0, done.stderr
    written = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*"))
    pages = [f"overlay/page-00{n}.{kind}" for n in (1, 2) for kind in ("png", "svg")]
    assert written == sorted([*pages, *(f"outputs.{kind}" for kind in ("docx", "json", "jsonl", "md"))])


def test_the_options_of_word_reach_the_file(tmp_path: Path) -> None:
    source = saved(tmp_path)
    plain, styled = tmp_path / "plain.docx", tmp_path / "styled.docx"
    assert run("convert", source, "-o", plain).returncode == 0
    flags = ["--headers", "--page-breaks", "--toc", "--bookmarks"]
    done = run("convert", source, "-o", styled, *flags, "--template", plain, "--table-style", "Plain Table 1")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    for name, wrong in (("--table-style", "Fancy"), ("--template", source)):
        done = run("convert", source, "-o", tmp_path / "none.docx", name, wrong)
        assert done.returncode == 1
        assert done.stderr.startswith("somark-tools: ")
        assert not (tmp_path / "none.docx").exists()


def test_wrong_usage_exits_2(tmp_path: Path) -> None:
    source = saved(tmp_path)
    for arguments in (
        ["convert", source],
        ["convert", source, "-o", "x.odt"],
        ["convert", source, "-o", "x", "--to", "odt"],
        ["nothing"],
        ["convert", source, "-o", "x.md", "--pdf", tmp_path / "none.pdf"],
    ):
        done = run(*arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert "Traceback" not in done.stderr


def test_no_result_or_no_place_to_write_exits_1_with_a_message(tmp_path: Path) -> None:
    source = saved(tmp_path)
    (tmp_path / "failed.json").write_text('{"code": 1107, "message": "bad key"}')
    (tmp_path / "broken.pdf").write_bytes(b"no pdf")
    for arguments, message in (
        (["info", tmp_path / "failed.json"], "1107"),
        (["outline", tmp_path / "none.json"], "none.json"),
        (["convert", tmp_path / "failed.json", "-o", tmp_path / "x.md"], "bad key"),
        (["convert", source, "-o", source / "x.md"], "can't be written"),
        (["convert", source, "-o", tmp_path / "o", "--to", "overlay", "--pdf", tmp_path / "broken.pdf"], "broken.pdf"),
    ):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (1, ""), arguments
        assert message in done.stderr
        assert "Traceback" not in done.stderr


def test_what_is_given_by_mistake_is_called_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with zipfile.ZipFile(tmp_path / "report.docx", "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    for name, content, message in (
        ("report.pdf", b"%PDF-1.7\n\xd0", "report.pdf: a PDF, no result: let SoMark parse it"),
        ("page.png", b"\x89PNG\r\n\x1a\n", "page.png: a picture (PNG), no result: let SoMark parse it"),
        ("report.docx", None, "report.docx: a file of Office, no result: let SoMark parse it"),
        ("empty.json", b" \n", "empty.json: empty, no result"),
        ("folder", None, "folder: a folder, no result: name the file in it"),
        ("other.json", b'{"a": 1}', "other.json: $: no result: no `pages` here"),
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        done = run("info", tmp_path / name)
        assert (done.returncode, done.stdout) == (1, ""), name
        assert message in done.stderr


def test_pictures_that_an_output_elsewhere_would_not_find_are_told_of(tmp_path: Path) -> None:
    sample = ROOT / "sample_results" / "annual-report" / "outputs.json"
    hint = "pictures whose paths lead nowhere from there: 2; --pictures folder puts them there"
    assert hint in run("convert", sample, "-o", tmp_path / "a.md").stderr
    assert "--pictures" not in run("convert", sample, "-o", tmp_path / "a.md", "--pictures", "drop").stderr
    beside = tmp_path / "beside"
    shutil.copytree(sample.parent, beside)
    assert "--pictures" not in run("convert", beside / sample.name, "-o", beside / "a.md").stderr


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    source = saved(tmp_path)
    (tmp_path / "taken.md").mkdir()
    (tmp_path / "taken.md" / "keep").write_text("")
    before = sorted(tmp_path.iterdir())
    done = run("convert", source, "-o", tmp_path / "taken.md", "--to", "md")
    assert done.returncode == 0  # a folder: the file goes into it
    assert (tmp_path / "taken.md" / "outputs.md").exists()
    assert sorted(tmp_path.iterdir()) == before


def test_the_input_is_never_written_over(tmp_path: Path) -> None:
    source = saved(tmp_path)
    before = source.read_bytes()
    for arguments in (["-o", ".", "--to", "md,json"], ["-o", "outputs.json"], ["-o", "./outputs.json", "--to", "md"]):
        done = run("convert", "outputs.json", *arguments, cwd=tmp_path)
        assert (done.returncode, source.read_bytes()) == (1, before), arguments
        assert "this is the input" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outputs.json"]


def test_results_of_different_names_become_files_of_different_names(tmp_path: Path) -> None:
    for name in ("r.v1.json", "r.v2.json"):
        saved(tmp_path).rename(tmp_path / name)
        assert run("convert", tmp_path / name, "-o", tmp_path / "o", "--to", "md,blocks").returncode == 0
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == [
        "r.v1.jsonl",
        "r.v1.md",
        "r.v2.jsonl",
        "r.v2.md",
    ]


def test_links_and_pipes_are_written_through(tmp_path: Path) -> None:
    source = saved(tmp_path)
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    assert run("convert", source, "-o", tmp_path / "link.md").returncode == 0
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == "one two\n"
    os.mkfifo(tmp_path / "pipe.md")
    with subprocess.Popen(["cat", str(tmp_path / "pipe.md")], stdout=subprocess.PIPE) as reader:
        assert run("convert", source, "-o", tmp_path / "pipe.md").returncode == 0
        assert reader.stdout is not None
        assert reader.stdout.read() == b"one two\n"


def test_an_overlay_alone_goes_into_the_folder_named_each_time(tmp_path: Path) -> None:
    for _ in range(2):
        assert run("convert", saved(tmp_path), "-o", tmp_path / "o", "--to", "overlay").returncode == 0
    assert len(list((tmp_path / "o").rglob("*.*"))) == 4


def test_the_options_of_overlays_reach_the_files(tmp_path: Path) -> None:
    source = ROOT / "sample_results" / "exam" / "outputs.json"
    for out, flags in (("plain", ["--layers", "boxes, tags"]), ("large", ["--layers", "all", "--scale", "2"])):
        done = run("convert", source, "-o", tmp_path / out, "--to", "overlay", *flags)
        assert done.returncode == 0, done.stderr
    assert 'class="merges"' not in (tmp_path / "plain" / "page-001.svg").read_text()
    assert 'class="path"' in (tmp_path / "large" / "page-001.svg").read_text()
    with (
        Image.open(tmp_path / "plain" / "page-001.png") as plain,
        Image.open(tmp_path / "large" / "page-001.png") as large,
    ):
        assert large.height == 2 * plain.height
    done = run("convert", source, "-o", tmp_path / "x", "--to", "overlay", "--layers", "boxen")
    assert (done.returncode, "Did you mean 'boxes'?" in done.stderr) == (2, True)


def test_a_contact_sheet_and_a_pdf_are_told_by_their_suffix(tmp_path: Path) -> None:
    source, sample = saved(tmp_path), ROOT / "sample_results" / "paper"
    assert run("convert", source, "-o", tmp_path / "sheet.png").returncode == 0
    assert (tmp_path / "sheet.png").read_bytes().startswith(b"\x89PNG")
    done = run("convert", sample / "outputs.json", "-o", tmp_path / "o.pdf", "--pdf", sample / "document.pdf")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "o.pdf").read_bytes().startswith(b"%PDF")
    done = run("convert", source, "-o", tmp_path / "p.pdf")
    assert (done.returncode, "--pdf" in done.stderr) == (1, True)


def test_files_are_as_readable_as_others(tmp_path: Path) -> None:
    run("convert", saved(tmp_path), "-o", tmp_path / "a.md")
    (tmp_path / "plain").touch()
    assert (tmp_path / "a.md").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert os.access(tmp_path / "a.md", os.R_OK)


def test_info_tells_pages_labels_merges_and_issues(tmp_path: Path) -> None:
    done = run("info", saved(tmp_path))
    assert done.returncode == 0
    for line in ("pages   2", "1 text", "merges  1", "paragraph 0:0 + 1:0", "issues  0"):
        assert line in done.stdout


def test_outline_prints_the_tree_with_pages(sample: Path) -> None:
    done = run("outline", sample)
    assert done.returncode == 0
    assert "(p. 1)" in done.stdout
    assert "\n  " in done.stdout


def test_explain_tells_what_spoke_for_and_against(sample: Path, tmp_path: Path) -> None:
    everything = run("explain", sample)
    assert everything.returncode == 0
    assert "joined  stated" in everything.stdout
    done = run("explain", saved(tmp_path), "1:0")
    assert done.stdout.splitlines()[:2] == ["0:0 + 1:0  joined  stated, 1.00", "    for      text_cross_page"]
    done = run("explain", saved(tmp_path), "7:7")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("somark-tools: 7:7")


def test_version() -> None:
    assert run("--version").stdout.startswith("somark-tools, version ")


def test_the_json_of_a_document_is_read_again(tmp_path: Path) -> None:
    kept = tmp_path / "report.document.json"
    done = run("convert", saved(tmp_path), "-o", kept)
    assert done.returncode == 0, done.stderr
    assert run("convert", kept, "-o", tmp_path, "--to", "md,json").returncode == 0
    assert (tmp_path / "report.md").read_text() == "one two\n"
    document = json.loads(kept.read_text("utf-8"))
    document["blocks"][0]["pieces"][0][2] = [7, 0]
    kept.write_text(json.dumps(document), "utf-8")
    done = run("convert", kept, "-o", tmp_path / "broken.md")
    assert (done.returncode, done.stdout) == (1, "")
    assert "$.blocks[0].pieces[0]: no Document: nothing was sent at pages[7].blocks[0]" in done.stderr


def test_nothing_that_a_result_holds_steers_the_terminal(tmp_path: Path) -> None:
    steering = "a\x1b[2J\x9b\u202eb"
    title = {
        "idx": 0,
        "type": "title",
        "content": f"1 {steering}\u200c خ",
        "title_level": 1,
        "bbox": [80, 100, 200, 140],
    }
    odd = {"idx": 1, "type": steering, "content": "text", "bbox": [80, 200, 200, 240]}
    (tmp_path / "outputs.json").write_text(json.dumps(result([title, odd])), "utf-8")
    (tmp_path / "reply.json").write_text(json.dumps({"code": 1137, "message": steering}), "utf-8")
    shown = [run(command, tmp_path / "outputs.json").stdout for command in ("outline", "info", "explain", "lint")]
    told = run("outline", tmp_path / "reply.json").stderr
    for output in (*shown, told):
        assert not {"\x1b", "\x9b", "\u202e"} & set(output), output
    assert "a\\x1b[2J" in shown[0]
    assert "\u200c خ" in shown[0]  # what belongs to words stays
    assert "a\\x1b[2J" in told


def test_a_name_that_no_file_can_have_is_told_of_kindly(tmp_path: Path) -> None:
    source, long = saved(tmp_path), tmp_path / ("a" * 300 + ".md")
    for done in (run("convert", source, "-o", long), run("convert", long, "-o", tmp_path / "a.md")):
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert "File name too long" in done.stderr

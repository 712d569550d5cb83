"""The commands fetch, parse and usage, run as a person runs them, against the service that is played."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import hear_interruptions
from service.answers import Answer, error, html, status, succeeded
from service.app import KEY, Service

from somark_tools import merge_cross_page

PNG = bytes.fromhex("89504e470d0a1a0a") + b"the rest"
Played = tuple[Service, str]


def command_of(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "somark_tools", *map(str, arguments)]


def environ_of(home: Path, key: str = KEY) -> dict[str, str]:
    return {**os.environ, "SOMARK_API_KEY": key, "HOME": str(home)}


def run(*arguments: object, cwd: Path, key: str = KEY) -> subprocess.CompletedProcess[str]:
    command, environ = command_of(*arguments), environ_of(cwd, key)
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=environ, check=False)


def with_picture(url: str) -> dict[str, object]:
    address = url.replace("/api/v1", "/files/a.png?signature=secret")
    blocks = [
        {"idx": 0, "type": "text", "bbox": [80, 100, 760, 140], "content": f"see ![x]({address})", "captions": []},
        {"idx": 1, "type": "figure", "bbox": [80, 200, 760, 400], "content": "", "captions": [], "img_url": address},
    ]
    return {"pages": [{"page_num": 0, "page_size": {"w": 840, "h": 1190}, "blocks": blocks}]}


def configured(tmp_path: Path, url: str) -> None:
    (tmp_path / ".somark").mkdir(exist_ok=True)
    (tmp_path / ".somark" / "config.toml").write_text(f'base_url = "{url}"\n')


def test_fetch_writes_what_convert_makes_of_the_saved_result(service: Played, tmp_path: Path) -> None:
    played, url = service
    configured(tmp_path, url)
    played.files["a.png"] = Answer(PNG, headers={"content-type": "image/png"})
    played.answers["t"] = [status("QUEUING", "t"), succeeded("t", with_picture(url))]
    done = run("fetch", "t", "-o", "out", "--poll", 0.01, 0.02, "--allow-private", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "t: queuing" in done.stderr
    assert "t: success" in done.stderr
    out = tmp_path / "out"
    [picture] = (out / "images").iterdir()
    assert picture.read_bytes() == PNG
    assert f"images/{picture.name}" in (out / "outputs.md").read_text()
    assert "signature" not in (out / "outputs.md").read_text() + (out / "outputs.json").read_text()
    assert json.loads((out / "reply.json").read_text())["data"]["result"]["outputs"]["json"] == with_picture(url)
    done = run("convert", "out/outputs.json", "-o", "again.md", cwd=tmp_path)
    assert (tmp_path / "again.md").read_bytes() == (out / "outputs.md").read_bytes(), done.stderr
    assert merge_cross_page(out / "outputs.json").blocks


def test_fetch_and_parse_tell_programs_what_they_wrote(service: Played, tmp_path: Path) -> None:
    played, url = service
    configured(tmp_path, url)
    played.answers["t"] = [succeeded("t", with_picture(url))]
    done = run("fetch", "t", "-o", "out", "--poll", 0.01, 0.02, "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert (told["task"], Path(told["result"])) == ("t", Path("out", "outputs.json"))
    assert len(told["failures"]) == 1  # the picture of a private network
    (tmp_path / "a.txt").write_text("no PDF")
    done = run("parse", "a.txt", "none.pdf", "-o", "both", "--poll", 0.01, 0.02, "--json", cwd=tmp_path)
    assert [set(entry) & {"error"} for entry in json.loads(done.stdout)][1] == {"error"}
    assert done.returncode == 1


def test_pictures_of_a_private_network_are_refused_and_the_rest_is_written(service: Played, tmp_path: Path) -> None:
    played, url = service
    configured(tmp_path, url)
    played.answers["t"] = [succeeded("t", with_picture(url))]
    done = run("fetch", "t", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "private network" in done.stderr
    assert "secret" not in done.stderr
    assert (tmp_path / "out" / "outputs.md").is_file()
    assert not any(path.startswith("/files") for path, _ in played.asked)


def test_parse_submits_waits_and_converts_each_file(service: Played, tmp_path: Path) -> None:
    url = service[1]
    configured(tmp_path, url)
    for name in ("a.png", "b.docx"):
        (tmp_path / name).write_bytes(b"content")
    done = run("parse", "a.png", "b.docx", "-o", "out", "--poll", 0.01, 0.02, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    for name in ("a", "b"):
        assert (tmp_path / "out" / name / "outputs.md").read_text() == "one two\n"
    done = run("parse", "a.png", "none.pdf", "-o", "out2", "--poll", 0.01, 0.02, cwd=tmp_path)
    assert done.returncode == 1
    assert "none.pdf" in done.stderr
    assert (tmp_path / "out2" / "a" / "outputs.md").is_file()
    done = run("parse", "a.txt", "b", "-o", "out3", cwd=tmp_path)
    assert "somark-tools: a.txt: SoMark parses no .txt: send" in done.stderr  # named once
    assert "somark-tools: b: SoMark parses no files without suffix: send" in done.stderr
    done = run("parse", "a.txt", "-o", "out3", cwd=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_usage_prints_the_pages_left(service: Played, tmp_path: Path) -> None:
    configured(tmp_path, service[1])
    done = run("usage", cwd=tmp_path)
    assert (done.returncode, done.stdout.split()) == (0, "paid 12 free today 3 free this month 40".split())
    done = run("usage", cwd=tmp_path, key="sk-wrong-key")
    assert done.returncode == 1
    assert "1107" in done.stderr
    assert "sk-wrong-key" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
@pytest.mark.parametrize("phase", ["waiting", "receiving", "fetching pictures"])
def test_an_interruption_ends_with_130_and_leaves_no_half_files(service: Played, tmp_path: Path, phase: str) -> None:
    played, url = service
    configured(tmp_path, url)
    slow = Answer(PNG, headers={"content-type": "image/png"}, delay=3)
    played.files["a.png"] = slow
    played.answers["t"] = {
        "waiting": [status("QUEUING", "t")],
        "receiving": [Answer(succeeded("t").body, delay=3)],
        "fetching pictures": [succeeded("t", with_picture(url))],
    }[phase]
    sought = "/files/a.png" if phase == "fetching pictures" else "/parse/async_check"
    command = command_of("fetch", "t", "-o", "out", "--poll", 0.1, 0.2, "--allow-private")
    where = {"cwd": tmp_path, "env": environ_of(tmp_path)}
    with subprocess.Popen(
        command, **where, stderr=subprocess.PIPE, text=True, preexec_fn=hear_interruptions
    ) as process:
        deadline = time.monotonic() + 30
        while not any(path == sought for path, _ in played.asked) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, "Traceback" in errors, "interrupted" in errors) == (130, False, True), errors
    assert ("somark-tools fetch t" in errors) == (phase != "fetching pictures")
    assert KEY not in errors
    written = {path.suffix: path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".toml"}
    assert not written or phase == "fetching pictures"
    assert set(written) <= {".json", ".png"}  # a picture that was under way has arrived whole, or not at all
    assert ".png" not in written or written[".png"].read_bytes() == PNG
    assert ".json" not in written or json.loads(written[".json"].read_bytes())["code"] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("fetch", "t", "-o", "out", "--poll", 5, 3), "the fewest first"),
        (("fetch", "t", "-o", "out", "--timeout", "nan"), "the fewest first"),
        (("fetch", "t", "-o", "file"), "is a file"),
        (("fetch", "t", "-o", "out", "--base", "ftp://x"), "no base URL"),
        (("fetch", "", "-o", "out"), "no task id"),
        (("fetch", "t\r\nx: y", "-o", "out"), "no task id"),
        (("fetch", "bad", "-o", "out"), "failed"),
        (("fetch", "long", "-o", "out", "--poll", 0.01, 0.01, "--timeout", 0.1), "wait for it again"),
        (("fetch", "page", "-o", "out"), "is it SoMark that answers"),
        (("fetch", "control", "-o", "out"), "a [31m b"),
    ],
)
def test_every_failure_is_told_in_a_line_or_two(
    service: Played, tmp_path: Path, arguments: tuple[object, ...], said: str
) -> None:
    played, url = service
    configured(tmp_path, url)
    (tmp_path / "file").touch()
    played.answers |= {
        "bad": [status("FAILED", "bad")],
        "long": [status("QUEUING", "long")],
        "page": [html("<html>Please log in")],
        "control": [error(1120, "a\x1b[31m\r\nb")],
    }
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) in ((1, False), (2, False)), done.stderr
    assert said in " ".join(done.stderr.split())
    assert "\x1b" not in done.stderr
    assert not (tmp_path / "out").exists()

"""The commands fetch, parse and usage, run as a person runs them, against the service that is played."""

import json
import os
import subprocess
import sys
from pathlib import Path

from service.answers import Answer, status, succeeded
from service.app import KEY, Service

from somark_tools import merge_cross_page

PNG = bytes.fromhex("89504e470d0a1a0a") + b"the rest"
Played = tuple[Service, str]


def run(*arguments: object, cwd: Path, key: str = KEY) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "somark_tools", *map(str, arguments)]
    environ = {**os.environ, "SOMARK_API_KEY": key, "HOME": str(cwd)}
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

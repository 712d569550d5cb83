"""The official SDK against the service that is played: both understand each other, and `read` takes what it saves."""

from pathlib import Path

import pytest
from service.app import KEY, Service

from somark_tools import read

somark = pytest.importorskip("somark")
Played = tuple[Service, str]


def test_what_the_official_sdk_saves_is_read(service: Played, tmp_path: Path) -> None:
    _, url = service
    file = tmp_path / "a.png"
    file.write_bytes(b"picture")
    with somark.SoMark(api_key=KEY, base_url=url) as client:
        response = client.parser.parse(str(file), formats=["json"])
        response.save(str(tmp_path / "sync.json"), format="json")
        task = client.parser.create(str(file), formats=["json"])
        task.wait(poll_interval=0.01).save(str(tmp_path / "task.json"), format="json")
        assert client.usage.get().remaining_paid_pages == 12
    for source in (tmp_path / "sync.json", tmp_path / "task.json", response, task):
        assert [block.text for block in read(source).blocks] == ["one", "two"]

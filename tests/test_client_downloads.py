"""Pictures and packages of a result: fetched, kept, refused; over the network that is played."""

import gzip
import hashlib
import io
import json
import socket
import zipfile
from pathlib import Path
from typing import Any

import httpx2
import pytest
from service.answers import Answer, succeeded
from service.app import KEY, Service

from somark_tools import (
    AddressRefusedError,
    Client,
    DownloadError,
    DownloadLimits,
    Figure,
    ParsedResult,
    download_assets,
    read,
    with_local_images,
)
from somark_tools.client.downloads import fetched
from somark_tools.client.hosts import is_public, target
from somark_tools.client.package import unpacked
from somark_tools.client.pictures import picture_addresses

PNG = b"\x89PNG\r\n\x1a\n and the rest"
JPEG = b"\xff\xd8\xff and the rest"
NEAR = DownloadLimits(allow_private=True, attempts=2, first_pause=0.01, seconds=5)
Played = tuple[Service, str]


def result_with(*addresses: str, content: str = "") -> ParsedResult:
    blocks = [{"idx": n, "type": "figure", "img_url": address} for n, address in enumerate(addresses)]
    blocks.append({"idx": len(blocks), "type": "text", "content": content})
    return ParsedResult.model_validate({"pages": [{"page_num": 0, "blocks": blocks}]})


def files_at(service: Played) -> str:
    return service[1].replace("/api/v1", "/files")


def zipped(files: dict[str, bytes], **attributes: Any) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in attributes.items():
                setattr(info, key, value)
            package.writestr(info, content)
    return stream.getvalue()


def test_pictures_are_fetched_once_and_the_document_shows_the_paths(service: Played, tmp_path: Path) -> None:
    played, _ = service
    base = files_at(service)
    played.files = {"a.png": Answer(PNG), "b.jpg": Answer(JPEG), "same.png": Answer(PNG)}
    content = f'see ![b]({base}/b.jpg) <table><tr><td><img src="{base}/a.png?x=1&amp;y=2"></td></tr></table>'
    result = result_with(
        f"{base}/a.png", f"{base}/same.png", "data:image/png;base64,AAAA", "own/c.png", content=content
    )
    downloads = download_assets(result, tmp_path, limits=NEAR)
    assert not downloads.failures
    assert len(downloads.files) == 4
    assert sorted(path.suffix for path in (tmp_path / "images").iterdir()) == [".jpg", ".png"]
    local = with_local_images(result, downloads)
    figures = [block for block in read(local).blocks if isinstance(block, Figure)]
    assert figures[0].image == figures[1].image
    assert (tmp_path / figures[0].image).read_bytes() == PNG
    assert [figure.image for figure in figures[2:]] == ["data:image/png;base64,AAAA", "own/c.png"]
    assert "127.0.0.1" not in local.model_dump_json()
    asked = len(played.asked)
    assert download_assets(result, tmp_path, limits=NEAR).files == downloads.files
    assert len(played.asked) == asked
    (tmp_path / figures[0].image).write_bytes(b"broken")
    download_assets(result, tmp_path / "again", limits=NEAR)
    assert download_assets(result, tmp_path, limits=NEAR).files == downloads.files


def test_what_fails_does_not_stop_the_rest(service: Played, tmp_path: Path) -> None:
    played, _ = service
    base = files_at(service)
    played.files = {
        "a.png": Answer(PNG),
        "page.png": Answer(b"<html>"),
        "drawing.png": Answer(b"<svg onload='alert(1)'/>"),
        "large.png": Answer(PNG + b"x" * 5000),
        "round.png": Answer(b"", 302, {"location": f"{base}/round.png"}),
        "down.png": Answer(b"", 503),
        "cut.png": Answer(PNG * 50, cut=True),
        "packed.png": Answer(gzip.compress(PNG), headers={"content-encoding": "gzip"}),
        "to-file.png": Answer(b"", 302, {"location": "file:///etc/passwd"}),
        "to-nowhere.png": Answer(b"", 302, {"location": "http://[no-address"}),
    }
    wrong = {
        "expired.png": "expired", "page.png": "no picture", "drawing.png": "no picture", "large.png": "larger than",
        "round.png": "redirects", "down.png": "503", "cut.png": "RemoteProtocolError", "packed.png": "compressed",
        "to-file.png": "only http", "to-nowhere.png": "no address",
    }  # fmt: skip
    addresses = [f"{base}/{name}?signature=secret" for name in ("a.png", *wrong)]
    limits = DownloadLimits(allow_private=True, attempts=2, first_pause=0.01, seconds=5, picture_bytes=4000)
    downloads = download_assets(result_with(*addresses, "ftp://host/a.png"), tmp_path, limits=limits)
    assert list(downloads.files) == addresses[:1]
    for address, message in zip(addresses[1:], wrong.values(), strict=True):
        assert message in str(downloads.failures[address])
        assert "secret" not in str(downloads.failures[address])
    assert isinstance(downloads.failures["ftp://host/a.png"], AddressRefusedError)
    with pytest.raises(DownloadError, match="more than 1"):
        download_assets(result_with(*addresses), tmp_path, limits=DownloadLimits(files=1))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/a",
        "http://localhost/a",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://0/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[2002:7f00:1::]/",
        "http://224.0.0.1/",
        "http://[fe80::1]/",
        "http://100.64.0.1/",
        "http://[fec0::1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[::7f00:1]/",
        "file:///etc/passwd",
        "ftp://example.org/a",
        "gopher://example.org",
        "http://user:pw@example.org/",
        "http://",
        "http://[x",
        "//x/y",
    ],
)
def test_what_leads_to_a_private_network_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(AddressRefusedError):
        target(address)
    found = download_assets(result_with(address), tmp_path)
    assert not found.files


def test_public_addresses_are_told_from_others() -> None:
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert not is_public("fe80::1%eth0")


def test_a_redirect_to_loopback_is_refused(service: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    played, _ = service
    played.files["a.png"] = Answer(PNG)
    seen: list[str] = []

    def resolve(name: str, port: int, **_: object) -> list[Any]:
        ip = {"public.example": "93.184.215.14"}.get(name, name)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(f"{request.url} {request.headers['host']} {request.extensions['sni_hostname']}")
        return httpx2.Response(302, headers={"location": f"{files_at(service)}/a.png"})

    monkeypatch.setattr("somark_tools.client.hosts.socket.getaddrinfo", resolve)
    with (
        httpx2.Client(transport=httpx2.MockTransport(answer)) as http,
        pytest.raises(AddressRefusedError, match="private network"),
    ):
        fetched(http, "https://public.example/a.png", DownloadLimits(), most=100)
    assert seen == ["https://93.184.215.14/a.png public.example public.example"]
    assert not played.asked


def test_the_package_of_a_task_is_unpacked(service: Played, tmp_path: Path) -> None:
    played, url = service
    played.files["a.zip"] = Answer(zipped({"main.md": b"# x", "images/image_001.jpg": JPEG}))
    played.answers["t"] = [succeeded("t", zip=f"{files_at(service)}/a.zip")]
    with Client(KEY, base_url=url) as client:
        downloads = download_assets(client.wait("t"), tmp_path, limits=NEAR)
    assert downloads.package == tmp_path / "package"
    assert (tmp_path / "package" / "images" / "image_001.jpg").read_bytes() == JPEG


@pytest.mark.parametrize(
    "name", ["../a", "/etc/a", "a/../../b", "C:\\a", "..\\a", "a\nb", "con", "a/nul.txt", "a./b", "x" * 256]
)
def test_a_package_with_an_unsafe_name_is_refused(name: str) -> None:
    with pytest.raises(DownloadError, match=r"outside|no file may have"):
        list(unpacked(zipped({"fine.txt": b"", name: b"x"}), most_bytes=100, most_files=10))


def test_bombs_links_doubles_and_broken_packages_are_refused() -> None:
    bomb = zipped({"a": b"\0" * 10_000_000})
    assert len(bomb) < 20_000
    crowd = b"PK\x03\x04" + b"PK\x01\x02" * 200  # a directory so long is not even read
    many = zipped({f"{number}": b"" for number in range(20)})
    link = zipped({"a": b"/etc/passwd"}, external_attr=0o120777 << 16)
    double = zipped({"a": b"", "A": b""})
    for package, message in (
        (bomb, "larger when unpacked"),
        (many, "20 files"),
        (crowd, "more than 10 files"),
        (link, "a link"),
        (double, "twice"),
        (bomb[:-30], "can't be unpacked"),
        (bomb[:100] + b"x" * 50 + bomb[150:], "can't be unpacked"),
    ):
        with pytest.raises(DownloadError, match=message):
            list(unpacked(package, most_bytes=1_000_000 if message[0] == "l" else 100_000_000, most_files=10))


def test_the_record_of_what_was_fetched_holds_no_addresses_and_is_not_believed(service: Played, tmp_path: Path) -> None:
    played, _ = service
    played.files["a.png"] = Answer(PNG)
    address = f"{files_at(service)}/a.png?signature=secret"
    download_assets(result_with(address), tmp_path, limits=NEAR)
    record = tmp_path / "fetched.json"
    assert "secret" not in record.read_text()
    assert "files" not in record.read_text()
    [key] = json.loads(record.read_text())
    for forged in ('{"%s": "../../etc/passwd"}' % key, "[]", "{", '{"%s": 3}' % key):  # noqa: UP031
        record.write_text(forged)
        found = download_assets(result_with(address), tmp_path, limits=NEAR)
        assert (tmp_path / found.files[address]).read_bytes() == PNG


def test_only_the_sources_of_pictures_are_fetched() -> None:
    lazy = '<td><img data-src="https://a.example/late.png" src="https://a.example/now.png"></td>'
    look_alike = '<td><\u0131mg \u017frc="https://a.example/no.png"></td>'
    assert picture_addresses(result_with(content=lazy + look_alike)) == ("https://a.example/now.png",)


def test_a_record_that_leads_to_no_file_is_passed_over(service: Played, tmp_path: Path) -> None:
    played, _ = service
    played.files = {"a.png": Answer(PNG)}
    address = f"{files_at(service)}/a.png"
    key = hashlib.sha256(address.encode()).hexdigest()
    for name in ("images", "images/a\0.png", "images/folder"):
        (tmp_path / "images" / "folder").mkdir(parents=True, exist_ok=True)
        (tmp_path / "fetched.json").write_text(json.dumps({key: name}))
        downloads = download_assets(result_with(address), tmp_path, limits=NEAR)
        assert (tmp_path / downloads.files[address]).read_bytes() == PNG

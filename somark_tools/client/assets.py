"""A result and a folder → its pictures and its package in the folder: the addresses in a result expire.

Files are named by their content, so that equal pictures are one file. `fetched.json` tells what came from where: a
second run takes up where the first was stopped, and fetches nothing again.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx2

from somark_tools.client.downloads import DownloadLimits, fetched, open_http
from somark_tools.client.hosts import shown
from somark_tools.client.package import unpacked
from somark_tools.client.pictures import picture_addresses, with_addresses
from somark_tools.client.replies import ParsedResult
from somark_tools.client.signatures import is_zip, picture_suffix
from somark_tools.errors import DownloadError, SomarkError
from somark_tools.whole_files import write_whole
from somark_tools.wire import Result

PICTURES = "images"
PACKAGE = "package"
RECORD = "fetched.json"
_NAME = 32  # hexadecimal digits of SHA-256 that name a file


@dataclass(frozen=True, slots=True)
class Downloads:
    """What was fetched: paths below `folder` by address, the folder of the unpacked package; what failed, and why."""

    folder: Path
    files: Mapping[str, str]
    failures: Mapping[str, SomarkError]
    package: Path | None = None


def download_assets(result: Result, folder: str | Path, *, limits: DownloadLimits = DownloadLimits()) -> Downloads:  # noqa: B008
    """Return the pictures of the result, and its package if there is one, after they were saved below `folder`.

    Only http(s) is fetched, and nothing from private networks; what is no raster picture is refused. An address that
    fails does not stop the others: see `failures`. Raises DownloadError when there are more than `limits.files`.
    """
    folder = Path(folder)
    addresses = picture_addresses(result)
    if len(addresses) > limits.files:
        raise DownloadError(f"the result names {len(addresses):,} pictures, more than {limits.files:,}")
    known = _recorded(folder)
    files = {address: known[key] for address in addresses if (key := _key(address)) in known}
    failures: dict[str, SomarkError] = {}
    package = None
    left = limits.total_bytes
    with open_http(limits) as http, ThreadPoolExecutor(limits.at_once) as pool:
        missing = [address for address in addresses if address not in files]
        try:
            for address, found, size in pool.map(lambda a: _saved(http, a, folder, limits), missing):
                left -= size
                if left < 0:
                    raise DownloadError(f"the pictures are larger than {limits.total_bytes:,} bytes together")
                if isinstance(found, str):
                    files[address] = found
                else:
                    failures[address] = found
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        finally:
            _record(folder, known, files)
        zip_address = result.zip_address if isinstance(result, ParsedResult) else ""
        if zip_address:
            try:
                package = _package(http, zip_address, folder, limits)
            except SomarkError as error:
                failures[zip_address] = error
    return Downloads(folder, MappingProxyType(files), MappingProxyType(failures), package)


def with_local_images(result: Result, downloads: Downloads) -> ParsedResult:
    """Return the result with the paths of fetched pictures in place of their addresses: `read` it for a Document."""
    return with_addresses(result, downloads.files)


def _saved(
    http: httpx2.Client, address: str, folder: Path, limits: DownloadLimits
) -> tuple[str, str | SomarkError, int]:
    try:
        data = fetched(http, address, limits, most=limits.picture_bytes)
        suffix = picture_suffix(data)
        if not suffix:
            raise DownloadError("what is there is no picture (PNG, JPEG, GIF, BMP, TIFF, WebP)", place=shown(address))
        name = f"{PICTURES}/{_named_by(data)}{suffix}"
        if not (folder / name).is_file():
            write_whole(folder / name, data)
    except SomarkError as error:
        return address, error, 0
    return address, name, len(data)


def _package(http: httpx2.Client, address: str, folder: Path, limits: DownloadLimits) -> Path:
    data = fetched(http, address, limits, most=limits.package_bytes)
    place = shown(address)
    if not is_zip(data):
        raise DownloadError("what is there is no ZIP package", place=place)
    for name, content in unpacked(data, most_bytes=limits.unpacked_bytes, most_files=limits.files, place=place):
        write_whole(folder / PACKAGE / name, content)
    return folder / PACKAGE


def _key(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()


def _recorded(folder: Path) -> dict[str, str]:
    """Return the paths by the hash of their address, as far as the files are there and are what their name says."""
    try:
        value = json.loads((folder / RECORD).read_bytes())
    except (OSError, ValueError):
        return {}
    return dict(_sound(value, folder)) if isinstance(value, dict) else {}


def _sound(value: dict[str, Any], folder: Path) -> Iterator[tuple[str, str]]:
    for key, name in value.items():
        path = Path(str(name))
        if path.parts[:-1] == (PICTURES,) and _hash_of(folder / path) == path.stem:
            yield key, path.as_posix()


def _hash_of(file: Path) -> str | None:
    try:
        return _named_by(file.read_bytes())
    except (OSError, ValueError):
        return None


def _named_by(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_NAME]


def _record(folder: Path, known: Mapping[str, str], files: Mapping[str, str]) -> None:
    """Addresses are kept as hashes: they hold signatures."""
    entries = {**known, **{_key(address): name for address, name in files.items()}}
    if entries:
        write_whole(folder / RECORD, json.dumps(entries, indent=1, sort_keys=True).encode())

"""An address → its bytes, within limits, from public hosts only."""

import time
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx2
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_after_delay,
    wait_exponential,
    wait_random,
)

from somark_tools.client.hosts import shown, target
from somark_tools.errors import DownloadError

_GONE = frozenset((403, 404, 410))
_PASSING = frozenset((429, 500, 502, 503, 504))


@dataclass(frozen=True, slots=True)
class DownloadLimits:
    """What is fetched at most: bytes, files, redirects, seconds for one file; and how many at once.

    `allow_private` is for deployments in one's own network: then addresses may lead there too.
    """

    picture_bytes: int = 64 << 20
    package_bytes: int = 512 << 20
    unpacked_bytes: int = 2 << 30
    total_bytes: int = 4 << 30
    files: int = 20_000
    redirects: int = 5
    seconds: float = 120.0
    at_once: int = 8
    attempts: int = 3
    first_pause: float = 0.5
    allow_private: bool = False


class _PassingError(DownloadError):
    """A failure that may pass."""

    retry = True


def open_http(limits: DownloadLimits) -> httpx2.Client:
    """Return what fetches: without proxies and passwords of the environment, which would go around the checks."""
    pool = httpx2.Limits(max_connections=limits.at_once)
    return httpx2.Client(
        trust_env=False, follow_redirects=False, limits=pool, timeout=httpx2.Timeout(30.0, connect=10.0)
    )


def fetched(http: httpx2.Client, address: str, limits: DownloadLimits, *, most: int) -> bytes:
    """Return at most `most` bytes from an address. Raises DownloadError; what may pass is tried again."""
    retrying = Retrying(
        retry=retry_if_exception_type(_PassingError),
        stop=stop_after_attempt(limits.attempts) | stop_after_delay(limits.seconds),
        wait=wait_exponential(multiplier=limits.first_pause, max=5) + wait_random(0, limits.first_pause),
        reraise=True,
    )
    return retrying(_followed, http, address, limits, most)


def _followed(http: httpx2.Client, address: str, limits: DownloadLimits, most: int) -> bytes:
    deadline, place = time.monotonic() + limits.seconds, shown(address)
    for _ in range(limits.redirects + 1):
        found = _once(http, address, limits, most, deadline)
        if isinstance(found, bytes):
            return found
        try:
            address = urljoin(address, found)
        except ValueError:
            raise DownloadError("it leads to what is no address", place=place) from None
    raise DownloadError(f"more than {limits.redirects} redirects", place=place)


def _once(http: httpx2.Client, address: str, limits: DownloadLimits, most: int, deadline: float) -> bytes | str:
    """Return the bytes, or the address that a redirect leads to: it is checked like the first."""
    to = target(address, allow_private=limits.allow_private)
    headers = {"Host": to.host, "Accept-Encoding": "identity"}
    place = shown(address)
    try:
        with http.stream("GET", to.url, headers=headers, extensions={"sni_hostname": to.name}) as response:
            location = response.headers.get("location")
            if 300 <= response.status_code < 400 and location:
                return location
            _refuse(response.status_code, place)
            return _body(response, most, deadline, place)
    except (httpx2.TransportError, OSError) as error:
        raise _PassingError(f"can't be fetched: {type(error).__name__}: {error}", place=place) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
        raise DownloadError(f"can't be fetched: {type(error).__name__}: {error}", place=place) from None


def _refuse(status: int, place: str) -> None:
    if status in _GONE:
        raise DownloadError(
            f"HTTP {status}: it has expired, or is gone; fetch the task again for new ones", place=place
        )
    if status in _PASSING:
        raise _PassingError(f"HTTP {status}", place=place)
    if status != 200:
        raise DownloadError(f"HTTP {status}", place=place)


def _body(response: httpx2.Response, most: int, deadline: float, place: str) -> bytes:
    encoding = response.headers.get("content-encoding", "identity")
    if encoding.lower() != "identity":  # not asked for; a little of it may become very much
        raise DownloadError(f"comes compressed ({encoding!r:.40}), against what was asked for", place=place)
    chunks, left = [], most
    for chunk in response.iter_raw():
        left -= len(chunk)
        if left < 0:
            raise DownloadError(f"larger than {most:,} bytes", place=place)
        if time.monotonic() > deadline:
            raise DownloadError("it takes too long", place=place)
        chunks.append(chunk)
    return b"".join(chunks)

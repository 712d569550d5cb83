"""A reply that is arriving → its body, within limits of size and time; an error of httpx2 → one of ours."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypeVar

import httpx2

from somark_tools.client.calls import OLD_PATHS, Call
from somark_tools.client.replies import RawReply
from somark_tools.client.settings import Access, ClientSettings
from somark_tools.errors import ConnectionFailedError, ReplyError, SomarkError

FAULTS = (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError, OSError, MemoryError, SomarkError)
_Error = TypeVar("_Error", bound=BaseException)
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


def url_of(call: Call, access: Access, settings: ClientSettings) -> str:
    """Return the address of a call."""
    return access.base_url + (OLD_PATHS.get(call.path, call.path) if settings.old_paths else call.path)


def timeout_of(call: Call, settings: ClientSettings) -> httpx2.Timeout:
    """Return the limits of a call: of the connection, and of a silence."""
    silence = settings.parse_timeout if call.waits else settings.timeout
    return httpx2.Timeout(settings.timeout, connect=min(10.0, settings.timeout), read=silence)


class Body:
    """The body of a reply as it arrives. Raises ReplyError above the size, ConnectionFailedError after the time."""

    def __init__(self, settings: ClientSettings) -> None:
        self._chunks: list[bytes] = []
        self._left = settings.max_reply_bytes
        self._settings = settings

    def watch(self, response: httpx2.Response) -> None:
        """Let time run for a body that begins to arrive."""
        response.stream = _Timed(response.stream, time.monotonic() + self._settings.reply_timeout, self._late)

    def take(self, chunk: bytes) -> None:
        """Keep the next bytes."""
        self._left -= len(chunk)
        if self._left < 0:
            raise ReplyError(f"the reply is larger than {self._settings.max_reply_bytes:,} bytes")
        self._chunks.append(chunk)

    def reply(self, response: httpx2.Response) -> RawReply:
        """Return the reply, now that its body is whole."""
        return RawReply(response.status_code, response.headers.get("retry-after", ""), b"".join(self._chunks))

    def _late(self) -> None:
        limit = self._settings.reply_timeout
        raise ConnectionFailedError(f"the reply was not whole after {limit:g} seconds", sent=True)


class _Timed(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """Bytes as they come, looked at before they are decompressed: many of those may be nothing for a long time."""

    def __init__(self, stream: Any, deadline: float, late: Callable[[], None]) -> None:
        self._stream, self._deadline, self._late = stream, deadline, late

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._in_time()
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._in_time()
            yield chunk

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()

    def _in_time(self) -> None:
        if time.monotonic() > self._deadline:
            self._late()


def described(error: Exception, access: Access) -> SomarkError:
    """Return the error without anything of the request: it holds the key."""
    if isinstance(error, SomarkError):
        return without_frames(error)
    text = access.redacted(f"{type(error).__name__}: {error}".rstrip(": "))
    if isinstance(error, httpx2.TransportError):
        advice = ConnectionFailedError.advice
        sent = not isinstance(error, _NEVER_SENT)
        return ConnectionFailedError(f"no whole reply: {text} ({advice})", place=access.base_url, sent=sent)
    return ReplyError(f"the reply can't be read: {text}", place=access.base_url)


def without_frames(error: _Error) -> _Error:
    """Return the error without the frames that it came through, its own and those of its causes."""
    error.__context__ = error.__cause__ = None
    return error.with_traceback(None)

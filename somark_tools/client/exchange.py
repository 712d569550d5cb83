"""A reply that is arriving → its body, within limits of size and time; an error of httpx2 → one of ours."""

import time

import httpx2

from somark_tools.client.calls import OLD_PATHS, Call
from somark_tools.client.replies import RawReply
from somark_tools.client.settings import Access, ClientSettings
from somark_tools.errors import ConnectionFailedError, ReplyError, SomarkError

FAULTS = (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError, OSError, SomarkError)
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
        self._deadline = time.monotonic() + settings.reply_timeout

    def take(self, chunk: bytes) -> None:
        """Keep the next bytes."""
        self._left -= len(chunk)
        if self._left < 0:
            raise ReplyError(f"the reply is larger than {self._settings.max_reply_bytes:,} bytes")
        if time.monotonic() > self._deadline:
            limit = self._settings.reply_timeout
            raise ConnectionFailedError(f"the reply was not whole after {limit:g} seconds", sent=True)
        self._chunks.append(chunk)

    def reply(self, response: httpx2.Response) -> RawReply:
        """Return the reply, now that its body is whole."""
        return RawReply(response.status_code, response.headers.get("retry-after", ""), b"".join(self._chunks))


def described(error: Exception, access: Access) -> SomarkError:
    """Return the error without anything of the request: it holds the key."""
    if isinstance(error, SomarkError):
        return error.with_traceback(None)
    text = access.redacted(f"{type(error).__name__}: {error}".rstrip(": "))
    if isinstance(error, httpx2.TransportError):
        advice = ConnectionFailedError.advice
        sent = not isinstance(error, _NEVER_SENT)
        return ConnectionFailedError(f"no whole reply: {text} ({advice})", place=access.base_url, sent=sent)
    return ReplyError(f"the reply can't be read: {text}", place=access.base_url)

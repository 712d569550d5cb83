"""A code of the service, or a status of HTTP → the error that it stands for."""

from collections.abc import Mapping
from types import MappingProxyType

from somark_tools.errors import (
    BrokenFileError,
    KeyRefusedError,
    NoPagesLeftError,
    ParameterError,
    ParseFailedError,
    ParseTimeoutError,
    RateLimitError,
    ServiceError,
    TooLargeError,
    UnavailableError,
    UnsupportedFileError,
)

ERRORS: Mapping[int, type[ServiceError]] = MappingProxyType(
    {
        1101: RateLimitError,
        1102: ParseTimeoutError,
        1104: UnsupportedFileError,
        1105: ParameterError,
        1106: BrokenFileError,
        1107: KeyRefusedError,
        1108: NoPagesLeftError,
        1111: BrokenFileError,
        1118: TooLargeError,
        1120: ServiceError,
        1123: NoPagesLeftError,
        1124: RateLimitError,
        1132: TooLargeError,
        1133: ParameterError,
        1137: ParseFailedError,
        1138: ServiceError,
        2000: ParameterError,
    }
)
HTTP_ERRORS: Mapping[int, type[ServiceError]] = MappingProxyType(
    {
        401: KeyRefusedError,
        403: KeyRefusedError,
        413: TooLargeError,
        429: RateLimitError,
        500: UnavailableError,
        502: UnavailableError,
        503: UnavailableError,
        504: UnavailableError,
    }
)


def failure(
    code: int,
    message: str,
    *,
    place: str = "",
    http_status: int | None = None,
    retry_after: float | None = None,
) -> ServiceError:
    """Return the error that a reply with this code stands for; a code that is not known makes a plain ServiceError."""
    kind = ERRORS.get(code, ServiceError)
    text = f"the service reports error {code}: {message}{_hint(kind)}"
    return kind(text, place=place, code=code, http_status=http_status, retry_after=retry_after)


def http_failure(
    status: int, message: str, *, code: int | None = None, retry_after: float | None = None
) -> ServiceError:
    """Return the error that a reply with this HTTP status stands for, whatever `code` its body has."""
    kind = HTTP_ERRORS.get(status, ServiceError)
    text = f"the service answers with HTTP {status}{message and f': {message}'}{_hint(kind)}"
    return kind(text, code=code, http_status=status, retry_after=retry_after)


def _hint(kind: type[ServiceError]) -> str:
    return f" ({kind.advice})" if kind.advice else ""

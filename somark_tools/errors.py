"""The exceptions: what stops the work.

    SomarkError
    ├── SourceError            the source can't be opened or decoded (no file, broken gzip, a ZIP without a result)
    ├── FormatError            it is JSON, but not a SoMark result, or a documented field has another type
    ├── NotReadyError          it is a task reply, and the task still waits or works
    │   └── WaitTimeoutError   it still did when the time that was given was over
    ├── ServiceError           it is a reply that reports a failure (`code`, `message`, `status`)
    │   ├── RateLimitError         1101, 1124, HTTP 429: too many requests         (is tried again)
    │   ├── UnavailableError       HTTP 5xx: the service is down or overloaded     (is tried again)
    │   ├── ParseTimeoutError      1102: parsing took too long
    │   ├── UnsupportedFileError   1104: no type that the service parses
    │   ├── BrokenFileError        1106, 1111: the file is damaged, or did not arrive
    │   ├── ParameterError         1105, 1133, 2000: a wrong parameter, or an unknown task
    │   ├── KeyRefusedError        1107: the API key is wrong; or there is none
    │   ├── NoPagesLeftError       1108, 1123: no plan, or its pages are used up
    │   ├── TooLargeError          1118, 1132: more than 200 MB or 300 pages
    │   └── ParseFailedError       1137, or a task that FAILED
    ├── ConnectionFailedError  the service can't be reached, or the connection broke    (is tried again)
    ├── ReplyError             what came back is no reply as documented (HTML, half JSON, a new status)
    ├── DownloadError          a picture or package of a result can't be fetched
    │   └── AddressRefusedError    its address leads where nothing is fetched from
    ├── FormulaError           a formula was not understood, or is too long or too deep
    └── OutputError            the output can't be made or written

Each knows the `place` it speaks of: a JSON path such as `$.pages[3].blocks[7].bbox`, a file name, or "". `retry` says
whether the same request may succeed later, `advice` what a person can do.
"""

from typing import ClassVar


class SomarkError(Exception):
    """Anything that somark_tools raises on purpose."""

    retry: ClassVar[bool] = False
    advice: ClassVar[str] = ""

    def __init__(self, message: str, *, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.place = place


class SourceError(SomarkError):
    """The source can't be opened, decompressed or decoded."""


class FormatError(SomarkError):
    """The source is decoded, but is no SoMark result."""


class NotReadyError(SomarkError):
    """The reply belongs to a task that is queuing or processing."""


class WaitTimeoutError(NotReadyError):
    """The task was still queuing or processing when the time given for waiting was over."""

    advice = "the task goes on: wait for it again by its id"


class ServiceError(SomarkError):
    """The reply reports a failure of the service; `code` is the service's own number, if it gave one.

    `http_status` is that of the reply, `retry_after` the seconds after which the service wants to be asked again.
    """

    def __init__(
        self,
        message: str,
        *,
        place: str = "",
        code: int | None = None,
        http_status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, place=place)
        self.code = code
        self.http_status = http_status
        self.retry_after = retry_after


class RateLimitError(ServiceError):
    """Too many requests in too short a time."""

    retry = True
    advice = "ask less often"


class UnavailableError(ServiceError):
    """The service, or what stands before it, answers with HTTP 5xx."""

    retry = True
    advice = "try again later"


class ParseTimeoutError(ServiceError):
    """Parsing took longer than the service allows."""

    advice = "split the file, or submit it as a task instead of waiting for the reply"


class UnsupportedFileError(ServiceError):
    """The file is of no type that the service parses."""

    advice = "send a PDF, a picture, or a Word, PowerPoint or Excel file"


class BrokenFileError(ServiceError):
    """The file is damaged, or did not arrive."""

    advice = "check that the file opens, and that it is not locked by a password"


class ParameterError(ServiceError):
    """A parameter is wrong, or the task is not known."""

    advice = "check the options and the task id"


class KeyRefusedError(ServiceError):
    """The API key is wrong, or there is none."""

    advice = "check the API key, and that it belongs to this base URL"


class NoPagesLeftError(ServiceError):
    """The account has no plan, or its pages are used up."""

    advice = "see how many pages are left, and buy or await more"


class TooLargeError(ServiceError):
    """The file is larger, or has more pages, than the service takes."""

    advice = "split the file: 200 MB and 300 pages are the most"


class ParseFailedError(ServiceError):
    """The service could not parse the file."""

    advice = "check that the file opens; if it does, report it to SoMark with the task id"


class ConnectionFailedError(SomarkError):
    """The service can't be reached, or the connection broke; `sent`: the request may have arrived."""

    retry = True
    advice = "check the network and the base URL"

    def __init__(self, message: str, *, place: str = "", sent: bool = False) -> None:
        super().__init__(message, place=place)
        self.sent = sent


class ReplyError(SomarkError):
    """What came back is not a reply as documented."""

    advice = "check the base URL: is it SoMark that answers there?"


class DownloadError(SomarkError):
    """A picture or package of a result can't be fetched."""


class AddressRefusedError(DownloadError):
    """The address leads to where nothing is fetched from: another scheme, or a private network."""


class FormulaError(SomarkError):
    """A formula was not understood, or is longer or deeper than formulas are."""


class OutputError(SomarkError):
    """The output can't be made or written."""

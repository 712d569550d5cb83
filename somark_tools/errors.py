"""The exceptions: what stops the work.

    SomarkError
    ├── SourceError     the source can't be opened or decoded (no file, broken gzip, a ZIP without a result)
    ├── FormatError     it is JSON, but not a SoMark result, or a documented field has another type
    ├── NotReadyError   it is a task reply, and the task still waits or works
    ├── ServiceError    it is a reply that reports a failure (`code`, `message`, `status`)
    ├── FormulaError    a formula was not understood, or is too long or too deep
    └── OutputError     the output can't be made or written

Each knows the `place` it speaks of: a JSON path such as `$.pages[3].blocks[7].bbox`, a file name, or "".
"""


class SomarkError(Exception):
    """Anything that somark_tools raises on purpose."""

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


class ServiceError(SomarkError):
    """The reply reports a failure of the service; `code` is the service's own number, if it gave one."""

    def __init__(self, message: str, *, place: str = "", code: int | None = None) -> None:
        super().__init__(message, place=place)
        self.code = code


class FormulaError(SomarkError):
    """A formula was not understood, or is longer or deeper than formulas are."""


class OutputError(SomarkError):
    """The output can't be made or written."""

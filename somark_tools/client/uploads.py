"""A file → what is uploaded of it: one part, or several of a PDF with more pages than the service takes."""

from collections.abc import Iterator
from pathlib import Path

from somark_tools.assets.pdf_pages import page_count, page_runs
from somark_tools.client.calls import Upload, unreadable
from somark_tools.errors import BrokenFileError, OutputError, TooLargeError, UnsupportedFileError

MOST_BYTES = 200_000_000
MOST_PAGES = 300
SUFFIXES = frozenset(
    ".pdf .png .jpg .jpeg .bmp .tif .tiff .webp .gif .heic .heif .doc .docx .ppt .pptx .xls .xlsx".split()
)


def upload_parts(file: str | Path | Upload) -> Iterator[Upload]:
    """Yield the file, or parts of 300 pages of a longer PDF, in order; each is checked against the limits.

    Raises SourceError, UnsupportedFileError, BrokenFileError or TooLargeError, before anything is sent.
    """
    upload = _named(file)
    pages = _pages(upload)
    if pages is None or pages <= MOST_PAGES:
        yield _sized(upload)
        return
    name = Path(upload.name)
    for first, content in page_runs(upload.content, MOST_PAGES):
        last = min(first + MOST_PAGES, pages)
        yield _sized(Upload(f"{name.stem}.{first + 1}-{last}{name.suffix}", content, upload.first_page + first))


def single_upload(file: str | Path | Upload) -> Upload:
    """Return the file as one upload. Raises TooLargeError for a PDF that has to go in parts."""
    upload = _named(file)
    pages = _pages(upload)
    if pages is not None and pages > MOST_PAGES:
        raise TooLargeError(f"has {pages:,} pages ({TooLargeError.advice})", place=upload.name)
    return _sized(upload)


def _named(file: str | Path | Upload) -> Upload:
    upload = file if isinstance(file, Upload) else Upload(Path(file).name, Path(file))
    suffix = Path(upload.name).suffix.lower()
    if suffix not in SUFFIXES:
        kind = suffix or "files without suffix"
        raise UnsupportedFileError(f"SoMark parses no {kind}: {UnsupportedFileError.advice}", place=upload.name)
    return upload


def _sized(upload: Upload) -> Upload:
    try:
        size = len(upload.content) if isinstance(upload.content, bytes) else upload.content.stat().st_size
    except (OSError, ValueError) as error:
        raise unreadable(upload, error) from error
    if not size:
        raise BrokenFileError("the file is empty", place=upload.name)
    if size > MOST_BYTES:
        raise TooLargeError(f"has {size:,} bytes ({TooLargeError.advice})", place=upload.name)
    return upload


def _pages(upload: Upload) -> int | None:
    """Return the number of pages of a PDF; None where it can't be told here: the service will judge."""
    if Path(upload.name).suffix.lower() != ".pdf":
        return None
    try:
        return page_count(upload.content)
    except (OutputError, ValueError):
        return None

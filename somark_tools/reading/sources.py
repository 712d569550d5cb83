"""Whatever holds a result → decoded JSON: paths, bytes, text, gzip, ZIP packages, dicts, wire models, SDK objects."""

import gzip
import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from pydantic import BaseModel
from pydantic_core import from_json, to_json

from somark_tools.errors import NotReadyError, SourceError
from somark_tools.zip_faults import ZIP_FAULTS

MAX_BYTES = 1 << 30  # of decompressed JSON

_PIECE = 1 << 20
_LONE = re.compile("[\ud800-\udfff]")
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_DOCUMENTS = {  # how files begin that SoMark parses: easily given instead of what came of them
    b"%PDF-": "a PDF",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"\xd0\xcf\x11\xe0": "a file of Office",
}
_PARSE_FIRST = "no result: let SoMark parse it, and pass what comes back"


class Decoded(NamedTuple):
    """Decoded JSON and the name of the file that it came from, if any."""

    value: object
    name: str = ""


def decode(source: object) -> Decoded:
    """Return the JSON value that the source holds.

    A str is JSON text if it begins with `{` or `[` (after white space or a BOM), and a path otherwise.
    Raises SourceError where the source can't be opened or decoded, NotReadyError for an SDK task without a result.
    """
    if isinstance(source, str) and is_json(source):
        return Decoded(parse(source))
    if isinstance(source, str | Path):
        path = Path(source)
        return Decoded(parse(_unpack(_read_file(path), str(path)), str(path)), _as_text(path.name))
    if isinstance(source, bytes | bytearray | memoryview):
        return Decoded(parse(_unpack(bytes(source), "the given bytes")))
    if isinstance(source, BaseModel):
        return Decoded(_copied(source.model_dump(by_alias=True, exclude_unset=True)))
    if isinstance(source, Mapping):
        return Decoded(_copied(source))
    return _decode_sdk(source)


def is_json(source: str) -> bool:
    """Return whether a text is meant as JSON, and not as the path of a file."""
    return source.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def parse(text: str | bytes, place: str = "") -> Any:
    """Return the value of a JSON text in UTF-8 (with or without BOM), UTF-16 or UTF-32. Raises SourceError."""
    if isinstance(text, bytes):
        encoding = json.detect_encoding(text)
        if encoding != "utf-8":
            try:
                text = text.decode(encoding)
            except UnicodeDecodeError as error:
                raise SourceError(f"not text in {encoding}: {error}", place=place) from error
    text = text.lstrip("\ufeff") if isinstance(text, str) else text
    try:
        return from_json(text, allow_inf_nan=False)
    except (ValueError, TypeError):  # TypeError: a str with lone surrogates
        return _parse_tolerantly(text, place)


def _parse_tolerantly(text: str | bytes, place: str) -> Any:
    """Parse what is JSON but for what some writers emit: `NaN` and `Infinity`, which become null, and lone surrogates.

    A text that was cut within an emoji ends in a lone surrogate; it is no character, and becomes U+FFFD.
    """
    try:
        return _copied(from_json(_LONE.sub("\ufffd", text) if isinstance(text, str) else text))
    except ValueError as error:
        said = str(error)
    try:
        return _whole(json.loads(text))
    except UnicodeDecodeError as error:
        raise SourceError(f"not text in UTF-8: {error}", place=place) from error
    except (ValueError, RecursionError) as error:
        several = "; several values, one after the other, are read one by one" if "trailing" in said else ""
        raise SourceError(f"not JSON: {said}{several}", place=place) from error


def _copied(value: object) -> Any:
    """Return a copy of a JSON value: later changes of the original don't reach the Document. NaN becomes null."""
    try:
        return from_json(to_json(value, inf_nan_mode="null"))
    except ValueError as error:
        said = error
    try:
        return _whole(value)
    except (ValueError, TypeError, RecursionError):
        raise SourceError(f"not a JSON value: {said}", place="$") from said


def _whole(value: object) -> Any:
    """Return a copy of a JSON value without lone surrogates."""
    text = json.dumps(value, ensure_ascii=False)
    return from_json(to_json(from_json(_LONE.sub("\ufffd", text)), inf_nan_mode="null"))


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, IsADirectoryError):
            raise SourceError("a folder, no result: name the file in it", place=str(path)) from error
        raise SourceError(f"can't be read: {getattr(error, 'strerror', None) or error}", place=str(path)) from error


def _as_text(name: object) -> str:
    """Return the name of a file without lone surrogates: in Python they stand for bytes that are no UTF-8."""
    return _LONE.sub("\ufffd", name) if isinstance(name, str) else ""


def _unpack(data: bytes, place: str) -> bytes:
    _refuse_document(data, place)
    try:
        if data.startswith(_GZIP):
            with gzip.open(io.BytesIO(data)) as stream:
                return _unpacked(stream, place)
        if data.startswith(_ZIP):
            return _result_in_zip(data, place)
    except MemoryError:
        if data.startswith(_GZIP):  # it is as large as that; a ZIP may ask for more than it needs
            raise
        raise SourceError("can't be decompressed: it asks for more memory than there is", place=place) from None
    except ZIP_FAULTS as error:
        if isinstance(error, MemoryError) and data.startswith(_GZIP):
            raise  # unlike in a ZIP, the content itself is too large for this process: whoever set its limit is told so
        raise SourceError(f"can't be decompressed: {error}", place=place) from error
    return data


def _refuse_document(data: bytes, place: str) -> None:
    """Raise SourceError for what was given by mistake: say what it is, not at which byte it is no JSON."""
    if not data or data.isspace():
        raise SourceError("empty, no result", place=place)
    for magic, kind in _DOCUMENTS.items():
        if data.startswith(magic):
            raise SourceError(f"{kind}, {_PARSE_FIRST}", place=place)


def _result_in_zip(data: bytes, place: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.lower().endswith(".json")]
        if not names:
            office = "[Content_Types].xml" in package.namelist()
            held = f"a file of Office, {_PARSE_FIRST}" if office else "the ZIP package holds no .json file"
            raise SourceError(held, place=place)
        # `outputs.json` by name; otherwise the one nearest to the root.
        name = min(names, key=lambda name: (Path(name).name.lower() != "outputs.json", name.count("/"), name))
        with package.open(name) as stream:
            return _unpacked(stream, f"{place}!{name}")


def _unpacked(stream: IO[bytes] | gzip.GzipFile, place: str) -> bytes:
    """Read piece by piece: asked for MAX_BYTES at once, a stream takes that much memory, however little there is."""
    data = bytearray()
    while piece := stream.read(_PIECE):
        data += piece
        if len(data) > MAX_BYTES:
            raise SourceError(f"larger than {MAX_BYTES:,} bytes when decompressed", place=place)
    return bytes(data)


def _decode_sdk(source: object) -> Decoded:
    """Read `somark.Task` (by its `completed` and `result`) and `somark.ParseResponse` (by its `json_output`)."""
    if hasattr(source, "completed") and callable(getattr(source, "result", None)):
        if not source.completed:
            raise NotReadyError(f"the task is not finished: {getattr(source, 'status', 'unknown status')}")
        try:
            source = source.result()  # type: ignore[attr-defined]
        except RuntimeError as error:
            raise NotReadyError(f"the task has no result: {error}") from error
    if not hasattr(source, "json_output"):
        raise SourceError(f"{type(source).__name__} is nothing that can be read as a result")
    reply = {
        "code": getattr(source, "code", 0),
        "message": getattr(source, "message", None),
        "data": {"result": {"outputs": {"json": source.json_output}}},
    }
    return Decoded(_copied(reply), _as_text(getattr(source, "source_file_name", "")))

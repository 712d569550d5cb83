"""Pictures → `![description](address)`, the address as the options want it, and the files that go beside the text."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from somark_tools.arguments import check_document
from somark_tools.assets.beside import Assets
from somark_tools.assets.kinds import kind_of
from somark_tools.document import Document
from somark_tools.inlines import Holder, Image, Inline, parse_inlines
from somark_tools.model import Block, Figure, Formula, Furniture, Table, TextBlock
from somark_tools.patterns.addresses import image_address
from somark_tools.render.markdown.context import Context

FOLDER = "images"

_UNSAFE = re.compile(r"[\\\[\]`*_~<&$]")  # in a description
# SoMarkDown's renderer leaves escaped characters out of the description, so only what must be is escaped.
_UNSAFE_IN_SOMARKDOWN = re.compile(
    r"[\[\]`*~$^]|\\(?=[!-/:-@\[-`{-~]|\Z)|_(?:(?<![^\W_]_)|(?![^\W_]))|<(?=[A-Za-z/!?])|&(?=\#?\w{1,31};)|=(?==)"
)
_BACKSLASH = r"\\\g<0>"


def picture(address: str, description: str, context: Context) -> str:
    """Return a picture in Markdown, or "" for an address that may not be shown."""
    address = shown_address(address, context)
    if not address:
        return ""
    unsafe = _UNSAFE_IN_SOMARKDOWN if context.somarkdown else _UNSAFE
    return f"![{unsafe.sub(_BACKSLASH, shown_description(description, context))}]({target(address)})"


def shown_description(description: str, context: Context) -> str:
    """Return the description of a picture on one line, or "" where none is wanted."""
    return " ".join(description.split()) if context.options.descriptions else ""


def shown_address(address: str, context: Context) -> str:
    """Return the address to show a picture from, or ""."""
    address = image_address(address)
    return _ADDRESSES[context.options.images](address, context.assets) if address else ""


def target(address: str) -> str:
    """Return an address as it stands between the parentheses of a link."""
    address = re.sub(r"([<>\\]|&(?=#?\w{1,31};))", r"\\\1", address)
    return f"<{address}>" if re.search(r"[\s()<>\\]", address) else address


def markdown_images(
    document: Document, assets: Assets | None = None, *, furniture: bool = False
) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures that `images="folder"` points to, each once: (path beside the text, bytes).

    A path is `images/` and a name made of the bytes, whatever the result calls the picture. Pictures that are not at
    hand, neither beside the result nor in it as data, are not among them: the text keeps their address.
    """
    check_document(document, assets)
    stored = assets or Assets()
    seen: set[str] = set()
    for address in dict.fromkeys(_addresses(document, furniture)):
        data = stored.picture(address)
        if data is not None and (path := _path(data)) not in seen:
            seen.add(path)
            yield path, data


def _in_folder(address: str, assets: Assets) -> str:
    data = assets.picture(address)
    return address if data is None else _path(data)


def _as_data(address: str, assets: Assets) -> str:
    data = None if address.startswith("data:") else assets.picture(address)
    kind = kind_of(data) if data else None
    return f"data:{kind.media_type};base64,{base64.b64encode(data).decode()}" if data and kind else address


_ADDRESSES: Mapping[str, Callable[[str, Assets], str]] = MappingProxyType(
    {
        "keep": lambda address, assets: address,
        "folder": _in_folder,
        "data": _as_data,
        "drop": lambda address, assets: "",
    }
)


def _path(data: bytes) -> str:
    kind = kind_of(data)
    suffix = f".{kind.suffix}" if kind else ""
    return f"{FOLDER}/{hashlib.sha256(data).hexdigest()[:16]}{suffix}"


def _addresses(document: Document, furniture: bool) -> Iterator[str]:
    for block in document.blocks:
        if not block.hidden and (furniture or not isinstance(block, Furniture)):
            yield from _addresses_in(block)


def _addresses_in(block: Block) -> Iterator[str]:
    if isinstance(block, (Figure, Table, Formula, Furniture)) and block.image:
        yield block.image
    if isinstance(block, Table):
        texts: Iterable[str] = (cell.text for row in block.rows for cell in row.cells)
    else:
        texts = (block.text,) if isinstance(block, TextBlock) else ()
    for text in texts:
        if "](" in text:
            yield from _in_runs(parse_inlines(text))


def _in_runs(runs: Iterable[Inline]) -> Iterator[str]:
    for run in runs:
        if isinstance(run, Image):
            yield run.address
        elif isinstance(run, Holder):
            yield from _in_runs(run.runs)

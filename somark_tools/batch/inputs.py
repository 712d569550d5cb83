"""Folders, globs, files, lists of addresses and files of many results → the items of a batch, each with a name."""

import glob
import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from somark_tools.batch.storage import Stored, is_same, is_url, read_bytes, stored
from somark_tools.batch.values import Item, absolute, digest
from somark_tools.errors import OutputError, SourceError
from somark_tools.patterns.result_names import stem_of

_RESULT = re.compile(r"\.(json|json\.gz|zip|jsonl)$", re.IGNORECASE)  # what is looked for in folders
_LIST = ".txt"
_LINES = ".jsonl"
_TAKEN = ("errors",)  # OUT/errors.jsonl is ours
_UNSAFE = re.compile(r"[\x00-\x1f\\:]")
_DIGITS = 7  # of line numbers in names


def items_of(inputs: Iterable[str], out: str) -> tuple[Item, ...]:
    """Return the items of all inputs, in order, each once.

    An input is a file with a result, a folder (all `.json`, `.json.gz`, `.zip`, `.jsonl` below it), a pattern with `*`,
    a `.jsonl` with a result on each line, or a `.txt` with an input on each line (paths are relative to it; `#` begins
    a comment). Each may be a URL of fsspec. What is missing, a pattern without a match, or a list in a list, is an
    item nevertheless, and fails when it is read. Names of outputs follow the tree below the folder, or below the part
    of a pattern before its first `*`. Items that would have one name get the folders above it that tell them
    apart, or a hash of their source if none does. What lies in OUT is no input, and OUT can't be an input.
    """
    found: dict[tuple[str, int], Item] = {}
    for given in inputs:
        if _is_folder(given) and is_same(given, out):
            raise OutputError("this folder is an input; write to another", place=out)
        is_list = given.lower().endswith(_LIST) and not _is_folder(given)
        for item in _listed(given, out) if is_list else _items(given, out):
            item = item._replace(source=absolute(item.source))
            found.setdefault((item.source, item.line), item)
    return _named_apart(found.values())


def _is_folder(given: str) -> bool:
    return not is_url(given) and os.path.isdir(given)  # noqa: PTH112  (Path.is_dir raises for names that no file can have)


def _is_there(given: str) -> bool:
    return os.path.exists(given)  # noqa: PTH110  (likewise)


def _items(given: str, out: str, list_folder: str = "") -> Iterator[Item]:
    root, files = _files(given, list_folder)
    around = _is_below(root, out)  # OUT lies around the inputs, not among them
    for file in files:
        if not around and _is_below(file.address, out):
            continue
        name = _name(file.address, root)
        if file.address.lower().endswith(_LINES):
            yield from _lines(file, name)
        else:
            yield Item(file.address, name, file.size, file.stamp)


def _files(given: str, list_folder: str) -> tuple[str, Iterable[Stored]]:
    """Return the files of an input, and the folder below which their names tell where they lie."""
    if not is_url(given) and not _is_there(given) and (magic := re.search(r"[*?[]", given)):
        paths = sorted(glob.glob(given, recursive=True))  # noqa: PTH207  (a pattern may be absolute)
        files = [file for path in paths if Path(path).is_file() for file in stored(path)]
        return given[: magic.start()].rpartition("/")[0] or ".", files or [Stored(given, 0, "")]
    if is_url(given) and "*" in given:
        return given[: given.index("*")].rpartition("/")[0], list(stored(given)) or [Stored(given, 0, "")]
    files = list(stored(given))
    if not files and not _is_folder(given):
        files = [Stored(given, 0, "")]  # to be told of when it can't be read
    if len(files) == 1 and _same(files[0].address, given):
        return list_folder or given.rpartition("/")[0], files
    return given, [file for file in files if _RESULT.search(file.address)]


def _same(address: str, given: str) -> bool:
    return address.rstrip("/").endswith(given.rstrip("/")) if is_url(given) else Path(address) == Path(given)


def _listed(given: str, out: str) -> Iterator[Item]:
    folder = given.rpartition("/")[0]
    text = read_bytes(given).decode("utf-8-sig", "surrogateescape")  # names of files may be in any encoding
    for line in map(str.strip, text.split("\n")):
        if line and not line.startswith("#"):
            relative = bool(folder) and not is_url(line) and not Path(line).is_absolute()
            address = f"{folder}/{line}" if relative else line
            if not is_same(address, given):  # as in a list of all that lies in a folder
                yield from _items(address, out, folder if relative else "")


def _lines(file: Stored, name: str) -> Iterator[Item]:
    """Yield an item for each line that is not blank; the file is gone through once, line by line.

    A file that can't be opened is one item.
    """
    try:
        opened = io.BytesIO(read_bytes(file.address)) if is_url(file.address) else Path(file.address).open("rb")  # noqa: SIM115
    except (OSError, ValueError, SourceError):
        yield Item(file.address, name, file.size, file.stamp)
        return
    offset = 0
    with opened as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                place = f"{name}/{number:0{_DIGITS}}"
                yield Item(file.address, place, len(line), file.stamp, digest(line), number, offset)
            offset += len(line)


def _name(address: str, root: str) -> str:
    """Return the name of what is made of a file: its path below the root, without the suffix."""
    path = address.partition("://")[2].lstrip("/") if is_url(address) else Path(address).as_posix()
    base = root.partition("://")[2] if is_url(root) else Path(root or ".").as_posix()
    inside = path.removeprefix(f"{base.strip('/')}/" if is_url(address) else f"{base.rstrip('/')}/")
    parts = [part for part in PurePosixPath(inside).parts if part not in ("/", "..", ".")]
    parts[-1:] = [re.sub(r"\.jsonl$", "", stem_of(parts[-1]), flags=re.IGNORECASE) or "result"] if parts else []
    return "/".join(_UNSAFE.sub("_", part) for part in parts) or "result"


def _is_below(address: str, out: str) -> bool:
    if is_url(address) or is_url(out):
        return f"{address.rstrip('/')}/".startswith(f"{out.rstrip('/')}/")
    try:
        return Path(os.path.realpath(address)).is_relative_to(os.path.realpath(out))
    except ValueError:  # a name that no file can have
        return False


def _named_apart(items: Iterable[Item]) -> tuple[Item, ...]:
    """Give items of one name more of their path, folder by folder, until no two are called alike; else a hash."""
    items = tuple(items)
    taken = Counter([*(item.name.casefold() for item in items), *_TAKEN])
    alike: dict[str, list[Item]] = {}
    for item in items:
        if taken[item.name.casefold()] > 1:
            alike.setdefault(item.name.casefold(), []).append(item)
    names: dict[tuple[str, int], str] = {}
    for group in alike.values():
        found = next((found for found in _longer(group) if _are_free(found, taken)), None)
        found = found or [f"{item.name}-{digest(item.place.encode('utf-8', 'surrogatepass'))[:8]}" for item in group]
        names |= {(item.source, item.line): name for item, name in zip(group, found, strict=True)}
        taken.update(name.casefold() for name in found)
    return tuple(item._replace(name=names.get((item.source, item.line), item.name)) for item in items)


def _longer(group: Sequence[Item]) -> Iterator[list[str]]:
    """Yield names for the items of one name, with one folder above it, with two, and so on, for all of them alike."""
    above = [_above(item) for item in group]
    for count in range(1, max(len(folders) for folders in above) + 1):
        yield ["/".join((*folders[-count:], item.name)) for folders, item in zip(above, group, strict=True)]


def _above(item: Item) -> list[str]:
    """Return the folders of an item's path that are above what its name tells, outermost first."""
    told = item.name.count("/") - bool(item.line)
    parts = PurePosixPath(
        item.source.partition("://")[2] if is_url(item.source) else Path(item.source).as_posix()
    ).parts
    return [_UNSAFE.sub("_", part) for part in parts[: -1 - told] if part not in ("/", "..", ".")]


def _are_free(names: Sequence[str], taken: Counter[str]) -> bool:
    folded = {name.casefold() for name in names}
    return len(folded) == len(names) and not any(taken[name] for name in folded)

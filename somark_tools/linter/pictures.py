"""Checks of pictures: none sent, an address that is not followed, a file that is not there."""

import zipfile
from collections.abc import Callable, Container, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from somark_tools.assets.beside import Assets
from somark_tools.linter.checked import Checked
from somark_tools.linter.finding import Found, quoted
from somark_tools.model import AnyBlock, Figure, Formula, Furniture, Table
from somark_tools.patterns.addresses import image_address
from somark_tools.zip_faults import ZIP_FAULTS

_MOST_FOLDERS = 32  # in each other: a longer path in a ZIP, of which each end counts, is none of a picture

_DEEPEST = 16  # folders; all ends of a path of a thousand would be half a million names


def picture_missing(checked: Checked) -> Iterator[Found]:
    """Find figures without picture, where others have one or where there is no description either."""
    figures = [block for block in checked.sent.blocks if isinstance(block, Figure) and not block.hidden]
    pictured = any(figure.image for figure in figures)
    for figure in figures:
        if not figure.image and (pictured or not figure.text.strip()):
            described = "" if figure.text.strip() else " and no description"
            yield Found(f"a {figure.label} without picture{described}", checked.path(figure, "img_url"))


def picture_address(checked: Checked) -> Iterator[Found]:
    """Find pictures whose address leads out of the result's folder, or is none of a picture."""
    for block, address in _addressed(checked):
        if not image_address(address):
            yield Found(f"the address {quoted(address, 80)} is not followed", checked.path(block, "img_url"))


def picture_not_found(checked: Checked) -> Iterator[Found]:
    """Find pictures that should stand beside the result, and don't."""
    if checked.assets is None:
        return
    is_there = _looked_up(checked.assets)
    for block, sent in _addressed(checked):
        address = image_address(sent)
        if address and not address.startswith("data:") and not _is_remote(address) and not is_there(address):
            yield Found(f"{quoted(address, 80)} does not stand beside the result", checked.path(block, "img_url"))


def _addressed(checked: Checked) -> Iterator[tuple[AnyBlock, str]]:
    for block in checked.sent.blocks:
        if isinstance(block, Figure | Furniture | Formula | Table) and block.image.strip():
            yield block, block.image


def _is_remote(address: str) -> bool:
    return address.lower().startswith(("http:", "https:"))


def _looked_up(assets: Assets) -> Callable[[str], bool]:
    folder, stored = assets.folder, _stored(assets.archive)

    def is_there(address: str) -> bool:
        path = PurePosixPath(unquote(address.split("?")[0].split("#")[0]).replace("\\", "/"))
        try:
            return path.parts in stored or (folder is not None and (folder / path).is_file())
        except (OSError, ValueError):  # a name that no file can have
            return False

    return is_there


def _stored(archive: Path | None) -> Container[tuple[str, ...]]:
    """Return the ends of all paths in the archive: a result names its pictures from its own folder on."""
    if archive is None:
        return ()
    try:
        with zipfile.ZipFile(archive) as package:
            paths = [PurePosixPath(name).parts for name in package.namelist() if name.count("/") < _MOST_FOLDERS]
    except ZIP_FAULTS:
        return ()
    return {parts[start:] for parts in paths for start in (0, *range(max(1, len(parts) - _DEEPEST), len(parts)))}

"""A path and bytes → a file that no reader ever sees half written."""

import os
import tempfile
from functools import cache
from pathlib import Path

from somark_tools.errors import OutputError


def write_whole(path: Path, content: bytes, *, scratch: Path | None = None) -> None:
    """Write under a temporary name, in `scratch` or beside the file, then rename. Devices and pipes are written to.

    `scratch` must lie on the same file system as the file. Raises OutputError.
    """
    try:
        path = path.resolve() if path.is_symlink() else path  # the link stays, what it leads to is written
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=scratch or path.parent, prefix=f".{path.name[:100]}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101
            os.replace(temporary, path)  # noqa: PTH105
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"can't be written: {error.strerror or error}", place=str(path)) from error


@cache
def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

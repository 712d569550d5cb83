"""A path and bytes → a file that no reader ever sees half written."""

import secrets
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
        path.parent.mkdir(parents=True, exist_ok=True)
        # Short, whatever the file is called: names may be as long as the file system allows already.
        temporary = (scratch or path.parent) / f".{secrets.token_hex(8)}.unfinished"
        try:
            with temporary.open("xb") as stream:
                stream.write(content)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except (OSError, ValueError, RuntimeError) as error:  # ValueError: no name of a file; RuntimeError: links in a ring
        raise OutputError(f"can't be written: {getattr(error, 'strerror', None) or error}", place=str(path)) from error

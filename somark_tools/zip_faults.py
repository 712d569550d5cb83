"""What the standard library raises where a ZIP is damaged, locked, or packed in a way that it can't read."""

import lzma
import struct
import zipfile
import zlib

ZIP_FAULTS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,  # of names in no encoding, and of bzip2
    OverflowError,
    RuntimeError,  # a password is needed
    NotImplementedError,  # another method of packing
    MemoryError,  # LZMA takes as much as the file says
)

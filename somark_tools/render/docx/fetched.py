"""An address, and the function that a caller passed in to load it → the bytes of a picture, or None."""

from collections.abc import Callable

from somark_tools.assets.beside import MAX_PICTURE_BYTES
from somark_tools.patterns.addresses import image_address

_WEB = ("http://", "https://")


def fetched(address: str, fetch: Callable[[str], bytes | None] | None) -> bytes | None:
    """Return what `fetch` makes of an http(s) address; None for any other address, for errors, and for too much.

    Whether it is a picture is for others to see: what a server calls its bytes proves nothing.
    """
    address = image_address(address)
    if fetch is None or not address.lower().startswith(_WEB):
        return None
    try:
        data = fetch(address)
    except Exception:  # of whatever the function is made: without its picture the document is still worth having
        return None
    return data if isinstance(data, bytes) and 0 < len(data) <= MAX_PICTURE_BYTES else None

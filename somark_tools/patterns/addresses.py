"""Which addresses of pictures and links may stand in an output: results are untrusted."""

import re

_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp|tiff);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_OUTSIDE = re.compile(r"[/\\]|(?:.*[/\\])?\.\.(?:[/\\]|$)|[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def image_address(address: str) -> str:
    """Return the address if it is http(s), a path below the result's folder, or a picture as data; otherwise ""."""
    if _DATA_IMAGE.fullmatch(address):
        return re.sub(r"\s", "", address)
    address = link_address(address)
    return "" if _OUTSIDE.match(address) and not _SCHEME.match(address) else address


def link_address(address: str) -> str:
    """Return the address if it is http(s), mailto, an anchor or a relative path; otherwise ""."""
    address = _CONTROL.sub("", address).strip()
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in ("http", "https", "mailto"):
        return ""
    return "" if address.startswith(("//", "\\\\")) else address

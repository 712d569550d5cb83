"""An address in a text → the target of an external hyperlink, or "" where Word would refuse it or it is unsafe."""

import re
from urllib.parse import urlsplit

from somark_tools.patterns.addresses import link_address

_EXTERNAL = ("http://", "https://", "mailto:")
_NOT_IN_URI = re.compile(r'[\s<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})')
MAX_TARGET = 2000  # Word gives up at 2,083 characters


def link_target(address: str) -> str:
    """Return the address as a target of the file's relationships, or "" if it must stay text.

    One target that is no URI makes Word call the whole file damaged, so doubtful characters are escaped.

    >>> link_target("https://example.org/a b")
    'https://example.org/a%20b'
    >>> link_target("javascript:alert(1)"), link_target("#top"), link_target("http://[")
    ('', '', '')
    """
    address = link_address(address)
    if not address.lower().startswith(_EXTERNAL) or len(address) > MAX_TARGET:
        return ""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme != "mailto" and not parts.hostname:
        return ""
    return _NOT_IN_URI.sub(_escaped, address)


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())

"""The address of a picture or package → where to connect to for it, or a refusal: results are untrusted.

A name is resolved here, and the connection goes to the very address that was checked: a name that is resolved again
could lead elsewhere by then.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from somark_tools.errors import AddressRefusedError, DownloadError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")  # nothing of the public internet is outside
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect to: the URL with the checked address in it, the `Host` header, and the name for TLS."""

    url: str
    host: str
    name: str


def target(address: str, *, allow_private: bool = False) -> Target:
    """Return where to connect to. Raises AddressRefusedError for other schemes than http(s) and private networks."""
    parts = _split(address)
    name, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    ip = _allowed(name, port, address, allow_private=allow_private)
    bracketed = f"[{ip}]" if ":" in ip else ip
    host = f"[{name}]" if ":" in name else name
    query = f"?{parts.query}" if parts.query else ""
    url = f"{parts.scheme}://{bracketed}:{port}{parts.path or '/'}{query}"
    return Target(url, host if port == _PORTS[parts.scheme] else f"{host}:{port}", name)


def shown(address: str) -> str:
    """Return an address as messages show it: without query, where signatures stand, and not too long."""
    return address.split("?")[0].split("#")[0][:120]


def is_public(ip: str) -> bool:
    """Return whether an IP address is one of the public internet; addresses that wrap another are judged by that."""
    found = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        if found not in _UNICAST:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        sound = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise AddressRefusedError("no address", place=shown(address)) from None
    if parts.scheme not in _PORTS or not sound:
        raise AddressRefusedError("only http and https addresses are fetched", place=shown(address))
    if parts.username or parts.password:
        raise AddressRefusedError("an address with a user or password is not fetched", place=parts.hostname or "")
    return parts


def _allowed(name: str, port: int, address: str, *, allow_private: bool) -> str:
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DownloadError(f"{name} is not known: {error}", place=shown(address)) from None
    ips = [str(entry[4][0]) for entry in found]
    allowed = [ip for ip in ips if allow_private or is_public(ip)]
    if not allowed:
        raise AddressRefusedError(
            f"{name} is in a private network ({', '.join(sorted(set(ips)))})", place=shown(address)
        )
    return allowed[0]

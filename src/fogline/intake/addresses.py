"""Which network addresses may be asked: public ones, unless the user allows others."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from fogline.model import FoglineError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

_SCHEMES = ("http", "https")
# Addresses of IPv6 that carry one of IPv4: a way around every check of the latter.
_CARRIERS = tuple(
    ipaddress.ip_network(n)
    for n in ("::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::ffff:0:0:0/96")
)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system resolves it. Raises OSError."""
    return list(dict.fromkeys(str(a[4][0]) for a in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def parse_url(url: str) -> SplitResult:
    """The parts of an address that may be fetched. Raises FoglineError for any other, by name.

    Names and passwords inside an address are refused always: the address is kept in the ledger.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise FoglineError("the address is malformed", "check it") from None
    if parts.scheme.lower() not in _SCHEMES:
        raise FoglineError(f"{parts.scheme}: addresses are not fetched", "give an http or https address, or a path")
    if not parts.hostname or port == 0 or any(c.isspace() or not c.isprintable() for c in url.strip()):
        raise FoglineError("the address is malformed", "check it")
    if parts.username is not None or parts.password is not None:
        raise FoglineError("the address holds a user name or password", "give it without them")
    return parts


def public_address(host: str, port: int, *, allow_private: bool, resolver: Resolve = resolve) -> str:
    """The one address of ``host`` to connect to, after every address of it was checked.

    Raises FoglineError where the name is unknown, or where any of its addresses is not public.
    """
    try:
        found = resolver(host, port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise FoglineError(f"no address is known for {host}", "check the name and the connection")
    if not allow_private:
        for address in found:
            if not is_public(address):
                fault = f"{host} is an address of a private network ({address})"
                raise FoglineError(fault, "allow private addresses if you mean it")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet: not private, loopback, link-local, multicast, reserved."""
    try:
        ip: Address = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and any(ip in network for network in _CARRIERS):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)

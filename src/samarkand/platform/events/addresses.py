"""Which addresses the house calls: those of the public internet, and never its own neighbours.

A webhook names any address it likes, and the house stands inside somebody's network: it must not be made
to knock at doors there (server-side request forgery, OWASP A10:2021). The name is looked up once, every
answer is looked at, and the call goes to the very address that was looked at.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

_TRANSLATED = (
    ipaddress.ip_network("64:ff9b::/96"),  # RFC 6052: an IPv4 address inside
    ipaddress.ip_network("64:ff9b:1::/48"),  # RFC 8215
    ipaddress.ip_network("2002::/16"),  # RFC 3056
    ipaddress.ip_network("2001::/32"),  # RFC 4380
)
_UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is given out for the public internet (IANA, RFC 4291); whatever else there is, is not."""

_PORTS = {"https": 443, "http": 80}


class AddressUnfitError(Exception):
    """The house does not call this address; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be called: the URL with the number of the host, and the host's name."""

    url: str
    host: str
    name: str


def target_of(url: str, *, private_too: bool) -> Target:
    """Return where to send what is meant for ``url``: looked up now, and found fit.

    Raises AddressUnfitError. ``private_too`` allows http and any host, for houses whose programs
    live next door.
    """
    parts = require_fit(url, private_too=private_too)
    name = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    number = _looked_up(name, port, private_too=private_too)
    shown = f"[{number}]" if ":" in number else number
    path = parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    host = parts.netloc.rpartition("@")[2]
    return Target(f"{parts.scheme}://{shown}:{port}{path}{query}", host, name)


def require_fit(url: str, *, private_too: bool) -> SplitResult:
    """Return the parts of a URL as far as it can be judged without asking anybody.

    Raises AddressUnfitError.
    """
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise AddressUnfitError("the address holds characters that no address has")
    try:
        parts = urlsplit(url)
        port_is_fit = parts.port != 0
    except ValueError as error:
        raise AddressUnfitError(f"the address cannot be read: {error}") from None
    if parts.scheme not in (_PORTS if private_too else {"https"}):
        raise AddressUnfitError("the address does not begin with https://")
    if not parts.hostname or not port_is_fit or "@" in parts.netloc:
        raise AddressUnfitError("the address names no host, or a name and password")
    if not private_too:
        _require_public_text(parts.hostname)
    return parts


def _require_public_text(host: str) -> None:
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        if host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host:
            raise AddressUnfitError(f"{host} is no host of the public internet") from None
    else:
        _require_public(number)


def _looked_up(name: str, port: int, *, private_too: bool) -> str:
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressUnfitError(f"{name} is not found") from None
    numbers = [str(answer[4][0]) for answer in found]
    if not private_too:
        for number in numbers:
            _require_public(ipaddress.ip_address(number))
    return numbers[0]


def _require_public(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    inner = number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None
    judged = inner or number
    unfit = judged.is_multicast or not judged.is_global
    if isinstance(judged, ipaddress.IPv6Address):
        unfit = unfit or judged not in _UNICAST or any(judged in net for net in _TRANSLATED)
    if unfit:
        raise AddressUnfitError(f"{number} is no address of the public internet")

"""Who calls, by address: the one door through which throttles and logs ask.

What a caller writes into `X-Forwarded-For` is worth nothing; what the house's own proxies add to it is. So
the addresses are read from the right, from the one that speaks to the house, as far as proxies are trusted.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

from samarkand.platform.house.environment import Network

Address = IPv4Address | IPv6Address
UNKNOWN = "0.0.0.0"  # noqa: S104 (nobody's address: where the server is told none)


def client_address(request: HttpRequest) -> str:
    """Return the address of who calls, past the proxies that SAMARKAND_PROXIES trusts."""
    peer = _read(request.META.get("REMOTE_ADDR", ""))
    if peer is None:
        return UNKNOWN
    forwarded = [_read(part) for part in request.headers.get("X-Forwarded-For", "").split(",")]
    return str(_behind(peer, forwarded, settings.PROXIES))


def _behind(
    peer: Address, forwarded: Sequence[Address | None], trusted: int | tuple[Network, ...]
) -> Address:
    """Return the last address that a trusted proxy vouches for; ``forwarded`` stands as in the header."""
    known = peer
    for step, told in enumerate(reversed(forwarded)):
        is_trusted = step < trusted if isinstance(trusted, int) else any(known in net for net in trusted)
        if not is_trusted or told is None:
            break
        known = told
    return known


def _read(text: str) -> Address | None:
    """Return the address that a text is, with or without a port; None where it is none."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found

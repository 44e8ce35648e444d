"""Who calls is read past the proxies that are trusted, and no further: a caller is not believed."""

import pytest
from django.test import RequestFactory

from samarkand.platform.house import environment
from samarkand.platform.house.client_address import client_address


def address(proxies: str, forwarded: str | None, peer: str, settings: object) -> str:
    """Return who calls, of a request that came from a peer with this header."""
    settings.PROXIES = environment.proxies({"SAMARKAND_PROXIES": proxies})  # type: ignore[attr-defined]
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return client_address(RequestFactory(headers=headers).get("/", REMOTE_ADDR=peer))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "caller"),
    [
        ("", None, "192.0.2.7", "192.0.2.7"),
        ("", "203.0.113.9", "192.0.2.7", "192.0.2.7"),
        ("1", "203.0.113.9", "127.0.0.1", "203.0.113.9"),
        ("1", "6.6.6.6, 203.0.113.9", "127.0.0.1", "203.0.113.9"),
        ("1", "203.0.113.9:4711", "127.0.0.1", "203.0.113.9"),
        ("1", "[2001:db8::9]:4711", "127.0.0.1", "2001:db8::9"),
        ("1", None, "127.0.0.1", "127.0.0.1"),
        ("1", "nobody", "127.0.0.1", "127.0.0.1"),
        ("2", "6.6.6.6, 203.0.113.9, 10.0.0.4", "10.0.0.5", "203.0.113.9"),
        ("10.0.0.0/8", "6.6.6.6, 203.0.113.9, 10.0.0.4", "10.0.0.5", "203.0.113.9"),
        ("10.0.0.0/8,127.0.0.1", "203.0.113.9", "::ffff:127.0.0.1", "203.0.113.9"),
        ("10.0.0.0/8", "203.0.113.9", "192.0.2.7", "192.0.2.7"),
        ("10.0.0.0/8", "", "10.0.0.5", "10.0.0.5"),
        ("", None, "", "0.0.0.0"),  # noqa: S104 (only read)
    ],
)
def test_who_calls(proxies: str, forwarded: str | None, peer: str, caller: str, settings: object) -> None:
    assert address(proxies, forwarded, peer, settings) == caller


@pytest.mark.parametrize("wrong", ["many", "10.0.0.0/99", "-1"])
def test_proxies_that_are_none_are_told_by_name(wrong: str) -> None:
    with pytest.raises(ValueError, match="SAMARKAND_PROXIES must be"):
        environment.check({"SAMARKAND_PROXIES": wrong})

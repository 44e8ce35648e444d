"""Which addresses the house calls, and that a name cannot lead it next door."""

import socket

import pytest

from samarkand.platform.events.addresses import AddressUnfitError, require_fit, target_of

PUBLIC = "93.184.215.14"


def answers(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    """Let every name be looked up as these numbers."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in numbers]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "meskay.example",
        "http://meskay.example/",
        "ftp://meskay.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://user:word@meskay.example/",
        "https://meskay.example:0/",
        "https://meskay.example:99999/",
        "https://[::1",
        "https://localhost/",
        "https://house.local/",
        "https://metadata.google.internal/",
        "https://intranet/",
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://[::1]/",
        "https://[fe80::1]/",
        "https://[fd00::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fec0::1]/",
        "https://[::127.0.0.1]/",
        "https://[::93.184.215.14]/",
        "https://[5f00::1]/",
        "https://[4000::1]/",
        "https://meskay.example/\r\nHost: elsewhere",
        "https://meskay.example\\@127.0.0.1/",
        "https://meskay.example/ ",
        "https://мескай.example/",
    ],
)
def test_an_address_that_is_none_of_the_public_internet_is_unfit(url: str) -> None:
    with pytest.raises(AddressUnfitError):
        require_fit(url, private_too=False)


@pytest.mark.parametrize(
    "url",
    [
        "https://meskay.example",
        "https://meskay.example:8443/told?by=house",
        f"https://{PUBLIC}/",
        "https://[2606:4700::1]/",
    ],
)
def test_an_address_of_the_public_internet_is_fit(url: str) -> None:
    require_fit(url, private_too=False)


@pytest.mark.parametrize("number", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1"])
def test_a_name_that_leads_next_door_is_unfit(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, PUBLIC, number)
    with pytest.raises(AddressUnfitError, match="no address of the public internet"):
        target_of("https://meskay.example/told", private_too=False)


@pytest.mark.parametrize("name", ["127.1.example", "2130706433", "0x7f.1", "017700000001"])
def test_other_ways_to_write_a_number_lead_no_further(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "127.0.0.1")
    with pytest.raises(AddressUnfitError):
        target_of(f"https://{name}/", private_too=False)


def test_the_call_goes_to_the_very_number_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, PUBLIC)
    target = target_of("https://meskay.example:8443/told?by=house", private_too=False)
    assert target.url == f"https://{PUBLIC}:8443/told?by=house"
    assert (target.host, target.name) == ("meskay.example:8443", "meskay.example")


def test_a_name_nobody_knows_is_unfit(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(AddressUnfitError, match="not found"):
        target_of("https://meskay.example/", private_too=False)


def test_a_house_may_allow_its_neighbours() -> None:
    assert target_of("http://127.0.0.1:8000/told", private_too=True).url == "http://127.0.0.1:8000/told"

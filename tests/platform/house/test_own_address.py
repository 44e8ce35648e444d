"""Where links lead: the name people use, else where the house is served now."""

from pathlib import Path

import pytest

from samarkand.platform.house import environment
from samarkand.platform.house.own_address import forget_address, people_address, tell_address


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let a house be served at another port than the usual one."""
    monkeypatch.setattr(environment, "home", lambda *_: tmp_path)
    tell_address("http://localhost:8123")
    return tmp_path


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "http://localhost:8123"),
        ({"SAMARKAND_HOSTS": "localhost,house.example"}, "http://house.example:8123"),
        ({"SAMARKAND_HOSTS": ".example,house.example", "SAMARKAND_HTTPS": "1"}, "https://house.example"),
        ({"SAMARKAND_HOSTS": "house.example:8443", "SAMARKAND_HTTPS": "1"}, "https://house.example:8443"),
        ({"SAMARKAND_HTTPS": "1"}, "https://localhost"),
    ],
)
def test_links_begin_with_what_people_use(settings: dict[str, str], address: str) -> None:
    assert people_address(settings) == address


def test_a_house_that_is_served_no_more_is_expected_at_the_usual_port(served: Path) -> None:
    forget_address("http://localhost:9999")
    assert people_address({}) == "http://localhost:8123"
    forget_address("http://localhost:8123")
    assert people_address({}) == "http://localhost:8000"
    assert list(served.iterdir()) == []

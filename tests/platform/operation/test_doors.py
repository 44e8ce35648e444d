"""A house behind a proxy, at a port of its own and under a path: by which names it is reached."""

import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.platform.operation.running import COMMAND, House, running_house

pytestmark = pytest.mark.deep  # a house that is opened for these alone

PATH = "/exchange"
PROXY = {"Host": "house.example.org:8443", "X-Forwarded-Proto": "https"}
"""What the documented proxy sends on for https://house.example.org:8443/exchange."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SAMARKAND_HTTPS", "1")
        environment.setenv("SAMARKAND_HOSTS", "house.example.org")
        environment.setenv("SAMARKAND_PATH", PATH)
        with running_house(tmp_path_factory.mktemp("house")) as running:
            yield running


@pytest.fixture
def browser(house: House) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.address.removesuffix(PATH), headers=PROXY, timeout=60) as client:
        yield client


def test_the_document_of_the_api_is_there_before_anybody_asks(browser: httpx.Client) -> None:
    """Made when it was asked for, it took the first caller a second on a good day and six on a bad one."""
    began = time.monotonic()
    document = browser.get(f"{PATH}/api/v1/openapi.json").json()
    assert time.monotonic() - began < 0.5
    assert f"{PATH}/api/v1/offers" in document["paths"]


@pytest.mark.parametrize("name", ["127.0.0.1:18765", "samarkand", "10.0.0.7"])
def test_health_and_measures_are_told_by_any_name_and_nothing_else_is(house: House, name: str) -> None:
    for path in ("/health/", "/health/ready/", "/metrics"):
        assert httpx.get(house.address + path, headers={"Host": name}, timeout=60).status_code == 200, path
    for path in ("/accounts/login/", "/api/v1/offers", "/health/other/"):
        refused = httpx.get(house.address + path, headers={**PROXY, "Host": name}, timeout=60)
        assert refused.status_code == 400, path


@pytest.mark.parametrize("before", [PATH, ""])
def test_addresses_are_known_with_their_path_and_without(browser: httpx.Client, before: str) -> None:
    """Some proxies pass an address on whole, some take the path off."""
    page = browser.get(f"{before}/accounts/login/")
    assert page.status_code == 200
    assert f'href="{PATH}/accounts/password/reset/"' in page.text


def test_one_signs_in_at_a_port_and_under_a_path(browser: httpx.Client) -> None:
    page = browser.get(f"{PATH}/accounts/login/")
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert f"Path={PATH}/" in page.headers["Set-Cookie"]
    form = {
        "login": "nobody@house.example",
        "password": "a long pass phrase",
        "csrfmiddlewaretoken": page.text.partition('csrfmiddlewaretoken" value="')[2].partition('"')[0],
    }
    headers = {
        "Origin": "https://house.example.org:8443",
        "Referer": f"https://house.example.org:8443{PATH}/accounts/login/",
        "Cookie": "; ".join(f"{name}={value}" for name, value in page.cookies.items()),
    }
    answered = browser.post(f"{PATH}/accounts/login/", data=form, headers=headers)
    assert answered.status_code == 200
    assert "not correct" in answered.text
    elsewhere = browser.post(
        f"{PATH}/accounts/login/", data=form, headers={**headers, "Origin": "https://evil.example"}
    )
    assert elsewhere.status_code == 403


def test_pages_their_style_and_their_redirects_stay_under_the_path(browser: httpx.Client) -> None:
    page = browser.get(f"{PATH}/")
    assert f'href="{PATH}/api/v1/docs"' in page.text
    style = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert style.startswith(f"{PATH}/static/")
    assert browser.get(style).status_code == 200
    sent = browser.get(f"{PATH}/back-office/", follow_redirects=False)
    assert sent.headers["Location"].startswith(f"{PATH}/")
    assert browser.get(f"{PATH}/api/v1/docs").status_code == 200


def test_a_house_is_served_once(house: House) -> None:
    second = subprocess.run(
        [*COMMAND, "serve", "--port", "0"], env=house.environ, capture_output=True, text=True, check=False
    )
    assert second.returncode == 2
    assert "house_served" in second.stderr + second.stdout

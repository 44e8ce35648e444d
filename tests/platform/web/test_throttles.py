"""Guessing is stopped where it comes from, by all processes together, and shuts nobody else out."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, override_settings

from samarkand.platform.house.actor import Role
from tests.platform.web.conftest import person

pytestmark = pytest.mark.django_db

PASSWORD = "a long pass phrase"  # noqa: S105 (nobody's)
ROOT = Path(__file__).parents[3]
_GUESSES = """
import django; django.setup()
from django.db import connection
connection.settings_dict["NAME"] = {name!r}
from django.conf import settings; settings.ALLOWED_HOSTS = ["*"]
from django.test import Client
for number in range({times}):
    form = {{"login": "operator@house.example", "password": f"wrong {{number}}"}}
    Client().post("/accounts/login/", form, REMOTE_ADDR="203.0.113.9")
"""


def signs_in(address: str, password: str = PASSWORD, forwarded: str = "") -> bool:
    """Tell whether the operator gets in from an address."""
    browser = Client(headers={"x-forwarded-for": forwarded} if forwarded else {})
    form = {"login": "operator@house.example", "password": password}
    return browser.post("/accounts/login/", form, REMOTE_ADDR=address).status_code == 302


def guess(times: int, address: str, forwarded: str = "") -> None:
    for number in range(times):
        assert not signs_in(address, f"wrong {number}", forwarded)


def test_who_guesses_shuts_the_door_for_itself_alone() -> None:
    person(Role.OPERATOR)
    guess(6, "203.0.113.9")
    assert not signs_in("203.0.113.9")
    assert signs_in("192.0.2.7")


def test_many_who_guess_shut_nobody_else_out() -> None:
    person(Role.OPERATOR)
    for number in range(1, 12):
        guess(5, f"203.0.113.{number}")
    assert signs_in("192.0.2.7")


def test_an_address_that_a_caller_writes_itself_changes_nothing() -> None:
    person(Role.OPERATOR)
    for number in range(6):
        guess(1, "203.0.113.9", forwarded=f"198.51.100.{number}")
    assert not signs_in("203.0.113.9", forwarded="198.51.100.77")


@override_settings(PROXIES=1)
def test_behind_a_proxy_people_have_addresses_of_their_own() -> None:
    person(Role.OPERATOR)
    guess(6, "127.0.0.1", forwarded="203.0.113.9")
    assert not signs_in("127.0.0.1", forwarded="6.6.6.6, 203.0.113.9")
    assert signs_in("127.0.0.1", forwarded="192.0.2.7")


@pytest.mark.django_db(transaction=True)
def test_two_processes_count_together() -> None:
    person(Role.OPERATOR)
    guess(2, "203.0.113.9")
    code = _GUESSES.format(name=str(connection.settings_dict["NAME"]), times=3)
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    assert not signs_in("203.0.113.9")
    assert signs_in("192.0.2.7")

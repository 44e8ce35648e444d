"""Operators and auditors act with a second factor, in the back office and by token; others need none."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from samarkand.platform.house.actor import Role
from samarkand.platform.parties.models import User
from tests import cast
from tests.platform.calling import auditor_calls, operator_calls, regulator_calls, trader_calls
from tests.platform.web.conftest import signed_in

pytestmark = pytest.mark.django_db

SET_UP = "/accounts/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def _demanded(settings: pytest.FixtureRequest) -> None:
    settings.SECOND_FACTOR = True  # type: ignore[attr-defined]  # pytest-django's


def set_up() -> None:
    """Give everybody there is a second factor."""
    for user in User.objects.all():
        Authenticator.objects.create(user=user, type="totp", data={"secret": "kept elsewhere"})


def leads(browser: Client) -> str:
    return browser.get("/back-office/", follow=True).redirect_chain[-1][0]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_the_back_office_leads_to_where_a_second_factor_is_set_up(role: Role) -> None:
    browser = signed_in(role)
    assert browser.get("/back-office/").headers["Location"].startswith("/back-office/login/")
    assert browser.get("/back-office/login/").headers["Location"] == SET_UP
    assert SET_UP in browser.get("/").text
    set_up()
    assert browser.get("/back-office/").status_code == 200
    assert SET_UP not in browser.get("/").text


def test_an_act_without_a_second_factor_is_not_done() -> None:
    browser = signed_in(Role.OPERATOR)
    page = browser.post("/back-office/parties/party/", {"action": "verify", "confirmed": "yes"})
    assert page.headers["Location"].startswith("/back-office/login/")


def test_a_trader_is_let_into_no_back_office_by_a_second_factor() -> None:
    browser = signed_in(Role.TRADER, cast.MESKAY)
    set_up()
    assert browser.get("/back-office/", follow=True).status_code == 403


def test_a_token_of_an_operator_or_auditor_opens_nothing_till_its_person_has_one() -> None:
    for calls in (operator_calls(), auditor_calls()):
        assert calls.get("/me").codes == ["second_factor_wanted"]
    set_up()
    assert [calls.get("/me").status for calls in (operator_calls(), auditor_calls())] == [200, 200]


def test_traders_and_regulators_need_none() -> None:
    assert [calls.get("/me").status for calls in (trader_calls(cast.MESKAY), regulator_calls())] == [200, 200]

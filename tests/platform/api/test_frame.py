"""The frame of the API: the door, how it says no, numbers, pages and versions."""

import pytest

from tests import cast
from tests.platform.calling import nobody_calls, operator_calls, trader_calls

pytestmark = pytest.mark.django_db


def test_without_a_token_nobody_is_let_in() -> None:
    answer = nobody_calls().get("/me")
    assert (answer.status, answer.codes) == (401, ["token_wanted"])
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_acts_as_its_membership() -> None:
    answer = trader_calls(cast.MESKAY).get("/me")
    assert answer.status == 200
    assert answer.json == {
        "name": "trader@meskay.example",
        "role": "trader",
        "party": "Meskay",
        "country": "PK",
    }


def test_an_address_that_leads_nowhere_is_told_as_a_problem() -> None:
    answer = operator_calls().get("/nowhere/at/all")
    assert (answer.status, answer.codes) == (404, ["not_found"])


def test_a_method_that_is_not_for_an_address_is_told_with_those_that_are() -> None:
    answer = operator_calls().post("/me", {})
    assert (answer.status, answer.codes, answer.headers["Allow"]) == (405, ["method_unfit"], "GET")

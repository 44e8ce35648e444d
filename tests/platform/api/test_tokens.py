"""Tokens: a person makes its own, sees the secret once, and what is revoked opens nothing."""

import pytest

from samarkand.platform.api.models import Token
from samarkand.platform.house.clock import now
from tests import cast
from tests.platform.calling import Caller, auditor_calls, operator_calls, trader_calls

pytestmark = pytest.mark.django_db


def made(caller: Caller, name: str = "warehouse") -> Caller:
    answer = caller.post("/tokens", {"name": name})
    assert answer.status == 201
    return Caller(answer.json["secret"])


def test_a_token_acts_as_the_one_who_made_it() -> None:
    assert made(trader_calls(cast.MESKAY)).get("/me").json["party"] == "Meskay"


def test_the_secret_is_kept_nowhere_and_shown_once() -> None:
    caller = trader_calls(cast.MESKAY)
    program = made(caller)
    assert program.token not in caller.get("/tokens").content.decode()
    row = Token.objects.get(name="warehouse")
    assert program.token not in str(vars(row))


def test_a_revoked_token_opens_nothing_from_that_moment() -> None:
    caller = trader_calls(cast.MESKAY)
    program = made(caller)
    number = Token.objects.get(name="warehouse").pk
    assert caller.delete(f"/tokens/{number}").status == 204
    assert program.get("/me").status == 401


def test_the_name_of_a_token_in_use_is_taken() -> None:
    caller = trader_calls(cast.MESKAY)
    made(caller)
    answer = caller.post("/tokens", {"name": "warehouse"})
    assert (answer.status, answer.codes) == (422, ["token_name_taken"])


def test_the_name_of_a_revoked_token_is_free_again() -> None:
    caller = trader_calls(cast.MESKAY)
    made(caller)
    Token.objects.filter(name="warehouse").update(revoked_at=now())
    made(caller)


def test_a_token_cannot_end_before_it_begins() -> None:
    answer = operator_calls().post("/tokens", {"name": "old", "expires_at": "2020-01-01T00:00:00Z"})
    assert (answer.status, answer.codes) == (422, ["token_time_past"])


def test_a_stranger_finds_nobody_elses_tokens() -> None:
    made(trader_calls(cast.MESKAY))
    stranger = trader_calls(cast.ASTARTA)
    number = Token.objects.get(name="warehouse").pk
    assert {token["party"] for token in stranger.get("/tokens").json["items"]} == {"Astarta"}
    assert stranger.delete(f"/tokens/{number}").status == 404
    assert Token.objects.get(pk=number).revoked_at is None


def test_the_operator_revokes_the_token_of_anyone() -> None:
    program = made(auditor_calls())
    number = Token.objects.get(name="warehouse").pk
    assert operator_calls().delete(f"/tokens/{number}").status == 204
    assert program.get("/me").status == 401

"""Tokens: a person makes its own, sees the secret once, and what is revoked opens nothing."""

import pytest

from samarkand.platform.api.issuing import make_child
from samarkand.platform.api.models import Token
from samarkand.platform.house.clock import now
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.parties.actors import actor_of_membership
from samarkand.platform.parties.models import Membership
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


def child_of(caller: Caller, name: str = "child", expires_at: str | None = None) -> Caller:
    answer = caller.post("/tokens", {"name": name, "expires_at": expires_at})
    assert answer.status == 201, answer.json
    return Caller(answer.json["secret"])


def test_a_token_that_ends_makes_none_that_lasts_longer() -> None:
    parent = child_of(trader_calls(cast.MESKAY), "a year", "2099-01-01T00:00:00Z")
    child_of(parent)
    assert Token.objects.get(name="child").expires_at == Token.objects.get(name="a year").expires_at
    later = parent.post("/tokens", {"name": "later", "expires_at": "2099-01-02T00:00:00Z"})
    assert (later.status, later.codes) == (422, ["token_outlives_parent"])
    child_of(parent, "sooner", "2098-01-01T00:00:00Z")


def test_what_a_token_made_is_revoked_with_it() -> None:
    caller = trader_calls(cast.MESKAY)
    parent = child_of(caller, "parent")
    child = child_of(parent)
    grandchild = child_of(child, "grandchild")
    assert caller.delete(f"/tokens/{Token.objects.get(name='parent').pk}").status == 204
    assert [each.get("/me").status for each in (caller, parent, child, grandchild)] == [200, 401, 401, 401]


def test_a_token_revoked_at_this_moment_makes_none() -> None:
    caller = trader_calls(cast.MESKAY)
    assert caller.membership is not None
    parent = Token.objects.get(membership=caller.membership)
    Token.objects.update(revoked_at=now())
    with pytest.raises(NotPermittedError):
        make_child(actor_of_membership(caller.membership), parent, "too late", now())


def test_a_membership_has_so_many_tokens_in_use_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMARKAND_TOKENS", "3")
    caller = trader_calls(cast.MESKAY)
    child_of(caller, "second"), child_of(caller, "third")
    fourth = caller.post("/tokens", {"name": "fourth"})
    assert (fourth.status, fourth.codes) == (422, ["tokens_too_many"])
    child_of(trader_calls(cast.ASTARTA), "of another")
    caller.delete(f"/tokens/{Token.objects.get(name='second').pk}")
    child_of(caller, "fourth")


def test_a_role_that_begins_again_begins_without_its_tokens() -> None:
    caller = trader_calls(cast.MESKAY)
    assert caller.get("/me").status == 200
    Membership.objects.update(since=now())
    assert caller.get("/me").status == 401


def test_the_name_of_a_token_that_has_ended_is_free_again() -> None:
    caller = trader_calls(cast.MESKAY)
    made(caller)
    Token.objects.filter(name="warehouse").update(expires_at=now())
    made(caller)
    assert Token.objects.filter(name="warehouse", revoked_at=None).count() == 1


def test_who_made_and_who_revoked_a_token_stays_on_record() -> None:
    caller, operator = trader_calls(cast.MESKAY), operator_calls()
    made(caller)
    token = Token.objects.get(name="warehouse")
    operator.delete(f"/tokens/{token.pk}")
    assert caller.membership is not None
    assert operator.membership is not None
    by = [(row.history_type, row.history_user_id) for row in token.history.order_by("history_id")]
    assert by == [("+", caller.membership.user_id), ("~", operator.membership.user_id)]
    assert not hasattr(token.history.first(), "secret_hash")

"""How often a membership may ask."""

import pytest
from django.core.cache import caches

from samarkand.platform.api.rate_limit import wait_for_turn
from tests import cast
from tests.platform.calling import Caller, operator_calls, trader_calls


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    caches["process"].clear()


def test_a_membership_waits_for_the_next_minute_once_it_has_asked_often_enough() -> None:
    waits = [wait_for_turn(1, 120 + second, limit=3) for second in (0, 1, 2, 15, 60)]
    assert waits == [0, 0, 0, 45, 0]


def test_each_membership_is_counted_by_itself() -> None:
    assert [wait_for_turn(membership, 0, limit=1) for membership in (1, 2, 1)] == [0, 0, 60]


@pytest.mark.django_db
def test_who_asks_too_often_is_told_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMARKAND_RATE", "2")
    caller = trader_calls(cast.MESKAY)
    answers = [caller.get("/me") for _ in range(5)]
    assert 429 in {answer.status for answer in answers}
    refused = answers[-1]
    assert refused.codes == ["too_many_requests"]
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert operator_calls().get("/me").status == 200


@pytest.mark.django_db
def test_more_tokens_are_no_more_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = trader_calls(cast.MESKAY)
    other = Caller(caller.post("/tokens", {"name": "another"}).json["secret"])
    caches["process"].clear()
    monkeypatch.setenv("SAMARKAND_RATE", "2")
    statuses = [each.get("/me").status for each in (caller, other, caller, other, caller, other)]
    assert 429 in statuses
    assert statuses.count(200) <= 4  # a minute may begin meanwhile

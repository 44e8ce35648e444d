"""Deals over the API: answered by their parties, found by nobody else."""

import pytest

from samarkand.platform.deals.home_settling import settle_due
from samarkand.platform.deals.models import Commitment, Deal, HomePayment
from samarkand.platform.house.clock import now
from tests import cast
from tests.platform.calling import auditor_calls, operator_calls, regulator_calls, trader_calls
from tests.platform.conftest import NOW
from tests.platform.deals.playing import bound_deal, published_round
from tests.platform.deals.test_home_payments import karachi

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal() -> str:
    """The code of a deal that waits for answers today."""
    published_round()
    Deal.objects.update(accept_until=now().replace(year=2200))
    return Deal.objects.get().code


def test_a_deal_shows_who_gives_what_to_whom(deal: str) -> None:
    told = trader_calls(cast.MESKAY).get(f"/deals/{deal}").json
    assert {(leg["giver"], leg["taker"], leg["hs"]) for leg in told["legs"]} == {
        ("Meskay", "Astarta", "100630"),
        ("Astarta", "Meskay", "071320"),
    }
    assert {answer["answer"] for answer in told["answers"]} == {"awaited"}
    assert "price" not in str(told)


def test_both_accept_and_it_binds(deal: str) -> None:
    assert trader_calls(cast.MESKAY).post(f"/deals/{deal}/accept").json["state"] == "proposed"
    told = trader_calls(cast.ASTARTA).post(f"/deals/{deal}/accept").json
    assert (told["state"], [one["kind"] for one in told["contracts"]]) == ("bound", ["barter_contract"])


def test_one_declines_and_it_lapses(deal: str) -> None:
    told = trader_calls(cast.MESKAY).post(f"/deals/{deal}/decline", {"reason": "no ship"}).json
    assert (told["state"], told["reason"]) == ("lapsed", "declined by Meskay")
    again = trader_calls(cast.ASTARTA).post(f"/deals/{deal}/accept")
    assert (again.status, again.codes) == (409, ["state_wrong"])


def test_a_stranger_finds_nothing(deal: str) -> None:
    stranger = trader_calls(cast.LUOYANG)
    for path in ("/deals", "/legs", "/commitments", "/home-payments"):
        assert stranger.get(path).json["items"] == []
    assert stranger.get(f"/deals/{deal}").status == 404
    assert stranger.post(f"/deals/{deal}/accept").status == 404
    assert stranger.post(f"/deals/{deal}/decline", {}).status == 404


def test_those_who_watch_read_and_answer_nothing(deal: str) -> None:
    for caller in (operator_calls(), auditor_calls(), regulator_calls(), regulator_calls("PK")):
        assert caller.get(f"/deals/{deal}").status == 200
        assert caller.post(f"/deals/{deal}/accept").status == 403
    assert regulator_calls("UZ").get(f"/deals/{deal}").status == 404


def test_deals_and_legs_can_be_filtered(deal: str) -> None:
    operator = operator_calls()
    assert len(operator.get("/deals", {"round": "spring", "state": "proposed"}).json["items"]) == 1
    assert operator.get("/deals", {"state": "bound"}).json["items"] == []
    assert len(operator.get("/legs", {"deal": deal}).json["items"]) == 2
    assert operator.get("/legs", {"round": "summer"}).json["items"] == []


def test_the_operator_gives_time_and_the_parties_read_it() -> None:
    bound_deal()
    commitment = Commitment.objects.get(party__code="Meskay")
    path = f"/commitments/{commitment.pk}"
    body = {"due_on": "2026-12-01", "reason": "storm"}
    assert operator_calls().post(f"{path}/extend", body).json["due_on"] == "2026-12-01"
    lines = trader_calls(cast.ASTARTA).get(f"{path}/evidence").json["items"]
    assert [(line["kind"], line["note"]) for line in lines] == [("extension", "storm")]
    assert trader_calls(cast.MESKAY).post(f"{path}/extend", body).status == 403
    assert trader_calls(cast.LUOYANG).get(path).status == 404
    assert operator_calls().post(f"{path}/release", {"reason": "war"}).json["state"] == "released"


def test_a_payment_at_home_is_confirmed_by_its_payee() -> None:
    published_round(karachi())
    HomePayment.objects.update(state="due")
    path = f"/home-payments/{HomePayment.objects.get().pk}/confirm"
    assert trader_calls(cast.ASTARTA).post(path).status == 404
    assert trader_calls(cast.NATIONAL_FRUIT).post(path).status == 403
    told = trader_calls(cast.MESKAY).post(path).json
    assert (told["state"], told["payer"], told["currency"]) == ("paid", "NationalFruit", "PKR")
    assert told["entry"]
    assert settle_due(NOW) == 0

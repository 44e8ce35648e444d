"""One trade from posting to settled account, through the API alone, as programs of two firms make it."""

from typing import Any

import pytest

from samarkand.core.scale import VALUE_DECIMALS, to_scaled
from samarkand.platform.accounts.verifying import verify
from samarkand.platform.house.clock import now
from samarkand.platform.rounds.clearing_job import run_clearing
from samarkand.platform.rounds.models import Clearing
from tests import cast
from tests.platform.calling import Answer, Caller, operator_calls, trader_calls

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill() -> Caller:
    return trader_calls(cast.MESKAY)


@pytest.fixture
def grower() -> Caller:
    return trader_calls(cast.ASTARTA)


@pytest.fixture
def operator() -> Caller:
    return operator_calls()


def told(answer: Answer) -> Any:  # noqa: ANN401 (whatever JSON holds)
    """Return what a call answered; it went well."""
    assert answer.status in {200, 201, 202}, (answer.status, answer.json)
    return answer.json


def row(name: str, code: str, hs: str, price: str) -> dict[str, str]:
    return {name: code, "hs": hs, "quantity": "20000", "unit": "TNE", "price": price}


def publish(operator: Caller) -> None:
    """Take the open book through a round, its clearing done by the function that workers run."""
    told(operator.post("/rounds", {"round": "MARCH", "unit": "SAM", "delivery_days": 120}))
    assert told(operator.post("/rounds/MARCH/freeze"))["state"] == "frozen"
    told(operator.post("/rounds/MARCH/clearings", {"clearing": "A"}))
    run_clearing(Clearing.objects.get().pk)
    assert told(operator.get("/rounds/MARCH"))["state"] == "review"
    assert told(operator.post("/rounds/MARCH/publish", {"clearing": "A"}))["state"] == "published"


def deliver(giver: Caller, taker: Caller, leg: dict[str, Any], accepted: str) -> dict[str, Any]:
    """Send a leg and have it received; what is not accepted of it is rejected."""
    today = now().date().isoformat()
    sent = {"leg": leg["leg"], "quantity": leg["quantity"], "place": leg["to_place"], "carrier": "rail"}
    shipment = told(giver.post("/shipments", sent))["shipment"]
    told(giver.post(f"/shipments/{shipment}/ship", {"shipped_on": today}))
    rejected = to_scaled(leg["quantity"], 3) - to_scaled(accepted, 3)
    line = {"received_on": today, "accepted_quantity": accepted, "rejected_quantity": f"{rejected // 1000}"}
    receipt: dict[str, Any] = told(
        taker.post(f"/shipments/{shipment}/receipt", line | ({"reason": "wet"} if rejected else {}))
    )
    return receipt


def balance(caller: Caller) -> int:
    """Return the balance of the caller's own clearing account."""
    [account] = told(caller.get("/accounts", {"kind": "clearing"}))["items"]
    return to_scaled(account["balance"], VALUE_DECIMALS)


def test_an_offer_goes_from_posting_to_a_settled_account(
    mill: Caller, grower: Caller, operator: Caller
) -> None:
    told(mill.post("/offers", row("offer", "RICE", "100630", "650")))
    told(mill.post("/wants", row("want", "MILL-CHICKPEAS", "071320", "760")))
    told(grower.post("/offers", row("offer", "CHICKPEAS", "071320", "60000")))
    told(grower.post("/wants", row("want", "GROWER-RICE", "100630", "70000")))
    publish(operator)

    [deal] = told(mill.get("/deals"))["items"]
    assert told(mill.post(f"/deals/{deal['deal']}/accept"))["state"] == "proposed"
    assert told(grower.post(f"/deals/{deal['deal']}/accept"))["state"] == "bound"
    legs = {leg["hs"]: leg for leg in told(mill.get("/legs"))["items"]}
    assert {hs: leg["quantity"] for hs, leg in legs.items()} == {"100630": "20000", "071320": "20000"}

    rice = deliver(mill, grower, legs["100630"], "19000")
    assert (balance(mill), balance(grower)) == (value(rice), -value(rice))
    chickpeas = deliver(grower, mill, legs["071320"], "20000")
    assert balance(mill) == value(rice) - value(chickpeas) == -balance(grower)

    run = told(operator.post("/netting-runs", {"code": "Q1", "unit": "SAM"}))
    assert to_scaled(run["set_off"], VALUE_DECIMALS) == 2 * value(rice)
    told(operator.post("/netting-runs/Q1/post", {"effective_on": now().date().isoformat()}))
    [open_still] = told(mill.get("/obligations", {"open_only": "true"}))["items"]
    assert to_scaled(open_still["open_amount"], VALUE_DECIMALS) == value(chickpeas) - value(rice)
    assert balance(mill) == value(rice) - value(chickpeas)

    missing = legs["100630"] | {"quantity": "1000"}
    rest = deliver(mill, grower, missing, "1000")
    assert balance(mill) == value(rice) + value(rest) - value(chickpeas) == 0
    told(operator.post("/netting-runs", {"code": "Q2", "unit": "SAM"}))
    told(operator.post("/netting-runs/Q2/post", {"effective_on": now().date().isoformat()}))
    assert told(mill.get("/obligations", {"open_only": "true"}))["items"] == []
    assert told(mill.get(f"/deals/{deal['deal']}"))["state"] == "done"
    assert verify() == []
    assert says_by_whom(operator) == {
        "receipt": {"trader of Astarta trader@astarta.example", "trader of Meskay trader@meskay.example"},
        "set_off": {"operator operator@house.example"},
    }
    assert {entry["by"] for entry in told(mill.get("/entries"))["items"]} == {None}


def says_by_whom(reader: Caller) -> dict[str, set[str]]:
    """Return who posted each kind of entry, as the reader is told, without the numbers of tokens."""
    by: dict[str, set[str]] = {}
    for entry in told(reader.get("/entries"))["items"]:
        by.setdefault(entry["kind"], set()).add(entry["by"].partition(", token ")[0])
    return by


def value(receipt: dict[str, Any]) -> int:
    """Return what a receipt posted."""
    return to_scaled(receipt["posted_value"], VALUE_DECIMALS)


def test_the_stranger_finds_nothing_of_it(mill: Caller, grower: Caller, operator: Caller) -> None:
    told(mill.post("/offers", row("offer", "RICE", "100630", "650")))
    told(mill.post("/wants", row("want", "MILL-CHICKPEAS", "071320", "760")))
    told(grower.post("/offers", row("offer", "CHICKPEAS", "071320", "60000")))
    told(grower.post("/wants", row("want", "GROWER-RICE", "100630", "70000")))
    publish(operator)
    stranger = trader_calls(cast.ALTYN_DAN)
    for path in ("/deals", "/legs", "/offers", "/wants", "/shipments", "/obligations", "/entries"):
        assert told(stranger.get(path))["items"] == [], path
    [deal] = told(mill.get("/deals"))["items"]
    assert stranger.get(f"/deals/{deal['deal']}").status == 404
    assert stranger.post(f"/deals/{deal['deal']}/accept").status in {403, 404}

"""Parties and people over the API: what the operator does, and what others see of it."""

import pytest

from samarkand.platform.parties.models import Invitation
from tests import cast
from tests.platform.calling import auditor_calls, operator_calls, regulator_calls, trader_calls

pytestmark = pytest.mark.django_db

MILL = {
    "party": "MESKAY",
    "name": "Meskay & Femtee",
    "country": "PK",
    "pool": "KARACHI",
    "currency": "PKR",
    "swing": "5000",
    "identifiers": [{"scheme": "NTN", "value": "1234567-8"}],
}


def test_a_party_is_registered_and_verified() -> None:
    calls = operator_calls()
    made = calls.post("/parties", MILL)
    assert (made.status, made.json["state"], made.headers["ETag"]) == (201, "pending", '"1"')
    assert calls.post("/parties/MESKAY/verify", {}).json["state"] == "verified"
    assert MILL.items() <= calls.get("/parties/MESKAY").json.items()


def test_a_party_is_amended_in_the_version_that_was_read() -> None:
    calls = operator_calls()
    calls.post("/parties", MILL)
    assert calls.patch("/parties/MESKAY", {"name": "Meskay"}, if_match='"1"').json["name"] == "Meskay"
    assert calls.patch("/parties/MESKAY", {"name": "Mescay"}, if_match='"1"').status == 412
    history = calls.get("/parties/MESKAY/history").json["items"]
    assert [version["name"] for version in history] == ["Meskay", "Meskay & Femtee"]


def test_a_suspension_without_a_reason_is_refused() -> None:
    operator_calls().post("/parties", MILL)
    answer = operator_calls().post("/parties/MESKAY/suspend", {})
    assert (answer.status, answer.codes) == (422, ["reason_missing"])
    suspended = operator_calls().post("/parties/MESKAY/suspend", {"reason": "papers are missing"})
    assert suspended.json["state_reason"] == "papers are missing"


def test_a_pool_is_amended_for_all_its_parties() -> None:
    calls = operator_calls()
    calls.post("/parties", MILL)
    calls.post("/parties", {"party": "FRUIT", "name": "Fruit", "country": "PK", "pool": "KARACHI"})
    changed = calls.put("/parties/FRUIT/pool", {"currency": "USD", "swing": "12.5"}).json
    assert [(party["party"], party["swing"]) for party in changed] == [("MESKAY", "12.5"), ("FRUIT", "12.5")]


def test_a_trader_sees_its_own_party_alone_and_changes_nothing() -> None:
    own, other = trader_calls(cast.MESKAY), trader_calls(cast.ASTARTA)
    assert [party["party"] for party in own.get("/parties").json["items"]] == ["Meskay"]
    assert other.get("/parties/Meskay").status == 404
    assert other.post("/parties/Meskay/suspend", {"reason": "rival"}).status == 404
    assert own.post("/parties/Meskay/verify", {}).status == 403
    assert own.patch("/parties/Meskay", {"name": "Best"}, if_match='"1"').status == 403
    assert own.post("/parties", MILL).status == 403


def test_a_regulator_sees_the_parties_of_its_country() -> None:
    trader_calls(cast.MESKAY), trader_calls(cast.ASTARTA)
    listed = regulator_calls("RU").get("/parties").json["items"]
    assert [party["party"] for party in listed] == ["Astarta"]


def test_an_invitation_shows_its_secret_once() -> None:
    trader_calls(cast.MESKAY)
    made = operator_calls().post(
        "/invitations", {"email": "aisha@meskay.pk", "role": "trader", "party": "Meskay"}
    )
    assert (made.status, len(made.json["secret"]) > 40) == (201, True)
    listed = operator_calls().get("/invitations")
    assert made.json["secret"].encode() not in listed.content


def test_a_trader_invites_to_its_own_party_and_sees_no_other_invitation() -> None:
    own, other = trader_calls(cast.MESKAY), trader_calls(cast.ASTARTA)
    asked = {"email": "omar@meskay.pk", "role": "trader", "party": "Meskay"}
    made = own.post("/invitations", asked)
    assert made.status == 201
    assert other.post("/invitations", asked).status == 404
    assert other.get("/invitations").json["items"] == []
    assert other.delete(f"/invitations/{made.json['id']}").status == 404
    assert own.post("/invitations", {"email": "o@meskay.pk", "role": "operator"}).status == 403


def test_a_withdrawn_invitation_cannot_be_answered() -> None:
    own = trader_calls(cast.MESKAY)
    made = own.post("/invitations", {"email": "omar@meskay.pk", "role": "trader", "party": "Meskay"}).json
    assert own.delete(f"/invitations/{made['id']}").status == 204
    row = Invitation.objects.get()
    assert row.expires_at > row.invited_at
    assert row.expires_at.date() == row.invited_at.date()


def test_an_ended_role_lets_no_token_in() -> None:
    own = trader_calls(cast.MESKAY)
    assert own.membership is not None
    assert own.post(f"/memberships/{own.membership.pk}/end").status == 403
    assert auditor_calls().post(f"/memberships/{own.membership.pk}/end").status == 403
    assert operator_calls().post(f"/memberships/{own.membership.pk}/end").json["ended_at"]
    assert own.get("/parties").status == 401


def test_a_trader_sees_its_colleagues_alone() -> None:
    own = trader_calls(cast.MESKAY)
    trader_calls(cast.ASTARTA)
    listed = own.get("/memberships").json["items"]
    assert [row["person"] for row in listed] == ["trader@meskay.example"]

"""Webhooks over the API: a member's own, its secret shown once, the stranger's not found."""

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.events.models import Webhook
from samarkand.platform.events.recording import record
from samarkand.platform.events.webhooks import MOST, add_webhook
from samarkand.platform.house.sealing import opened
from samarkand.platform.parties.actors import actor_of_membership
from tests import cast
from tests.platform.calling import Caller, auditor_calls, operator_calls, regulator_calls, trader_calls
from tests.platform.conftest import NOW, party

pytestmark = pytest.mark.django_db

URL = "https://meskay.example/told"


def added(caller: Caller) -> int:
    answer = caller.post("/webhooks", {"url": URL, "kinds": ["deal.proposed"]})
    assert answer.status == 201
    return int(answer.json["id"])


def test_the_secret_is_shown_once() -> None:
    caller = trader_calls(cast.MESKAY)
    secret = caller.post("/webhooks", {"url": URL}).json["secret"]
    assert len(secret) == 64
    assert secret not in caller.get("/webhooks").content.decode()
    assert opened(Webhook.objects.get().secret) == secret


def test_an_address_that_the_house_does_not_call_is_refused() -> None:
    answer = trader_calls(cast.MESKAY).post("/webhooks", {"url": "https://169.254.169.254/"})
    assert (answer.status, answer.codes) == (422, ["webhook_address_unfit"])


def test_a_kind_of_which_there_are_none_is_refused() -> None:
    answer = trader_calls(cast.MESKAY).post("/webhooks", {"url": URL, "kinds": ["deal.imagined"]})
    assert (answer.status, answer.codes) == (422, ["field_unfit"])


def test_a_program_inside_that_asks_for_such_a_kind_is_told_with_all_else_that_is_wrong() -> None:
    membership = trader_calls(cast.MESKAY).membership
    assert membership is not None
    actor = actor_of_membership(membership)
    with pytest.raises(Refusal) as caught:
        add_webhook(actor, membership, "http://10.0.0.1/", ["deal.imagined"], NOW)
    codes = [finding.code for finding in caught.value.findings]
    assert codes == ["webhook_address_unfit", "event_kind_unknown"]


def test_a_membership_has_only_so_many() -> None:
    caller = trader_calls(cast.MESKAY)
    answers = [caller.post("/webhooks", {"url": URL}) for _ in range(MOST + 1)]
    assert [answer.status for answer in answers[:-1]] == [201] * MOST
    assert answers[-1].codes == ["webhooks_too_many"]


def test_what_it_was_told_can_be_looked_up() -> None:
    caller = trader_calls(cast.MESKAY)
    number = added(caller)
    record("deal.proposed", "spring/1", {"deal": "spring/1"}, [party(cast.MESKAY)], NOW)
    notice = caller.get(f"/webhooks/{number}/notices").json["items"][0]
    assert (notice["event"]["subject"], notice["attempts"], notice["arrived_at"]) == ("spring/1", 0, None)


def test_it_is_switched_off_and_removed_by_its_owner() -> None:
    caller = trader_calls(cast.MESKAY)
    number = added(caller)
    assert caller.patch(f"/webhooks/{number}", {"active": False}).json["active"] is False
    assert caller.delete(f"/webhooks/{number}").status == 204
    assert Webhook.objects.count() == 0


@pytest.mark.parametrize("stranger", [cast.ASTARTA, "regulator"])
def test_the_stranger_finds_no_webhook_of_another(stranger: str) -> None:
    number = added(trader_calls(cast.MESKAY))
    caller = regulator_calls() if stranger == "regulator" else trader_calls(stranger)
    assert caller.get("/webhooks").json["items"] == []
    assert caller.patch(f"/webhooks/{number}", {"active": False}).status == 404
    assert caller.delete(f"/webhooks/{number}").status == 404
    assert caller.get(f"/webhooks/{number}/notices").status == 404


def test_an_auditor_reads_the_webhooks_of_others_and_changes_none() -> None:
    number = added(trader_calls(cast.MESKAY))
    auditor = auditor_calls()
    assert [webhook["id"] for webhook in auditor.get("/webhooks").json["items"]] == [number]
    assert auditor.patch(f"/webhooks/{number}", {"active": False}).status == 403
    assert auditor.delete(f"/webhooks/{number}").status == 403


def test_the_operator_stops_the_webhook_of_anyone() -> None:
    number = added(trader_calls(cast.MESKAY))
    assert operator_calls().delete(f"/webhooks/{number}").status == 204
